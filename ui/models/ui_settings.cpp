// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/ui_settings.h"

#include <QMutex>
#include <QMutexLocker>
#include <QSettings>
#include <QStringBuilder>

#include <array>
#include <cstddef>
#include <utility>

namespace ui::models {

namespace {

using namespace Qt::StringLiterals;

template <std::size_t N>
int indexOf(const QVariant &value, const std::array<const char *, N> &words)
{
    for (std::size_t i = 0; i < N; ++i) {
        if (value.toString() == QLatin1String(words.at(i)))
            return int(i);
    }
    return 0;
}

constexpr std::array<const char *, 3> kLanguages{"system", "en", "zh"};
constexpr std::array<const char *, 3> kColours{"system", "light", "dark"};

} // namespace

// What is still to be written, and where. Thread-safe.
class UiSettings::File final
{
public:
    File(QString path, UiSettings *owner)
        : m_path(std::move(path))
        , m_owner(owner)
    {
    }

    Values read() const;
    bool add(const QString &key, const QVariant &value); // true: a write is to be started
    bool wantsWrite();                                   // likewise
    void write();
    void leave(); // its owner

private:
    void keepFor(const Values &values); // the next write

    const QString m_path;
    QMutex m_mutex; // of all below
    UiSettings *m_owner;
    Values m_unwritten;
    bool m_awaited = false; // a write that takes them all was started
    bool m_told = false;
};

UiSettings::Values UiSettings::File::read() const
{
    const QSettings file(m_path, QSettings::IniFormat);
    Values values;
    for (const QString &key : file.allKeys())
        values.insert(key, file.value(key));
    return values;
}

bool UiSettings::File::add(const QString &key, const QVariant &value)
{
    const QMutexLocker lock(&m_mutex);
    put(m_unwritten, key, value);
    return !std::exchange(m_awaited, true);
}

bool UiSettings::File::wantsWrite()
{
    const QMutexLocker lock(&m_mutex);
    return !m_unwritten.isEmpty() && !std::exchange(m_awaited, true);
}

void UiSettings::File::write()
{
    QMutexLocker lock(&m_mutex);
    const Values values = std::exchange(m_unwritten, {});
    m_awaited = false;
    lock.unlock();
    QSettings file(m_path, QSettings::IniFormat);
    for (auto value = values.begin(); value != values.end(); ++value) {
        file.remove(value.key()); // with what is below it
        file.setValue(value.key(), value.value());
    }
    file.sync(); // writes the file anew, whole or not at all
    if (file.status() != QSettings::NoError)
        keepFor(values);
}

void UiSettings::File::keepFor(const Values &values)
{
    const QMutexLocker lock(&m_mutex);
    const Values newer = std::exchange(m_unwritten, values);
    for (auto value = newer.begin(); value != newer.end(); ++value)
        put(m_unwritten, value.key(), value.value());
    if (std::exchange(m_told, true))
        return;
    qWarning("%s cannot be written", qPrintable(m_path));
    if (m_owner)
        QMetaObject::invokeMethod(
            m_owner, [owner = m_owner, path = m_path] { emit owner->notKept(path); }, Qt::QueuedConnection);
}

void UiSettings::File::leave()
{
    const QMutexLocker lock(&m_mutex);
    m_owner = nullptr;
}

UiSettings::UiSettings(const QString &dataDirectory)
    : m_file(std::make_shared<File>(dataDirectory % u"/ui.ini"_s, this))
{
    m_values = m_file->read();
}

UiSettings::~UiSettings()
{
    flush();
    m_file->leave();
}

void UiSettings::flush()
{
    if (m_file->wantsWrite()) // what could not be written may be by now
        m_writer.start([file = m_file] { file->write(); });
    if (!m_writer.wait())
        qWarning("the disk does not take what was set of the window");
}

void UiSettings::set(const QString &key, const QVariant &value)
{
    if (m_values.contains(key) && m_values.value(key) == value)
        return;
    put(m_values, key, value);
    if (m_file->add(key, value))
        m_writer.start([file = m_file] { file->write(); });
}

// With what may have been kept below the key by an older version.
void UiSettings::put(Values &values, const QString &key, const QVariant &value)
{
    values.removeIf(
        [below = QString(key % u'/')](const auto &entry) { return entry.key().startsWith(below); });
    values.insert(key, value);
}

UiSettings::Language UiSettings::language() const
{
    return Language(indexOf(m_values.value(u"language"_s), kLanguages));
}

void UiSettings::setLanguage(Language language)
{
    if (language == this->language())
        return;
    set(u"language"_s, QLatin1String(kLanguages.at(std::size_t(language))));
    emit languageChanged();
}

UiSettings::Colours UiSettings::colours() const
{
    return Colours(indexOf(m_values.value(u"colours"_s), kColours));
}

void UiSettings::setColours(Colours colours)
{
    if (colours == this->colours())
        return;
    set(u"colours"_s, QLatin1String(kColours.at(std::size_t(colours))));
    emit coloursChanged();
}

bool UiSettings::closesToTray() const
{
    return m_values.value(u"close_to_tray"_s, true).toBool();
}

void UiSettings::setClosesToTray(bool closes)
{
    set(u"close_to_tray"_s, closes);
}

bool UiSettings::startsHidden() const
{
    return m_values.value(u"start_hidden"_s, false).toBool();
}

void UiSettings::setStartsHidden(bool hidden)
{
    set(u"start_hidden"_s, hidden);
}

bool UiSettings::guideSeen() const
{
    return m_values.value(u"guide_seen"_s, false).toBool();
}

void UiSettings::setGuideSeen(bool seen)
{
    set(u"guide_seen"_s, seen);
}

QVariant UiSettings::memory(const QString &name, const QVariant &otherwise) const
{
    return m_values.value(u"memory/"_s + name, otherwise);
}

void UiSettings::remember(const QString &name, const QVariant &value)
{
    set(u"memory/"_s % name, value);
}

} // namespace ui::models
