// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/optimizations_page.h"

#include "ui/models/measured_between.h"
#include "ui/models/said_text.h"
#include "ui/models/setting_words.h"
#include "ui/pages/difference_dialog.h"
#include "ui/pages/guard_card.h"
#include "ui/pages/history_card.h"
#include "ui/pages/preset_bar.h"
#include "ui/pages/setting_columns.h"
#include "ui/pages/setting_list.h"
#include "ui/pages/setting_search.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/scaled.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QStringList>

#include <algorithm>
#include <utility>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using models::SettingSection;
using relay::api::SettingEdit;
using relay::api::SettingRow;
using widgets::ButtonKind;
using widgets::Glyph;

constexpr std::size_t kMostNamed = 3; // in one sentence
constexpr int kGap = 12;
constexpr int kSideWidth = 244; // at 13 px of text

} // namespace

OptimizationsPage::OptimizationsPage(const PageContext &context)
    : Page(context, tr("Optimizations"))
    , m_model(context.service)
    , m_presets(context.service.settingsService())
    , m_runner(context.measuring.runner())
{
    buildHeader();
    m_fileEdit = new widgets::Banner;
    m_fileEdit->setObjectName(u"fileEdit"_s);
    content()->addWidget(m_fileEdit);
    auto *presets = new PresetBar(m_presets);
    content()->addWidget(presets);
    content()->addWidget(buildBody(), 1);
    connect(presets, &PresetBar::presetRequested, this, &OptimizationsPage::askForPreset);
    connect(m_fileEdit, &widgets::Banner::actionRequested, this, [this] { m_model.takeFile(); });
    connect(&m_model, &models::SettingsModel::done, this, [this](const QString &sentence, qint64 entry) {
        complain({});
        say(sentence, entry > 0 ? [this, entry] { m_model.undo(entry); } : std::function<void()>());
    });
    connect(&m_model, &models::SettingsModel::failed, this, &OptimizationsPage::complain);
    connect(&m_model, &models::SettingsModel::fileEditChanged, this, &OptimizationsPage::showFileEdit);
    connect(&m_model, &models::SettingsModel::rowsChanged, this, [this] {
        m_presets.refresh();
        showMeasuring();
        if (const QString subject = std::exchange(m_subject, {}); !subject.isEmpty())
            showSubject(subject);
    });
    connect(&m_runner, &models::MeasureRunner::progressed, this, &OptimizationsPage::showMeasuring);
    connect(&context.measuring, &models::Measuring::notKept, this,
            [this](const QString &why) { complain(tr("The measurement cannot be kept: %1").arg(why)); });
    connect(&m_runner, &models::MeasureRunner::failed, this, [this](const QString &name, const QString &why) {
        complain(tr("%1: %2").arg(models::titleOf(name.toStdString()), why));
    });
    showMeasuring(); // it may have begun on the page that was here before
}

void OptimizationsPage::buildHeader()
{
    m_search = new SettingSearch(*this);
    header().addAction(m_search);
    m_measureAll = widgets::newButton(ButtonKind::Secondary, {}, Glyph::Flask);
    m_measureAll->setObjectName(u"measureAll"_s);
    m_measureAll->setToolTip(tr("Each switch on and off, one after another, beside live traffic"));
    header().addAction(m_measureAll);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &words) { m_list->filter(words); });
    connect(m_measureAll, &QPushButton::clicked, this,
            [this] { m_runner.isRunning() ? m_runner.cancel() : m_runner.measure(switches()); });
}

QWidget *OptimizationsPage::buildBody()
{
    auto *body = new QWidget;
    m_halves = new QHBoxLayout(body);
    m_halves->setContentsMargins(0, 0, 0, 0);
    m_halves->setSpacing(kGap);
    m_list = new SettingList(m_model,
                             {SettingSection::Sqlite, SettingSection::UpstreamHttp, SettingSection::Writes,
                              SettingSection::Observe, SettingSection::Guard},
                             [this](const SettingRow &row) { return stateOf(row); });
    m_list->setUnfolded(SettingSection::UpstreamHttp, false);
    m_list->setUnfolded(SettingSection::Guard, false);
    m_list->setMinimumHeight(widgets::scaled(260));
    m_halves->addWidget(m_list, 1);
    m_side = new QVBoxLayout;
    m_side->setSpacing(kGap);
    m_cards = {new GuardCard(m_model), new HistoryCard(m_model, m_presets)};
    for (QWidget *card : m_cards)
        m_side->addWidget(card, card == m_cards.back() ? 1 : 0);
    m_halves->addLayout(m_side);
    arrange();
    connect(m_list, &SettingList::measureRequested, this, &OptimizationsPage::measure);
    connect(m_list, &SettingList::cancelRequested, this, [this] { m_runner.cancel(); });
    connect(m_list, &SettingList::restartRequested, this, &OptimizationsPage::restart);
    connect(m_list, &SettingList::elsewhereRequested, this,
            [this] { requestPage(PageId::Settings, kFindSubject % m_search->text().trimmed()); });
    connect(m_list, &SettingList::copied, this,
            [this](const QString &what) { say(tr("Copied: %1").arg(what)); });
    return body;
}

void OptimizationsPage::arrange()
{
    int side = widgets::scaled(kSideWidth);
    for (const QWidget *card : m_cards)
        side = std::max(side, card->minimumSizeHint().width());
    const int room = width() - 2 * content()->contentsMargins().left();
    const bool beside = room >= m_list->minimumWidth() + kGap + side;
    m_halves->setDirection(beside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_side->setDirection(beside ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    for (QWidget *card : m_cards) {
        card->setMinimumWidth(side);
        card->setMaximumWidth(beside ? side : QWIDGETSIZE_MAX);
    }
}

void OptimizationsPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    arrange();
}

void OptimizationsPage::activate()
{
    m_model.setActive(true);
}

void OptimizationsPage::deactivate()
{
    m_model.setActive(false);
}

void OptimizationsPage::showSubject(const QString &subject)
{
    if (!m_model.isKnown()) {
        m_subject = subject;
        return;
    }
    m_search->clear();
    if (subject.startsWith(kPresetSubject))
        return askForPreset(subject.mid(kPresetSubject.size()));
    m_list->reveal(subject.toStdString());
}

SettingRowState OptimizationsPage::stateOf(const SettingRow &row) const
{
    const SettingRow *tuning = m_model.row("SQLITE_OPTIMIZE_ENABLED");
    const auto compared = models::comparisonFor(row);
    SettingRowState state;
    state.engineOff = tuning && tuning->value != "true";
    state.canMeasure = compared.has_value();
    state.measuring = m_runner.isMeasuring(row.name);
    if (state.measuring && m_runner.current() == row.name)
        state.percent = int(m_runner.progress() * 100);
    const models::Measurement *measured = context().measuring.results().find(row.name);
    // Of other values than these two it says nothing.
    if (measured && compared)
        state.measured = models::measuredBetween(*measured, compared->first, compared->second);
    return state;
}

void OptimizationsPage::askForPreset(const QString &name)
{
    if (std::exchange(m_asked, name) == name)
        return;
    const auto reply = [this, name](const relay::Result<std::vector<SettingEdit>> &edits) {
        if (m_asked != name)
            return; // another one is wanted by now
        m_asked.clear();
        if (!edits) {
            complain(models::saidText(edits.error()));
            return;
        }
        const auto preset =
            std::ranges::find(m_presets.presets(), name.toStdString(), &relay::api::PresetRow::name);
        if (preset == m_presets.presets().end())
            return;
        if (auto *other = findChild<DifferenceDialog *>(u"presetDifference"_s))
            other->reject(); // the tray's menu can ask for the next one over it
        const QString title = models::presetTitle(*preset);
        auto *dialog =
            new DifferenceDialog({.title = title,
                                  .text = models::presetText(*preset),
                                  .verb = tr("Apply to %n setting(s)", nullptr,
                                             int(std::ranges::count(*edits, false, &SettingEdit::locked)))},
                                 *edits, m_model.rows(), this);
        dialog->setObjectName(u"presetDifference"_s);
        m_asked = name;
        connect(dialog, &QDialog::finished, this, [this, name] {
            if (m_asked == name)
                m_asked.clear();
        });
        connect(dialog, &QDialog::accepted, this, [this, name] { m_model.applyPreset(name.toStdString()); });
        dialog->open();
    };
    service().settingsService().presetDifference(name.toStdString(), this, reply);
}

void OptimizationsPage::showFileEdit()
{
    const relay::api::SettingsFileEdit &edit = m_model.fileEdit();
    if (!edit.edited) {
        m_fileEdit->clear();
        return;
    }
    QStringList changes;
    for (const SettingEdit &change : edit.changes) {
        const SettingRow *row = m_model.row(change.name);
        const auto shown = [row](const std::string &value) {
            return row ? models::valueText(*row, value) : models::valueWord(value);
        };
        if (std::size_t(changes.size()) < kMostNamed)
            changes.append(
                tr("%1: %2 → %3").arg(models::titleOf(change.name), shown(change.from), shown(change.to)));
    }
    const int more = int(edit.changes.size()) - int(changes.size());
    if (more > 0)
        changes.append(tr("%n more", nullptr, more));
    m_fileEdit->say(widgets::Tone::Warn,
                    tr("%1 was edited by hand, and is not in force yet. %2.")
                        .arg(QString::fromStdString(edit.path), changes.join(tr(", "))),
                    tr("Take it"));
}

void OptimizationsPage::measure(const QString &name)
{
    const SettingRow *row = m_model.row(name.toStdString());
    const auto compared = row ? models::comparisonFor(*row) : std::nullopt;
    if (compared)
        m_runner.measure({{row->name, compared->first, compared->second}});
}

std::vector<models::MeasureRunner::Task> OptimizationsPage::switches() const
{
    std::vector<models::MeasureRunner::Task> tasks;
    for (const SettingRow &row : m_model.rows()) {
        const auto compared = models::comparisonFor(row);
        if (compared && row.kind == relay::api::SettingKind::Switch)
            tasks.push_back({row.name, compared->first, compared->second});
    }
    return tasks;
}

void OptimizationsPage::showMeasuring()
{
    const bool running = m_runner.isRunning();
    const auto count = int(switches().size());
    m_measureAll->setText(running      ? tr("Cancel measuring")
                          : count == 0 ? tr("Measure the switches") // which ones is not known yet
                                       : tr("Measure the %n switch(es)", nullptr, count));
    widgets::setGlyph(m_measureAll, running ? Glyph::Stop : Glyph::Flask);
    header().setFacts(running ? tr("measuring %1 · %2 of %3 · %4 %")
                                    .arg(models::titleOf(m_runner.current()))
                                    .arg(m_runner.number())
                                    .arg(m_runner.count())
                                    .arg(int(m_runner.progress() * 100))
                              : QString());
    m_list->refresh();
}

void OptimizationsPage::restart()
{
    context().whenNothingIsLost([this] {
        if (const relay::Result<void> restarted = service().trafficService().restart(); !restarted)
            complain(models::saidText(restarted.error()));
        else
            say(tr("The relay begins anew"));
    });
}

} // namespace ui::pages
