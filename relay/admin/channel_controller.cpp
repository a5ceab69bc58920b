// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/admin/channel_controller.h"

#include "relay/admin/admin_request.h"
#include "relay/admin/channel_json.h"
#include "relay/admin/qt_text.h"
#include "relay/api/record_json.h"
#include "relay/model/channel_type.h"

#include <QJsonArray>

#include <algorithm>

namespace relay::admin {

namespace {

using Channels = std::vector<model::Channel>;

constexpr int kUpstreamFailed = 502;

Error unknownChannel(std::int64_t id)
{
    return {ErrorKind::NotFound,
            QStringLiteral("there is no channel %1: GET /api/channel/ lists those there are").arg(id)};
}

bool mentions(const model::Channel &channel, const QString &keyword)
{
    const auto contains = [&](std::string_view text) {
        return qtText(text).contains(keyword, Qt::CaseInsensitive);
    };
    return keyword.isEmpty() || QString::number(channel.id) == keyword || contains(channel.name) ||
           contains(channel.baseUrl) || contains(model::channelTypeName(channel.type)) ||
           std::ranges::any_of(channel.models, contains);
}

void answerThose(AdminRequest &request, const QString &keyword)
{
    request.service().channels(request.context(),
                               request.then<Channels>([keyword](AdminRequest &self, Channels &all) {
                                   QJsonArray array;
                                   for (const model::Channel &channel : all) {
                                       if (mentions(channel, keyword))
                                           array.append(api::channelJson(channel));
                                   }
                                   self.answer(array);
                               }));
}

// Reads the channel and goes on with next(request, channel), or answers that there is none.
template <typename Next>
void withChannel(AdminRequest &request, std::int64_t id, Next next)
{
    request.service().channels(request.context(),
                               request.then<Channels>([id, next](AdminRequest &self, Channels &all) {
                                   const auto found = std::ranges::find(all, id, &model::Channel::id);
                                   if (found == all.end())
                                       self.fail(unknownChannel(id));
                                   else
                                       next(self, *found);
                               }));
}

void save(AdminRequest &request, const Result<model::Channel> &channel)
{
    if (!channel)
        return request.fail(channel.error());
    request.service().saveChannel(*channel, request.context(),
                                  request.then<model::Channel>([](AdminRequest &self, model::Channel &saved) {
                                      self.answer(api::channelJson(saved));
                                  }));
}

api::ChannelQuestion questionOf(const AdminRequest &request)
{
    const std::string listOnly = request.query().text("list_only");
    return {.model = request.query().text("model"),
            .listOnly = !listOnly.empty() && listOnly != "0" && listOnly != "false"};
}

api::Reply<api::ChannelTest> answeringTest(AdminRequest &request)
{
    return request.then<api::ChannelTest>([](AdminRequest &self, const api::ChannelTest &result) {
        const QJsonObject data = api::channelTestJson(result);
        if (result.status >= 200 && result.status < 300)
            self.answer(data);
        else
            self.fail(kUpstreamFailed, qtText(result.message.english()), data);
    });
}

api::Reply<std::vector<std::string>> answeringNames(AdminRequest &request)
{
    using Names = std::vector<std::string>;
    return request.then<Names>([](AdminRequest &self, const Names &names) {
        QJsonArray array;
        for (const std::string &name : names)
            array.append(qtText(name));
        self.answer(array);
    });
}

// The body's fields; with an `id`, changes to the stored channel. Goes on with next(request, channel).
template <typename Next>
void withDraft(AdminRequest &request, Next next)
{
    const Result<QJsonObject> body = request.bodyObject();
    if (!body)
        return request.fail(body.error());
    const auto tried = [fields = *body, next](AdminRequest &self, const model::Channel &channel) {
        const Result<model::Channel> draft = changedChannel(channel, fields);
        if (draft)
            next(self, *draft);
        else
            self.fail(draft.error());
    };
    if (!body->contains(QStringLiteral("id")))
        return tried(request, {});
    if (const Result<std::int64_t> id = request.editedId(*body))
        withChannel(request, *id, tried);
    else
        request.fail(id.error());
}

} // namespace

void ChannelController::list(AdminRequest &request)
{
    answerThose(request, {});
}

void ChannelController::search(AdminRequest &request)
{
    answerThose(request, qtText(request.query().text("keyword")).trimmed());
}

void ChannelController::show(AdminRequest &request)
{
    withChannel(request, request.pathId(), [](AdminRequest &self, const model::Channel &channel) {
        self.answer(api::channelJson(channel));
    });
}

void ChannelController::create(AdminRequest &request)
{
    const Result<QJsonObject> body = request.bodyObject();
    if (!body)
        return request.fail(body.error());
    save(request, changedChannel({}, *body));
}

void ChannelController::update(AdminRequest &request)
{
    const Result<QJsonObject> body = request.bodyObject();
    if (!body)
        return request.fail(body.error());
    const Result<std::int64_t> id = request.editedId(*body);
    if (!id)
        return request.fail(id.error());
    request.inTurn([fields = *body, id = *id](AdminRequest &self) {
        withChannel(self, id, [fields](AdminRequest &editor, const model::Channel &channel) {
            save(editor, changedChannel(channel, fields));
        });
    });
}

void ChannelController::remove(AdminRequest &request)
{
    const std::int64_t id = request.pathId();
    request.service().removeChannel(id, request.context(),
                                    request.then<bool>([id](AdminRequest &self, bool removed) {
                                        if (removed)
                                            self.answer(QJsonValue::Null);
                                        else
                                            self.fail(unknownChannel(id));
                                    }));
}

void ChannelController::test(AdminRequest &request)
{
    request.service().testChannel(request.pathId(), questionOf(request), request.context(),
                                  answeringTest(request));
}

void ChannelController::testDraft(AdminRequest &request)
{
    withDraft(request, [question = questionOf(request)](AdminRequest &self, const model::Channel &draft) {
        self.service().testDraft(draft, question, self.context(), answeringTest(self));
    });
}

void ChannelController::upstreamModels(AdminRequest &request)
{
    request.service().upstreamModels(request.pathId(), request.context(), answeringNames(request));
}

void ChannelController::draftModels(AdminRequest &request)
{
    withDraft(request, [](AdminRequest &self, const model::Channel &draft) {
        self.service().draftModels(draft, self.context(), answeringNames(self));
    });
}

void ChannelController::providers(AdminRequest &request)
{
    QJsonArray array;
    for (const api::ProviderPreset &provider : request.service().providers())
        array.append(api::providerJson(provider));
    request.answer(array);
}

} // namespace relay::admin
