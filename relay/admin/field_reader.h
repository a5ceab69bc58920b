// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/model/channel.h"

#include <QJsonObject>

#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace relay::admin {

// Takes fields out of a request's object: absent and null ones leave their target as it is. The first
// wrong one is kept as an error that names it and says what is allowed. Reentrant.
class FieldReader final
{
public:
    static constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
    static constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

    explicit FieldReader(const QJsonObject &object)
        : m_object(object)
    {
    }

    bool has(std::string_view name) const; // there, and not null
    QJsonValue value(std::string_view name) const;

    bool text(std::string_view name, std::string &target); // true: there, and right
    void integer(std::string_view name, std::int64_t &target, std::int64_t least, std::int64_t most);
    void integer(std::string_view name, int &target, int least, int most);
    void decimal(std::string_view name, std::optional<double> &target);
    void boolean(std::string_view name, bool &target);
    void onOff(std::string_view name, bool &target); // one-api's: 1 on, 2 off
    // An array of texts, or one text with commas.
    void list(std::string_view name, std::vector<std::string> &target);
    // An object of texts, or such an object as text.
    void pairs(std::string_view name, model::StringPairs &target);

    // `id` and `used_quota` of a record: the relay's own. They may be sent back as they are.
    void readKept(std::int64_t id, std::int64_t usedQuota);

    void refuse(std::string_view name, const QString &allowed); // NAME must be ALLOWED
    // Whatever was not asked for until now, and says something: a name that is misspelt would pass for done.
    // `harmless`: names that others' scripts send, and that ask for nothing here.
    void refuseOthers(std::span<const std::string_view> harmless = {});
    Result<void> result() const;

private:
    QJsonObject m_object;
    mutable std::set<QString> m_asked;
    std::optional<Error> m_error;
};

} // namespace relay::admin
