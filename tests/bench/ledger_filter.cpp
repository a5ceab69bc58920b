// SPDX-License-Identifier: GPL-3.0-or-later
// How long the window's ledger takes from the choice of a filter to the painted first page, on a real
// database of 100,000 rows behind a real relay. Usage: ledger_filter [rows] [times]. A line for each filter.
#include "relay/service/relay_core.h"
#include "relay/storage/connection.h"
#include "relay/storage/transaction.h"
#include "relay/storage/usage_writer.h"
#include "ui/models/usage_list.h"
#include "ui/pages/ledger_view.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <vector>

namespace {

using namespace relay;
using namespace Qt::StringLiterals;

constexpr std::size_t kBatch = 500;
constexpr int kPatienceMs = 60'000;
constexpr double kMustMs = 100;

[[noreturn]] void fail(const QString &why)
{
    std::fprintf(stderr, "%s\n", qUtf8Printable(why));
    std::exit(1);
}

// The last 20 days, the oldest first. What is rare is old: the whole ledger is looked through for it.
model::UsageRecord record(std::uint64_t i, std::uint64_t rows, std::int64_t nowMs)
{
    constexpr std::int64_t kTwentyDaysMs = 20LL * 86'400'000;
    model::UsageRecord r;
    r.sequence = i + 1;
    r.createdAtMs = nowMs - kTwentyDaysMs +
                    static_cast<std::int64_t>(i) * kTwentyDaysMs / static_cast<std::int64_t>(rows);
    r.requestId = (i + 1) * 0x9e37'79b9'7f4a'7c15;
    r.tokenId = 1 + static_cast<std::int64_t>(i % 3);
    r.channelId = 1 + static_cast<std::int64_t>(i % 5);
    r.model = i < 5 ? "rare-model" : i % 2 ? "gpt-4o-mini" : "claude-sonnet-4-5";
    r.upstreamModel = r.model;
    r.endpoint = "/v1/chat/completions";
    r.stream = i % 4 == 0;
    r.failed = i % 100 == 0;
    r.status = r.failed ? 502 : 200;
    if (r.failed)
        r.error = "the upstream closed the connection";
    r.usage = {static_cast<std::int64_t>(100 + i % 900), static_cast<std::int64_t>(20 + i % 400), 0, -1};
    r.costUsd = 0.000'123;
    r.elapsedUs = static_cast<std::int64_t>(i % 1000 == 7 ? 14'000'000 : 350'000 + i % 100'000);
    r.ttftUs = r.stream ? r.elapsedUs / 2 : -1;
    r.overheadUs = 130;
    r.upstreamUs = r.elapsedUs - 130;
    return r;
}

void fill(const QString &path, std::uint64_t rows)
{
    storage::DatabaseOptions options;
    options.path = path;
    storage::DatabaseCounters counters;
    auto connection = storage::Connection::open(options, storage::Role::Writer, counters);
    if (!connection)
        fail(connection.error().message);
    storage::UsageWriter writer(**connection);
    const std::int64_t now = Clock::system().unixMs();
    std::vector<model::UsageRecord> batch;
    for (std::uint64_t i = 0; i < rows;) {
        batch.clear();
        for (; batch.size() < kBatch && i < rows; ++i)
            batch.push_back(record(i, rows, now));
        storage::Transaction transaction(**connection);
        Result<void> done = transaction.begun();
        if (done)
            done = writer.insert(batch);
        if (done)
            done = transaction.commit();
        if (!done)
            fail(done.error().message);
    }
}

std::unique_ptr<service::RelayCore> startedIn(const QString &folder)
{
    config::SettingsRequest request;
    request.envFile = folder + u"/.env"_s;
    request.commandLine = {{"PORT", "0"},
                           {"LEDGER_JOURNAL_MB", "2"},
                           {"LOG_RETENTION_DAYS", "0"},
                           {"BACKUP_INTERVAL_HOURS", "0"}};
    auto core = std::make_unique<service::RelayCore>(
        service::RelayCore::Options{.settings = config::loadSettings(request), .dataDir = folder});
    if (const Result<void> started = core->start(); !started)
        fail(started.error().message);
    return core;
}

// Sees the first page painted. Lives on gui.
class Watch final : public QObject
{
public:
    explicit Watch(ui::pages::LedgerView &view)
        : m_table(*view.findChild<QTableView *>(u"ledger"_s))
    {
        m_table.viewport()->installEventFilter(this);
        connect(view.findChild<ui::models::UsageList *>(), &ui::models::UsageList::shown, this, [this] {
            m_shown = true;
            m_table.viewport()->update();
        });
    }

    double milliseconds(const std::function<void()> &act)
    {
        m_shown = m_painted = false;
        QElapsedTimer timer;
        timer.start();
        act();
        QTimer::singleShot(kPatienceMs, &m_loop, [this] { m_loop.exit(1); });
        if (!m_painted && m_loop.exec() != 0)
            fail(u"no page came"_s);
        return double(timer.nsecsElapsed()) / 1e6;
    }

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && m_shown && !m_painted) {
            m_painted = true;
            QTimer::singleShot(0, &m_loop, [this] { m_loop.exit(0); }); // behind the painting
        }
        return false;
    }

private:
    QTableView &m_table;
    QEventLoop m_loop;
    bool m_shown = false;
    bool m_painted = false;
};

struct Choice
{
    const char *name;
    std::function<void(const ui::pages::LedgerView &view)> act;
};

Choice ofCombo(const char *name, const char *object, int index)
{
    return {name, [object, index](const ui::pages::LedgerView &view) {
                auto *combo = view.findChild<QComboBox *>(QLatin1String(object));
                if (!combo || combo->count() <= index)
                    fail(u"there is no such choice: "_s % QLatin1String(object));
                combo->setCurrentIndex(index);
                emit combo->activated(index);
            }};
}

Choice ofText(const char *name, const char *object, const QString &text)
{
    return {name, [object, text](const ui::pages::LedgerView &view) {
                auto *combo = view.findChild<QComboBox *>(QLatin1String(object));
                combo->setEditText(text);
                emit combo->activated(combo->currentIndex()); // without the pause after typing
            }};
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    const std::uint64_t rows = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 100'000;
    const int times = argc > 2 ? std::max(1, std::atoi(argv[2])) : 9;
    const QTemporaryDir folder;
    startedIn(folder.path())->stop(std::chrono::milliseconds(0)); // makes the files
    fill(folder.filePath(u"trayrelay.db"_s), rows);
    const auto core = startedIn(folder.path());
    ui::models::LiveFigures figures(*core);
    ui::pages::LedgerView view(*core, figures, ui::models::CommandShell::Posix);
    view.resize(1000, 640);
    view.show();
    Watch watch(view);
    std::printf("all rows, the first time: %.1f ms\n", watch.milliseconds([&] { view.setActive(true); }));
    const std::vector<Choice> choices{
        ofCombo("the last 7 days", "range", 3),
        ofText("a model", "model", u"gpt-4o-mini"_s),
        ofText("a rare model", "model", u"rare-model"_s),
        ofCombo("a token", "token", 1),
        ofCombo("a channel", "channel", 1),
        ofCombo("failed ones", "status", 1),
        {"slow ones", [](const auto &shown) { shown.template findChild<QCheckBox *>(u"slow"_s)->click(); }}};
    double worst = 0;
    for (const Choice &choice : choices) {
        std::vector<double> taken;
        for (int i = 0; i < times; ++i) {
            taken.push_back(watch.milliseconds([&] { choice.act(view); }));
            watch.milliseconds([&] { view.findChild<QPushButton *>(u"clear"_s)->click(); });
        }
        std::ranges::sort(taken);
        worst = std::max(worst, taken[taken.size() / 2]);
        std::printf("filter to its first page, %llu rows, %s: median %.1f ms, at most %.1f ms\n",
                    static_cast<unsigned long long>(rows), choice.name, taken[taken.size() / 2],
                    taken.back());
    }
    std::printf("the slowest filter's median: %.1f ms (must: %.0f)\n", worst, kMustMs);
    view.setActive(false);
    core->stop(std::chrono::milliseconds(0));
    return 0;
}
