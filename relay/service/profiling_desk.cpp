// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/profiling_desk.h"

#include "relay/base/log.h"
#include "relay/platform/symbol_table.h"
#include "relay/profiling/contention.h"
#include "relay/profiling/cpu_capture.h"
#include "relay/profiling/flame_graph.h"
#include "relay/profiling/heap_profile.h"
#include "relay/profiling/profile_proto.h"
#include "relay/profiling/thread_report.h"
#include "relay/service/reply_delivery.h"

#include <algorithm>

namespace relay::service {

namespace {

using profiling::Profile;

Error busy()
{
    return {ErrorKind::Conflict,
            QStringLiteral("another profile is being taken: one at a time, try again when it is done")};
}

Error closed()
{
    return {ErrorKind::Unavailable, QStringLiteral("this needs a running relay: start trayrelay first")};
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
    for (std::size_t i = 0; i < profile.sampleTypes.size(); ++i)
        if (profile.sampleTypes[i].type == profile.defaultSampleType)
            type = i;
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
    {
        const std::scoped_lock lock(m_mutex);
        if (std::exchange(m_observing, on) == on)
            return;
    }
    if (!on) {
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
    const auto work = [this, id, request, done](std::string live) {
        const bool posted = m_thread.post(
            [this, id, request, done, live = std::move(live)] { run(id, request, live, done); });
        if (!posted && end(id))
            done(closed());
    };
    if (request.kind == api::ProfileKind::Threads)
        m_liveExchanges(work);
    else
        work({});
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
}

bool ProfilingDesk::end(Id id)
{
    const std::scoped_lock lock(m_mutex);
    if (m_current == id)
        m_current = 0;
    return !m_abandoned;
}

void ProfilingDesk::run(Id id, const api::ProfileRequest &request, std::string live,
                        const api::Reply<api::ProfileCapture> &reply)
{
    const Result<api::ProfileCapture> taken = take(id, request, live);
    if (end(id))
        reply(taken);
}

Result<api::ProfileCapture> ProfilingDesk::take(Id id, const api::ProfileRequest &request,
                                                const std::string &live)
{
    switch (request.kind) {
    case api::ProfileKind::Cpu: {
        const Result<Profile> profile = takeCpu(id, request.duration);
        return profile ? Result<api::ProfileCapture>(captureOf(*profile)) : profile.error();
    }
    case api::ProfileKind::Heap:
        return captureOf(profiling::heap::profile());
    case api::ProfileKind::Block:
        return captureOf(profiling::contention::blockProfile());
    case api::ProfileKind::Mutex:
        return captureOf(profiling::contention::mutexProfile());
    case api::ProfileKind::Threads:
        break;
    }
    const Result<std::vector<profiling::ThreadStack>> threads = profiling::threadStacks();
    if (!threads)
        return threads.error();
    api::ProfileCapture capture = captureOf(profiling::threadProfile(*threads));
    capture.groupedText = profiling::groupedThreadText(*threads) + live;
    capture.singleText = profiling::singleThreadText(*threads) + live;
    return capture;
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
