// SPDX-License-Identifier: GPL-3.0-or-later
// One desktop entry in the user's autostart folder: specifications.freedesktop.org/autostart-spec.
#include "app/entry_file.h"
#include "app/platform/autostart.h"
#include "app/platform/exec_line.h"
#include "app/platform/this_program.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QStandardPaths>

namespace app::platform {

namespace {

using namespace Qt::StringLiterals;

const QString kExec = u"Exec="_s;

QString entryPath(const QString &name)
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) % u"/autostart/"_s % name %
           u".desktop"_s;
}

// Of the group [Desktop Entry]; null: not there.
QString valueOf(const QStringList &lines, const QString &key)
{
    bool inEntry = false;
    for (const QString &line : lines) {
        const QString text = line.trimmed();
        if (text.startsWith(u'['))
            inEntry = text == "[Desktop Entry]"_L1;
        const qsizetype equals = text.indexOf(u'=');
        if (inEntry && equals > 0 && text.left(equals).trimmed() == key)
            return text.mid(equals + 1).trimmed();
    }
    return {};
}

bool canWriteBelow(const QString &path)
{
    QFileInfo folder(QFileInfo(path).absolutePath());
    while (!folder.exists() && folder.absolutePath() != folder.absoluteFilePath())
        folder.setFile(folder.absolutePath());
    return folder.isDir() && folder.isWritable();
}

} // namespace

Autostart::Autostart(QString name, QStringList arguments)
    : m_name(std::move(name))
    , m_arguments(std::move(arguments))
{
}

AutostartSight Autostart::look() const
{
    const QString path = entryPath(m_name);
    AutostartSight sight;
    sight.possible = canWriteBelow(path);
    if (!sight.possible)
        sight.obstacle = QCoreApplication::translate("Autostart", "The folder %1 cannot be written to.")
                             .arg(QFileInfo(path).absolutePath());
    const QStringList lines = entryLines(path);
    if (lines.isEmpty())
        return sight;
    const bool hidden = valueOf(lines, u"Hidden"_s) == "true"_L1;
    const bool disabled = valueOf(lines, u"X-GNOME-Autostart-enabled"_s) == "false"_L1;
    sight.on = !hidden && !disabled && !valueOf(lines, u"Exec"_s).isEmpty();
    if (!sight.on && sight.possible)
        sight.obstacle =
            QCoreApplication::translate("Autostart", "The desktop's own settings have turned it off, in %1.")
                .arg(path);
    return sight;
}

relay::Result<void> Autostart::set(bool on, bool minimized) const
{
    const QString path = entryPath(m_name);
    if (!on)
        return removeEntry(path);
    QStringList words{thisProgram()};
    words += m_arguments;
    if (minimized)
        words.append(u"--minimized"_s);
    // LXQt and KDE start it once there is a tray to go to.
    const QString text = u"[Desktop Entry]\nType=Application\nName=TrayRelay\n"_s % kExec % execLine(words) %
                         u"\nIcon=org.trayrelay.TrayRelay\nTerminal=false\n"
                         u"X-GNOME-Autostart-enabled=true\nX-LXQt-Need-Tray=true\n"
                         u"X-KDE-autostart-after=panel\n"_s;
    return writeEntry(path, text.toUtf8());
}

// Only the program's word is replaced: the rest may be the user's own work.
relay::Result<bool> Autostart::repair() const
{
    const QString path = entryPath(m_name);
    if (!look().on)
        return false;
    QStringList lines = entryLines(path);
    QStringList words = execWords(valueOf(lines, u"Exec"_s));
    if (words.isEmpty() || !words.first().startsWith(u'/') || QFileInfo::exists(words.first()))
        return false;
    words.first() = thisProgram();
    for (QString &line : lines) {
        if (line.startsWith(u'[') && line.trimmed() != "[Desktop Entry]"_L1)
            break;
        if (line.startsWith(kExec))
            line = kExec % execLine(words);
    }
    const relay::Result<void> written = writeEntry(path, lines.join(u'\n').toUtf8());
    return written ? relay::Result<bool>(true) : written.error();
}

} // namespace app::platform
