// SPDX-License-Identifier: GPL-3.0-or-later
// Looks at the network: the port, proxies, certificates, upstreams.
#include "relay/model/phrase.h"
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
using model::Phrase;
using model::phrase;

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
        finding.evidence = phrase("port.free", port);
        return finding;
    }
    finding.verdict = Verdict::Trouble;
    const std::string why = probe.errorString().toStdString();
    const Saying who = sight.portHolder ? sight.portHolder(port) : Saying();
    finding.evidence =
        who.empty() ? phrase("port.taken", port, why) : phrase("port.taken-by", port, why, who);
    finding.remedy = phrase("port.taken.remedy");
    return finding;
}

bool ofCertificate(const UpstreamSight &upstream)
{
    return upstream.noConnection && upstream.problem.english().find("ertificate") != std::string::npos;
}

// Without a relay: whether somebody listens at the addresses, and no more.
Finding addressesAlone(const DoctorSight &sight)
{
    Finding finding{.name = "upstream", .verdict = Verdict::Fine};
    int looked = 0;
    for (const model::Channel &channel : sight.channels) {
        if (!channel.enabled || channel.baseUrl.empty() || !channel.proxy.empty() ||
            !sight.values().upstream.proxy.empty())
            continue;
        const Result<pipeline::BaseUrl> url = pipeline::BaseUrl::parse(channel.baseUrl);
        const Saying why = url ? Saying(obstacle(url->host, url->port)) : Saying(url.error());
        ++looked;
        if (!why.empty())
            finding.evidence += phrase("channel.problem", channel.name, why);
    }
    if (!finding.evidence.empty()) {
        finding.verdict = Verdict::Trouble;
        finding.remedy = phrase("upstream.silent.remedy");
        return finding;
    }
    if (looked == 0)
        finding.verdict = Verdict::Unknown;
    finding.evidence = looked == 0 ? phrase("start-relay") : phrase("upstream.listening", looked);
    return finding;
}

// None: it answers as it should.
std::optional<Phrase> upstreamProblem(const UpstreamSight &upstream, Verdict &verdict)
{
    if (upstream.badUrl || upstream.status == 0) {
        verdict = Verdict::Trouble;
        return phrase("channel.problem", upstream.channel, upstream.problem);
    }
    if (upstream.status == 401 || upstream.status == 403) {
        verdict = Verdict::Trouble;
        return phrase("upstream.key", upstream.channel, upstream.status);
    }
    if (upstream.status < 400)
        return std::nullopt;
    if (verdict != Verdict::Trouble)
        verdict = Verdict::Hint;
    return upstream.status == 404 ? phrase("upstream.not-found", upstream.channel)
                                  : phrase("upstream.status", upstream.channel, upstream.status);
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
    const std::string host = listenHost(sight.values().server);
    if (!why.empty() || !talk.contains(status.instanceId.c_str())) {
        finding.verdict = Verdict::Trouble;
        finding.evidence = why.empty() ? phrase("port.stranger", host, status.port)
                                       : phrase("port.unreached", host, status.port, why);
        finding.remedy = phrase("port.remedy");
        return finding;
    }
    finding.verdict = Verdict::Fine;
    finding.evidence = phrase("port.answers", status.baseUrl);
    const std::string &address = sight.values().server.listenAddress;
    if (address == "0.0.0.0" || address == "::") {
        finding.verdict = Verdict::Hint;
        finding.evidence += phrase("port.everywhere");
        finding.remedy = phrase("port.everywhere.remedy");
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
    model::Saying wrong;
    for (const std::string &text : urls) {
        const Result<net::ProxyUrl> url = net::ProxyUrl::parse(text);
        const Saying why = url ? Saying(obstacle(url->host, url->port)) : Saying(url.error());
        if (why.empty())
            finding.evidence += phrase("proxy.reached", url->toString());
        else
            wrong += url ? phrase("proxy.unreached", url->toString(), why) : phrase("proxy.bad", why);
    }
    if (!wrong.empty()) {
        finding.verdict = Verdict::Trouble;
        finding.evidence = wrong;
        finding.remedy = phrase("proxy.remedy");
        return finding;
    }
    const bool none = finding.evidence.empty();
    if (none)
        finding.evidence = phrase("proxy.none");
    const char *const ofSystem = std::getenv("HTTPS_PROXY");
    const bool unreached = sight.upstreams && std::ranges::any_of(*sight.upstreams, [](const auto &upstream) {
                               return upstream.noConnection;
                           });
    if (none && ofSystem && *ofSystem != '\0' && unreached) {
        finding.verdict = Verdict::Hint;
        finding.evidence += phrase("proxy.environment");
        finding.remedy = phrase("proxy.environment.remedy");
    }
    return finding;
}

Finding lookAtCertificates(const DoctorSight &sight)
{
    Finding finding{.name = "certificate"};
    if (!sight.upstreams) {
        finding.evidence = phrase("start-relay");
        return finding;
    }
    for (const UpstreamSight &upstream : *sight.upstreams)
        if (ofCertificate(upstream))
            finding.evidence += phrase("channel.problem", upstream.channel, upstream.problem);
    finding.verdict = finding.evidence.empty() ? Verdict::Fine : Verdict::Trouble;
    if (finding.evidence.empty())
        finding.evidence = phrase("certificate.fine");
    else
        finding.remedy = phrase("certificate.remedy");
    return finding;
}

Finding lookAtUpstreams(const DoctorSight &sight)
{
    if (!sight.upstreams)
        return addressesAlone(sight);
    Finding finding{.name = "upstream", .verdict = Verdict::Fine};
    for (const UpstreamSight &upstream : *sight.upstreams)
        if (std::optional<Phrase> problem = upstreamProblem(upstream, finding.verdict))
            finding.evidence += std::move(*problem);
    if (!finding.evidence.empty()) {
        finding.remedy = phrase("upstream.remedy");
        return finding;
    }
    finding.evidence = sight.upstreams->empty() ? phrase("upstream.demo")
                                                : phrase("upstream.answer", sight.upstreams->size());
    return finding;
}

} // namespace relay::service
