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

using relay::model::Phrase;
using relay::model::Quantity;
using relay::model::Unit;

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

QString phraseText(const Phrase &phrase)
{
    const std::vector<std::string> values = relay::model::writtenValues(
        phrase, [](Quantity quantity) { return quantityText(quantity).toStdString(); });
    if (!phrase.row)
        return values.empty() ? QString() : QString::fromStdString(values.front());
    const auto count = int(phrase.count());
    const QString text = QCoreApplication::translate("Phrases", phrase.row->text, nullptr, count);
    return QString::fromStdString(relay::model::withValues(text.toStdString(), count, values));
}

} // namespace

QString saidText(const relay::model::Saying &saying)
{
    QStringList clauses;
    for (const Phrase &phrase : saying.phrases())
        clauses.append(phraseText(phrase));
    return clauses.join(inChinese() ? QStringLiteral("；") : QStringLiteral("; "));
}

} // namespace ui::models
