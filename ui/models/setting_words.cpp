// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/setting_words.h"

#include "ui/models/setting_titles.h"
#include "ui/models/window_language.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <array>

namespace ui::models {

namespace {

using namespace Qt::StringLiterals;
using relay::api::SettingKind;
using relay::api::SettingRow;

QString translated(const char *text)
{
    return QCoreApplication::translate("Settings", text);
}

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

// What a number that is at its default is measured against: as it would be without the optimisation.
constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kWithout{{
    {"SQLITE_JOURNAL_MODE", "DELETE"},
    {"SQLITE_SYNCHRONOUS", "FULL"},
    {"SQLITE_CACHE_SIZE", "-2000"},
    {"SQLITE_MMAP_SIZE", "0"},
    {"SQLITE_TEMP_STORE", "DEFAULT"},
    {"SQLITE_WAL_AUTO_CHECKPOINT", "100"},
    {"SQLITE_PAGE_SIZE", "1024"},
    {"SQLITE_AUTO_VACUUM", "NONE"},
    {"SQLITE_MAX_OPEN_CONNS", "1"},
    {"HTTP_MAX_IDLE_CONNS", "0"},
    {"HTTP_MAX_IDLE_CONNS_PER_HOST", "0"},
    {"LOG_BATCH_SIZE", "1"},
    {"LOG_BATCH_FLUSH_INTERVAL", "1"},
    {"BATCH_UPDATE_INTERVAL", "1"},
}};

QString numberText(double value, bool whole)
{
    QString number = QLocale().toString(value, 'f', whole ? 0 : QLocale::FloatingPointShortest);
    return number.replace(u'-', QChar(0x2212));
}

} // namespace

SettingSection sectionOf(const SettingRow &row)
{
    const std::string_view group = row.group;
    if (group.starts_with("Phase A"))
        return row.name.starts_with("SQLITE_") ? SettingSection::Sqlite : SettingSection::UpstreamHttp;
    if (group.starts_with("Phase B"))
        return SettingSection::Writes;
    if (group.starts_with("Phase C"))
        return SettingSection::Observe;
    if (row.name.starts_with("GUARD_"))
        return SettingSection::Guard;
    if (group == "Network")
        return SettingSection::Network;
    return group == "Security" ? SettingSection::Security : SettingSection::Relay;
}

QString sectionTitle(SettingSection section)
{
    switch (section) {
    case SettingSection::Sqlite:
        return QCoreApplication::translate("Settings", "Phase A · SQLite");
    case SettingSection::UpstreamHttp:
        return QCoreApplication::translate("Settings", "Phase A · Upstream HTTP");
    case SettingSection::Writes:
        return QCoreApplication::translate("Settings", "Phase B · Writes and cache");
    case SettingSection::Observe:
        return QCoreApplication::translate("Settings", "Phase C · Observe");
    case SettingSection::Guard:
        return QCoreApplication::translate("Settings", "Guard");
    case SettingSection::Relay:
        return QCoreApplication::translate("Settings", "Relay");
    case SettingSection::Network:
        return QCoreApplication::translate("Settings", "Network");
    case SettingSection::Security:
        return QCoreApplication::translate("Settings", "Security");
    }
    return {};
}

QString titleOf(std::string_view name)
{
    const SettingTitle *title = findSettingTitle(name);
    return title ? translated(title->english) : text(name);
}

QString englishTitleOf(std::string_view name)
{
    const SettingTitle *title = findSettingTitle(name);
    return title ? QString::fromUtf8(title->english) : text(name);
}

std::optional<SettingRisk> riskOf(std::string_view name)
{
    const SettingTitle *title = findSettingTitle(name);
    if (!title || !title->risk)
        return std::nullopt;
    return SettingRisk{title->safe, translated(title->risk)};
}

QString textOf(const SettingRow &row)
{
    return asSentence(inWindowLanguage(row.textEnglish, row.textChinese));
}

QString unitOf(const SettingRow &row, double value)
{
    const std::string_view unit = row.unit;
    if (unit.starts_with("KiB if negative"))
        return value < 0 ? u"KiB"_s : QCoreApplication::translate("Settings", "pages");
    if (unit == "port" || unit == "ratio" || unit.empty())
        return {};
    static constexpr std::array kWords{std::pair("bytes", QT_TRANSLATE_NOOP("Settings", "B")),
                                       std::pair("pages", QT_TRANSLATE_NOOP("Settings", "pages")),
                                       std::pair("connections", QT_TRANSLATE_NOOP("Settings", "open")),
                                       std::pair("rows", QT_TRANSLATE_NOOP("Settings", "rows")),
                                       std::pair("attempts", QT_TRANSLATE_NOOP("Settings", "attempts")),
                                       std::pair("failures", QT_TRANSLATE_NOOP("Settings", "failures")),
                                       std::pair("copies", QT_TRANSLATE_NOOP("Settings", "copies")),
                                       std::pair("days", QT_TRANSLATE_NOOP("Settings", "days")),
                                       std::pair("ms", QT_TRANSLATE_NOOP("Settings", "ms")),
                                       std::pair("s", QT_TRANSLATE_NOOP("Settings", "s")),
                                       std::pair("h", QT_TRANSLATE_NOOP("Settings", "h"))};
    for (const auto &[word, shown] : kWords) {
        if (unit == word)
            return translated(shown);
    }
    return text(unit); // MiB, MB, %, $
}

QString takesEffectText(const SettingRow &row)
{
    if (row.takesEffect == "at the next connection")
        return QCoreApplication::translate("Settings", "next connection");
    if (row.takesEffect == "at the next VACUUM")
        return QCoreApplication::translate("Settings", "at VACUUM");
    if (row.takesEffect == "at restart")
        return QCoreApplication::translate("Settings", "at restart");
    return QCoreApplication::translate("Settings", "at once");
}

QString lockText(const SettingRow &row)
{
    if (!row.locked)
        return {};
    return row.source == "commandline"
               ? QCoreApplication::translate("Settings", "Set on the command line.")
               : QCoreApplication::translate("Settings", "Set by the environment (%1).").arg(text(row.name));
}

QString valueWord(std::string_view value)
{
    if (value == "true")
        return QCoreApplication::translate("Settings", "on");
    if (value == "false")
        return QCoreApplication::translate("Settings", "off");
    return value.empty() ? QCoreApplication::translate("Settings", "none") : text(value);
}

QString valueText(const SettingRow &row, std::string_view value)
{
    if (row.kind != SettingKind::Integer && row.kind != SettingKind::Decimal)
        return valueWord(value);
    bool ok = false;
    const double number = text(value).toDouble(&ok);
    if (!ok)
        return valueWord(value);
    const QString unit = unitOf(row, number);
    const QString shown =
        row.unit == "port" ? text(value) : numberText(number, row.kind == SettingKind::Integer);
    return unit.isEmpty() ? shown : shown % QChar(0x00A0) % unit;
}

QString valueText(const std::vector<SettingRow> &rows, std::string_view name, std::string_view value)
{
    const auto row = std::ranges::find(rows, name, &SettingRow::name);
    return row == rows.end() ? valueWord(value) : valueText(*row, value);
}

bool isChanged(const SettingRow &row)
{
    return row.value != row.defaultValue;
}

bool engineDiffers(const SettingRow &row)
{
    return row.effective && *row.effective != row.value;
}

QString envLine(const SettingRow &row)
{
    const QString value = text(row.value);
    const bool quoted = value.contains(u' ') || value.contains(u'#');
    return text(row.name) % u'=' % (quoted ? u'"' % value % u'"' : value);
}

bool matches(const SettingRow &row, const QString &words)
{
    const QString all = titleOf(row.name) % u'\n' % englishTitleOf(row.name) % u'\n' % text(row.name) %
                        u'\n' % text(row.textEnglish) % u'\n' % text(row.textChinese);
    const QStringList wanted = words.split(u' ', Qt::SkipEmptyParts);
    return std::ranges::all_of(
        wanted, [&all](const QString &word) { return all.contains(word, Qt::CaseInsensitive); });
}

std::optional<std::pair<std::string, std::string>> comparisonFor(const SettingRow &row)
{
    if (row.group.starts_with("Phase") && row.name != "PPROF_PORT") {
        if (row.kind == SettingKind::Switch)
            return std::pair<std::string, std::string>("false", "true");
        if (isChanged(row))
            return std::pair(row.defaultValue, row.value);
        const auto without =
            std::ranges::find(kWithout, row.name, &std::pair<std::string_view, std::string_view>::first);
        if (without != kWithout.end())
            return std::pair(std::string(without->second), row.value);
    }
    return std::nullopt;
}

} // namespace ui::models
