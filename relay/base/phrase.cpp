// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/phrase.h"

#include <QDateTime>
#include <QString>

#include <cmath>

namespace relay {

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

std::string inEnglish(Quantity quantity)
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

} // namespace

std::string Phrase::english() const
{
    struct Written
    {
        std::string operator()(Quantity quantity) const { return inEnglish(quantity); }
        std::string operator()(const Phrase &phrase) const { return phrase.english(); }
    };
    const std::vector<std::string> written = writtenValues(*this, Written());
    if (!row.text)
        return written.empty() ? std::string() : written.front();
    const std::int64_t many = count();
    return withValues(many == 1 && row.counts() ? row.one : row.text, many, written);
}

Phrase untranslated(std::string text)
{
    return {{}, {std::move(text)}};
}

PhraseValue phraseValue(const QString &text)
{
    return text.toStdString();
}

PhraseValue phraseValue(const Phrase &phrase)
{
    return std::make_shared<const Phrase>(phrase);
}

PhraseValue phraseValue(const Error &error)
{
    return error.phrase ? PhraseValue(error.phrase) : phraseValue(error.message);
}

PhraseValue phraseValue(const Saying &saying)
{
    PhraseValue whole = std::string();
    for (const Phrase &clause : saying.phrases())
        whole = &clause == &saying.phrases().front()
                    ? phraseValue(clause)
                    : phraseValue(
                          Phrase{{{}, QT_TRANSLATE_NOOP("Phrases", "%1; %2")}, {whole, phraseValue(clause)}});
    return whole;
}

Phrase phraseOf(const Error &error)
{
    return error.phrase ? *error.phrase : untranslated(error.message.toStdString());
}

Saying::Saying(Phrase phrase)
{
    *this += std::move(phrase);
}

Saying::Saying(const Error &error)
    : Saying(phraseOf(error))
{
}

Saying::Saying(std::string text)
{
    if (!text.empty())
        m_phrases.push_back(untranslated(std::move(text)));
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
        text += (text.empty() ? "" : "; ") + phrase.english();
    return text;
}

std::int64_t Phrase::count() const
{
    if (row.counts())
        for (const PhraseValue &value : values)
            if (const auto *number = std::get_if<std::int64_t>(&value))
                return *number;
    return -1;
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

} // namespace relay
