// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service_unit.h"

#include <algorithm>

namespace app {

namespace {

using namespace Qt::StringLiterals;

// One word of a value, in which systemd replaces %x.
QString word(QString text)
{
    return u'"' %
           text.replace(u'\\', u"\\\\"_s)
               .replace(u'"', u"\\\""_s)
               .replace(u'\n', u"\\n"_s)
               .replace(u'%', u"%%"_s) %
           u'"';
}

const QString kStart = u"ExecStart="_s;
const QString kUnpack = u"APPIMAGE_EXTRACT_AND_RUN=1"_s;

// Behind the quoted word that a line starts with, after its name; -1: none.
qsizetype endOfProgram(const QString &line)
{
    if (!line.startsWith(kStart % u'"'))
        return -1;
    qsizetype at = kStart.size() + 1;
    while (at < line.size() && line[at] != u'"')
        at += line[at] == u'\\' ? 2 : 1;
    return at < line.size() ? at + 1 : -1;
}

// In these it replaces $x as well, but not in the program's own path, where $$ would stay as it is.
QString argument(const QString &text)
{
    return word(text).replace(u'$', u"$$"_s);
}

QString command(const ServicePlan &plan)
{
    QString line = word(plan.program) % u" --headless --data-dir "_s % argument(plan.dataDir);
    if (!plan.envFile.isEmpty())
        line += u" --env-file "_s % argument(plan.envFile);
    if (plan.portIsGiven)
        line += u" --port "_s % QString::number(plan.port);
    return line;
}

QString writableFolders(const ServicePlan &plan)
{
    QString lines;
    for (const QString &folder : QStringList(plan.dataDir) + plan.writable)
        lines += u"ReadWritePaths="_s % word(u'-' % folder) % u'\n';
    return lines;
}

// Unpacked below the user's cache, as /tmp may be held in memory; what is left of a run that was killed goes
// with the next.
QString imageLines(const ServicePlan &plan)
{
    if (!plan.isImage)
        return {};
    const QString folder = u"%C/"_s % plan.name % u"/unpacked"_s;
    return u"Environment="_s % kUnpack % u" TMPDIR="_s % folder % u"\nCacheDirectory="_s % plan.name %
           u"\nExecStartPre=-/bin/rm -rf "_s % folder % u"\nExecStartPre=/bin/mkdir -p "_s % folder %
           u"\nExecStopPost=-/bin/rm -rf "_s % folder % u'\n';
}

// Everything is closed that a relay has no use for, as far as a user's systemd can. Not here, since they take
// capabilities away, for which it lacks the right (218/CAPABILITIES with systemd 252): PrivateDevices,
// ProtectClock, ProtectKernelLogs, ProtectKernelModules. What needs a namespace of its own (ProtectSystem and
// those after it) is left out by systemd where users may have none; PrivateUsers would make that an error.
// Nor KeyringMode=private: the key of an encrypted home may be in the session's keyring.
// MemoryDenyWriteExecute costs regular expressions their compiler, which Qt notices.
const QString kWalls = uR"(
NoNewPrivileges=yes
ProtectSystem=strict
PrivateTmp=yes
ProtectProc=invisible
ProtectKernelTunables=yes
ProtectControlGroups=yes
ProtectHostname=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
LockPersonality=yes
MemoryDenyWriteExecute=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
SystemCallErrorNumber=EPERM
UMask=0077
)"_s;

} // namespace

QString serviceUnit(const ServicePlan &plan)
{
    const bool hasSocket = plan.port != 0;
    const QString socket = plan.name % u".socket"_s;
    return u"# Made by trayrelay service install, which writes it anew; systemctl --user edit keeps what you "
           u"add.\n"
           u"[Unit]\nDescription=TrayRelay, one local address in front of every LLM provider\n"_s %
           (hasSocket ? u"Requires="_s % socket % u"\nAfter="_s % socket % u'\n' : QString()) %
           u"StartLimitIntervalSec=60\nStartLimitBurst=5\n\n[Service]\nType=notify\n"_s % kStart %
           command(plan) %
           // Wrong usage, port taken, data directory in use: another try would end likewise.
           u"\nRestart=on-failure\nRestartSec=2\nRestartPreventExitStatus=2 3 4\n"_s %
           // Running answers get 10 s to end. The signal goes to the relay alone.
           u"KillMode=mixed\nTimeoutStartSec=120\nTimeoutStopSec=30\n"_s % imageLines(plan) % kWalls %
           writableFolders(plan) % u"\n[Install]\nWantedBy=default.target\n"_s;
}

QString socketUnit(const ServicePlan &plan)
{
    if (plan.port == 0)
        return {};
    const bool isV6 = plan.listenAddress.contains(u':');
    const QString host = isV6 ? u'[' % plan.listenAddress % u']' : plan.listenAddress;
    return u"# Made by trayrelay service install.\n"
           u"[Unit]\nDescription=Where clients of TrayRelay come to\n\n[Socket]\nListenStream="_s %
           host % u':' % QString::number(plan.port) %
           u"\nBindIPv6Only=default\nBacklog=4096\nNoDelay=yes\n\n[Install]\nWantedBy=sockets.target\n"_s;
}

QString programOf(const QStringList &unit)
{
    for (const QString &line : unit) {
        const qsizetype end = endOfProgram(line);
        if (end < 0)
            continue;
        QString program;
        for (qsizetype i = kStart.size() + 1; i < end - 1; ++i) {
            if (line[i] == u'\\' || line[i] == u'%') // the first of two
                ++i;
            program += line[i] == u'n' && line[i - 1] == u'\\' ? QChar(u'\n') : line[i];
        }
        return program;
    }
    return {};
}

bool startsImage(const QStringList &unit)
{
    return std::any_of(unit.begin(), unit.end(), [](const QString &line) { return line.contains(kUnpack); });
}

QStringList namingProgram(QStringList unit, const QString &program)
{
    for (QString &line : unit)
        if (const qsizetype end = endOfProgram(line); end >= 0)
            line = kStart % word(program) % line.mid(end);
    return unit;
}

} // namespace app
