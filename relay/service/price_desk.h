// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/price_service.h"
#include "relay/ledger/price_book.h"
#include "relay/service/store.h"

#include <QObject>

#include <functional>
#include <memory>
#include <vector>

namespace relay::service {

// Prices that people edit: the table `prices`, and the book that the ledger reckons with. Thread-safe, but
// for open(): before anybody asks.
class PriceDesk final : public api::PriceService
{
public:
    // Hands the book to who reckons with it; called on the storage thread after each edit.
    using Publish = std::function<void(std::shared_ptr<const ledger::PriceBook>)>;

    // An object of the relay thread that outlives this (see reply_delivery.h).
    PriceDesk(QObject *relayRoot, Publish publish);
    Q_DISABLE_COPY_MOVE(PriceDesk)

    void open(Store &store) { m_store = &store; } // outlives all calls

    // For who writes the table in a transaction: what is to be called once that is committed. On a storage
    // thread.
    Result<std::function<void()>> publication(storage::Connection &connection) const;

    void prices(QObject *context, api::Reply<api::PriceList> reply) override;
    void priceOf(std::string model, QObject *context, api::Reply<std::optional<model::Price>> reply) override;
    void changePrice(api::PriceEdit edit, QObject *context, api::Reply<model::Price> reply) override;
    void resetPrice(std::string model, QObject *context,
                    api::Reply<std::optional<model::Price>> reply) override;

private:
    template <typename T>
    void on(Store::Lane lane, QObject *context, api::Reply<T> reply,
            std::function<Result<T>(storage::Connection &, const platform::Aes256Gcm &)> work);
    // In one transaction with the reading of the book: after an error nothing is stored.
    template <typename T>
    Result<T> edited(storage::Connection &connection, const std::function<Result<T>()> &edit) const;

    QObject *const m_relayRoot;
    const Publish m_publish;
    Store *m_store = nullptr;
};

} // namespace relay::service
