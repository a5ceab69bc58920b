// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/profile_controller.h"

#include "relay/admin/admin_request.h"
#include "relay/admin/qt_text.h"

namespace relay::admin {

namespace {

constexpr std::int64_t kUsualSeconds = 30;
constexpr std::int64_t kMostSeconds = 3600;
constexpr std::string_view kPlain = "text/plain; charset=utf-8\r\nX-Content-Type-Options: nosniff";

Error unknownKind(const std::string &name)
{
    return {ErrorKind::NotFound,
            QStringLiteral("there is no profile \"%1\": there are cpu, heap, threads, block and mutex")
                .arg(qtText(name))};
}

} // namespace

// The same bytes as PPROF_PORT gives: profile.proto, gzipped; ?debug=1 or 2 of threads: text.
void ProfileController::capture(AdminRequest &request)
{
    const std::optional<api::ProfileKind> kind = api::profileKindOf(request.pathName());
    if (!kind)
        return request.fail(unknownKind(request.pathName()));
    const auto seconds = request.query().number("seconds", 1, kMostSeconds);
    const auto debug = request.query().number("debug", 0, 2);
    if (!seconds || !debug)
        return request.fail(seconds ? debug.error() : seconds.error());
    const auto answer = request.then<api::ProfileCapture>(
        [kind = *kind, debug = debug->value_or(0)](AdminRequest &self, const api::ProfileCapture &capture) {
            if (debug > 0 && kind == api::ProfileKind::Threads)
                return self.answerText(kPlain, debug == 1 ? capture.groupedText : capture.singleText);
            const std::string type = "application/octet-stream\r\nX-Content-Type-Options: nosniff\r\n"
                                     "Content-Disposition: attachment; filename=\"" +
                                     std::string(api::profileKindName(kind)) + ".pb.gz\"";
            self.answerText(type, capture.proto);
        });
    api::ProfilingService &service = request.service().profilingService();
    const api::ProfilingService::Id id =
        service.capture({.kind = *kind, .duration = std::chrono::seconds(seconds->value_or(kUsualSeconds))},
                        request.context(), answer);
    request.waitsLong([&service, id] { service.abandon(id); });
}

} // namespace relay::admin
