// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/platform/port_holder.h"

#include <QFile>
#include <QSet>

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

bool holdsOne(const fs::path &process, const QSet<QByteArray> &links)
{
    std::error_code error;
    for (fs::directory_iterator descriptor(process / "fd", error), end; !error && descriptor != end;
         descriptor.increment(error)) {
        std::error_code gone;
        if (links.contains(QByteArray::fromStdString(fs::read_symlink(descriptor->path(), gone).string())))
            return true;
    }
    return false;
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
        if (isNumber && holdsOne(process->path(), links))
            return PortHolder{id, QString::fromUtf8(contents(u"/proc/"_s % name % u"/comm"_s)).trimmed()};
    }
    return std::nullopt;
}

} // namespace app::platform
