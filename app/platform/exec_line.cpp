// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/platform/exec_line.h"

#include <algorithm>

namespace app::platform {

namespace {

using namespace Qt::StringLiterals;

const QStringView kReserved = u" \t\n\"'\\><~|&;$*?#()`";
const QStringView kEscapedInQuotes = u"\"`$\\";

QString quoted(const QString &word)
{
    QString text;
    for (const QChar character : word) {
        if (kEscapedInQuotes.contains(character))
            text += u'\\';
        text += character;
        if (character == u'%')
            text += character; // one alone begins a field code
    }
    const bool plain = !word.isEmpty() && std::none_of(word.begin(), word.end(), [](QChar character) {
        return kReserved.contains(character);
    });
    return plain ? text : u'"' % text % u'"';
}

QString unescaped(const QString &value)
{
    QString text;
    for (qsizetype i = 0; i < value.size(); ++i) {
        if (value[i] != u'\\' || i + 1 == value.size()) {
            text += value[i];
            continue;
        }
        switch (value[++i].unicode()) {
        case u's':
            text += u' ';
            break;
        case u'n':
            text += u'\n';
            break;
        case u't':
            text += u'\t';
            break;
        case u'r':
            text += u'\r';
            break;
        default:
            text += value[i];
        }
    }
    return text;
}

} // namespace

QString execLine(const QStringList &words)
{
    QStringList line;
    for (const QString &word : words)
        line.append(quoted(word));
    QString text = line.join(u' ');
    text.replace(u'\\', u"\\\\"_s);
    text.replace(u'\n', u"\\n"_s);
    text.replace(u'\t', u"\\t"_s);
    text.replace(u'\r', u"\\r"_s);
    return text;
}

QStringList execWords(const QString &line)
{
    const QString text = unescaped(line);
    QStringList words;
    QString word;
    bool inQuotes = false;
    bool begun = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar character = text[i];
        if (character == u'"') {
            inQuotes = !inQuotes;
            begun = true;
        } else if (!inQuotes && character == u' ') {
            if (begun)
                words.append(word);
            word.clear();
            begun = false;
        } else {
            const bool pair = i + 1 < text.size() && ((inQuotes && character == u'\\') ||
                                                      (character == u'%' && text[i + 1] == u'%'));
            word += pair ? text[++i] : character;
            begun = true;
        }
    }
    if (begun)
        words.append(word);
    return inQuotes ? QStringList() : words;
}

} // namespace app::platform
