// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/profiling_server.h"

#include "relay/admin/envelope.h"
#include "relay/base/log.h"

#include <QCoreApplication>
#include <QUrlQuery>

#include <array>
#include <charconv>

namespace relay::service {

namespace {

constexpr std::string_view kRoot = "/debug/pprof/";
constexpr std::string_view kPlain =
    "Content-Type: text/plain; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\n";
constexpr int kMostSeconds = 3600;
constexpr int kUsualSeconds = 30;

struct Page
{
    std::string_view name;
    std::optional<api::ProfileKind> kind;
    std::string_view text;
};

constexpr std::array<Page, 8> kPages = {{
    {"profile", api::ProfileKind::Cpu, "processor time of all threads; ?seconds=30"},
    {"heap", api::ProfileKind::Heap, "live and allocated memory, sampled since the server was switched on"},
    {"allocs", api::ProfileKind::Heap, "the same"},
    {"goroutine", api::ProfileKind::Threads,
     "stacks of all threads; ?debug=1 or 2 as text, with exchanges in progress"},
    {"block", api::ProfileKind::Block, "where threads waited for the program's own locks"},
    {"mutex", api::ProfileKind::Mutex, "who made them wait"},
    {"cmdline", std::nullopt, "the command line"},
    {"symbol", std::nullopt, "names of addresses: ?0x1234+0x5678"},
}};

const Page *pageOf(std::string_view path)
{
    for (const Page &page : kPages)
        if (path.substr(kRoot.size()) == page.name)
            return &page;
    return nullptr;
}

std::string index()
{
    std::string text = "<!doctype html><title>/debug/pprof/</title><h1>TrayRelay profiles</h1><table>";
    for (const Page &page : kPages)
        text.append("<tr><td><a href=\"")
            .append(page.name)
            .append(page.name == "goroutine" ? "?debug=1" : "")
            .append("\">")
            .append(page.name)
            .append("</a><td>")
            .append(page.text);
    return text + "</table>";
}

// A number of the query; `usual` without one. None: it is no number of that range.
std::optional<int> number(std::string_view query, const QString &name, int usual, int least, int most)
{
    const QUrlQuery fields(QString::fromUtf8(query.data(), static_cast<qsizetype>(query.size())));
    if (!fields.hasQueryItem(name))
        return usual;
    bool ok = false;
    const int value = fields.queryItemValue(name).toInt(&ok);
    return ok && value >= least && value <= most ? std::optional(value) : std::nullopt;
}

} // namespace

// One request that waits for its profile.
class ProfilingServer::Waiting final : public http::Responder
{
public:
    Waiting(ProfilingServer &server, http::ServerConnection &connection)
        : m_server(server)
        , m_connection(&connection)
    {
        connection.setResponder(this);
    }

    void awaits(ProfilingDesk::Id id) { m_id = id; }
    void answer(int status, std::string_view headers, std::string_view body)
    {
        if (http::ServerConnection *const connection = std::exchange(m_connection, nullptr))
            connection->respond(status, headers, body);
        m_server.release(*this);
    }
    void fail(const Error &error)
    {
        answer(admin::statusOf(error.kind), kPlain, error.message.toStdString() + "\n");
    }

private:
    void clientGone() override
    {
        m_connection = nullptr;
        m_server.m_desk.abandon(m_id);
        m_server.release(*this);
    }
    void clientDrained() override {} // answers go out in one piece

    ProfilingServer &m_server;
    http::ServerConnection *m_connection;
    ProfilingDesk::Id m_id = 0;
};

ProfilingServer::ProfilingServer(net::EventLoop &loop, ProfilingDesk &desk)
    : m_desk(desk)
    , m_hostCheck({}, {})
    , m_server(loop, *this)
{
}

ProfilingServer::~ProfilingServer()
{
    close();
}

std::uint16_t ProfilingServer::port() const
{
    return m_open ? m_server.address().port() : std::uint16_t{0};
}

void ProfilingServer::close()
{
    m_server.closeAll();
    m_open = false;
}

void ProfilingServer::apply(const config::MetricsSettings &settings)
{
    const bool same = m_wanted == settings.profilingEnabled && m_wantedPort == settings.profilingPort;
    if (same)
        return;
    m_wanted = settings.profilingEnabled;
    m_wantedPort = settings.profilingPort;
    close();
    if (m_wanted) {
        const Result<void> listening = m_server.listen(net::HostAddress::loopback4(m_wantedPort));
        m_open = listening.has_value();
        if (!listening)
            log::sys().error("no profiling server: {}; choose another PPROF_PORT",
                             listening.error().message.toStdString());
    }
    m_desk.observe(m_open); // what nobody can ask for costs nothing
    if (!m_open)
        return;
    log::sys().info("profiles are at http://127.0.0.1:{}{}", port(), kRoot);
}

http::Refusal ProfilingServer::admit(const http::RequestHead &head, const net::HostAddress &)
{
    if (const Result<void> fine = m_hostCheck.check(head.host, head.origin); !fine)
        return {403, std::string(kPlain), fine.error().message.toStdString() + "\n"};
    if (!head.path.starts_with(kRoot) || (head.path != kRoot && !pageOf(head.path)))
        return {404, std::string(kPlain), "no such profile: see /debug/pprof/\n"};
    const bool symbol = head.path.ends_with("/symbol") && head.method == http::Method::Post;
    if (head.method != http::Method::Get && head.method != http::Method::Head && !symbol)
        return {405, std::string(kPlain) + "Allow: GET, HEAD\r\n", "this path takes GET\n"};
    return {};
}

http::Refusal ProfilingServer::describe(const http::RequestHead *, int status, std::string_view reason)
{
    return {status, std::string(kPlain), std::string(reason) + "\n"};
}

void ProfilingServer::handle(const http::RequestHead &head, std::string_view body,
                             http::ServerConnection &connection)
{
    const Page *const page = head.path == kRoot ? nullptr : pageOf(head.path);
    if (!page)
        return connection.respond(200, "Content-Type: text/html; charset=utf-8\r\n", index());
    if (page->name == "cmdline") {
        const QByteArray line = QCoreApplication::arguments().join(QChar(0)).toUtf8();
        return connection.respond(200, kPlain, {line.constData(), static_cast<std::size_t>(line.size())});
    }
    if (page->name == "symbol")
        return symbols(connection, body.empty() ? head.query : body);
    const auto seconds = number(head.query, QStringLiteral("seconds"), kUsualSeconds, 1, kMostSeconds);
    const auto debug = number(head.query, QStringLiteral("debug"), 0, 0, 2);
    if (!seconds || !debug)
        return connection.respond(400, kPlain, "seconds must be from 1 to 3600, debug 0, 1 or 2\n");
    capture(connection, {.kind = *page->kind, .duration = std::chrono::seconds(*seconds)}, *debug);
}

ProfilingServer::Waiting &ProfilingServer::wait(http::ServerConnection &connection)
{
    auto waiting = std::make_shared<Waiting>(*this, connection);
    Waiting &added = *waiting;
    m_waiting.emplace(&added, std::move(waiting));
    return added;
}

void ProfilingServer::release(Waiting &waiting)
{
    m_waiting.erase(&waiting);
}

void ProfilingServer::capture(http::ServerConnection &connection, const api::ProfileRequest &request,
                              int debug)
{
    Waiting &waiting = wait(connection);
    const std::weak_ptr<Waiting> weak = m_waiting.at(&waiting);
    const auto answer = [weak, request, debug](const Result<api::ProfileCapture> &capture) {
        const std::shared_ptr<Waiting> self = weak.lock();
        if (!self)
            return;
        if (!capture)
            return self->fail(capture.error());
        if (debug > 0 && request.kind == api::ProfileKind::Threads)
            return self->answer(200, kPlain, debug == 1 ? capture->groupedText : capture->singleText);
        const std::string headers =
            "Content-Type: application/octet-stream\r\nX-Content-Type-Options: nosniff\r\n"
            "Content-Disposition: attachment; filename=\"" +
            std::string(api::profileKindName(request.kind)) + ".pb.gz\"\r\n";
        self->answer(200, headers, capture->proto);
    };
    waiting.awaits(m_desk.capture(request, &m_context, answer));
}

// "num_symbols: 1", then an address and its name a line, as pprof's own symbol handlers answer.
void ProfilingServer::symbols(http::ServerConnection &connection, std::string_view addresses)
{
    std::vector<std::uint64_t> wanted;
    while (!addresses.empty()) {
        const std::size_t end = std::min(addresses.find('+'), addresses.size());
        std::string_view one = addresses.substr(0, end);
        addresses.remove_prefix(std::min(end + 1, addresses.size()));
        if (one.starts_with("0x"))
            one.remove_prefix(2);
        std::uint64_t address = 0;
        if (std::from_chars(one.data(), one.data() + one.size(), address, 16).ec == std::errc())
            wanted.push_back(address);
    }
    if (wanted.empty())
        return connection.respond(200, kPlain, "num_symbols: 1\n");
    const std::weak_ptr<Waiting> weak = m_waiting.at(&wait(connection));
    m_desk.symbols(wanted, &m_context, [weak, wanted](const Result<std::vector<std::string>> &names) {
        const std::shared_ptr<Waiting> self = weak.lock();
        if (!self)
            return;
        if (!names)
            return self->fail(names.error());
        std::string text = "num_symbols: 1\n";
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            std::array<char, 20> digits;
            char *const end = std::to_chars(digits.data(), digits.data() + digits.size(), wanted[i], 16).ptr;
            text.append("0x").append(digits.data(), end).append(" ").append((*names)[i]).append("\n");
        }
        self->answer(200, kPlain, text);
    });
}

} // namespace relay::service
