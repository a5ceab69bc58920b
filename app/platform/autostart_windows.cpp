// SPDX-License-Identifier: GPL-3.0-or-later
// A value of the user's `Run` key, and what the task manager says of it in `StartupApproved`.
#include "app/platform/autostart.h"
#include "relay/base/phrase.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSettings>

namespace app::platform {

namespace {

using namespace Qt::StringLiterals;

QSettings runKey()
{
    return QSettings(u"HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Run"_s,
                     QSettings::NativeFormat);
}

QSettings approvedKey()
{
    return QSettings(u"HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\"
                     u"StartupApproved\\Run"_s,
                     QSettings::NativeFormat);
}

// As CommandLineToArgvW reads it: only a backslash before a quotation mark is special.
QString quoted(const QString &word)
{
    return u'"' % (word.endsWith(u'\\') ? QString(word % u'\\') : word) % u'"';
}

} // namespace

Autostart::Autostart(QString name, QStringList arguments)
    : m_name(std::move(name))
    , m_arguments(std::move(arguments))
{
}

AutostartSight Autostart::look() const
{
    AutostartSight sight{.possible = true};
    const QByteArray approved = approvedKey().value(m_name).toByteArray();
    const bool refused = !approved.isEmpty() && (approved.front() & 1) != 0; // 02: on, 03: off, and when
    const bool there = runKey().contains(m_name);
    sight.on = there && !refused;
    if (there && refused)
        sight.obstacle = QCoreApplication::translate(
            "Autostart", "The system's list of start-up programs has turned it off.");
    return sight;
}

relay::Result<void> Autostart::set(bool on, bool minimized) const
{
    QSettings run = runKey();
    if (on) {
        QStringList words{quoted(QDir::toNativeSeparators(QCoreApplication::applicationFilePath()))};
        for (const QString &argument : m_arguments)
            words.append(quoted(argument));
        if (minimized)
            words.append(u"--minimized"_s);
        run.setValue(m_name, words.join(u' '));
        approvedKey().remove(m_name);
    } else {
        run.remove(m_name);
    }
    run.sync();
    if (run.status() == QSettings::NoError)
        return {};
    return relay::Error{relay::ErrorKind::Storage,
                        relay::said(QT_TRANSLATE_NOOP(
                            "Phrases", "the system's list of start-up programs cannot be changed"))};
}

relay::Result<bool> Autostart::repair() const
{
    if (!look().on)
        return false;
    QSettings run = runKey();
    const QString line = run.value(m_name).toString();
    const qsizetype end = line.indexOf(u'"', 1);
    if (!line.startsWith(u'"') || end < 0 || QFileInfo::exists(line.mid(1, end - 1)))
        return false;
    run.setValue(m_name, QString(quoted(QDir::toNativeSeparators(QCoreApplication::applicationFilePath())) %
                                 line.mid(end + 1)));
    return true;
}

} // namespace app::platform
