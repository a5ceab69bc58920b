// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/config/settings_loader.h"

#include "relay/config/env_file.h"
#include "relay/config/env_store.h"
#include "relay/config/setting_spec.h"
#include "relay/config/setting_value.h"

#include <QDir>
#include <QtGlobal>

#include <array>
#include <map>
#include <set>

namespace relay::config {

namespace {

constexpr std::size_t kLongestShown = 60; // of an unknown name

constexpr const char *kNoProxy = "RELAY_PROXY is not valid";

std::string shortened(std::string_view name)
{
    return name.size() <= kLongestShown ? std::string(name)
                                        : std::string(name.substr(0, kLongestShown)) + "...";
}

class Layers final
{
public:
    Layers()
    {
        m_loaded.texts = defaultTexts();
        m_loaded.sources.assign(m_loaded.texts.size(), SettingSource::Default);
    }

    void setEnvHash(std::string hash) { m_loaded.envHash = std::move(hash); }
    void warn(std::string message) { m_loaded.warnings.push_back(std::move(message)); }

    // `where` is how the user finds the value: ".env:3" or "environment".
    void put(std::size_t index, std::string_view value, SettingSource source, const std::string &where)
    {
        const SettingSpec &spec = settingsTable()[index];
        auto checked = checkedValue(spec, value);
        if (checked) {
            m_loaded.texts[index] = std::move(*checked);
            m_loaded.sources[index] = source;
            return;
        }
        if (spec.name == kProxySetting)
            m_loaded.proxyRefusedIn = source;
        std::string message = where + ": " + std::string(spec.name);
        if (showable(spec))
            message += "=" + shortened(value);
        message += " is not valid: it must be " + allowedText(spec) + "; " + inUse(spec, index);
        warn(std::move(message));
    }

    LoadedSettings take()
    {
        computeValues(m_loaded);
        return std::move(m_loaded);
    }

private:
    // A wrong URL or secret may still hold a password.
    static bool showable(const SettingSpec &spec)
    {
        return spec.type == SettingType::Bool || spec.type == SettingType::Integer ||
               spec.type == SettingType::Decimal || spec.type == SettingType::Choice ||
               spec.type == SettingType::Address;
    }

    std::string inUse(const SettingSpec &spec, std::size_t index) const
    {
        const std::string shown = shownValue(spec, m_loaded.texts[index]);
        if (shown.empty() && spec.name == kProxySetting)
            return "no upstream is called until it is mended or taken away";
        const std::string value = shown.empty() ? "no value" : shown;
        return "using " + value + " (" + std::string(sourceName(m_loaded.sources[index])) + ")";
    }

    LoadedSettings m_loaded;
};

std::optional<std::string> fileContent(const SettingsRequest &request, const std::string &shownPath,
                                       Layers &layers)
{
    auto content = readEnvFile(request.envFile);
    if (!content) {
        layers.warn(shownPath + ": " + content.error().message.toStdString() + "; defaults are used");
        return std::nullopt;
    }
    if (!content->exists) {
        if (request.envFileRequired)
            layers.warn(shownPath + ": there is no such file; defaults are used");
        return std::nullopt;
    }
    layers.setEnvHash(std::move(content->hash));
    return std::move(content->bytes);
}

void warnUnknown(const std::string &where, const std::string &name, Layers &layers)
{
    std::string message = where + ": " + shortened(name) + " is not a setting of TrayRelay and is ignored";
    if (const std::string_view nearest = nearestSetting(name); !nearest.empty())
        message.append("; did you mean ").append(nearest).append("?");
    layers.warn(std::move(message));
}

void putFile(const SettingsRequest &request, Layers &layers)
{
    if (request.envFile.isEmpty())
        return;
    const std::string shownPath = QDir::toNativeSeparators(request.envFile).toStdString();
    const auto content = fileContent(request, shownPath, layers);
    if (!content)
        return;
    const EnvFile file = EnvFile::parse(*content);
    const auto place = [&](int line) { return shownPath + ":" + std::to_string(line); };
    for (const EnvProblem &problem : file.problems)
        layers.warn((problem.line > 0 ? place(problem.line) : shownPath) + ": " + problem.message);

    std::map<std::size_t, const EnvEntry *> last; // by position in the table
    std::set<std::string> unknown;
    for (const EnvEntry &entry : file.entries) {
        const auto index = findSetting(entry.name);
        if (!index) {
            if (unknown.insert(entry.name).second)
                warnUnknown(place(entry.line), entry.name, layers);
            continue;
        }
        const EnvEntry *&known = last[*index];
        if (known) {
            layers.warn(place(entry.line) + ": " + entry.name + " was already set in line " +
                        std::to_string(known->line) + "; the later line counts");
        }
        known = &entry;
    }
    for (const auto &[index, entry] : last)
        layers.put(index, entry->value, SettingSource::File, place(entry->line));
}

} // namespace

void computeValues(LoadedSettings &settings)
{
    settings.values = settingsFrom(settings.texts);
    // Who asks for a proxy does not want to be seen without it: what is no proxy keeps upstreams uncalled.
    if (settings.proxyRefusedIn && settings.values.upstream.proxy.empty())
        settings.values.upstream.proxy = kNoProxy;
}

std::string_view sourceName(SettingSource source)
{
    constexpr std::array<std::string_view, 5> kNames = {"default", "file", "environment", "commandline",
                                                        "user"};
    return kNames[static_cast<std::size_t>(source)];
}

EnvironmentLookup processEnvironment()
{
    return [](std::string_view name) -> std::optional<std::string> {
        const std::string terminated(name);
        if (!qEnvironmentVariableIsSet(terminated.c_str()))
            return std::nullopt;
        return qEnvironmentVariable(terminated.c_str()).toStdString();
    };
}

LoadedSettings loadSettings(const SettingsRequest &request)
{
    Layers layers;
    putFile(request, layers);
    if (request.environment) {
        for (std::size_t i = 0; i < settingsTable().size(); ++i) {
            if (const auto value = request.environment(settingsTable()[i].name))
                layers.put(i, *value, SettingSource::Environment, "environment");
        }
    }
    for (const auto &[name, value] : request.commandLine) {
        if (const auto index = findSetting(name))
            layers.put(*index, value, SettingSource::CommandLine, "command line");
        else
            warnUnknown("command line", name, layers);
    }
    return layers.take();
}

} // namespace relay::config
