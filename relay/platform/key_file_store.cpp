// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/key_file_store.h"

#include "relay/base/ids.h"
#include "relay/base/phrase.h"
#include "relay/base/regular_file.h"
#include "relay/platform/durable_file.h"
#include "relay/platform/file_rights.h"

#include <QByteArray>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace relay::platform {

namespace {

constexpr qint64 kLongestFile = 4096; // a key is 64 digits; more is some other file

Error refused(const QString &path, const auto &why)
{
    return Error{
        ErrorKind::Storage,
        said(QT_TRANSLATE_NOOP(
                 "Phrases",
                 "the key file %1 %2. Put back the right one from a backup; without it the stored keys "
                 "cannot be read. To start anew, move it away and enter the keys of all channels again."),
             path, why)};
}

} // namespace

KeyFileStore::KeyFileStore(QString path)
    : m_path(std::move(path))
{
}

Result<void> KeyFileStore::create() const
{
    const QString fresh = m_path % QStringLiteral(".") % QString::fromStdString(randomHex(4));
    QFile file(fresh);
    const QByteArray text = QByteArray::fromStdString(randomHex(MasterKey().size())) + '\n';
    const bool written =
        file.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFile::ReadOwner | QFile::WriteOwner) &&
        file.write(text) == text.size() && file.flush();
    file.close();
    // On the disk before anything is that is sealed with it.
    if (Result<void> synced = written ? syncFile(fresh) : Result<void>(); !synced) {
        QFile::remove(fresh);
        return synced;
    }
    // A rename that does not replace: of two processes that start together one makes the key, both use it.
    if (written && (file.rename(m_path) || QFile::exists(m_path))) {
        QFile::remove(fresh);
        const Result<void> closed = makePrivate(m_path);
        return closed ? syncFolder(QFileInfo(m_path).absolutePath()) : closed;
    }
    QFile::remove(fresh);
    return Error{ErrorKind::Storage, said(QT_TRANSLATE_NOOP("Phrases", "cannot create the key file %1: %2"),
                                          m_path, file.errorString())};
}

Result<MasterKey> KeyFileStore::masterKey()
{
    if (!QFile::exists(m_path)) {
        const Result<void> created = create();
        if (!created)
            return created.error();
    }
    QFile file(m_path);
    if (const Result<void> opened = openFile(file); !opened)
        return refused(m_path, opened.error());
    const QByteArray text = file.read(kLongestFile).trimmed();
    MasterKey key{};
    const bool digits = std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    });
    if (!digits || text.size() != static_cast<qsizetype>(key.size() * 2))
        return refused(m_path, said(QT_TRANSLATE_NOOP("Phrases", "does not hold 64 hex digits")));
    const Result<void> closed = makePrivate(m_path);
    if (!closed)
        return closed.error();
    const QByteArray bytes = QByteArray::fromHex(text);
    std::transform(bytes.begin(), bytes.end(), key.begin(),
                   [](char c) { return static_cast<unsigned char>(c); });
    return key;
}

} // namespace relay::platform
