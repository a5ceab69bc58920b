// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/command_options.h"
#include "tests/bench/loopback.h"
#include "tests/bench/message_framer.h"
#include "tests/bench/sample_exchange.h"

#include <array>
#include <deque>
#include <memory>
#include <vector>

namespace bench {
namespace {

struct Settings
{
    std::uint16_t port = 0;
    std::int64_t delayNs = 0; // before an answer, or a stream's first chunk
    std::size_t chunks = 0;
    std::int64_t intervalNs = 0; // between a stream's chunks
};

struct Connection
{
    explicit Connection(std::uint64_t number)
        : id(number)
    {
    }

    std::uint64_t id; // a timer of an earlier connection with the same descriptor must not hit this one
    MessageFramer request;
    std::string pending; // what the socket did not take
    std::string held;    // pipelined behind the request being answered
    std::string bodyTail;
    std::size_t chunksSent = 0;
    bool wantsStream = false;
    bool busy = false;
};

// An upstream that costs next to nothing: one thread, answers made before the start, one recv and one send
// per exchange. A body with "stream":true gets a stream. Each of its two waits has one constant length, so
// its timers are two queues that stay sorted by themselves. Lives on main.
class MockUpstream final
{
public:
    explicit MockUpstream(const Settings &settings)
        : m_settings(settings)
        , m_epoll(epoll_create1(EPOLL_CLOEXEC))
        , m_listener(listenAndTell(settings.port))
    {
        const std::string body = answerBody();
        m_answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
                   std::to_string(body.size()) + "\r\n\r\n" + body;
        m_event = chunk(streamEvent("null"));
        m_lastEvents = chunk(streamEvent("\"stop\"")) + chunk(streamUsageEvent());
        m_streamEnd = chunk(kStreamDone) + "0\r\n\r\n";
        watch(m_epoll, EPOLL_CTL_ADD, m_listener, EPOLLIN);
    }

    [[noreturn]] void run()
    {
        std::array<epoll_event, 512> events{};
        for (;;) {
            const int count = epoll_wait(m_epoll, events.data(), static_cast<int>(events.size()), waitMs());
            for (int i = 0; i < count; ++i)
                handle(events[static_cast<std::size_t>(i)]);
            runTimers(m_delays);
            runTimers(m_intervals);
        }
    }

private:
    struct Timer
    {
        std::int64_t due;
        int fd;
        std::uint64_t id;
    };

    static std::string chunk(std::string_view data)
    {
        std::array<char, 20> size{};
        std::snprintf(size.data(), size.size(), "%zx\r\n", data.size());
        return std::string(size.data()).append(data).append("\r\n");
    }

    int waitMs() const
    {
        if (m_delays.empty() && m_intervals.empty())
            return -1;
        std::int64_t due = INT64_MAX;
        for (const auto *timers : {&m_delays, &m_intervals})
            due = timers->empty() ? due : std::min(due, timers->front().due);
        return static_cast<int>(std::max<std::int64_t>(0, (due - clockNs() + kNsPerMs - 1) / kNsPerMs));
    }

    void runTimers(std::deque<Timer> &timers)
    {
        const std::int64_t now = timers.empty() ? 0 : clockNs();
        while (!timers.empty() && timers.front().due <= now) {
            const Timer timer = timers.front();
            timers.pop_front();
            Connection *connection = find(timer.fd);
            if (connection && connection->id == timer.id)
                answer(timer.fd, *connection, timer.due);
        }
    }

    Connection *find(int fd)
    {
        const auto index = static_cast<std::size_t>(fd);
        return index < m_connections.size() ? m_connections[index].get() : nullptr;
    }

    void handle(const epoll_event &event)
    {
        const int fd = event.data.fd;
        if (fd == m_listener) {
            acceptAll();
            return;
        }
        Connection *connection = find(fd);
        if (!connection)
            return;
        if ((event.events & EPOLLOUT) != 0 && !sendPending(m_epoll, fd, connection->pending)) {
            drop(fd);
            return;
        }
        if ((event.events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0)
            receive(fd, *connection);
    }

    void acceptAll()
    {
        for (int fd = acceptOne(m_listener); fd >= 0; fd = acceptOne(m_listener)) {
            if (m_connections.size() <= static_cast<std::size_t>(fd))
                m_connections.resize(static_cast<std::size_t>(fd) + 1);
            m_connections[static_cast<std::size_t>(fd)] = std::make_unique<Connection>(++m_lastId);
            watch(m_epoll, EPOLL_CTL_ADD, fd, EPOLLIN);
        }
    }

    void receive(int fd, Connection &connection)
    {
        const ssize_t got = recv(fd, m_buffer.data(), m_buffer.size(), 0);
        if (got <= 0) {
            if (got == 0 || errno != EAGAIN)
                drop(fd);
            return;
        }
        const std::string_view bytes(m_buffer.data(), static_cast<std::size_t>(got));
        if (connection.busy)
            connection.held.append(bytes);
        else
            take(fd, connection, bytes);
    }

    // Reads one request; what is pipelined behind it waits until it is answered.
    void take(int fd, Connection &connection, std::string_view bytes)
    {
        while (!bytes.empty()) {
            const std::size_t taken =
                connection.request.feed(bytes, [&](std::string_view piece) { look(connection, piece); });
            bytes.remove_prefix(taken);
            if (!connection.request.done()) {
                if (connection.request.headComplete() && connection.request.expectsContinue() &&
                    connection.bodyTail.empty())
                    sendOrKeep(m_epoll, fd, connection.pending, "HTTP/1.1 100 Continue\r\n\r\n");
                return;
            }
            if (!begin(fd, connection))
                return;
            if (connection.busy) {
                connection.held.assign(bytes);
                return;
            }
        }
    }

    static void look(Connection &connection, std::string_view piece)
    {
        constexpr std::size_t kLongestMark = 14; // "stream": true
        if (!connection.bodyTail.empty()) {
            connection.bodyTail.append(piece);
            piece = connection.bodyTail;
        }
        if (const std::size_t at = piece.find("\"stream\""); at != std::string_view::npos) {
            std::string_view value = piece.substr(at + 8);
            value.remove_prefix(std::min(value.find_first_not_of(" :"), value.size()));
            connection.wantsStream = connection.wantsStream || value.starts_with("true");
        }
        connection.bodyTail = std::string(piece.substr(piece.size() - std::min(piece.size(), kLongestMark)));
    }

    // The request is whole. False when the connection is gone.
    bool begin(int fd, Connection &connection)
    {
        connection.request.reset();
        connection.bodyTail.clear();
        connection.chunksSent = 0;
        if (m_settings.delayNs == 0)
            return answer(fd, connection, connection.wantsStream ? clockNs() : 0);
        connection.busy = true;
        m_delays.push_back({clockNs() + m_settings.delayNs, fd, connection.id});
        return true;
    }

    // The whole answer, or a stream's next piece. False when the connection is gone.
    bool answer(int fd, Connection &connection, std::int64_t due)
    {
        if (!connection.wantsStream)
            return write(fd, connection, m_answer) && finish(fd, connection);
        const std::size_t sent = ++connection.chunksSent;
        bool alive = true;
        if (sent == 1)
            alive = write(fd, connection,
                          "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
                          "Transfer-Encoding: chunked\r\n\r\n" +
                              (m_settings.chunks > 1 ? m_event : m_lastEvents));
        else if (sent <= m_settings.chunks)
            alive = write(fd, connection, sent < m_settings.chunks ? m_event : m_lastEvents);
        if (!alive)
            return false;
        if (sent >= m_settings.chunks)
            return write(fd, connection, m_streamEnd) && finish(fd, connection);
        connection.busy = true;
        m_intervals.push_back({due + m_settings.intervalNs, fd, connection.id});
        return true;
    }

    bool write(int fd, Connection &connection, std::string_view bytes)
    {
        const bool alive = sendOrKeep(m_epoll, fd, connection.pending, bytes);
        if (!alive)
            drop(fd);
        return alive;
    }

    bool finish(int fd, Connection &connection)
    {
        const bool waited = connection.busy;
        connection.busy = connection.wantsStream = false;
        if (waited && !connection.held.empty()) {
            const std::string held = std::move(connection.held);
            connection.held.clear();
            const std::uint64_t id = connection.id;
            take(fd, connection, held);
            const Connection *after = find(fd);
            return after && after->id == id;
        }
        return true;
    }

    void drop(int fd)
    {
        close(fd);
        m_connections[static_cast<std::size_t>(fd)].reset();
    }

    const Settings m_settings;
    const int m_epoll;
    const int m_listener;
    std::string m_answer;
    std::string m_event;
    std::string m_lastEvents;
    std::string m_streamEnd;
    std::vector<std::unique_ptr<Connection>> m_connections; // by descriptor
    std::deque<Timer> m_delays;
    std::deque<Timer> m_intervals;
    std::uint64_t m_lastId = 0;
    std::array<char, 256 * 1024> m_buffer{};
};

} // namespace
} // namespace bench

int main(int argc, char **argv)
{
    const bench::CommandOptions options(
        argc, argv, {{"port", "0"}, {"delay", "0"}, {"chunks", "20"}, {"interval", "50"}});
    bench::raiseDescriptorLimit();
    bench::Settings settings;
    settings.port = static_cast<std::uint16_t>(options.count("port"));
    settings.delayNs = static_cast<std::int64_t>(options.number("delay") * bench::kNsPerMs);
    settings.chunks = std::max<std::size_t>(1, options.count("chunks"));
    settings.intervalNs = static_cast<std::int64_t>(options.number("interval") * bench::kNsPerMs);
    bench::MockUpstream(settings).run();
}
