// SPDX-License-Identifier: GPL-3.0-or-later
// A desktop entry and its icons below ~/.local/share, copied from those that came with the program:
// specifications.freedesktop.org/desktop-entry-spec and icon-theme-spec.
#include "app/entry_file.h"
#include "app/platform/exec_line.h"
#include "app/platform/menu_entry.h"
#include "app/platform/surroundings.h"
#include "app/platform/this_program.h"
#include "relay/base/phrase.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

namespace app::platform {

namespace {

using namespace Qt::StringLiterals;
using relay::Error;
using relay::ErrorKind;
using relay::Result;

const QString kEntry = u"applications/org.trayrelay.TrayRelay.desktop"_s;
const QString kIcons = u"icons/hicolor"_s;
const QString kIcon = u"apps/org.trayrelay.TrayRelay.png"_s;

// share/ of what the program was installed or packed with.
QString shipped()
{
    return QDir::cleanPath(programDirectory() % u"/../share"_s);
}

QString usersOwn()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
}

bool systemHasIt()
{
    const QStringList places = QStandardPaths::standardLocations(QStandardPaths::GenericDataLocation);
    return places.contains(shipped());
}

// Every command of the entry (its actions too) names this program; the rest stays as it is.
QByteArray namingThisProgram(const QStringList &lines)
{
    const QString program = thisProgram();
    QStringList named;
    for (const QString &line : lines) {
        if (line.startsWith(u"Exec="_s)) {
            QStringList words = execWords(line.mid(5));
            if (words.isEmpty())
                words.append(QString());
            words.first() = program;
            named.append(u"Exec="_s % execLine(words));
        } else if (line.startsWith(u"TryExec="_s)) {
            named.append(u"TryExec="_s % QString(program).replace(u'\\', u"\\\\"_s));
        } else {
            named.append(line);
        }
    }
    return named.join(u'\n').toUtf8();
}

// The program that an entry starts; null: none.
QString namedProgram(const QStringList &lines)
{
    for (const QString &line : lines)
        if (line.startsWith(u"Exec="_s))
            return execWords(line.mid(5)).value(0);
    return {};
}

QStringList iconSizes(const QString &share)
{
    QStringList sizes;
    const QString icons = share % u'/' % kIcons;
    for (const QString &size : QDir(icons).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
        if (QFile::exists(icons % u'/' % size % u'/' % kIcon))
            sizes.append(size);
    return sizes;
}

QString iconPath(const QString &share, const QString &size)
{
    return share % u'/' % kIcons % u'/' % size % u'/' % kIcon;
}

Result<void> copyIcons()
{
    for (const QString &size : iconSizes(shipped())) {
        QFile icon(iconPath(shipped(), size));
        if (!icon.open(QFile::ReadOnly))
            return Error{ErrorKind::Storage, relay::said(QT_TRANSLATE_NOOP("Phrases", "cannot read %1: %2"),
                                                         icon.fileName(), icon.errorString())};
        if (Result<void> written = writeEntry(iconPath(usersOwn(), size), icon.readAll()); !written)
            return written;
    }
    return {};
}

} // namespace

MenuSight MenuEntry::look() const
{
    MenuSight sight;
    sight.on = QFile::exists(usersOwn() % u'/' % kEntry);
    if (!QFile::exists(shipped() % u'/' % kEntry))
        sight.obstacle =
            QCoreApplication::translate("MenuEntry", "This program came without an entry for the menu.");
    else if (systemHasIt())
        sight.obstacle =
            QCoreApplication::translate("MenuEntry", "The system's menu has it, as it was installed.");
    else
        sight.possible = true;
    return sight;
}

Result<void> MenuEntry::set(bool on) const
{
    const QString entry = usersOwn() % u'/' % kEntry;
    if (!on) {
        for (const QString &size : iconSizes(usersOwn()))
            if (Result<void> removed = removeEntry(iconPath(usersOwn(), size)); !removed)
                return removed;
        return removeEntry(entry);
    }
    if (const MenuSight sight = look(); !sight.possible)
        return Error{ErrorKind::Unavailable, sight.obstacle};
    if (Result<void> copied = copyIcons(); !copied)
        return copied;
    return writeEntry(entry, namingThisProgram(entryLines(shipped() % u'/' % kEntry)));
}

Result<bool> MenuEntry::repair() const
{
    const QString entry = usersOwn() % u'/' % kEntry;
    const QStringList lines = entryLines(entry);
    const QString program = namedProgram(lines);
    if (!look().possible || !program.startsWith(u'/') || QFileInfo::exists(program))
        return false;
    const Result<void> written = writeEntry(entry, namingThisProgram(lines));
    return written ? Result<bool>(true) : written.error();
}

} // namespace app::platform
