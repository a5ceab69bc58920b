// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/said_text.h"

#include "ui/base/date_text.h"
#include "ui/models/figure_text.h"
#include "ui/models/window_language.h"

#include <QCoreApplication>
#include <QDateTime>

#include <cmath>

namespace ui::models {

namespace {

using relay::Phrase;
using relay::Quantity;
using relay::Unit;

QString figure(double value)
{
    if (std::abs(value) < 0.0005)
        return QLocale().toString(0); // and no exponent
    return std::abs(value) < 999.5 ? QLocale().toString(value, 'g', 3) : QLocale().toString(value, 'f', 0);
}

// A limit is 64 MB, not 64.0.
QString bytesFigure(double value)
{
    QString unit = QCoreApplication::translate("FigureText", "B");
    for (const char *larger : {"KB", "MB", "GB", "TB"}) {
        if (value < 1024)
            break;
        value /= 1024;
        unit = QString::fromLatin1(larger);
    }
    return figure(value) % QChar(0x00A0) % unit;
}

QString quantityText(Quantity quantity)
{
    const QChar space(0x00A0);
    switch (quantity.unit) {
    case Unit::Bytes:
        return bytesFigure(quantity.value);
    case Unit::Milliseconds:
        return figure(quantity.value) % space % QCoreApplication::translate("FigureText", "ms");
    case Unit::Seconds:
        return figure(quantity.value) % space % QCoreApplication::translate("FigureText", "s");
    case Unit::Percent:
        return figure(quantity.value) % space % u'%';
    case Unit::Dollars:
        return u'$' % moneyText(quantity.value);
    case Unit::UnixMs:
        return base::momentText(qint64(quantity.value), QDateTime::currentMSecsSinceEpoch());
    }
    return {};
}

QString phraseText(const Phrase &phrase);

struct Written
{
    std::string operator()(Quantity quantity) const { return quantityText(quantity).toStdString(); }
    std::string operator()(const Phrase &phrase) const { return phraseText(phrase).toStdString(); }
};

QString phraseText(const Phrase &phrase)
{
    const std::vector<std::string> values = relay::writtenValues(phrase, Written());
    if (!phrase.row.text)
        return values.empty() ? QString() : QString::fromStdString(values.front());
    const auto count = int(phrase.count());
    const QString text = QCoreApplication::translate("Phrases", phrase.row.text, nullptr, count);
    return QString::fromStdString(relay::withValues(text.toStdString(), count, values));
}

} // namespace

QString saidText(const relay::Saying &saying)
{
    QStringList clauses;
    for (const Phrase &phrase : saying.phrases())
        clauses.append(phraseText(phrase));
    return clauses.join(inChinese() ? QStringLiteral("；") : QStringLiteral("; "));
}

QString saidText(const relay::Error &error)
{
    return error.phrase ? phraseText(*error.phrase) : error.message;
}

} // namespace ui::models
