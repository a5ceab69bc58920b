// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/price_service.h"

#include <QJsonArray>
#include <QJsonObject>

// The contract's price objects, as the admin API and the sub-commands show them. Thread-safe.
namespace relay::api {

QJsonObject priceJson(const model::Price &price);
QJsonObject noPriceJson(const std::string &model); // figures null, source "none"
// Those without a price last.
QJsonArray pricesJson(const PriceList &list);

} // namespace relay::api
