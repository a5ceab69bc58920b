// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/secret_keeper.h"

#include "relay/base/ids.h"
#include "relay/base/log.h"
#include "relay/base/phrase.h"
#include "relay/base/regular_file.h"
#include "relay/platform/durable_file.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <filesystem>

namespace relay::platform {

namespace {

using namespace Qt::StringLiterals;

constexpr qint64 kLongestLine = 4096;
constexpr std::string_view kInKeyring = "keyring ";
constexpr std::size_t kItemBytes = 8;

std::string hexOf(const MasterKey &key)
{
    return QByteArray(reinterpret_cast<const char *>(key.data()), qsizetype(key.size()))
        .toHex()
        .toStdString();
}

// Read by the rules of the key file, wherever it came from.
std::optional<MasterKey> keyOf(const std::string &hex)
{
    MasterKey key{};
    const QByteArray bytes = QByteArray::fromHex(QByteArray::fromStdString(hex));
    if (hex.size() != key.size() * 2 || bytes.toHex().toStdString() != hex)
        return std::nullopt;
    std::copy(bytes.begin(), bytes.end(), key.begin());
    return key;
}

Phrase whatHelps(const Error &error, const QString &path)
{
    if (error.kind == ErrorKind::NotFound)
        return said(
            QT_TRANSLATE_NOOP(
                "Phrases",
                "The keyring is another one, or the entry \"TrayRelay master key\" was removed: put the "
                "keyring back from a backup, or the key file from a backup of before it was moved. To start "
                "anew instead, move %1 away and enter the keys of all channels again"),
            path);
    return said(QT_TRANSLATE_NOOP(
        "Phrases", "Unlock it (log in to the desktop, or open its password program) and start again"));
}

} // namespace

SecretKeeper::SecretKeeper(const QString &dataDir, std::shared_ptr<Keyring> keyring)
    : m_path(QDir(dataDir).filePath(u"master.key"_s))
    , m_keyring(std::move(keyring))
{
}

std::string SecretKeeper::itemInKeyring() const
{
    QFile file(m_path);
    if (!openFile(file))
        return {};
    const std::string line = file.read(kLongestLine).trimmed().toStdString();
    return line.starts_with(kInKeyring) ? line.substr(kInKeyring.size()) : std::string();
}

SecretKeeper::Place SecretKeeper::place() const
{
    return itemInKeyring().empty() ? Place::File : Place::Keyring;
}

Result<std::string> SecretKeeper::fromKeyring(const std::string &item)
{
    if (!m_keyring)
        return Error{ErrorKind::Unavailable,
                     said(QT_TRANSLATE_NOOP("Phrases", "this system has no keyring"))};
    Result<std::string> hex = m_keyring->secret(item);
    if (hex && !keyOf(*hex))
        return Error{ErrorKind::NotFound, said(QT_TRANSLATE_NOOP("Phrases", "what it has is not a key"))};
    return hex;
}

Result<MasterKey> SecretKeeper::masterKey()
{
    const std::string item = itemInKeyring();
    const QString leaving = m_path % u".leaving"_s;
    if (item.empty()) {
        QFile::remove(leaving); // a second name of the key file itself: a move that came no further
        return KeyFileStore(m_path).masterKey();
    }
    const Result<std::string> hex = fromKeyring(item);
    if (!hex)
        return Error{ErrorKind::Unavailable,
                     said(QT_TRANSLATE_NOOP("Phrases", "the master key that opens the stored keys is in the "
                                                       "keyring, and cannot be had: %1. Nothing is lost. %2"),
                          hex.error(), whatHelps(hex.error(), m_path))};
    wipeFileThatLeft();
    return *keyOf(*hex);
}

Result<void> SecretKeeper::moveTo(Place place)
{
    const std::scoped_lock lock(m_moving);
    const std::string item = itemInKeyring();
    if ((place == Place::Keyring) != item.empty())
        return {};
    if (!m_keyring)
        return Error{ErrorKind::Unavailable,
                     said(QT_TRANSLATE_NOOP("Phrases", "this system has no keyring"))};
    return place == Place::Keyring ? toKeyring() : toFile(item);
}

Result<void> SecretKeeper::toKeyring()
{
    const Result<MasterKey> key = KeyFileStore(m_path).masterKey();
    if (!key)
        return key.error();
    const std::string hex = hexOf(*key);
    const std::string item = randomHex(kItemBytes);
    Result<void> kept = m_keyring->keep(item, hex);
    if (kept) {
        const Result<std::string> read = m_keyring->secret(item);
        if (!read) {
            Error lost = read.error();
            lost.kind = ErrorKind::Unavailable; // also of one that it does not find again
            kept = lost;
        } else if (*read != hex) {
            kept = Error{
                ErrorKind::Unavailable,
                said(QT_TRANSLATE_NOOP("Phrases", "the keyring gave back something else than it was given"))};
        }
    }
    if (kept) {
        // A second name for the key file, to overwrite it by once it is replaced.
        std::error_code failed; // a file system without such names: it is removed all the same
        const QString leaving = m_path % u".leaving"_s;
        QFile::remove(leaving);
        std::filesystem::create_hard_link(QFileInfo(m_path).filesystemAbsoluteFilePath(),
                                          QFileInfo(leaving).filesystemAbsoluteFilePath(), failed);
        kept = replaceFile(std::string(kInKeyring) + item);
        if (kept)
            wipeFileThatLeft();
        else
            QFile::remove(leaving);
    }
    if (!kept && place() == Place::File)
        static_cast<void>(m_keyring->forget(item)); // of no use to anybody; the error is told already
    return kept;
}

Result<void> SecretKeeper::toFile(const std::string &item)
{
    const Result<MasterKey> key = masterKey();
    if (!key)
        return key.error();
    if (Result<void> replaced = replaceFile(hexOf(*key)); !replaced)
        return replaced;
    if (const Result<void> gone = m_keyring->forget(item); !gone)
        log::sys().warn("the master key is in its file again, but its entry in the keyring stays: {}",
                        gone.error().message.toStdString());
    return {};
}

Result<void> SecretKeeper::replaceFile(const std::string &line) const
{
    const QString fresh = m_path % u'.' % QString::fromStdString(randomHex(4));
    const QByteArray text = QByteArray::fromStdString(line) + '\n';
    QFile file(fresh);
    const bool written =
        file.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFile::ReadOwner | QFile::WriteOwner) &&
        file.write(text) == text.size() && file.flush();
    file.close();
    Result<void> done;
    if (!written)
        done = Error{ErrorKind::Storage,
                     said(QT_TRANSLATE_NOOP("Phrases", "cannot write %1: %2"), fresh, file.errorString())};
    if (done)
        done = syncFile(fresh);
    if (done && (!file.open(QIODevice::ReadOnly) || file.readAll() != text))
        done = Error{ErrorKind::Storage,
                     said(QT_TRANSLATE_NOOP("Phrases", "%1 does not hold what was written to it"), fresh)};
    file.close();
    if (done)
        done = renameDurably(fresh, m_path);
    if (!done)
        QFile::remove(fresh);
    return done;
}

// Only once the keyring was seen to have the key. What a file system or a disk keeps of overwritten blocks is
// beyond a program.
void SecretKeeper::wipeFileThatLeft() const
{
    const QString leaving = m_path % u".leaving"_s;
    QFile file(leaving);
    if (!file.exists())
        return;
    if (file.open(QIODevice::ReadWrite | QIODevice::Unbuffered)) {
        file.write(QByteArray(file.size(), '0'));
        file.close();
        static_cast<void>(syncFile(leaving));
    }
    if (!QFile::remove(leaving) || !syncFolder(QFileInfo(leaving).absolutePath()))
        log::sys().warn("the old key file cannot be removed: {}", leaving.toStdString());
}

} // namespace relay::platform
