// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/config/env_store.h"

#include "relay/base/phrase.h"
#include "relay/base/regular_file.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QSaveFile>

namespace relay::config {

namespace {

constexpr qint64 kMaxFileBytes = 1024 * 1024; // far beyond any .env; a wrong path must not fill the memory

std::string hashOf(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex().toStdString();
}

Error failed(const QString &path, const auto &why)
{
    return Error{ErrorKind::Storage,
                 said(QT_TRANSLATE_NOOP("Phrases", "%1: %2"), QDir::toNativeSeparators(path), why)};
}

Error cannotWrite(const QString &path, const QSaveFile &file)
{
    return failed(path, said(QT_TRANSLATE_NOOP("Phrases", "cannot be written (%1); nothing was changed"),
                             file.errorString()));
}

Result<EnvContent> read(const QString &path)
{
    auto content = readEnvFile(path);
    if (!content)
        return failed(path, content.error());
    return content;
}

} // namespace

Result<EnvContent> readEnvFile(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return EnvContent{};
    if (const Result<void> opened = openFile(file); !opened)
        return opened.error();
    const QByteArray bytes = file.read(kMaxFileBytes + 1);
    if (file.error() != QFileDevice::NoError) {
        return Error{ErrorKind::Storage,
                     said(QT_TRANSLATE_NOOP("Phrases", "cannot be read (%1)"), file.errorString())};
    }
    if (bytes.size() > kMaxFileBytes)
        return Error{ErrorKind::Storage,
                     said(QT_TRANSLATE_NOOP("Phrases", "larger than 1 MiB, so it is no .env file"))};
    return EnvContent{true, bytes.toStdString(), hashOf(bytes)};
}

Result<EnvWrite> writeEnvFile(const QString &path, const std::string &knownHash,
                              std::span<const EnvAssignment> assignments)
{
    auto before = read(path);
    if (!before)
        return before.error();
    if (before->hash != knownHash)
        return EnvWrite{true, std::move(*before)};
    const auto text = withAssignments(before->bytes, assignments);
    if (!text)
        return Error{text.error().kind, said(QT_TRANSLATE_NOOP("Phrases", "%1: %2"),
                                             QDir::toNativeSeparators(path), text.error())};
    if (*text == before->bytes)
        return EnvWrite{false, std::move(*before)};
    if (text->size() > static_cast<std::size_t>(kMaxFileBytes))
        return failed(
            path, said(QT_TRANSLATE_NOOP("Phrases", "would become larger than 1 MiB; nothing was changed")));

    QSaveFile file(path);
    const QByteArray bytes = QByteArray::fromStdString(*text);
    if (!file.open(QIODevice::WriteOnly) ||
        !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) ||
        file.write(bytes) != bytes.size() || !file.flush())
        return cannotWrite(path, file);
    auto current = read(path); // once more: the write may have waited for a slow disk
    if (!current)
        return current.error();
    if (current->hash != knownHash)
        return EnvWrite{true, std::move(*current)};
    if (!file.commit())
        return cannotWrite(path, file);
    return EnvWrite{false, EnvContent{true, *text, hashOf(bytes)}};
}

} // namespace relay::config
