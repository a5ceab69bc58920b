// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/model/phrase.h"

#include <QDateTime>
#include <QString>

#include <cmath>

namespace relay::model {

namespace {

constexpr double kKibibyte = 1024;
constexpr double kMebibyte = 1024 * kKibibyte;
constexpr double kGibibyte = 1024 * kMebibyte;

// Three digits that mean something, or a whole number.
std::string figure(double value)
{
    if (std::abs(value) < 0.0005)
        return "0"; // and no exponent
    const QString text =
        std::abs(value) < 999.5 ? QString::number(value, 'g', 3) : QString::number(value, 'f', 0);
    return text.toStdString();
}

std::string bytes(double value)
{
    if (value < kMebibyte && value > 0)
        return value < kKibibyte ? figure(value) + " B" : figure(value / kKibibyte) + " KB";
    return value < 10 * kGibibyte ? figure(value / kMebibyte) + " MB" : figure(value / kGibibyte) + " GB";
}

std::string english(Quantity quantity)
{
    switch (quantity.unit) {
    case Unit::Bytes:
        return bytes(quantity.value);
    case Unit::Milliseconds:
        return figure(quantity.value) + " ms";
    case Unit::Seconds:
        return figure(quantity.value) + " s";
    case Unit::Percent:
        return figure(quantity.value) + " %";
    case Unit::Dollars:
        return "$" + QString::number(quantity.value, 'f', 2).toStdString();
    case Unit::UnixMs:
        return QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(quantity.value))
            .toString(QStringLiteral("yyyy-MM-dd HH:mm"))
            .toStdString();
    }
    return {};
}

std::string english(const Phrase &phrase)
{
    const std::vector<std::string> values =
        writtenValues(phrase, [](Quantity quantity) { return english(quantity); });
    if (!phrase.row)
        return values.empty() ? std::string() : values.front();
    const std::int64_t count = phrase.count();
    return withValues(count == 1 && phrase.row->counts() ? phrase.row->one : phrase.row->text, count, values);
}

} // namespace

std::int64_t Phrase::count() const
{
    if (row && row->counts())
        for (const PhraseValue &value : values)
            if (const auto *number = std::get_if<std::int64_t>(&value))
                return *number;
    return -1;
}

Saying::Saying(Phrase phrase)
{
    *this += std::move(phrase);
}

Saying::Saying(std::string text)
{
    if (!text.empty())
        m_phrases.push_back({nullptr, {std::move(text)}});
}

Saying &Saying::operator+=(Phrase phrase)
{
    m_phrases.push_back(std::move(phrase));
    return *this;
}

std::string Saying::english() const
{
    std::string text;
    for (const Phrase &phrase : m_phrases)
        text += (text.empty() ? "" : "; ") + model::english(phrase);
    return text;
}

// In one pass: what a value has of such marks stays as it is.
std::string withValues(std::string_view text, std::int64_t count, const std::vector<std::string> &values)
{
    std::string whole;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char mark = text[at] == '%' && at + 1 < text.size() ? text[at + 1] : '\0';
        const auto place = static_cast<std::size_t>(mark - '1');
        if (mark == 'n')
            whole += std::to_string(count);
        else if (mark >= '1' && mark <= '9' && place < values.size())
            whole += values[place];
        else {
            whole += text[at];
            continue;
        }
        ++at;
    }
    return whole;
}

} // namespace relay::model
