// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/ui_settings.h"

#include <array>
#include <cstddef>

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
    : m_file(dataDirectory + u"/ui.ini"_s, QSettings::IniFormat)
{
}

UiSettings::Language UiSettings::language() const
{
    return Language(indexOf(m_file.value(u"language"_s), kLanguages));
}

void UiSettings::setLanguage(Language language)
{
    if (language == this->language())
        return;
    m_file.setValue(u"language"_s, QLatin1String(kLanguages.at(std::size_t(language))));
    emit languageChanged();
}

UiSettings::Colours UiSettings::colours() const
{
    return Colours(indexOf(m_file.value(u"colours"_s), kColours));
}

void UiSettings::setColours(Colours colours)
{
    if (colours == this->colours())
        return;
    m_file.setValue(u"colours"_s, QLatin1String(kColours.at(std::size_t(colours))));
    emit coloursChanged();
}

bool UiSettings::closesToTray() const
{
    return m_file.value(u"close_to_tray"_s, true).toBool();
}

void UiSettings::setClosesToTray(bool closes)
{
    m_file.setValue(u"close_to_tray"_s, closes);
}

bool UiSettings::startsHidden() const
{
    return m_file.value(u"start_hidden"_s, false).toBool();
}

void UiSettings::setStartsHidden(bool hidden)
{
    m_file.setValue(u"start_hidden"_s, hidden);
}

bool UiSettings::guideSeen() const
{
    return m_file.value(u"guide_seen"_s, false).toBool();
}

void UiSettings::setGuideSeen(bool seen)
{
    m_file.setValue(u"guide_seen"_s, seen);
}

QVariant UiSettings::memory(const QString &name, const QVariant &otherwise) const
{
    return m_file.value(u"memory/"_s + name, otherwise);
}

void UiSettings::remember(const QString &name, const QVariant &value)
{
    m_file.remove(u"memory/"_s + name); // with what may be kept below it
    m_file.setValue(u"memory/"_s + name, value);
}

} // namespace ui::models
