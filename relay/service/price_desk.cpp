// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/price_desk.h"

#include "relay/access/edit_checks.h"
#include "relay/base/phrase.h"
#include "relay/service/answered.h"
#include "relay/service/reply_delivery.h"
#include "relay/storage/channel_table.h"
#include "relay/storage/price_table.h"
#include "relay/storage/transaction.h"

#include <QDate>

#include <set>

namespace relay::service {

namespace {

using Lane = Store::Lane;
using MaybePrice = std::optional<model::Price>;

Result<ledger::PriceBook> bookOf(storage::Connection &connection)
{
    const Result<std::vector<model::Price>> own = storage::PriceTable(connection).all();
    if (!own)
        return own.error();
    return ledger::PriceBook::standard(*own);
}

MaybePrice copied(const model::Price *price)
{
    return price ? MaybePrice(*price) : std::nullopt;
}

// What channels list and no price is known for, under the name that is sent or the one that is asked for.
// A pattern is no model, and the demo upstream costs nothing.
std::vector<std::string> unpricedModels(const std::vector<model::Channel> &channels,
                                        const ledger::PriceBook &book)
{
    std::set<std::string> names;
    for (const model::Channel &channel : channels) {
        if (channel.type == model::ChannelType::Demo)
            continue;
        for (const std::string &asked : channel.models) {
            const auto mapped =
                std::ranges::find(channel.modelMapping, asked, &model::StringPairs::value_type::first);
            const std::string &sent = mapped == channel.modelMapping.end() ? asked : mapped->second;
            if (asked.find('*') == std::string::npos && !book.find(sent) && !book.find(asked))
                names.insert(asked);
        }
    }
    return {names.begin(), names.end()};
}

QString today()
{
    return QDate::currentDate().toString(Qt::ISODate);
}

Result<model::Price> change(storage::Connection &connection, const api::PriceEdit &edit)
{
    const Result<ledger::PriceBook> book = bookOf(connection);
    if (!book)
        return book.error();
    const model::Price *const before = book->exact(edit.model);
    if (!before && (!edit.input || !edit.output)) {
        return Error{ErrorKind::BadRequest,
                     said(QT_TRANSLATE_NOOP("Phrases", "input and output must be given for a model that has "
                                                       "no price yet (dollars per million tokens)"))};
    }
    model::Price price = before ? *before : model::Price{};
    price.model = edit.model;
    price.input = edit.input.value_or(price.input);
    price.output = edit.output.value_or(price.output);
    if (edit.cached || edit.cachedAsInput)
        price.cached = edit.cached;
    if (edit.reasoning || edit.reasoningAsOutput)
        price.reasoning = edit.reasoning;
    price.date = edit.date.value_or(today().toStdString());
    price.source = "user";
    if (const Result<void> right = access::checkEdit(price); !right)
        return right.error();
    if (const Result<void> saved = storage::PriceTable(connection).save(price); !saved)
        return saved.error();
    return price;
}

} // namespace

PriceDesk::PriceDesk(QObject *relayRoot, Publish publish)
    : m_relayRoot(relayRoot)
    , m_publish(std::move(publish))
{
}

template <typename T>
void PriceDesk::on(Lane lane, QObject *context, api::Reply<T> reply,
                   std::function<Result<T>(storage::Connection &, const platform::Aes256Gcm &)> work)
{
    const api::Reply<T> told = onThreadOf(context, m_relayRoot, std::move(reply));
    const bool posted =
        m_store && m_store->post(
                       [told, work = std::move(work)](Result<storage::Connection *> connection,
                                                      const platform::Aes256Gcm &seal) {
                           told(answered([&] {
                               return connection ? work(**connection, seal) : Result<T>(connection.error());
                           }));
                       },
                       lane, "the prices");
    if (!posted)
        told(Error{ErrorKind::Unavailable, said(QT_TRANSLATE_NOOP("Phrases", "the relay is shutting down"))});
}

Result<std::function<void()>> PriceDesk::publication(storage::Connection &connection) const
{
    Result<ledger::PriceBook> book = bookOf(connection);
    if (!book)
        return book.error();
    return std::function<void()>(
        [this, book = std::make_shared<const ledger::PriceBook>(std::move(*book))] { m_publish(book); });
}

template <typename T>
Result<T> PriceDesk::edited(storage::Connection &connection, const std::function<Result<T>()> &edit) const
{
    storage::Transaction transaction(connection);
    if (!transaction.begun())
        return transaction.begun().error();
    Result<T> done = edit();
    if (!done)
        return done;
    const Result<std::function<void()>> publish = publication(connection);
    if (!publish)
        return publish.error();
    transaction.carries(0, 1);
    if (const Result<void> stored = transaction.commit(); !stored)
        return stored.error();
    (*publish)();
    return done;
}

void PriceDesk::prices(QObject *context, api::Reply<api::PriceList> reply)
{
    on<api::PriceList>(
        Lane::Read, context, std::move(reply),
        [](storage::Connection &connection, const platform::Aes256Gcm &seal) -> Result<api::PriceList> {
            const Result<ledger::PriceBook> book = bookOf(connection);
            if (!book)
                return book.error();
            const Result<std::vector<model::Channel>> channels =
                storage::ChannelTable(connection, seal).all();
            if (!channels)
                return channels.error();
            return api::PriceList{book->all(), unpricedModels(*channels, *book)};
        });
}

void PriceDesk::priceOf(std::string model, QObject *context, api::Reply<MaybePrice> reply)
{
    on<MaybePrice>(Lane::Read, context, std::move(reply),
                   [model = std::move(model)](storage::Connection &connection,
                                              const platform::Aes256Gcm &) -> Result<MaybePrice> {
                       const Result<ledger::PriceBook> book = bookOf(connection);
                       if (!book)
                           return book.error();
                       return copied(book->find(model));
                   });
}

void PriceDesk::changePrice(api::PriceEdit edit, QObject *context, api::Reply<model::Price> reply)
{
    on<model::Price>(
        Lane::Edit, context, std::move(reply),
        [this, edit = std::move(edit)](storage::Connection &connection, const platform::Aes256Gcm &) {
            return edited<model::Price>(connection, [&] { return change(connection, edit); });
        });
}

void PriceDesk::resetPrice(std::string model, QObject *context, api::Reply<MaybePrice> reply)
{
    const auto remove = [](storage::Connection &connection, const std::string &name) -> Result<MaybePrice> {
        const Result<bool> removed = storage::PriceTable(connection).remove(name);
        if (!removed)
            return removed.error();
        if (!*removed) {
            return Error{
                ErrorKind::NotFound,
                said(QT_TRANSLATE_NOOP("Phrases", "there is no price of your own for \"%1\""), name)};
        }
        const Result<ledger::PriceBook> book = bookOf(connection);
        if (!book)
            return book.error();
        return copied(book->find(name));
    };
    on<MaybePrice>(Lane::Edit, context, std::move(reply),
                   [this, remove, model = std::move(model)](storage::Connection &connection,
                                                            const platform::Aes256Gcm &) {
                       return edited<MaybePrice>(connection, [&] { return remove(connection, model); });
                   });
}

} // namespace relay::service
