// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/diagnose_page.h"

#include "ui/base/date_text.h"
#include "ui/models/finding_text.h"
#include "ui/models/said_text.h"
#include "ui/models/window_language.h"
#include "ui/pages/difference_dialog.h"
#include "ui/pages/finding_list.h"
#include "ui/pages/save_dialog.h"
#include "ui/pages/setting_columns.h"
#include "ui/pages/watch_column.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_note.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/scaled.h"

#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QPushButton>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using relay::api::Verdict;
using widgets::ButtonKind;
using widgets::Glyph;

constexpr int kWatchWidth = 286;
constexpr auto kFresh = 60s; // who was away for longer may have mended what was found

} // namespace

DiagnosePage::DiagnosePage(const PageContext &context)
    : Page(context, tr("Diagnose"))
    , m_examination(context.service.doctorService())
    , m_settings(context.service.settingsService())
{
    m_report = widgets::newButton(ButtonKind::Secondary, tr("Save report…"), Glyph::Download);
    m_report->setObjectName(u"report"_s);
    m_report->setToolTip(tr("One file for those who help: findings, settings, "
                            "figures and the end of the log, "
                            "without keys, tokens and passwords"));
    header().addAction(m_report);
    m_again = widgets::newButton(ButtonKind::Primary, tr("Examine again"), Glyph::Refresh);
    m_again->setObjectName(u"examine"_s);
    header().addAction(m_again);
    m_raised = new widgets::Banner;
    m_raised->setObjectName(u"raisedAlerts"_s);
    content()->addWidget(m_raised);
    content()->addWidget(buildBody(), 1);
    connectAll();
    showRunning();
}

void DiagnosePage::connectAll()
{
    connect(m_again, &QPushButton::clicked, this, [this] {
        complain({});
        m_examination.examine();
    });
    connect(m_report, &QPushButton::clicked, this, &DiagnosePage::saveReport);
    connect(&m_examination, &models::Examination::runningChanged, this, &DiagnosePage::showRunning);
    connect(&m_examination, &models::Examination::examined, this, &DiagnosePage::showFindings);
    connect(&m_examination, &models::Examination::failed, this, &DiagnosePage::complain);
    connect(&m_examination, &models::Examination::mended, this, &DiagnosePage::mended);
    connect(m_watch, &WatchColumn::raisedChanged, this, [this] {
        showRaised();
        showFacts();
    });
    connect(m_raised, &widgets::Banner::actionRequested, this, &DiagnosePage::mendRaised);
    connect(&m_settings, &models::SettingsAccess::applied, this,
            [this](const relay::api::SettingsOutcome &outcome) {
                if (outcome.entry)
                    say(tr("The limit is changed"), [this, id = outcome.entry->id] { m_settings.undo(id); });
            });
    connect(&m_settings, &models::SettingsAccess::refused, this,
            [this](const QStringList &names, const QString &reason) {
                if (names.isEmpty()) // of an undo: no field says it
                    complain(reason);
            });
    connect(&m_settings, &models::SettingsAccess::unreadable, this,
            [this](const QString &reason) { complainOf(u"settings"_s, reason); });
    connect(&m_settings, &models::SettingsAccess::rowsRead, this, [this] { complainOf(u"settings"_s, {}); });
    connect(&m_writer, &models::FileWriter::written, this, &DiagnosePage::reported);
    connect(&m_writer, &models::FileWriter::failed, this, [this](const QString &path, const QString &reason) {
        showRunning();
        complain(tr("%1 was not written: %2").arg(QDir::toNativeSeparators(path), reason));
    });
}

QWidget *DiagnosePage::buildBody()
{
    auto *body = new QWidget;
    auto *row = new QHBoxLayout(body);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    m_stack = new QStackedWidget;
    auto *card = new widgets::Card;
    m_empty = new widgets::EmptyNote({}, {});
    card->column()->addWidget(m_empty);
    m_stack->addWidget(card);
    auto *list = new FindingList(m_examination);
    m_stack->addWidget(list);
    row->addWidget(m_stack, 1);
    m_watch = new WatchColumn(service().watchService(), m_settings);
    m_watch->setFixedWidth(widgets::scaled(kWatchWidth));
    row->addWidget(m_watch);
    connect(list, &FindingList::remedyRequested, this, &DiagnosePage::askForRemedy);
    connect(list, &FindingList::placeRequested, this,
            [this](const QString &name) { goTo(models::mendingPlace(name.toStdString())); });
    return body;
}

void DiagnosePage::activate()
{
    m_settings.read();
    m_watch->setActive(true);
    if (m_examination.isStale(kFresh))
        m_examination.examine();
}

std::any DiagnosePage::draft() const
{
    return m_examination.takenAt().isNull() ? std::any() : m_examination.look();
}

void DiagnosePage::takeDraft(const std::any &draft)
{
    if (const auto *look = std::any_cast<models::Look>(&draft))
        m_examination.take(*look);
}

// The side bar goes on counting what was found: it is looked at again, though nobody sees this page. Where
// nothing was, it will do when somebody comes.
void DiagnosePage::followChange()
{
    if (models::troublesOf(m_examination.findings()).empty())
        m_examination.expectChange();
    else
        m_examination.doubt();
}

void DiagnosePage::deactivate()
{
    m_watch->setActive(false);
}

void DiagnosePage::showSubject(const QString &subject)
{
    reveal(m_watch->placeOf(subject));
}

void DiagnosePage::showRunning()
{
    const bool running = m_examination.isRunning();
    m_again->setEnabled(!running);
    m_again->setText(running ? tr("Examining…") : tr("Examine again"));
    m_report->setEnabled(true);
    m_report->setText(tr("Save report…"));
    if (running)
        m_empty->set(tr("Looking"),
                     tr("At the database, ports, upstreams, certificates, the clock and the disk. It "
                        "takes some seconds where something does not answer."));
    else if (m_examination.takenAt().isNull())
        m_empty->set(tr("Nothing was looked at yet"), tr("Examine again looks at everything."));
}

void DiagnosePage::showFindings()
{
    m_stack->setCurrentIndex(1);
    showRaised(); // a remedy may be known by now
    showFacts();
    emit troublesFound(models::troublesOf(m_examination.findings()));
}

// Counts as the side bar does: a trouble that an alert tells as well is one.
void DiagnosePage::showFacts()
{
    if (m_examination.takenAt().isNull())
        return;
    const auto troubles =
        int(models::troublesOf(m_watch->raised(), models::troublesOf(m_examination.findings())).size());
    const int hints = m_examination.count(Verdict::Hint);
    const QString at = base::timeText(m_examination.takenAt().time());
    const QString found = troubles > 0 ? tr("%n trouble(s)", nullptr, troubles)
                          : hints > 0  ? tr("%n hint(s)", nullptr, hints)
                                       : tr("all is well");
    header().setFacts(tr("%1 · looked at %2").arg(found, at));
}

// The first in full, with what helps; the others stand beside the findings.
void DiagnosePage::showRaised()
{
    const std::vector<relay::api::AlertRow> &raised = m_watch->raised();
    if (raised.empty())
        return m_raised->clear();
    const relay::api::AlertRow &first = raised.front();
    QString sentence = models::capitalised(models::saidText(first.text));
    if (raised.size() > 1)
        sentence = tr("%1 · %n more under Alerts", nullptr, int(raised.size()) - 1).arg(sentence);
    const bool preset = !remedyOf(first).empty();
    m_raised->say(widgets::Tone::Warn, sentence,
                  preset ? tr("Apply remedy…") : models::mendingVerb(models::placeOfAlert(first.name)));
}

// The look whose preset mends what an alert is raised of; empty: none is known.
std::string DiagnosePage::remedyOf(const relay::api::AlertRow &alert) const
{
    const auto &findings = m_examination.findings();
    const auto look =
        std::ranges::find(findings, models::findingOfAlert(alert.name), &relay::api::Finding::name);
    const bool ails = look != findings.end() && look->verdict != Verdict::Fine && !look->preset.empty();
    return ails ? look->name : std::string();
}

void DiagnosePage::mendRaised()
{
    if (m_watch->raised().empty())
        return;
    const relay::api::AlertRow &first = m_watch->raised().front();
    if (const std::string look = remedyOf(first); !look.empty())
        askForRemedy(QString::fromStdString(look));
    else
        goTo(models::placeOfAlert(first.name));
}

void DiagnosePage::askForRemedy(const QString &name)
{
    const auto &findings = m_examination.findings();
    const auto finding = std::ranges::find(findings, name.toStdString(), &relay::api::Finding::name);
    if (finding == findings.end() || m_asking)
        return;
    complain({});
    m_asking = true;
    const auto ask = [this, name, remedy = finding->remedy](
                         const relay::Result<std::vector<relay::api::SettingEdit>> &edits) {
        m_asking = false;
        if (!edits)
            return complain(models::saidText(edits.error()));
        if (edits->empty()) // the settings are so already: what else it does loses nothing
            return m_examination.fix(name.toStdString());
        if (std::ranges::all_of(*edits, &relay::api::SettingEdit::locked)) {
            QStringList locked;
            for (const relay::api::SettingEdit &edit : *edits)
                locked.append(QString::fromStdString(edit.name));
            return complain(tr("This remedy can change nothing: %1 are set by the environment or the command "
                               "line, and so locked.")
                                .arg(locked.join(u", "_s)));
        }
        m_asking = true;
        auto *dialog = new DifferenceDialog({.title = models::findingTitle(name.toStdString()),
                                             .text = models::capitalised(models::saidText(remedy)),
                                             .verb = tr("Apply remedy")},
                                            *edits, m_settings.rows(), this);
        connect(dialog, &QDialog::finished, this, [this] { m_asking = false; });
        connect(dialog, &QDialog::accepted, this, [this, name] { m_examination.fix(name.toStdString()); });
        dialog->open();
    };
    service().settingsService().presetDifference(finding->preset, this, ask);
}

void DiagnosePage::mended(const QString &name, qint64 entry)
{
    m_settings.read();
    const QString done = tr("Remedy applied: %1").arg(models::findingTitle(name.toStdString()));
    if (entry == 0)
        say(done);
    else
        say(done, [this, entry] { m_settings.undo(entry); });
}

void DiagnosePage::goTo(models::MendingPlace place)
{
    m_examination.expectChange();
    switch (place) {
    case models::MendingPlace::Nowhere:
        return;
    case models::MendingPlace::Overview:
        return requestPage(PageId::Overview, u"address"_s);
    case models::MendingPlace::Channels:
        return requestPage(PageId::Channels);
    case models::MendingPlace::Tokens:
        return requestPage(PageId::Tokens);
    case models::MendingPlace::Requests:
        return requestPage(PageId::Requests);
    case models::MendingPlace::Database:
        return requestPage(PageId::Database);
    case models::MendingPlace::Profiling:
        return requestPage(PageId::Profiling);
    case models::MendingPlace::Network:
        return requestPage(PageId::Settings, u"network"_s);
    case models::MendingPlace::Limits:
        return requestPage(PageId::Settings, u"limits"_s);
    case models::MendingPlace::Security:
        return requestPage(PageId::Settings, u"security"_s);
    }
}

void DiagnosePage::saveReport()
{
    const QString name =
        u"trayrelay-report-%1.tar.gz"_s.arg(QDateTime::currentDateTime().toString(u"yyyyMMdd-HHmm"_s));
    askWhereToSave(this, tr("Save report"), name, tr("Archives (*.tar.gz)"), [this](const QString &path) {
        complain({});
        m_report->setEnabled(false);
        m_report->setText(tr("Collecting…"));
        service().doctorService().report(this, [this, path](const relay::Result<std::string> &archive) {
            if (archive) {
                m_writer.write(path, QByteArray::fromStdString(*archive));
                return;
            }
            showRunning();
            complain(models::saidText(archive.error()));
        });
    });
}

void DiagnosePage::reported(const QString &path)
{
    showRunning();
    say(tr("Saved as %1").arg(QDir::toNativeSeparators(path)));
    QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(path).absolutePath()));
}

} // namespace ui::pages
