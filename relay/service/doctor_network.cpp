// SPDX-License-Identifier: GPL-3.0-or-later
// Looks at the network: the port, proxies, certificates, upstreams.
#include "relay/net/proxy_url.h"
#include "relay/pipeline/upstream_target.h"
#include "relay/service/doctor_looks.h"

#include <QDeadlineTimer>
#include <QNetworkProxy>
#include <QTcpServer>
#include <QTcpSocket>

#include <algorithm>
#include <set>

namespace relay::service {

namespace {

using api::Finding;
using api::Verdict;

constexpr int kConnectMs = 3000;

constexpr int kTalkMs = 3000;              // in all
constexpr qsizetype kMostTalk = 64 * 1024; // bytes

// What is in the way; empty: somebody listens there.
std::string obstacle(QTcpSocket &socket, const std::string &host, std::uint16_t port)
{
    socket.setProxy(QNetworkProxy::NoProxy);
    socket.connectToHost(QString::fromStdString(host), port);
    return socket.waitForConnected(kConnectMs) ? std::string() : socket.errorString().toStdString();
}

std::string obstacle(const std::string &host, std::uint16_t port)
{
    QTcpSocket socket;
    return obstacle(socket, host, port);
}

// Who listens there may be anybody, and never come to an end.
QByteArray answerTo(QTcpSocket &socket, const QByteArray &question, const WorkThread &thread)
{
    QByteArray answer;
    socket.setReadBufferSize(kMostTalk);
    socket.write(question);
    const QDeadlineTimer deadline(kTalkMs);
    while (answer.size() < kMostTalk && !deadline.hasExpired() && !thread.stopping() &&
           socket.waitForReadyRead(static_cast<int>(deadline.remainingTime())))
        answer += socket.readAll();
    return answer + socket.readAll();
}

std::string listenHost(const config::ServerSettings &server)
{
    const std::string &text = server.listenAddress;
    if (text == "0.0.0.0" || text == "localhost" || text.empty())
        return "127.0.0.1";
    return text == "::" ? "::1" : text;
}

Finding portOfNobody(const DoctorSight &sight)
{
    Finding finding{.name = "port"};
    const std::uint16_t port = sight.values().server.port;
    QTcpServer probe;
    probe.setProxy(QNetworkProxy::NoProxy);
    const QHostAddress address(QString::fromStdString(listenHost(sight.values().server)));
    if (probe.listen(address, port)) {
        finding.verdict = Verdict::Fine;
        finding.evidence = "no relay runs; port " + std::to_string(port) + " is free";
        return finding;
    }
    finding.verdict = Verdict::Trouble;
    finding.evidence = "no relay runs, and port " + std::to_string(port) +
                       " cannot be had: " + probe.errorString().toStdString();
    const std::string who = sight.portHolder ? sight.portHolder(port) : std::string();
    if (!who.empty())
        finding.evidence += ", by " + who;
    finding.remedy = "quit that program, or choose another port: --port N, or PORT=N in .env";
    return finding;
}

std::string listed(const std::vector<std::string> &parts)
{
    std::string text;
    for (const std::string &part : parts)
        text += (text.empty() ? "" : "; ") + part;
    return text;
}

bool ofCertificate(const UpstreamSight &upstream)
{
    return upstream.noConnection && upstream.problem.find("ertificate") != std::string::npos;
}

// Without a relay: whether somebody listens at the addresses, and no more.
Finding addressesAlone(const DoctorSight &sight)
{
    Finding finding{.name = "upstream", .verdict = Verdict::Fine};
    std::vector<std::string> wrong;
    int looked = 0;
    for (const model::Channel &channel : sight.channels) {
        if (!channel.enabled || channel.baseUrl.empty() || !channel.proxy.empty() ||
            !sight.values().upstream.proxy.empty())
            continue;
        const Result<pipeline::BaseUrl> url = pipeline::BaseUrl::parse(channel.baseUrl);
        const std::string why = url ? obstacle(url->host, url->port) : url.error().message.toStdString();
        ++looked;
        if (!why.empty())
            wrong.push_back("channel " + channel.name + ": " + why);
    }
    if (!wrong.empty()) {
        finding.verdict = Verdict::Trouble;
        finding.evidence = listed(wrong);
        finding.remedy = "check the network, the firewall and the channels' base URLs";
        return finding;
    }
    if (looked == 0)
        finding.verdict = Verdict::Unknown;
    finding.evidence = looked == 0 ? std::string("no relay runs: start it and look again")
                                   : std::to_string(looked) + " addresses can be reached; keys and "
                                                              "certificates are looked at while a relay runs";
    return finding;
}

// Empty: it answers as it should.
std::string upstreamProblem(const UpstreamSight &upstream, Verdict &verdict)
{
    const std::string who = "channel " + upstream.channel + ": ";
    if (upstream.badUrl || upstream.status == 0) {
        verdict = Verdict::Trouble;
        return who + upstream.problem;
    }
    if (upstream.status == 401 || upstream.status == 403) {
        verdict = Verdict::Trouble;
        return who + "its key is refused (HTTP " + std::to_string(upstream.status) + ")";
    }
    if (upstream.status < 400)
        return {};
    if (verdict != Verdict::Trouble)
        verdict = Verdict::Hint;
    return who + "HTTP " + std::to_string(upstream.status) +
           (upstream.status == 404 ? " for its list of models: is its base URL right?" : "");
}

} // namespace

Finding lookAtPort(const DoctorSight &sight)
{
    if (!sight.running())
        return portOfNobody(sight);
    Finding finding{.name = "port"};
    const api::StatusSnapshot status = sight.service.status();
    QTcpSocket socket;
    const std::string why = obstacle(socket, listenHost(sight.values().server), status.port);
    const QByteArray talk =
        why.empty()
            ? answerTo(socket, "GET /api/status HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
                       sight.thread)
            : QByteArray();
    const std::string where = listenHost(sight.values().server) + " port " + std::to_string(status.port);
    if (!why.empty() || !talk.contains(status.instanceId.c_str())) {
        finding.verdict = Verdict::Trouble;
        finding.evidence = why.empty() ? "who answers at " + where + " is not this relay"
                                       : "this relay cannot be reached at " + where + ": " + why;
        finding.remedy = "look whether a firewall or another program takes that port; PORT chooses another";
        return finding;
    }
    finding.verdict = Verdict::Fine;
    finding.evidence = "this relay answers at " + status.baseUrl;
    const std::string &address = sight.values().server.listenAddress;
    if (address == "0.0.0.0" || address == "::") {
        finding.verdict = Verdict::Hint;
        finding.evidence += ", and listens on all of this computer's addresses";
        finding.remedy = "unless others are to use it: LISTEN_ADDRESS=127.0.0.1";
    }
    return finding;
}

Finding lookAtProxies(const DoctorSight &sight)
{
    Finding finding{.name = "proxy", .verdict = Verdict::Fine};
    std::set<std::string> urls;
    if (!sight.values().upstream.proxy.empty())
        urls.insert(sight.values().upstream.proxy);
    for (const model::Channel &channel : sight.channels)
        if (channel.enabled && !channel.proxy.empty())
            urls.insert(channel.proxy);
    std::vector<std::string> wrong;
    std::vector<std::string> right;
    for (const std::string &text : urls) {
        const Result<net::ProxyUrl> url = net::ProxyUrl::parse(text);
        const std::string why = url ? obstacle(url->host, url->port) : url.error().message.toStdString();
        const std::string shown = url ? url->toString() : std::string("a proxy");
        why.empty() ? right.push_back(shown) : wrong.push_back(shown + ": " + why);
    }
    if (!wrong.empty()) {
        finding.verdict = Verdict::Trouble;
        finding.evidence = listed(wrong);
        finding.remedy = "start that proxy, or correct RELAY_PROXY or the channel's proxy";
        return finding;
    }
    finding.evidence = right.empty() ? std::string("none is set") : listed(right) + " can be reached";
    const char *const ofSystem = std::getenv("HTTPS_PROXY");
    const bool unreached = sight.upstreams && std::ranges::any_of(*sight.upstreams, [](const auto &upstream) {
                               return upstream.noConnection;
                           });
    if (right.empty() && ofSystem && *ofSystem != '\0' && unreached) {
        finding.verdict = Verdict::Hint;
        finding.evidence += ", but the environment names one in HTTPS_PROXY, which the relay does not use";
        finding.remedy = "set RELAY_PROXY to it";
    }
    return finding;
}

Finding lookAtCertificates(const DoctorSight &sight)
{
    Finding finding{.name = "certificate"};
    if (!sight.upstreams) {
        finding.evidence = "no relay runs: start it and look again";
        return finding;
    }
    std::vector<std::string> wrong;
    for (const UpstreamSight &upstream : *sight.upstreams)
        if (ofCertificate(upstream))
            wrong.push_back("channel " + upstream.channel + ": " + upstream.problem);
    finding.verdict = wrong.empty() ? Verdict::Fine : Verdict::Trouble;
    finding.evidence = wrong.empty() ? std::string("none was refused") : listed(wrong);
    if (!wrong.empty())
        finding.remedy = "see what it says; SSL_CERT_FILE names further authorities to trust. Verification "
                         "cannot be turned off";
    return finding;
}

Finding lookAtUpstreams(const DoctorSight &sight)
{
    if (!sight.upstreams)
        return addressesAlone(sight);
    Finding finding{.name = "upstream", .verdict = Verdict::Fine};
    std::vector<std::string> wrong;
    for (const UpstreamSight &upstream : *sight.upstreams) {
        const std::string problem = upstreamProblem(upstream, finding.verdict);
        if (!problem.empty())
            wrong.push_back(problem);
    }
    if (!wrong.empty()) {
        finding.evidence = listed(wrong);
        finding.remedy = "check the channels' base URLs and keys, the network and the proxy";
        return finding;
    }
    finding.evidence = sight.upstreams->empty()
                           ? std::string("no channel but the built-in demo is on")
                           : "all " + std::to_string(sight.upstreams->size()) + " channels answer";
    return finding;
}

} // namespace relay::service
