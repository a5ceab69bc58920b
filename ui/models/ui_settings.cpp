// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/ui_settings.h"

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

UiSettings::UiSettings(const QString &dataDirectory)
    : m_path(dataDirectory % u"/ui.ini"_s)
{
    const QSettings file(m_path, QSettings::IniFormat);
    for (const QString &key : file.allKeys())
        m_values.insert(key, file.value(key));
    m_writer.setMaxThreadCount(1);
}

UiSettings::~UiSettings()
{
    m_writer.waitForDone();
}

void UiSettings::set(const QString &key, const QVariant &value)
{
    if (m_values.contains(key) && m_values.value(key) == value)
        return;
    put(m_values, key, value);
    const QMutexLocker lock(&m_mutex);
    const bool awaited = !m_unwritten.isEmpty(); // a write that has not begun takes this one along
    put(m_unwritten, key, value);
    if (!awaited)
        m_writer.start([this] { write(); });
}

// With what may have been kept below the key by an older version.
void UiSettings::put(Values &values, const QString &key, const QVariant &value)
{
    values.removeIf(
        [below = QString(key % u'/')](const auto &entry) { return entry.key().startsWith(below); });
    values.insert(key, value);
}

void UiSettings::write()
{
    QMutexLocker lock(&m_mutex);
    const Values values = std::exchange(m_unwritten, {});
    lock.unlock();
    QSettings file(m_path, QSettings::IniFormat); // writes the file anew when it goes, whole or not at all
    for (auto value = values.begin(); value != values.end(); ++value) {
        file.remove(value.key()); // with what is below it
        file.setValue(value.key(), value.value());
    }
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
