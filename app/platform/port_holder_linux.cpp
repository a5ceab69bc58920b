// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/platform/port_holder.h"

#include <QFile>
#include <QSet>

#include <algorithm>
#include <filesystem>

namespace app::platform {

namespace {

using namespace Qt::StringLiterals;
namespace fs = std::filesystem;

constexpr qsizetype kLocalAddressField = 1; // of a line in /proc/net/tcp: ADDRESS:PORT in hex
constexpr qsizetype kStateField = 3;
constexpr qsizetype kInodeField = 9;

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// What a descriptor of a listening socket links to: socket:[INODE].
QSet<QByteArray> listenersOn(quint16 port)
{
    QSet<QByteArray> links;
    for (const QString &table : {u"/proc/net/tcp"_s, u"/proc/net/tcp6"_s}) {
        for (const QByteArray &line : contents(table).split('\n')) {
            const QList<QByteArray> fields = line.simplified().split(' ');
            if (fields.value(kStateField) == "0A" &&
                fields.value(kLocalAddressField).split(':').last().toUInt(nullptr, 16) == port)
                links.insert("socket:[" + fields.value(kInodeField) + ']');
        }
    }
    return links;
}

// What its descriptors link to.
QList<QByteArray> descriptorsOf(const fs::path &process)
{
    QList<QByteArray> links;
    std::error_code error;
    for (fs::directory_iterator descriptor(process / "fd", error), end; !error && descriptor != end;
         descriptor.increment(error)) {
        std::error_code gone;
        links.append(QByteArray::fromStdString(fs::read_symlink(descriptor->path(), gone).string()));
    }
    return links;
}

// The folder of the lock that each of us holds.
QString lockedDirectory(const QList<QByteArray> &descriptors)
{
    const QByteArray lock = "/instance.lock";
    for (const QByteArray &link : descriptors)
        if (link.endsWith(lock))
            return QFile::decodeName(link.chopped(lock.size()));
    return {};
}

} // namespace

std::optional<PortHolder> portHolder(quint16 port)
{
    const QSet<QByteArray> links = listenersOn(port);
    std::error_code error;
    for (fs::directory_iterator process("/proc", error), end; !links.isEmpty() && !error && process != end;
         process.increment(error)) {
        bool isNumber = false;
        const QString name = QString::fromStdString(process->path().filename().string());
        const qint64 id = name.toLongLong(&isNumber);
        const QList<QByteArray> descriptors = isNumber ? descriptorsOf(process->path()) : QList<QByteArray>();
        if (std::any_of(descriptors.begin(), descriptors.end(),
                        [&links](const QByteArray &link) { return links.contains(link); }))
            return PortHolder{id, QString::fromUtf8(contents(u"/proc/"_s % name % u"/comm"_s)).trimmed(),
                              lockedDirectory(descriptors)};
    }
    return std::nullopt;
}

} // namespace app::platform
