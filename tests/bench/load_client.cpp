// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/command_options.h"
#include "tests/bench/latency_histogram.h"
#include "tests/bench/loopback.h"
#include "tests/bench/message_framer.h"
#include "tests/bench/sample_exchange.h"

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

namespace bench {
namespace {

struct Settings
{
    std::uint16_t port = 0;
    std::size_t connections = 0; // closed loop: the next request follows the answer
    std::size_t streams = 0;     // the same with streams
    std::size_t idle = 0;        // one exchange each, then silent
    std::size_t events = 0;      // that a whole stream must have
    std::int64_t rampNs = 0;     // over which the load begins, one after the other
    std::int64_t warmupNs = 0;
    std::int64_t windowNs = 0;
    std::size_t requests = 0; // ends after so many answers instead of the window's time
    bool drain = false;       // after the window: let what runs come to its end, and check it
    bool hold = false;        // after the window: tell, and keep everything open until stdin ends
    std::vector<pid_t> watched;
    std::string plainRequest;
    std::string streamRequest;
};

enum class Kind { Plain, Stream, Idle };

struct Connection
{
    Connection(int descriptor, Kind purpose)
        : fd(descriptor)
        , kind(purpose)
    {
    }

    const int fd;
    const Kind kind;
    bool connecting = true;
    bool resting = false; // idle, its one exchange done
    std::int64_t sentNs = 0;
    std::size_t bodyBytes = 0;
    std::size_t events = 0;
    char lastByte = 0;
    bool bodyWrong = false;
    MessageFramer answer;
    std::string pending;
};

struct Counts
{
    std::uint64_t answers = 0;
    std::uint64_t events = 0;
    std::uint64_t errors = 0;
    std::uint64_t reconnects = 0;
    std::uint64_t idleClosed = 0;
};

struct Result
{
    Counts counts;
    std::vector<std::int64_t> cpuNs; // each watched process, last the load itself
    double seconds = 0;
    double p50Us = 0;
    double p99Us = 0;
    std::uint64_t errors = 0; // those of the drain included
};

// Closed-loop load: plain exchanges, streams, and connections that only stay open. Every answer is compared
// whole with what the mock sends. Counts in a window between two readings of the watched processes' CPU
// clocks, so that start and end of the load are in neither. Lives on main.
class LoadClient final
{
public:
    explicit LoadClient(Settings settings)
        : m_settings(std::move(settings))
        , m_epoll(epoll_create1(EPOLL_CLOEXEC))
        , m_expectedBody(answerBody())
    {
        m_toOpen[0] = m_settings.idle;
        m_toOpen[1] = m_settings.streams;
        m_toOpen[2] = m_settings.connections;
    }

    void run()
    {
        m_beginNs = INT64_MAX;
        while (!m_windowEnded) {
            openMore();
            turn();
            checkWindow(clockNs());
        }
        Result result = endOfWindow();
        if (m_settings.drain)
            drain();
        result.errors = m_counts.errors;
        report(result);
        if (!m_settings.hold)
            return;
        watch(m_epoll, EPOLL_CTL_ADD, STDIN_FILENO, EPOLLIN | EPOLLHUP);
        while (!m_released)
            turn();
    }

private:
    static constexpr std::size_t kOpeningAtOnce = 50;

    // Idle connections first, a few at a time so that their one exchange is no burst; then the load.
    void openMore()
    {
        constexpr std::array kKinds{Kind::Idle, Kind::Stream, Kind::Plain};
        if (m_toOpen[0] > 0 || m_opening > 0) {
            while (m_toOpen[0] > 0 && m_opening < kOpeningAtOnce) {
                --m_toOpen[0];
                ++m_opening;
                open(Kind::Idle);
            }
            return;
        }
        if (m_loadNs == 0)
            m_loadNs = clockNs();
        for (std::size_t i = 1; i < kKinds.size(); ++i) {
            const std::size_t all = kKinds[i] == Kind::Stream ? m_settings.streams : m_settings.connections;
            for (const std::size_t keep = all - dueOf(all); m_toOpen[i] > keep; --m_toOpen[i])
                open(kKinds[i]);
        }
        if (m_toOpen[1] + m_toOpen[2] == 0 && m_beginNs == INT64_MAX)
            m_beginNs = clockNs() + m_settings.warmupNs;
    }

    // How many of `all` are to be open by now.
    std::size_t dueOf(std::size_t all) const
    {
        const std::int64_t passed = clockNs() - m_loadNs;
        if (passed >= m_settings.rampNs)
            return all;
        return all * static_cast<std::size_t>(passed) / static_cast<std::size_t>(m_settings.rampNs);
    }

    void open(Kind kind)
    {
        const int fd = connectTo(m_settings.port);
        if (fd < 0)
            die("connect");
        if (m_connections.size() <= static_cast<std::size_t>(fd))
            m_connections.resize(static_cast<std::size_t>(fd) + 1);
        m_connections[static_cast<std::size_t>(fd)] = std::make_unique<Connection>(fd, kind);
        watch(m_epoll, EPOLL_CTL_ADD, fd, EPOLLIN | EPOLLOUT);
    }

    void turn()
    {
        std::array<epoll_event, 512> events{};
        const bool opening = m_toOpen[1] + m_toOpen[2] > 0;
        const int count =
            epoll_wait(m_epoll, events.data(), static_cast<int>(events.size()), opening ? 1 : 10);
        for (int i = 0; i < count; ++i)
            handle(events[static_cast<std::size_t>(i)]);
    }

    void handle(const epoll_event &event)
    {
        if (event.data.fd == STDIN_FILENO) {
            m_released = true;
            return;
        }
        Connection *connection = m_connections[static_cast<std::size_t>(event.data.fd)].get();
        if (!connection)
            return;
        if ((event.events & EPOLLOUT) != 0 && !writable(*connection))
            return;
        if ((event.events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0)
            receive(*connection);
    }

    bool writable(Connection &connection)
    {
        if (!connection.connecting)
            return sendPending(m_epoll, connection.fd, connection.pending) || fail(connection, "send failed");
        int error = 0;
        socklen_t size = sizeof error;
        getsockopt(connection.fd, SOL_SOCKET, SO_ERROR, &error, &size);
        if (error != 0)
            return fail(connection, "connect failed");
        connection.connecting = false;
        watch(m_epoll, EPOLL_CTL_MOD, connection.fd, EPOLLIN);
        return request(connection);
    }

    bool request(Connection &connection)
    {
        connection.answer.reset();
        connection.bodyBytes = connection.events = 0;
        connection.lastByte = 0;
        connection.bodyWrong = false;
        connection.sentNs = clockNs();
        const std::string &bytes =
            connection.kind == Kind::Stream ? m_settings.streamRequest : m_settings.plainRequest;
        return sendOrKeep(m_epoll, connection.fd, connection.pending, bytes) ||
               fail(connection, "send failed");
    }

    void receive(Connection &connection)
    {
        const ssize_t got = recv(connection.fd, m_buffer.data(), m_buffer.size(), 0);
        if (got <= 0) {
            if (got < 0 && errno == EAGAIN)
                return;
            if (connection.resting)
                closeIdle(connection);
            else
                fail(connection, got == 0 ? "closed before its answer's end" : "broken connection");
            return;
        }
        const std::string_view bytes(m_buffer.data(), static_cast<std::size_t>(got));
        const std::size_t taken =
            connection.answer.feed(bytes, [&](std::string_view piece) { look(connection, piece); });
        if (taken < bytes.size())
            fail(connection, "bytes behind the answer's end");
        else if (connection.answer.done())
            finish(connection);
    }

    void look(Connection &connection, std::string_view piece)
    {
        if (connection.kind == Kind::Stream) {
            for (const char byte : piece) {
                if (byte == '\n' && connection.lastByte == '\n') {
                    ++connection.events;
                    ++m_counts.events;
                }
                connection.lastByte = byte;
            }
        } else if (connection.bodyBytes + piece.size() > m_expectedBody.size() ||
                   std::memcmp(piece.data(), m_expectedBody.data() + connection.bodyBytes, piece.size()) !=
                       0) {
            connection.bodyWrong = true;
        }
        connection.bodyBytes += piece.size();
    }

    void finish(Connection &connection)
    {
        const bool stream = connection.kind == Kind::Stream;
        if (connection.answer.status() != 200) {
            fail(connection, "status " + std::to_string(connection.answer.status()));
            return;
        }
        if (connection.bodyWrong || (!stream && connection.bodyBytes != m_expectedBody.size()) ||
            (stream && connection.events != m_settings.events)) {
            fail(connection,
                 stream ? "stream of " + std::to_string(connection.events) + " events" : "wrong body");
            return;
        }
        ++m_counts.answers;
        m_latency.add(clockNs() - connection.sentNs);
        if (connection.kind == Kind::Idle) {
            --m_opening;
            connection.resting = true;
        } else if (m_draining) {
            remove(connection.fd);
            --m_running;
        } else if (connection.answer.closes()) {
            ++m_counts.reconnects;
            reopen(connection);
        } else {
            request(connection);
        }
    }

    bool fail(Connection &connection, const std::string &why)
    {
        ++m_counts.errors;
        m_opening += connection.resting ? 1 : 0; // it opens again as if it were new
        if (m_firstError.empty())
            m_firstError = why;
        if (m_counts.errors > 10'000)
            m_windowEnded = true;
        if (m_draining && connection.kind != Kind::Idle) {
            remove(connection.fd);
            --m_running;
        } else {
            reopen(connection);
        }
        return false;
    }

    void reopen(const Connection &connection)
    {
        const Kind kind = connection.kind;
        remove(connection.fd);
        open(kind);
    }

    void closeIdle(const Connection &connection)
    {
        ++m_counts.idleClosed;
        remove(connection.fd);
    }

    void remove(int fd)
    {
        close(fd);
        m_connections[static_cast<std::size_t>(fd)].reset();
    }

    void checkWindow(std::int64_t now)
    {
        if (m_windowBeganNs == 0 && now >= m_beginNs) {
            m_counts = Counts{.errors = m_counts.errors, .idleClosed = m_counts.idleClosed};
            m_latency.clear();
            m_cpuAtBegin = cpuClocks();
            m_windowBeganNs = clockNs();
        } else if (m_windowBeganNs != 0 &&
                   (m_settings.requests > 0 ? m_counts.answers >= m_settings.requests
                                            : now >= m_windowBeganNs + m_settings.windowNs)) {
            m_windowEnded = true;
        }
    }

    // Nanoseconds that each watched process has had, its ended threads included; last this process itself.
    std::vector<std::int64_t> cpuClocks() const
    {
        std::vector<std::int64_t> values;
        for (const pid_t pid : m_settings.watched) {
            clockid_t clock{};
            if (clock_getcpuclockid(pid, &clock) != 0)
                die("watched process");
            values.push_back(clockNs(clock));
        }
        values.push_back(clockNs(CLOCK_PROCESS_CPUTIME_ID));
        return values;
    }

    void drain()
    {
        constexpr std::int64_t kPatienceNs = 20 * kNsPerSecond;
        m_draining = true;
        m_running = m_settings.connections + m_settings.streams;
        const std::int64_t giveUpNs = clockNs() + kPatienceNs;
        while (m_running > 0 && clockNs() < giveUpNs)
            turn();
        m_counts.errors += m_running;
        if (m_running > 0 && m_firstError.empty())
            m_firstError = "an answer that does not end";
    }

    Result endOfWindow() const
    {
        Result result{m_counts, cpuClocks(), static_cast<double>(clockNs() - m_windowBeganNs) / kNsPerSecond,
                      m_latency.quantileUs(0.5), m_latency.quantileUs(0.99)};
        for (std::size_t i = 0; i < m_cpuAtBegin.size(); ++i)
            result.cpuNs[i] -= m_cpuAtBegin[i];
        return result;
    }

    void report(const Result &result) const
    {
        const Counts &counts = result.counts;
        std::printf(R"({"answers":%llu,"events":%llu,"errors":%llu,"reconnects":%llu,"idle_closed":%llu,)"
                    R"("seconds":%.6f,"rate":%.3f,"p50_us":%.3f,"p99_us":%.3f,"first_error":"%s","cpu_us":[)",
                    number(counts.answers), number(counts.events), number(result.errors),
                    number(counts.reconnects), number(counts.idleClosed), result.seconds,
                    static_cast<double>(counts.answers) / result.seconds, result.p50Us, result.p99Us,
                    m_firstError.c_str());
        for (std::size_t i = 0; i < result.cpuNs.size(); ++i)
            std::printf("%s%.1f", i > 0 ? "," : "", static_cast<double>(result.cpuNs[i]) / 1000.0);
        std::printf("]}\n");
        std::fflush(stdout);
    }

    static unsigned long long number(std::uint64_t value) { return value; }

    const Settings m_settings;
    const int m_epoll;
    const std::string m_expectedBody;
    std::vector<std::unique_ptr<Connection>> m_connections; // by descriptor
    std::array<std::size_t, 3> m_toOpen{};                  // idle, streams, plain
    std::size_t m_opening = 0;
    Counts m_counts;
    LatencyHistogram m_latency;
    std::string m_firstError;
    std::int64_t m_loadNs = 0;
    std::int64_t m_beginNs = 0;
    std::int64_t m_windowBeganNs = 0;
    std::vector<std::int64_t> m_cpuAtBegin;
    bool m_windowEnded = false;
    bool m_draining = false;
    std::size_t m_running = 0;
    bool m_released = false;
    std::array<char, 256 * 1024> m_buffer{};
};

std::string wholeRequest(const CommandOptions &options, bool stream)
{
    const std::string body = requestBody(options.text("model"), stream);
    return "POST " + options.text("path") + " HTTP/1.1\r\nHost: 127.0.0.1:" + options.text("port") +
           "\r\nUser-Agent: bench/1\r\nAccept: */*\r\nAuthorization: Bearer " + options.text("key") +
           "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

std::int64_t nanoseconds(const CommandOptions &options, std::string_view name)
{
    return static_cast<std::int64_t>(options.number(name) * kNsPerSecond);
}

Settings readSettings(const CommandOptions &options)
{
    Settings settings;
    settings.port = static_cast<std::uint16_t>(options.count("port"));
    settings.connections = options.count("connections");
    settings.streams = options.count("streams");
    settings.idle = options.count("idle");
    settings.events = options.count("events");
    settings.requests = options.count("requests");
    settings.drain = options.count("drain") != 0;
    settings.hold = options.count("hold") != 0;
    settings.rampNs = nanoseconds(options, "ramp");
    settings.warmupNs = nanoseconds(options, "warmup");
    settings.windowNs = nanoseconds(options, "seconds");
    settings.plainRequest = wholeRequest(options, false);
    settings.streamRequest = wholeRequest(options, true);
    const std::string &pids = options.text("watch");
    for (std::size_t at = 0; at < pids.size(); at = std::min(pids.find(',', at), pids.size() - 1) + 1)
        settings.watched.push_back(static_cast<pid_t>(std::strtol(pids.c_str() + at, nullptr, 10)));
    return settings;
}

} // namespace
} // namespace bench

int main(int argc, char **argv)
{
    const bench::CommandOptions options(argc, argv,
                                        {{"port", "0"},
                                         {"path", "/v1/chat/completions"},
                                         {"key", "bench"},
                                         {"model", "gpt-4o-mini"},
                                         {"connections", "0"},
                                         {"streams", "0"},
                                         {"idle", "0"},
                                         {"events", "0"},
                                         {"ramp", "0"},
                                         {"warmup", "0.5"},
                                         {"seconds", "1"},
                                         {"requests", "0"},
                                         {"drain", "0"},
                                         {"hold", "0"},
                                         {"watch", ""}});
    bench::raiseDescriptorLimit();
    bench::LoadClient(bench::readSettings(options)).run();
}
