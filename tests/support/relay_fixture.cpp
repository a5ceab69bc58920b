// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/relay_fixture.h"

#include <QTest>

#include <functional>
#include <optional>

namespace tests {

namespace {

constexpr int kReplyMs = 20'000;

template <typename T>
std::optional<T> waitFor(const std::function<void(QObject *, relay::api::Reply<T>)> &ask)
{
    QObject context;
    std::optional<relay::Result<T>> result;
    ask(&context, [&result](relay::Result<T> told) { result.emplace(std::move(told)); });
    if (!QTest::qWaitFor([&] { return result.has_value(); }, kReplyMs) || !*result)
        return std::nullopt;
    return std::move(**result);
}

} // namespace

RelayFixture::RelayFixture(std::initializer_list<Setting> settings)
    : m_settings(settings)
{
    m_settings.try_emplace("PORT", "0");
    m_settings.try_emplace("LEDGER_JOURNAL_MB", "2");
    start();
}

RelayFixture::~RelayFixture() = default;

bool RelayFixture::start()
{
    relay::config::SettingsRequest request;
    request.envFile = dataDir() + QStringLiteral("/.env");
    request.commandLine.assign(m_settings.begin(), m_settings.end());
    m_core = std::make_unique<relay::service::RelayCore>(
        relay::service::RelayCore::Options{.settings = relay::config::loadSettings(request),
                                           .dataDir = dataDir(),
                                           .timeAsleep = timeAsleep,
                                           .updateKey = updateKey});
    const relay::Result<void> started = m_core->start();
    if (!started)
        qWarning("%s", qUtf8Printable(started.error().message));
    return started.has_value();
}

void RelayFixture::stop(std::chrono::milliseconds drain)
{
    m_core->stop(drain);
    m_observer.reset();
}

// The relay's own thread brings them up to date when it is asked; another thread reads those of its last
// tick.
relay::api::RuntimeFigures RelayFixture::figures()
{
    if (!m_observer)
        m_observer = std::make_unique<HttpClient>(port(), m_core->adminKey());
    if (m_observer->exchange("GET", "/api/metrics/").status != 200)
        qWarning("the relay does not tell its figures");
    relay::api::RuntimeFigures figures = m_core->metrics().runtime;
    --figures.clientConnections;
    return figures;
}

std::uint64_t RelayFixture::residentBytes()
{
    const std::int64_t now = relay::Clock::system().unixMs();
    const auto looked = [&] { return m_core->metrics().runtime.sampledAtMs > now; };
    return QTest::qWaitFor(looked, kReplyMs) ? m_core->metrics().runtime.rssBytes : 0;
}

std::int64_t RelayFixture::add(relay::model::Channel channel)
{
    if (channel.models.empty())
        channel.models = {"m"};
    if (channel.keys.empty())
        channel.keys = {"upstream-key"};
    const auto saved =
        waitFor<relay::model::Channel>([&](QObject *context, relay::api::Reply<relay::model::Channel> reply) {
            m_core->saveChannel(channel, context, std::move(reply));
        });
    // The relay thread has been told; an answer from it proves that it has listened.
    if (!saved || client().exchange("GET", "/api/health").status != 200)
        return 0;
    return saved->id;
}

std::int64_t RelayFixture::add(const std::string &name, const std::string &baseUrl, int priority)
{
    relay::model::Channel channel;
    channel.name = name;
    channel.type = relay::model::ChannelType::OpenAiCompatible;
    channel.baseUrl = baseUrl;
    channel.priority = priority;
    return add(std::move(channel));
}

std::vector<relay::api::UsageRow> RelayFixture::rows()
{
    relay::api::UsageQuery query;
    query.limit = 1000;
    const auto page =
        waitFor<relay::api::UsagePage>([&](QObject *context, relay::api::Reply<relay::api::UsagePage> reply) {
            m_core->usage(query, context, std::move(reply));
        });
    return page ? page->rows : std::vector<relay::api::UsageRow>();
}

std::string chatRequest(bool stream, const std::string &more)
{
    return R"({"model":"m","messages":[{"role":"user","content":"hi"}])" +
           std::string(stream ? R"(,"stream":true)" : "") + more + "}";
}

} // namespace tests
