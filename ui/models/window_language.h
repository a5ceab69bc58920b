// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QString>

#include <string>

// What the relay says, in the language of the window and as the window writes it. Reentrant.
namespace ui::models {

inline bool inChinese()
{
    return QLocale().language() == QLocale::Chinese;
}

inline QString inWindowLanguage(const std::string &english, const std::string &chinese)
{
    return QString::fromStdString(inChinese() ? chinese : english);
}

// The relay's words begin in lower case: here they begin a line.
inline QString capitalised(QString text)
{
    if (!text.isEmpty())
        text[0] = text[0].toUpper();
    return text;
}

inline QString asSentence(const QString &text)
{
    const QChar stop = inChinese() ? QChar(0x3002) : QChar(u'.');
    return text.isEmpty() || text.endsWith(stop) ? capitalised(text) : QString(capitalised(text) + stop);
}

} // namespace ui::models
