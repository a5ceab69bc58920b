// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/history_file.h"

#include "relay/base/log.h"
#include "relay/base/phrase.h"
#include "relay/base/regular_file.h"
#include "relay/model/phrase.h"
#include "relay/service/setting_words.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

#include <optional>

namespace relay::service {

namespace {

using config::SettingChange;

// The values of settings on their way to the file and back.
class Vault final
{
public:
    explicit Vault(const HistoryFile::Seal &source)
        : m_source(source)
    {
    }

    // Text, or an object for what is sealed.
    QJsonValue packed(const std::string &name, const std::string &value)
    {
        const std::string shown = shownValue(name, value);
        if (shown == value)
            return QString::fromStdString(value);
        QJsonObject sealed{{QStringLiteral("shown"), QString::fromStdString(shown)}};
        if (!seal())
            return sealed;
        if (const Result<std::string> bytes = m_seal->seal(value, placeOf(name)))
            sealed[QStringLiteral("sealed")] =
                QString::fromLatin1(QByteArray::fromStdString(*bytes).toBase64());
        return sealed;
    }

    std::string unpacked(const std::string &name, const QJsonValue &packed)
    {
        if (!packed.isObject())
            return packed.toString().toStdString();
        const QJsonObject object = packed.toObject();
        const QByteArray bytes =
            QByteArray::fromBase64(object[QStringLiteral("sealed")].toString().toLatin1());
        if (!bytes.isEmpty() && seal()) {
            if (Result<std::string> value = m_seal->open(bytes.toStdString(), placeOf(name)))
                return std::move(*value);
        }
        return object[QStringLiteral("shown")].toString().toStdString();
    }

private:
    static std::string placeOf(const std::string &name) { return "settings-history " + name; }

    bool seal()
    {
        if (!m_asked && m_source)
            m_seal = m_source();
        m_asked = true;
        return m_seal.has_value();
    }

    const HistoryFile::Seal &m_source;
    std::optional<platform::Aes256Gcm> m_seal;
    bool m_asked = false;
};

// By its key: the window says it in its language. A phrase without one has English alone, in the note.
QJsonObject storedPhrase(const Phrase &phrase)
{
    QJsonArray values;
    for (const PhraseValue &value : phrase.values) {
        if (const auto *const text = std::get_if<std::string>(&value))
            values.append(QString::fromStdString(*text));
        else if (const auto *const number = std::get_if<std::int64_t>(&value))
            values.append(qint64{*number});
        else if (const auto *const quantity = std::get_if<Quantity>(&value))
            values.append(QJsonArray{quantity->value, static_cast<int>(quantity->unit)});
        else if (const auto *const inner = std::get_if<std::shared_ptr<const Phrase>>(&value))
            values.append(QString::fromStdString((*inner)->english()));
    }
    return {
        {QStringLiteral("key"), QString::fromUtf8(phrase.row.key.data(), qsizetype(phrase.row.key.size()))},
        {QStringLiteral("values"), values}};
}

std::optional<Phrase> phraseIn(const QJsonObject &stored)
{
    std::vector<PhraseValue> values;
    for (const QJsonValue &value : stored[QStringLiteral("values")].toArray()) {
        if (value.isArray())
            values.emplace_back(Quantity{value[0].toDouble(), static_cast<Unit>(value[1].toInt())});
        else if (value.isDouble())
            values.emplace_back(std::int64_t{value.toInteger()});
        else
            values.emplace_back(value.toString().toStdString());
    }
    return model::phraseFrom(stored[QStringLiteral("key")].toString().toStdString(), std::move(values));
}

QByteArray lineOf(const config::HistoryEntry &entry, Vault &vault)
{
    QJsonArray changes;
    for (const SettingChange &change : entry.changes)
        changes.append(QJsonArray{QString::fromStdString(change.name), vault.packed(change.name, change.from),
                                  vault.packed(change.name, change.to)});
    QJsonArray undoes;
    for (const std::int64_t id : entry.undoes)
        undoes.append(static_cast<qint64>(id));
    const std::string_view cause = config::causeName(entry.cause);
    QJsonObject object{
        {QStringLiteral("id"), static_cast<qint64>(entry.id)},
        {QStringLiteral("at"), static_cast<qint64>(entry.atMs)},
        {QStringLiteral("cause"), QString::fromUtf8(cause.data(), static_cast<qsizetype>(cause.size()))},
        {QStringLiteral("note"), QString::fromStdString(entry.note)},
        {QStringLiteral("changes"), changes},
        {QStringLiteral("undoes"), undoes}};
    if (entry.reason && !entry.reason->row.key.empty())
        object[QStringLiteral("reason")] = storedPhrase(*entry.reason);
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

// Of a file that is not there: nothing. None: it cannot be read whole.
std::optional<QByteArray> wholeContent(QFile &file)
{
    if (!file.exists())
        return QByteArray();
    if (!openFile(file))
        return std::nullopt;
    const qint64 size = file.size();
    QByteArray bytes = file.readAll();
    if (file.error() != QFile::NoError || bytes.size() != size)
        return std::nullopt;
    file.close(); // Windows replaces no file that somebody has open
    return bytes;
}

// The last so many lines.
QByteArray lastLines(const QByteArray &bytes, std::size_t most)
{
    std::size_t lines = 0;
    for (qsizetype at = bytes.size() - 1; at > 0; --at)
        if (bytes[at - 1] == '\n' && ++lines == most)
            return bytes.mid(at);
    return bytes;
}

bool readLine(const QByteArray &line, config::HistoryEntry &entry, Vault &vault)
{
    const QJsonObject object = QJsonDocument::fromJson(line).object();
    const auto cause = config::causeFromName(object[QStringLiteral("cause")].toString().toStdString());
    entry.id = object[QStringLiteral("id")].toInteger();
    if (entry.id <= 0 || !cause)
        return false;
    entry.atMs = object[QStringLiteral("at")].toInteger();
    entry.cause = *cause;
    entry.note = object[QStringLiteral("note")].toString().toStdString();
    entry.reason = phraseIn(object[QStringLiteral("reason")].toObject());
    for (const QJsonValue &value : object[QStringLiteral("changes")].toArray()) {
        const QJsonArray parts = value.toArray();
        const std::string name = parts.at(0).toString().toStdString();
        entry.changes.push_back({name, vault.unpacked(name, parts.at(1)), vault.unpacked(name, parts.at(2))});
    }
    for (const QJsonValue &value : object[QStringLiteral("undoes")].toArray())
        entry.undoes.push_back(value.toInteger());
    return true;
}

bool holdsClearSecret(const QByteArray &line)
{
    for (const QJsonValue &change :
         QJsonDocument::fromJson(line).object()[QStringLiteral("changes")].toArray()) {
        const QJsonArray parts = change.toArray();
        const std::string name = parts.at(0).toString().toStdString();
        for (const QJsonValue &value : {parts.at(1), parts.at(2)}) {
            const std::string text = value.toString().toStdString(); // empty: sealed
            if (shownValue(name, text) != text)
                return true;
        }
    }
    return false;
}

} // namespace

std::vector<config::HistoryEntry> HistoryFile::read() const
{
    std::vector<config::HistoryEntry> history;
    QFile file(m_path);
    if (!file.exists())
        return history;
    if (const Result<void> opened = openFile(file); !opened) {
        log::sys().error("the settings' history {} {}", m_path.toStdString(),
                         opened.error().message.toStdString());
        return history;
    }
    Vault vault(m_seal);
    int broken = 0;
    while (!file.atEnd()) {
        config::HistoryEntry entry;
        if (!readLine(file.readLine(), entry, vault) || (!history.empty() && entry.id <= history.back().id))
            ++broken;
        else
            history.push_back(std::move(entry));
    }
    if (broken > 0)
        log::sys().warn("{} lines of the settings' history cannot be read", broken);
    if (history.size() > kMostEntries)
        history.erase(history.begin(), history.end() - static_cast<std::ptrdiff_t>(kMostEntries));
    config::markUndone(history);
    return history;
}

Result<void> HistoryFile::append(const config::HistoryEntry &entry) const
{
    // Written anew and replaced in one step: a history is small, and half a line must never hide the next.
    QFile old(m_path);
    const std::optional<QByteArray> before = wholeContent(old);
    if (!before)
        return Error{ErrorKind::Storage,
                     said(QT_TRANSLATE_NOOP(
                              "Phrases", "the settings' history %1 cannot be read, and is left as it is: %2"),
                          m_path, old.errorString())};
    QByteArray bytes = *before;
    if (!bytes.isEmpty() && !bytes.endsWith('\n'))
        bytes += '\n';
    bytes = lastLines(bytes, kMostEntries - 1);
    Vault vault(m_seal);
    return replace(bytes + lineOf(entry, vault));
}

Result<void> HistoryFile::sealClearText() const
{
    QFile old(m_path);
    const std::optional<QByteArray> before = wholeContent(old);
    if (!before)
        return {};
    Vault vault(m_seal);
    QByteArray after;
    for (qsizetype from = 0, to = 0; from < before->size(); from = to) {
        const qsizetype end = before->indexOf('\n', from);
        to = end < 0 ? before->size() : end + 1;
        const QByteArray line = before->mid(from, to - from);
        config::HistoryEntry entry;
        after += holdsClearSecret(line) && readLine(line, entry, vault) ? lineOf(entry, vault) : line;
    }
    return after == *before ? Result<void>() : replace(after);
}

Result<void> HistoryFile::replace(const QByteArray &bytes) const
{
    QSaveFile file(m_path);
    const bool done = file.open(QFile::WriteOnly) &&
                      file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) && file.write(bytes) >= 0 &&
                      file.flush() && file.commit();
    if (!done)
        return Error{ErrorKind::Storage,
                     said(QT_TRANSLATE_NOOP("Phrases", "cannot write the settings' history %1: %2"), m_path,
                          file.errorString())};
    return {};
}

} // namespace relay::service
