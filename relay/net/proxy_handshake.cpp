// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/proxy_handshake.h"

#include "relay/net/host_address.h"

#include <QByteArray>

#include <algorithm>
#include <array>
#include <utility>

namespace relay::net {

namespace {

constexpr std::size_t kMaxHeadBytes = 16 * 1024; // an answer to CONNECT has a few header lines
constexpr std::size_t kMaxQuotedBytes = 120;     // of the proxy's words in an error text
constexpr std::size_t kMaxHostBytes = 255;       // RFC 1928: one length byte

constexpr char kSocksVersion = 5;
constexpr char kAuthVersion = 1;
constexpr char kNoAuth = 0;
constexpr char kUserAndPassword = 2;
constexpr char kConnect = 1;
constexpr char kAddressV4 = 1;
constexpr char kAddressName = 3;
constexpr char kAddressV6 = 4;

std::string inQuotes(std::string_view text)
{
    std::string result(text.substr(0, kMaxQuotedBytes));
    std::ranges::replace_if(
        result, [](char c) { return c < ' ' || c > '~'; }, '?');
    return '"' + result + '"';
}

std::string base64(const std::string &text)
{
    return QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size())).toBase64().toStdString();
}

bool isSafeHost(std::string_view host)
{
    return !host.empty() && host.size() <= kMaxHostBytes && std::ranges::none_of(host, [](char c) {
        return static_cast<unsigned char>(c) <= ' ' || c == '\x7f';
    });
}

const char *socksReason(char code)
{
    static constexpr std::array<const char *, 9> kReasons = {
        "",
        QT_TRANSLATE_NOOP("Phrases", "it failed inside"),
        QT_TRANSLATE_NOOP("Phrases", "its rules do not allow this connection"),
        QT_TRANSLATE_NOOP("Phrases", "the network cannot be reached from it"),
        QT_TRANSLATE_NOOP("Phrases", "it cannot find or reach the host; check the name in the base URL"),
        QT_TRANSLATE_NOOP("Phrases", "the host refused the connection"),
        QT_TRANSLATE_NOOP("Phrases", "the connection timed out (TTL expired)"),
        QT_TRANSLATE_NOOP("Phrases", "it does not know the CONNECT command"),
        QT_TRANSLATE_NOOP("Phrases", "it does not take this kind of address"),
    };
    const auto index = static_cast<unsigned char>(code);
    return index < kReasons.size() ? kReasons[index] : QT_TRANSLATE_NOOP("Phrases", "for an unknown reason");
}

// "HTTP/1.1 407 Proxy Authentication Required" gives 407; 0: no status line.
int statusOf(std::string_view line)
{
    if (line.size() < 12 || !line.starts_with("HTTP/1.") || line[8] != ' ')
        return 0;
    int status = 0;
    for (const char digit : line.substr(9, 3)) {
        if (digit < '0' || digit > '9')
            return 0;
        status = status * 10 + (digit - '0');
    }
    return line.size() == 12 || line[12] == ' ' ? status : 0;
}

} // namespace

ProxyHandshake::ProxyHandshake(const ProxyUrl &proxy, std::string_view host, std::uint16_t port)
    : m_host(host)
    , m_port(port)
    , m_proxyName(said(QT_TRANSLATE_NOOP("Phrases", "The proxy %1"), proxy.toString()))
    , m_user(proxy.user)
    , m_password(proxy.password)
{
    if (!isSafeHost(host))
        fail(said(QT_TRANSLATE_NOOP("Phrases", "The upstream's host name is empty, too long or holds "
                                               "characters that no host name has; check the base URL.")));
    else if (proxy.kind == ProxyUrl::Kind::Http)
        startHttp();
    else
        startSocks();
}

void ProxyHandshake::sent(std::size_t bytes)
{
    m_outSent = std::min(m_outSent + bytes, m_out.size());
    if (m_outSent == m_out.size()) {
        m_out.clear();
        m_outSent = 0;
    }
}

ProxyHandshake::Progress ProxyHandshake::feed(std::string_view bytes)
{
    std::size_t consumed = 0;
    while (m_state == State::NeedMore && takeMessage(bytes, consumed)) {
        switch (m_step) {
        case Step::ConnectHead:
            readHead();
            break;
        case Step::SocksMethod:
            readMethod();
            break;
        case Step::SocksAuth:
            readAuth();
            break;
        case Step::SocksReply:
            readReply();
            break;
        }
    }
    return {m_state, consumed};
}

// One byte at a time, so that nothing behind the message is ever taken; messages are short.
bool ProxyHandshake::takeMessage(std::string_view bytes, std::size_t &consumed)
{
    while (m_state == State::NeedMore && consumed < bytes.size()) {
        m_in += bytes[consumed++];
        if (m_step == Step::ConnectHead) {
            checkHead();
            if (m_in.ends_with("\n\r\n") || m_in.ends_with("\n\n"))
                return m_state == State::NeedMore;
        } else {
            checkVersion();
            if (m_in.size() >= messageBytes())
                return m_state == State::NeedMore;
        }
    }
    return false;
}

void ProxyHandshake::startHttp()
{
    const bool isV6 = m_host.find(':') != std::string::npos;
    const std::string target = (isV6 ? '[' + m_host + ']' : m_host) + ':' + std::to_string(m_port);
    std::string head = "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n";
    if (!m_user.empty())
        head += "Proxy-Authorization: Basic " + base64(m_user + ':' + m_password) + "\r\n";
    m_step = Step::ConnectHead;
    send(head + "\r\n");
}

void ProxyHandshake::checkHead()
{
    static constexpr std::string_view kStart = "HTTP/1.";
    const std::string_view start = std::string_view(m_in).substr(0, kStart.size());
    if (!kStart.starts_with(start))
        fail(m_in.front() == kSocksVersion || m_in.front() == '\0'
                 ? said(QT_TRANSLATE_NOOP(
                            "Phrases",
                            "%1 answers like a SOCKS proxy, not an HTTP one. Write it as socks5://"),
                        m_proxyName)
                 : said(QT_TRANSLATE_NOOP("Phrases",
                                          "%1 does not answer in HTTP. Check its address, port and kind."),
                        m_proxyName));
    else if (m_in.size() > kMaxHeadBytes)
        fail(said(QT_TRANSLATE_NOOP("Phrases", "%1 sent an answer head longer than 16 KiB."), m_proxyName));
}

void ProxyHandshake::readHead()
{
    const std::string head = std::exchange(m_in, {});
    const std::string_view line = std::string_view(head).substr(0, head.find_first_of("\r\n"));
    const int status = statusOf(line);
    if (status >= 100 && status < 200 && status != 101)
        return; // an interim answer; the real one follows
    if (status >= 200 && status < 300) {
        m_state = State::Established;
        return;
    }
    const std::string answer = inQuotes(line);
    const std::string target = inQuotes(m_host);
    if (status == 407 && m_user.empty())
        fail(said(QT_TRANSLATE_NOOP("Phrases", "%1 answered %2 to CONNECT %3. It wants a user and password: "
                                               "write http://user:password@host:port."),
                  m_proxyName, answer, target));
    else if (status == 407)
        fail(said(QT_TRANSLATE_NOOP("Phrases", "%1 answered %2 to CONNECT %3. It does not accept the user or "
                                               "password in the proxy's URL (or not in Basic form)."),
                  m_proxyName, answer, target));
    else if (status == 403 || status == 405)
        fail(said(QT_TRANSLATE_NOOP(
                      "Phrases", "%1 answered %2 to CONNECT %3. Its rules do not allow this host or port."),
                  m_proxyName, answer, target));
    else if (status >= 500)
        fail(said(
            QT_TRANSLATE_NOOP("Phrases", "%1 answered %2 to CONNECT %3. It could not reach the upstream."),
            m_proxyName, answer, target));
    else
        fail(said(
            QT_TRANSLATE_NOOP(
                "Phrases", "%1 answered %2 to CONNECT %3. Is it really a proxy, and does it allow CONNECT?"),
            m_proxyName, answer, target));
}

void ProxyHandshake::startSocks()
{
    m_step = Step::SocksMethod;
    if (m_user.empty())
        send({kSocksVersion, 1, kNoAuth});
    else
        send({kSocksVersion, 2, kNoAuth, kUserAndPassword});
}

void ProxyHandshake::checkVersion()
{
    const char wanted = m_step == Step::SocksAuth ? kAuthVersion : kSocksVersion;
    if (m_in.front() == 'H')
        fail(said(QT_TRANSLATE_NOOP("Phrases",
                                    "%1 answers like an HTTP proxy, not a SOCKS one. Write it as http://"),
                  m_proxyName));
    else if (m_in.front() == '\0' && m_step == Step::SocksMethod)
        fail(said(QT_TRANSLATE_NOOP("Phrases", "%1 speaks SOCKS 4 only; SOCKS 5 is needed."), m_proxyName));
    else if (m_in.front() != wanted)
        fail(said(
            QT_TRANSLATE_NOOP("Phrases", "%1 does not answer in SOCKS 5. Check its address, port and kind."),
            m_proxyName));
    else if (m_step == Step::SocksReply && m_in.size() == 2 && m_in[1] != 0) // it may send no more than that
        fail(said(QT_TRANSLATE_NOOP("Phrases", "%1 did not connect to %2: %3 (SOCKS reply %4)."), m_proxyName,
                  inQuotes(m_host), said(socksReason(m_in[1])), static_cast<unsigned char>(m_in[1])));
}

// How long the message that has begun in m_in is; grows as its length bytes arrive.
std::size_t ProxyHandshake::messageBytes() const
{
    constexpr std::size_t kFixedBytes = 4 + 2; // version, reply, reserved, address type; port
    if (m_step != Step::SocksReply)
        return 2;
    if (m_in.size() < 5)
        return 5;
    if (m_in[3] == kAddressV4)
        return kFixedBytes + 4;
    if (m_in[3] == kAddressV6)
        return kFixedBytes + 16;
    if (m_in[3] == kAddressName)
        return kFixedBytes + 1 + static_cast<unsigned char>(m_in[4]);
    return 5; // readReply() refuses it
}

void ProxyHandshake::readMethod()
{
    const char method = std::exchange(m_in, {})[1];
    if (method == kNoAuth)
        sendRequest();
    else if (method == kUserAndPassword && !m_user.empty())
        sendAuth();
    else if (m_user.empty())
        fail(said(QT_TRANSLATE_NOOP("Phrases",
                                    "%1 wants a user and password: write socks5://user:password@host:port."),
                  m_proxyName));
    else
        fail(said(QT_TRANSLATE_NOOP("Phrases", "%1 takes neither user and password nor no login at all."),
                  m_proxyName));
}

void ProxyHandshake::sendAuth()
{
    std::string message{kAuthVersion};
    message += static_cast<char>(m_user.size());
    message += m_user;
    message += static_cast<char>(m_password.size());
    message += m_password;
    m_step = Step::SocksAuth;
    send(message);
}

void ProxyHandshake::readAuth()
{
    if (std::exchange(m_in, {})[1] == 0)
        sendRequest();
    else
        fail(said(QT_TRANSLATE_NOOP("Phrases", "%1 does not accept the user or password in its URL."),
                  m_proxyName));
}

void ProxyHandshake::sendRequest()
{
    std::string message{kSocksVersion, kConnect, 0};
    if (const auto address = HostAddress::parse(m_host)) {
        const auto bytes = address->bytes();
        message += address->isV4() ? kAddressV4 : kAddressV6;
        message.append(bytes.begin(), bytes.begin() + (address->isV4() ? 4 : 16));
    } else {
        message += kAddressName;
        message += static_cast<char>(m_host.size());
        message += m_host;
    }
    message += static_cast<char>(m_port >> 8);
    message += static_cast<char>(m_port & 0xff);
    m_step = Step::SocksReply;
    send(message);
}

void ProxyHandshake::readReply()
{
    const std::string reply = std::exchange(m_in, {});
    if (reply[3] != kAddressV4 && reply[3] != kAddressV6 && reply[3] != kAddressName)
        fail(said(QT_TRANSLATE_NOOP("Phrases", "%1 sent a SOCKS reply with an unknown kind of address."),
                  m_proxyName));
    else
        m_state = State::Established;
}

void ProxyHandshake::send(const std::string &bytes)
{
    m_out.erase(0, m_outSent);
    m_outSent = 0;
    m_out += bytes;
}

void ProxyHandshake::fail(Phrase error)
{
    m_error = std::move(error);
    m_state = State::Failed;
    m_out.clear();
    m_outSent = 0;
}

} // namespace relay::net
