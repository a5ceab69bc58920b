// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/config/settings_loader.h"
#include "relay/service/settings_desk.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <future>
#include <list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

using relay::ErrorKind;
using relay::Result;
using relay::api::SettingsOutcome;
using relay::service::SettingsDesk;

namespace {

// A desk whose engine does what the test says.
struct Bed
{
    explicit Bed(std::function<Result<void>()> apply)
    {
        SettingsDesk::Engine engine{
            .apply = [apply = std::move(apply)](const auto &, const auto &) { return apply(); },
            .readBack = [] { return SettingsDesk::EngineValues(); },
            .checkpointTruncate = [] { return std::optional<relay::Phrase>(); },
            .replyRoot = [this]() -> QObject * { return &context; },
            .guardBegins = [](auto, const auto &) {},
            .guardForgets = [](auto) {},
            .fileEdited = [](const auto &) {}};
        const QString env = folder.filePath(QStringLiteral(".env"));
        desk = std::make_unique<SettingsDesk>(
            relay::config::loadSettings({.envFile = env}),
            SettingsDesk::Files{.env = env, .history = folder.filePath(QStringLiteral("history"))},
            std::move(engine));
        desk->start();
    }

    using Told = std::optional<Result<SettingsOutcome>>;
    void change(const char *value, Told &told)
    {
        desk->changeSettings({{"LOG_BATCH_SIZE", value}}, &context,
                             [&told](const Result<SettingsOutcome> &outcome) { told = outcome; });
    }
    std::string env() const
    {
        QFile file(folder.filePath(QStringLiteral(".env")));
        return file.open(QFile::ReadOnly) ? file.readAll().toStdString() : std::string();
    }

    QObject context; // replies come to it; the last to go
    QTemporaryDir folder;
    std::unique_ptr<SettingsDesk> desk;
};

} // namespace

// Who asks for a change hears of it, whatever happens.
class SettingsDeskTest final : public QObject
{
    Q_OBJECT

private slots:
    void workThatThrowsIsAnswered()
    {
        Bed bed([]() -> Result<void> { throw std::runtime_error("no memory"); });
        Bed::Told told;
        bed.change("60", told);
        QTRY_VERIFY(told.has_value());
        QVERIFY(!*told);
        QCOMPARE(told->error().kind, ErrorKind::Internal);
    }

    void whatWaitsWhenItStopsIsRefused()
    {
        std::promise<void> begun;
        std::promise<void> goOn;
        Bed bed([&]() -> Result<void> {
            begun.set_value();
            goOn.get_future().wait();
            return {};
        });
        Bed::Told first;
        Bed::Told second;
        bed.change("60", first);
        bed.change("70", second);
        begun.get_future().wait();
        const auto stopped = std::async(std::launch::async, [&bed] { bed.desk->stop(); });
        // Asked again until it is refused at once: so the stop has begun.
        std::list<Bed::Told> later;
        const auto refused = [&] {
            if (later.empty() || !later.back())
                bed.change("80", later.emplace_back());
            return later.back().has_value();
        };
        QTRY_VERIFY(refused());
        goOn.set_value();
        stopped.wait();
        QTRY_VERIFY(first.has_value() && second.has_value());
        QTRY_VERIFY(std::ranges::all_of(later, [](const Bed::Told &told) { return told && !*told; }));
        QVERIFY(first->has_value()); // it was under way
        QVERIFY(!*second);
        QCOMPARE(second->error().kind, ErrorKind::Unavailable);
        QVERIFY(bed.env().find("LOG_BATCH_SIZE=60") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(SettingsDeskTest)
#include "tst_settings_desk.moc"
