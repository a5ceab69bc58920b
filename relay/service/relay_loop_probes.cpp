// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/access/edit_checks.h"
#include "relay/service/relay_loop.h"

// Questions of our own to upstreams: of channels that are stored, and of drafts that are not.
namespace relay::service {

namespace {

// A test comes before the name.
model::Channel named(model::Channel draft)
{
    if (draft.name.empty())
        draft.name = "draft";
    return draft;
}

} // namespace

ChannelProbe &RelayLoop::probe(std::shared_ptr<const pipeline::Catalog> catalog)
{
    m_probes.push_back(std::make_unique<ChannelProbe>(m_context, std::move(catalog)));
    return *m_probes.back();
}

// What was leased for a draft alone is given back.
void RelayLoop::dropProbes()
{
    if (std::erase_if(m_probes, [](const auto &probe) { return probe->finished(); }) > 0)
        m_pool.forgetUnused();
}

void RelayLoop::testChannel(std::int64_t id, api::ChannelQuestion question,
                            std::function<void(Result<api::ChannelTest>)> done)
{
    probe(m_context.catalog).test(id, std::move(question), std::move(done));
}

void RelayLoop::upstreamModels(std::int64_t id, std::function<void(Result<std::vector<std::string>>)> done)
{
    probe(m_context.catalog).listModels(id, std::move(done));
}

// A catalog of the one channel: nobody else sees it, and it goes with its probe.
Result<std::shared_ptr<const pipeline::Catalog>> RelayLoop::catalogOf(model::Channel draft)
{
    draft = named(std::move(draft));
    const model::Channel *const stored =
        draft.id == 0 ? nullptr : m_context.catalog->routes.channel(draft.id);
    if (const Result<void> whole = access::unmask(draft, stored); !whole)
        return whole.error();
    if (const Result<void> right = access::checkEdit(draft, nullptr); !right)
        return right.error();
    auto catalog = std::make_shared<pipeline::Catalog>(std::vector<model::Channel>{std::move(draft)},
                                                       std::vector<model::Token>());
    catalog->targets.rebuild(catalog->routes.channels(), m_pool, m_demoPort,
                             m_context.settings->upstream.proxy);
    return std::shared_ptr<const pipeline::Catalog>(std::move(catalog));
}

void RelayLoop::testDraft(model::Channel draft, api::ChannelQuestion question,
                          std::function<void(Result<api::ChannelTest>)> done)
{
    const std::int64_t id = draft.id;
    const Result<std::shared_ptr<const pipeline::Catalog>> catalog = catalogOf(std::move(draft));
    if (!catalog)
        return done(catalog.error());
    probe(*catalog).test(id, std::move(question), std::move(done));
}

void RelayLoop::draftModels(model::Channel draft, std::function<void(Result<std::vector<std::string>>)> done)
{
    const std::int64_t id = draft.id;
    const Result<std::shared_ptr<const pipeline::Catalog>> catalog = catalogOf(std::move(draft));
    if (!catalog)
        return done(catalog.error());
    probe(*catalog).listModels(id, std::move(done));
}

void RelayLoop::lookAtUpstreams(std::function<void(std::vector<UpstreamSight>)> done)
{
    struct Seen
    {
        std::vector<UpstreamSight> all;
        std::size_t missing = 0;
        std::function<void(std::vector<UpstreamSight>)> done;
    };
    const auto seen = std::make_shared<Seen>();
    seen->done = std::move(done);
    std::vector<const model::Channel *> looked;
    for (const model::Channel &channel : m_context.catalog->routes.channels())
        if (channel.enabled && channel.type != model::ChannelType::Demo)
            looked.push_back(&channel);
    seen->missing = looked.size();
    if (looked.empty())
        seen->done({});
    for (const model::Channel *const channel : looked) {
        probe(m_context.catalog).look(*channel, [seen](UpstreamSight sight) {
            seen->all.push_back(std::move(sight));
            if (--seen->missing == 0)
                seen->done(std::move(seen->all));
        });
    }
}

} // namespace relay::service
