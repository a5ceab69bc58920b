// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/reply.h"
#include "relay/model/price.h"

#include <optional>
#include <string>
#include <vector>

namespace relay::api {

struct PriceList
{
    std::vector<model::Price> prices;  // by model, each the one in force
    std::vector<std::string> unpriced; // models of channels whose exchanges cost nothing known
};

// What is to change of one model's price; what is not set stays as it is in force. A model that has none yet
// needs input and output.
struct PriceEdit
{
    std::string model;
    std::optional<double> input;
    std::optional<double> output;
    std::optional<double> cached;
    std::optional<double> reasoning;
    bool cachedAsInput = false;     // takes the price of cached tokens away
    bool reasoningAsOutput = false; // likewise
    std::optional<std::string> date;
};

// What models cost. The user's own prices win over the built-in ones, at once: for the next exchange that
// ends. Thread-safe.
class PriceService
{
public:
    virtual void prices(QObject *context, Reply<PriceList> reply) = 0;
    // The price that an exchange with this model would have, by its name or a part of it; none: no price.
    virtual void priceOf(std::string model, QObject *context, Reply<std::optional<model::Price>> reply) = 0;
    virtual void changePrice(PriceEdit edit, QObject *context, Reply<model::Price> reply) = 0;
    // Takes the user's own price away. The built-in one that counts from now on, if there is one. NotFound:
    // there was none of the user's.
    virtual void resetPrice(std::string model, QObject *context,
                            Reply<std::optional<model::Price>> reply) = 0;

protected:
    ~PriceService() = default;
};

} // namespace relay::api
