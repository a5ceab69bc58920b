// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/profiling_desk.h"

#include "relay/base/log.h"
#include "relay/base/phrase.h"
#include "relay/platform/symbol_table.h"
#include "relay/profiling/contention.h"
#include "relay/profiling/cpu_capture.h"
#include "relay/profiling/flame_graph.h"
#include "relay/profiling/heap_profile.h"
#include "relay/profiling/profile_proto.h"
#include "relay/profiling/thread_report.h"
#include "relay/service/reply_delivery.h"

#include <QScopeGuard>

#include <exception>
#include <future>

namespace relay::service {

namespace {

using profiling::Profile;

constexpr std::chrono::seconds kLoopPatience{1};

Error busy()
{
    return {ErrorKind::Conflict,
            said(QT_TRANSLATE_NOOP(
                "Phrases", "another profile is being taken: one at a time, try again when it is done"))};
}

Error closed()
{
    return {ErrorKind::Unavailable,
            said(QT_TRANSLATE_NOOP("Phrases", "this needs a running relay: start trayrelay first"))};
}

api::FlameFrame frameOf(const profiling::FlameNode &node)
{
    api::FlameFrame frame{.name = node.name, .self = node.self, .total = node.total, .children = {}};
    for (const profiling::FlameNode &child : node.children)
        frame.children.push_back(frameOf(child));
    return frame;
}

api::ProfileCapture captureOf(const Profile &profile)
{
    api::ProfileCapture capture;
    capture.proto = profiling::gzippedProto(profile);
    capture.comments = profile.comments;
    std::size_t type = profile.sampleTypes.size() - 1;
    for (std::size_t i = 0; i < profile.sampleTypes.size(); ++i) {
        if (profile.sampleTypes[i].type == profile.defaultSampleType)
            type = i;
        if (profile.sampleTypes[i].type == "samples") {
            for (const profiling::Sample &sample : profile.samples)
                capture.samples += sample.values[i];
        }
    }
    capture.flame = frameOf(profiling::flameGraph(profile, type));
    capture.flameUnit = profile.sampleTypes[type].unit;
    return capture;
}

} // namespace

ProfilingDesk::ProfilingDesk(QObject *relayRoot, LiveExchanges liveExchanges)
    : m_relayRoot(relayRoot)
    , m_liveExchanges(std::move(liveExchanges))
{
}

ProfilingDesk::~ProfilingDesk()
{
    close();
}

void ProfilingDesk::open()
{
    m_thread.start();
}

void ProfilingDesk::close()
{
    Id current = 0;
    {
        const std::scoped_lock lock(m_mutex);
        current = m_current;
    }
    abandon(current);
    m_thread.stop();
    observe(false);
}

void ProfilingDesk::observe(bool on)
{
    sample(m_observing, on);
}

void ProfilingDesk::sample(bool &wanted, bool on)
{
    const std::scoped_lock lock(m_samplingMutex);
    const bool before = m_observing || m_capturing;
    wanted = on;
    const bool now = m_observing || m_capturing;
    if (now == before)
        return;
    if (!now) {
        profiling::heap::stop();
        profiling::contention::stop();
        return;
    }
    profiling::contention::start();
    if (const Result<void> started = profiling::heap::start(); !started)
        log::sys().warn("no heap profiles: {}", started.error().message.toStdString());
}

ProfilingDesk::Id ProfilingDesk::capture(api::ProfileRequest request, QObject *context,
                                         api::Reply<api::ProfileCapture> reply)
{
    const api::Reply<api::ProfileCapture> done = onThreadOf(context, m_relayRoot, std::move(reply));
    Id id = 0;
    {
        const std::scoped_lock lock(m_mutex);
        id = ++m_lastId;
        if (m_current != 0) {
            done(busy());
            return id;
        }
        m_current = id;
        m_abandoned = false;
    }
    if (!m_thread.post([this, id, request, done] { run(id, request, done); }) && end(id))
        done(closed());
    return id;
}

void ProfilingDesk::abandon(Id id)
{
    const std::scoped_lock lock(m_mutex);
    if (id == 0 || m_current != id)
        return;
    m_abandoned = true;
    if (m_cpu)
        m_cpu->stop();
    m_abandonedNow.notify_all();
}

bool ProfilingDesk::end(Id id)
{
    const std::scoped_lock lock(m_mutex);
    if (m_current == id)
        m_current = 0;
    return !m_abandoned;
}

void ProfilingDesk::run(Id id, const api::ProfileRequest &request,
                        const api::Reply<api::ProfileCapture> &reply)
{
    Result<api::ProfileCapture> taken = Error{
        ErrorKind::Internal,
        said(QT_TRANSLATE_NOOP("Phrases", "the profile could not be taken: is there memory left for it?"))};
    try {
        taken = take(id, request);
    } catch (const std::exception &failure) {
        log::sys().error("a profile failed: {}", failure.what());
    }
    if (end(id))
        reply(taken);
}

Result<api::ProfileCapture> ProfilingDesk::take(Id id, const api::ProfileRequest &request)
{
    if (request.kind == api::ProfileKind::Threads)
        return takeThreads();
    const Result<Profile> profile =
        request.kind == api::ProfileKind::Cpu ? takeCpu(id, request.duration) : takeSampled(id, request);
    return profile ? Result<api::ProfileCapture>(captureOf(*profile)) : profile.error();
}

Result<api::ProfileCapture> ProfilingDesk::takeThreads()
{
    const std::optional<std::string> told = liveExchanges();
    const Result<std::vector<profiling::ThreadStack>> threads = profiling::threadStacks();
    if (!threads)
        return threads.error();
    api::ProfileCapture capture = captureOf(profiling::threadProfile(*threads));
    const std::string live =
        told ? *told : "exchanges in progress: not known, the relay's loop does not answer\n";
    if (!told)
        capture.comments.push_back(
            "the relay's loop did not tell its exchanges within a second: see its stack");
    capture.groupedText = profiling::groupedThreadText(*threads) + live;
    capture.singleText = profiling::singleThreadText(*threads) + live;
    return capture;
}

// A relay that is stuck is what one takes the stacks for.
std::optional<std::string> ProfilingDesk::liveExchanges()
{
    const auto told = std::make_shared<std::promise<std::string>>();
    std::future<std::string> answer = told->get_future();
    m_liveExchanges([told](std::string live) { told->set_value(std::move(live)); });
    if (answer.wait_for(kLoopPatience) != std::future_status::ready)
        return std::nullopt;
    try {
        return answer.get();
    } catch (const std::future_error &) { // dropped: the loop ends
        return std::nullopt;
    }
}

// Of what is noted since the server was switched on or, without it, of the capture's own time.
Result<Profile> ProfilingDesk::takeSampled(Id id, const api::ProfileRequest &request)
{
    bool observing = false;
    {
        const std::scoped_lock lock(m_samplingMutex);
        observing = m_observing;
    }
    const auto ended = qScopeGuard([this] { sample(m_capturing, false); });
    if (!observing) {
        sample(m_capturing, true);
        std::unique_lock lock(m_mutex);
        m_abandonedNow.wait_for(lock, request.duration, [&] { return m_abandoned && m_current == id; });
    }
    if (request.kind == api::ProfileKind::Heap)
        return profiling::heap::profile();
    return request.kind == api::ProfileKind::Block ? profiling::contention::blockProfile()
                                                   : profiling::contention::mutexProfile();
}

Result<Profile> ProfilingDesk::takeCpu(Id id, std::chrono::milliseconds duration)
{
    Result<std::unique_ptr<profiling::CpuCapture>> started =
        profiling::CpuCapture::start({.duration = duration});
    if (!started)
        return started.error();
    {
        const std::scoped_lock lock(m_mutex);
        m_cpu = started->get();
        if (m_abandoned && m_current == id)
            m_cpu->stop();
    }
    Profile profile = (*started)->take();
    const std::scoped_lock lock(m_mutex);
    m_cpu = nullptr;
    return profile;
}

void ProfilingDesk::symbols(std::vector<std::uint64_t> addresses, QObject *context,
                            api::Reply<std::vector<std::string>> reply)
{
    const auto done = onThreadOf(context, m_relayRoot, std::move(reply));
    const bool posted = m_thread.post([addresses = std::move(addresses), done] {
        platform::SymbolTable table;
        std::vector<std::string> names;
        for (const std::uint64_t address : addresses)
            names.push_back(table.place(address).function);
        done(names);
    });
    if (!posted)
        done(closed());
}

} // namespace relay::service
