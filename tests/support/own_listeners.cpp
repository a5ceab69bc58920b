// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/own_listeners.h"

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QSet>
#include <QtEndian>

#include <algorithm>
#include <sys/stat.h>

namespace tests {

namespace {

QSet<quint64> ownSockets()
{
    QSet<quint64> inodes;
    const QDir folder(QStringLiteral("/proc/self/fd"));
    for (const QString &name : folder.entryList(QDir::Files | QDir::System | QDir::Dirs)) {
        struct stat info = {};
        bool isNumber = false;
        const int descriptor = name.toInt(&isNumber);
        if (isNumber && ::fstat(descriptor, &info) == 0 && S_ISSOCK(info.st_mode))
            inodes.insert(info.st_ino);
    }
    return inodes;
}

// Hexadecimal digits: words of four bytes, each in the machine's own order.
QHostAddress address(const QByteArray &digits)
{
    QByteArray bytes = QByteArray::fromHex(digits);
    for (qsizetype word = 0; word + 4 <= bytes.size(); word += 4)
        std::reverse(bytes.begin() + word, bytes.begin() + word + 4); // little-endian machines
    if (bytes.size() == 4)
        return QHostAddress(qFromBigEndian<quint32>(bytes.constData()));
    return QHostAddress(reinterpret_cast<const quint8 *>(bytes.constData()));
}

} // namespace

std::vector<OwnListener> ownListeners()
{
    constexpr auto kListening = "0A";
    const QSet<quint64> own = ownSockets();
    std::vector<OwnListener> found;
    for (const char *const path : {"/proc/self/net/tcp", "/proc/self/net/tcp6"}) {
        QFile table(QString::fromUtf8(path));
        if (!table.open(QFile::ReadOnly))
            continue;
        // sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode
        for (const QByteArray &line : table.readAll().split('\n')) {
            const QByteArrayList words = line.simplified().split(' ');
            const QByteArrayList local = words.value(1).split(':');
            if (words.value(3) == kListening && own.contains(words.value(9).toULongLong()))
                found.push_back({address(local.value(0)), local.value(1).toUShort(nullptr, 16)});
        }
    }
    return found;
}

} // namespace tests
