// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/import_panel.h"

#include "ui/models/figure_text.h"
#include "ui/models/said_text.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/label.h"
#include "ui/widgets/theme.h"

#include <QDir>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLayoutItem>
#include <QVBoxLayout>

#include <chrono>
#include <memory>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using relay::api::ImportCounts;
using relay::api::ImportReport;
using widgets::ButtonKind;
using widgets::Ink;

QLabel *cell(const QString &text, Ink ink, Qt::Alignment alignment)
{
    QLabel *label = widgets::newLabel(text, widgets::TextRole::Body, ink);
    label->setAlignment(alignment | Qt::AlignVCenter);
    return label;
}

std::int64_t takenOf(const ImportReport &report)
{
    return report.channels.taken + report.tokens.taken + report.prices.taken + report.logs.taken;
}

} // namespace

ImportPanel::ImportPanel(relay::api::ImportService &service)
    : m_service(service)
{
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    auto *card = new widgets::Card(tr("Import from one-api"));
    whole->addWidget(card);
    QVBoxLayout *column = card->column();
    m_fileLabel = new widgets::ElidedLabel(Qt::ElideMiddle);
    m_fileLabel->setFont(widgets::fontOf(widgets::TextRole::MonoSmall));
    widgets::setInk(m_fileLabel, Ink::Text2);
    column->addWidget(m_fileLabel);
    m_trouble = new widgets::Banner;
    m_trouble->setObjectName(u"refusal"_s);
    column->addWidget(m_trouble);
    m_state = widgets::newParagraph({});
    m_state->setObjectName(u"importState"_s);
    column->addWidget(m_state);
    m_counts = new QWidget;
    m_grid = new QGridLayout(m_counts);
    m_grid->setContentsMargins(0, 4, 0, 4);
    m_grid->setHorizontalSpacing(14);
    m_grid->setVerticalSpacing(8);
    m_grid->setColumnStretch(0, 1);
    column->addWidget(m_counts);
    m_notes = widgets::newParagraph({}, widgets::TextRole::Secondary, Ink::Text2);
    m_notes->setObjectName(u"notes"_s);
    m_notes->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(m_notes);
    column->addStretch(1);
    column->addWidget(buildFoot());
    connect(&m_clock, &QTimer::timeout, this, [this] {
        ++m_seconds;
        m_state->setText((m_dry ? tr("Reading… %1 s") : tr("Importing… %1 s")).arg(m_seconds));
    });
}

QWidget *ImportPanel::buildFoot()
{
    auto *foot = new QWidget;
    auto *row = new QHBoxLayout(foot);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addStretch(1);
    m_close = widgets::newButton(ButtonKind::Secondary, tr("Close"));
    m_close->setObjectName(u"close"_s);
    m_import = widgets::newButton(ButtonKind::Primary, tr("Import"));
    m_import->setObjectName(u"import"_s);
    row->addWidget(m_close);
    row->addWidget(m_import);
    connect(m_close, &QPushButton::clicked, this, [this] {
        ++m_number; // an answer that is still to come is of no use
        m_clock.stop();
        emit closeRequested();
    });
    connect(m_import, &QPushButton::clicked, this, [this] { run(false); });
    return foot;
}

void ImportPanel::look(const QString &file)
{
    m_file = file;
    m_fileLabel->setWhole(QDir::toNativeSeparators(file));
    run(true);
}

void ImportPanel::run(bool dry)
{
    const int number = ++m_number;
    clearReport();
    m_trouble->clear();
    m_import->setEnabled(false);
    m_close->setEnabled(dry); // an import runs to its end, all of it or nothing
    m_dry = dry;
    m_seconds = 0;
    m_state->setText(dry ? tr("Reading…") : tr("Importing…"));
    m_clock.start(1s);
    m_service.importOneApi(m_file.toStdString(), dry, this,
                           [this, number, dry](const relay::Result<ImportReport> &reply) {
                               if (number != m_number)
                                   return;
                               m_clock.stop();
                               m_close->setEnabled(true);
                               m_state->clear();
                               if (!reply) {
                                   m_import->setEnabled(!dry); // nothing was taken: once more
                                   m_trouble->say(widgets::Tone::Error, models::saidText(reply.error()));
                                   return;
                               }
                               showReport(*reply);
                               if (!reply->dryRun)
                                   emit imported(*reply);
                           });
}

void ImportPanel::showReport(const ImportReport &report)
{
    const bool any = takenOf(report) > 0;
    m_import->setVisible(report.dryRun);
    m_import->setEnabled(any);
    if (!report.dryRun)
        m_state->setText(tr("Done: all of it is here."));
    else
        m_state->setText(any ? tr("This would come. Nothing has been changed yet.")
                             : tr("There is nothing in it that is not here already."));
    const QStringList head{tr("new"), tr("here already"), tr("left out")};
    for (int i = 0; i < head.size(); ++i) {
        QLabel *label = cell(head[i], Ink::Text2, Qt::AlignRight);
        label->setFont(widgets::fontOf(widgets::TextRole::Caption));
        m_grid->addWidget(label, 0, i + 1);
    }
    addCounts(tr("Channels"), report.channels);
    addCounts(tr("Tokens"), report.tokens);
    addCounts(tr("Prices"), report.prices);
    addCounts(tr("Requests"), report.logs);
    QStringList notes;
    for (const auto &[name, value] : report.settings)
        notes << tr("Not taken: the setting %1 is %2 there.")
                     .arg(QString::fromStdString(name), QString::fromStdString(value));
    for (const relay::Phrase &note : report.notes)
        notes << models::saidText(note);
    m_notes->setText(notes.join(u"\n\n"_s));
}

void ImportPanel::addCounts(const QString &what, const ImportCounts &counts)
{
    const int row = m_grid->rowCount();
    m_grid->addWidget(cell(what, Ink::Text, Qt::AlignLeft), row, 0);
    int column = 1;
    for (const std::int64_t count : {counts.taken, counts.known, counts.refused}) {
        const bool loss = column == 3 && count > 0;
        m_grid->addWidget(
            cell(models::countText(std::uint64_t(count)), loss ? Ink::Warn : Ink::Text, Qt::AlignRight), row,
            column++);
    }
}

void ImportPanel::clearReport()
{
    while (const std::unique_ptr<QLayoutItem> item{m_grid->takeAt(0)}) {
        item->widget()->hide();
        item->widget()->deleteLater();
    }
    m_notes->clear();
}

} // namespace ui::pages
