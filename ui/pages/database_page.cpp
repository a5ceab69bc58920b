// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/database_page.h"

#include "ui/models/database_chores.h"
#include "ui/models/figure_text.h"
#include "ui/models/said_text.h"
#include "ui/pages/checkpoint_card.h"
#include "ui/pages/log_chart_card.h"
#include "ui/pages/power_card.h"
#include "ui/pages/restore_dialog.h"
#include "ui/pages/retention_question.h"
#include "ui/pages/upkeep_card.h"
#include "ui/widgets/button.h"
#include "ui/widgets/number_strip.h"
#include "ui/widgets/page_header.h"

#include <QClipboard>
#include <QDateTime>
#include <QDesktopServices>
#include <QFileInfo>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLocale>
#include <QMenu>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>

namespace ui::pages {

namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using relay::api::SettingRow;

constexpr auto kTick = 1s;
constexpr int kReadEvery = 2;      // ticks: each reading asks every connection
constexpr int kSettingsEvery = 10; // likewise
constexpr int kSide = 296;         // of the right column

enum Cell { FileCell, WalCell, JournalCell, WritesCell, CheckpointCell };

QString bytes(std::int64_t count)
{
    return models::bytesText(std::uint64_t(std::max<std::int64_t>(0, count))).whole();
}

} // namespace

DatabasePage::DatabasePage(const PageContext &context)
    : Page(context, tr("Database"))
{
    m_chores = new models::DatabaseChores(service().databaseService(), this);
    buildHeader();
    m_strip = new widgets::NumberStrip(
        {tr("Database file"), tr("WAL"), tr("Journal"), tr("Writes"), tr("Last checkpoint")});
    m_strip->setObjectName(u"strip"_s);
    content()->addWidget(m_strip);
    buildCards();
    m_clock.setInterval(kTick);
    connect(&m_clock, &QTimer::timeout, this, &DatabasePage::tick);
    connect(m_chores, &models::DatabaseChores::changed, this, [this] {
        const QString why =
            m_chores->longWork() ? tr("Waits for %1 to end").arg(m_chores->longWorkName()) : QString();
        for (QPushButton *button : {m_check, m_backUp}) {
            button->setEnabled(why.isEmpty());
            button->setToolTip(why);
            button->setAccessibleDescription(why);
        }
        m_compact->setEnabled(why.isEmpty());
        const QString &problems = m_chores->problems();
        complainOf(u"integrity"_s,
                   problems.isEmpty() ? QString() : tr("The database is damaged: %1").arg(problems));
        if (!m_chores->backedUp().isRunning() && isActive())
            readBackups();
    });
    connect(m_chores, &models::DatabaseChores::checkpointEnded, this,
            [this](relay::api::CheckpointMode mode, bool hasRun) {
                const models::ChoreEnd verdict = m_chores->checkpointed(mode).verdict;
                if (hasRun && verdict != models::ChoreEnd::Nothing)
                    m_chart->mark(mode, verdict == models::ChoreEnd::Fine);
                readDatabase();
            });
    connect(m_power, &PowerCard::safetyRequested, this, [this] {
        change(models::safeWrites(m_batched, models::pragmaOf(m_database, "synchronous")),
               tr("Each row is synced before its answer ends"));
    });
    connect(m_upkeep, &UpkeepCard::restoreRequested, this, &DatabasePage::openRestore);
    connect(m_upkeep, &UpkeepCard::retentionChosen, this, &DatabasePage::keepRows);
}

std::any DatabasePage::draft() const
{
    return m_chores->results();
}

void DatabasePage::takeDraft(const std::any &draft)
{
    if (const auto *results = std::any_cast<models::ChoreResults>(&draft))
        m_chores->takeResults(*results);
}

void DatabasePage::keepRows(int days)
{
    const bool fewer = keepsFewer(m_keptDays, days);
    const auto keep = [this, days, fewer] {
        change({{kRetentionSetting, std::to_string(days)}},
               days == 0 ? tr("Rows are kept for ever") : tr("Rows are kept for %n day(s)", nullptr, days),
               !fewer);
    };
    if (fewer)
        askToKeepFewer(this, service(), days, keep);
    else
        keep();
}

void DatabasePage::buildHeader()
{
    using widgets::ButtonKind;
    using widgets::Glyph;
    m_check = widgets::newButton(ButtonKind::Secondary, tr("Check integrity"), Glyph::Check);
    m_check->setObjectName(u"headerCheck"_s);
    m_backUp = widgets::newButton(ButtonKind::Secondary, tr("Back up now"), Glyph::Database);
    m_backUp->setObjectName(u"headerBackUp"_s);
    m_more = widgets::newIconButton(Glyph::More, tr("More"), false);
    m_more->setObjectName(u"more"_s);
    for (QPushButton *button : {m_check, m_backUp, m_more})
        header().addAction(button);
    connect(m_check, &QPushButton::clicked, m_chores, &models::DatabaseChores::checkIntegrity);
    connect(m_backUp, &QPushButton::clicked, m_chores, &models::DatabaseChores::backUp);
    auto *menu = new QMenu(this);
    menu->addAction(tr("Open folder"), this, [this] {
        const QString folder = QFileInfo(QString::fromStdString(m_database.path)).absolutePath();
        QDesktopServices::openUrl(QUrl::fromLocalFile(folder));
    });
    menu->addAction(tr("Copy path"), this, [this] {
        QGuiApplication::clipboard()->setText(QString::fromStdString(m_database.path));
        say(tr("The path is copied"));
    });
    m_compact = menu->addAction(tr("Compact (VACUUM)"), m_chores, &models::DatabaseChores::vacuum);
    connect(m_more, &QPushButton::clicked, this, [this, menu] {
        menu->popup(
            m_more->mapToGlobal(QPoint(m_more->width() - menu->sizeHint().width(), m_more->height() + 4)));
    });
}

void DatabasePage::buildCards()
{
    m_chart = new LogChartCard(service(), context().ui);
    m_power = new PowerCard;
    m_checkpoints = new CheckpointCard(*m_chores);
    m_upkeep = new UpkeepCard(*m_chores);
    auto *grid = new QGridLayout;
    grid->setSpacing(12);
    grid->setColumnStretch(0, 1);
    grid->setColumnMinimumWidth(1, kSide);
    grid->addWidget(m_chart, 0, 0);
    grid->addWidget(m_power, 0, 1);
    grid->addWidget(m_checkpoints, 1, 0);
    grid->addWidget(m_upkeep, 1, 1);
    grid->setRowStretch(0, 1);
    content()->addLayout(grid, 1);
}

void DatabasePage::activate()
{
    m_ticks = 0;
    readDatabase();
    readSettings();
    readBackups();
    m_chart->setActive(true);
    m_clock.start();
}

void DatabasePage::deactivate()
{
    m_clock.stop();
    m_chart->setActive(false);
}

void DatabasePage::tick()
{
    ++m_ticks;
    if (m_ticks % kReadEvery == 0)
        readDatabase();
    else if (m_known)
        m_power->show(m_database, m_batched);
    if (m_ticks % kSettingsEvery == 0)
        readSettings();
    m_checkpoints->refresh(models::hasLog(m_database), models::pragmaOf(m_database, "journal_mode"));
    m_upkeep->refresh();
    showStrip();
}

void DatabasePage::readDatabase()
{
    if (m_reading)
        return;
    m_reading = true;
    service().databaseService().database(this, [this](const auto &database) {
        m_reading = false;
        complainOf(u"read"_s, database ? QString() : models::saidText(database.error()));
        if (database)
            take(*database);
    });
}

void DatabasePage::take(const relay::api::DatabaseSnapshot &database)
{
    m_known = true;
    m_database = database;
    m_chores->setLog(database.walBytes, database.walFrames);
    const QString file = QFileInfo(QString::fromStdString(database.path)).fileName();
    const QString version = QString::fromStdString(database.sqliteVersion);
    header().setFacts(version.isEmpty() ? file : tr("%1 · SQLite %2").arg(file, version));
    m_power->show(database, m_batched);
    m_checkpoints->refresh(models::hasLog(database), models::pragmaOf(database, "journal_mode"));
    m_chart->take(database);
    showStrip();
}

void DatabasePage::showStrip()
{
    if (!m_known)
        return;
    const std::int64_t now = QDateTime::currentMSecsSinceEpoch();
    const relay::api::RuntimeFigures &runtime = context().figures.metrics().runtime;
    const auto size = [](std::int64_t count) {
        return models::bytesText(std::uint64_t(std::max<std::int64_t>(0, count)));
    };
    const models::FigureText file = size(m_database.fileBytes);
    m_strip->setCell(FileCell, file.figure, file.unit, m_chart->growthText());
    const models::FigureText wal = size(m_database.walBytes);
    if (models::hasLog(m_database))
        m_strip->setCell(
            WalCell, wal.figure, wal.unit,
            tr("%Ln frame(s) wait, %1", nullptr, int(std::max<std::int64_t>(0, m_database.walFrames)))
                .arg(bytes(models::waitingBytes(m_database))));
    else
        m_strip->setCell(WalCell, models::dash(), {},
                         tr("no log with %1").arg(models::pragmaOf(m_database, "journal_mode")));
    const double used = m_database.journalBytes > 0
                            ? 100.0 * double(m_database.journalUsedBytes) / double(m_database.journalBytes)
                            : 0;
    const QString whole = bytes(m_database.journalBytes);
    m_strip->setCell(JournalCell, models::countText(runtime.journalDepth),
                     tr("row(s)", nullptr, int(runtime.journalDepth)),
                     used > 0 && used < 0.1 ? tr("under 0.1 % of %1").arg(whole)
                                            : tr("%1 % of %2").arg(QLocale().toString(used, 'f', 1), whole));
    m_strip->setCell(WritesCell, QLocale().toString(runtime.dbWriteTransactionsPerSecond, 'f', 1), tr("/s"),
                     runtime.dbAverageUs > 0
                         ? tr("%1 average").arg(models::durationText(runtime.dbAverageUs).whole())
                         : tr("no query timed yet"));
    const std::int64_t last = m_database.lastCheckpointMs;
    m_strip->setCell(CheckpointCell, last == 0 ? models::dash() : models::clockText(last, now), {},
                     last == 0 ? tr("none since the start") : tr("%1 ago").arg(models::spanText(now - last)));
}

void DatabasePage::readSettings()
{
    service().settingsService().settings(this, [this](const auto &rows) {
        if (!rows) {
            m_upkeep->setRetention(-1, {});
            return;
        }
        for (const SettingRow &row : *rows) {
            if (row.name == "LOG_BATCH_ENABLED")
                m_batched = row.effective.value_or(row.value) == "true";
            if (row.name != kRetentionSetting)
                continue;
            m_keptDays = QString::fromStdString(row.value).toInt();
            m_upkeep->setRetention(m_keptDays,
                                   row.locked ? tr("Set by the environment or the command line") : QString());
        }
        if (m_known)
            m_power->show(m_database, m_batched);
    });
}

void DatabasePage::readBackups()
{
    service().databaseService().backups(this, [this](const auto &files) {
        complainOf(u"backups"_s, files ? QString() : models::saidText(files.error()));
        m_backups = files ? std::optional(*files) : std::nullopt;
        m_upkeep->setBackups(m_backups);
    });
}

void DatabasePage::change(std::vector<std::pair<std::string, std::string>> values, const QString &done,
                          bool canBeUndone)
{
    complain({});
    service().settingsService().changeSettings(
        std::move(values), this, [this, done, canBeUndone](const auto &outcome) {
            readSettings();
            readDatabase();
            if (!outcome) {
                complain(models::saidText(outcome.error()));
                return;
            }
            if (!outcome->entry)
                return;
            if (!canBeUndone)
                return say(done);
            const std::int64_t entry = outcome->entry->id;
            say(done, [this, entry] {
                service().settingsService().undo(entry, this, [this](const auto &undone) {
                    if (!undone)
                        complain(models::saidText(undone.error()));
                    readSettings();
                    readDatabase();
                });
            });
        });
}

void DatabasePage::openRestore()
{
    auto *dialog = new RestoreDialog(this, m_backups);
    connect(dialog, &RestoreDialog::chosen, this, &DatabasePage::restore);
    dialog->open();
}

void DatabasePage::restore(const QString &file)
{
    complain({});
    context().whenNothingIsLost([this, file] {
        service().databaseService().restore(file.toStdString(), this, [this](const auto &result) {
            if (result)
                say(tr("The relay begins anew with %1")
                        .arg(QFileInfo(QString::fromStdString(result->file)).fileName()));
            else
                complain(models::saidText(result.error()));
        });
    });
}

} // namespace ui::pages
