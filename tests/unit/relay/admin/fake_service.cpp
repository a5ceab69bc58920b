// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/relay/admin/fake_service.h"

#include "relay/access/edit_checks.h"

#include <algorithm>
#include <utility>

using namespace relay;

template <typename T>
void FakeService::send(QObject *context, api::Reply<T> reply, std::type_identity_t<Result<T>> result)
{
    if (failure)
        result = *failure;
    auto deliver = [context, reply = std::move(reply), result = std::move(result)]() mutable {
        QMetaObject::invokeMethod(
            context, [reply = std::move(reply), result = std::move(result)] { reply(result); },
            Qt::QueuedConnection);
    };
    if (holding)
        held.emplace_back(std::move(deliver));
    else
        deliver();
}

template <typename T>
static Result<T> saved(std::vector<T> &list, T value, std::int64_t &lastId)
{
    const auto found = std::ranges::find(list, value.id, &T::id);
    const bool isNew = found == list.end();
    if (const Result<void> right = access::checkEdit(value, isNew ? nullptr : &*found); !right)
        return right.error();
    if (isNew) {
        value.id = ++lastId;
        list.push_back(value);
    } else {
        *found = value;
    }
    return value;
}

void FakeService::channels(QObject *context, api::Reply<std::vector<model::Channel>> reply)
{
    send(context, std::move(reply), channelList);
}

void FakeService::saveChannel(model::Channel channel, QObject *context, api::Reply<model::Channel> reply)
{
    send(context, std::move(reply), saved(channelList, std::move(channel), m_lastId));
}

void FakeService::removeChannel(std::int64_t id, QObject *context, api::Reply<bool> reply)
{
    const auto removed = std::erase_if(channelList, [&](const auto &channel) { return channel.id == id; });
    send(context, std::move(reply), removed > 0);
}

void FakeService::testChannel(std::int64_t, api::ChannelQuestion asked, QObject *context,
                              api::Reply<api::ChannelTest> reply)
{
    question = std::move(asked);
    send(context, std::move(reply), testResult);
}

void FakeService::upstreamModels(std::int64_t, QObject *context, api::Reply<std::vector<std::string>> reply)
{
    send(context, std::move(reply), upstreamNames);
}

void FakeService::tokens(QObject *context, api::Reply<std::vector<model::Token>> reply)
{
    send(context, std::move(reply), tokenList);
}

void FakeService::saveToken(model::Token token, api::QuotaEdit quota, QObject *context,
                            api::Reply<model::Token> reply)
{
    lastQuotaEdit = quota;
    if (token.key.empty())
        token.key = "generated-0123456789abcdef";
    send(context, std::move(reply), saved(tokenList, std::move(token), m_lastId));
}

void FakeService::removeToken(std::int64_t id, QObject *context, api::Reply<bool> reply)
{
    const auto removed = std::erase_if(tokenList, [&](const auto &token) { return token.id == id; });
    send(context, std::move(reply), removed > 0);
}

void FakeService::usage(api::UsageQuery query, QObject *context, api::Reply<api::UsagePage> reply)
{
    lastQuery = std::move(query);
    send(context, std::move(reply), page);
}

void FakeService::usageStat(api::UsageQuery query, QObject *context, api::Reply<api::UsageStat> reply)
{
    lastQuery = std::move(query);
    send(context, std::move(reply), sums);
}

void FakeService::release()
{
    for (const auto &deliver : std::exchange(held, {}))
        deliver();
}
