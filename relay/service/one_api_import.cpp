// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/one_api_import.h"

#include "relay/access/edit_checks.h"
#include "relay/base/clock.h"
#include "relay/base/ids.h"
#include "relay/base/phrase.h"
#include "relay/model/channel_type.h"
#include "relay/pipeline/upstream_target.h"
#include "relay/service/provider_table.h"
#include "relay/storage/channel_table.h"
#include "relay/storage/token_table.h"
#include "relay/storage/usage_retention.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>
#include <QUrl>

#include <algorithm>
#include <cmath>
#include <limits>

namespace relay::service {

namespace {

using model::ChannelType;

constexpr std::size_t kMostNotes = 50;
constexpr std::size_t kKeyBytes = 24;
constexpr int kMostPriority = 1'000'000'000;
constexpr int kMostWeight = 1'000'000;

QString qtText(const std::string &utf8)
{
    return QString::fromStdString(utf8);
}

std::vector<std::string> parts(const std::string &text, QChar separator)
{
    std::vector<std::string> list;
    for (const QString &part : qtText(text).split(separator, Qt::SkipEmptyParts)) {
        const std::string item = part.trimmed().toStdString();
        if (!item.empty() && std::ranges::find(list, item) == list.end())
            list.push_back(item);
    }
    return list;
}

model::StringPairs mapping(const std::string &json)
{
    model::StringPairs pairs;
    const QJsonObject object = QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
    for (auto pair = object.constBegin(); pair != object.constEnd(); ++pair) {
        const std::string sent = pair.value().toString().toStdString();
        if (!pair.key().isEmpty() && !sent.empty())
            pairs.emplace_back(pair.key().toStdString(), sent);
    }
    return pairs;
}

QString hostOf(const std::string &url)
{
    return QUrl(qtText(url)).host();
}

// One that nobody has yet: people and commands tell records by their names.
template <typename Record>
std::string freeName(std::string name, const char *otherwise, const std::vector<Record> &present)
{
    const std::string trimmed = qtText(name).simplified().toStdString();
    name = trimmed.empty() ? otherwise : trimmed;
    std::string free = name;
    for (int n = 2; std::ranges::find(present, free, &Record::name) != present.end(); ++n)
        free = name + " (" + std::to_string(n) + ")";
    return free;
}

} // namespace

OneApiImport::OneApiImport(storage::OneApiFile &file, std::string adminKey,
                           const std::vector<api::ProviderPreset> &providers, Mode mode, int retentionDays)
    : m_file(file)
    , m_adminKey(std::move(adminKey))
    , m_providers(providers)
    , m_mode(mode)
    , m_retentionDays(retentionDays)
    , m_keptFromMs(retentionDays > 0
                       ? storage::UsageRetention::keptFromMs(Clock::system().unixMs(), retentionDays)
                       : std::numeric_limits<std::int64_t>::min())
{
}

Result<void> OneApiImport::takeRecords(storage::Connection &connection, const platform::Aes256Gcm &seal)
{
    Result<std::map<std::string, std::string>> options = m_file.options();
    if (!options)
        return options.error();
    m_options = std::move(*options);
    const auto perUnit = m_options.find("QuotaPerUnit");
    const double read = perUnit == m_options.end() ? 0 : qtText(perUnit->second).toDouble();
    m_quotaPerDollar = std::isfinite(read) && read > 0 ? read : double(model::kQuotaPerDollar);
    readSettings();
    Place at{.connection = connection, .seal = seal};
    for (const auto take : {&OneApiImport::takeChannels, &OneApiImport::takeTokens, &OneApiImport::takePrices,
                            &OneApiImport::noteRest}) {
        if (Result<void> taken = (this->*take)(at); !taken)
            return taken;
    }
    return {};
}

api::ImportReport OneApiImport::report() const
{
    api::ImportReport report = m_report;
    if (m_notesLeftOut > 0)
        report.notes.push_back(said(QT_TRANSLATE_NOOP("Phrases", "and %1 more of these"), m_notesLeftOut));
    if (m_tooOld > 0)
        report.notes.push_back(
            said(QT_TRANSLATE_NOOP("Phrases", "%1 rows are older than LOG_RETENTION_DAYS (%2): they become "
                                              "daily sums within the hour, unless it is raised before"),
                 m_tooOld, m_retentionDays));
    if (m_rest)
        report.notes.push_back(*m_rest);
    return report;
}

Result<model::Channel> OneApiImport::keep(Place &at, model::Channel channel)
{
    if (!looks())
        return storage::ChannelTable(at.connection, at.seal).save(channel);
    channel.id = --m_lastMadeUp;
    return channel;
}

Result<model::Token> OneApiImport::keep(Place &at, model::Token token)
{
    if (!looks())
        return storage::TokenTable(at.connection, at.seal).save(token);
    token.id = --m_lastMadeUp;
    return token;
}

Result<void> OneApiImport::put(Place &at, std::int64_t digest, std::int64_t id)
{
    return looks() ? Result<void>() : at.imported.put(digest, id);
}

std::int64_t OneApiImport::units(std::int64_t quota) const
{
    if (m_quotaPerDollar == double(model::kQuotaPerDollar))
        return quota;
    constexpr double kMost = 9e18; // fits an integer
    return std::llround(
        std::clamp(double(quota) * double(model::kQuotaPerDollar) / m_quotaPerDollar, -kMost, kMost));
}

void OneApiImport::refuse(api::ImportCounts &counts, const Phrase &what, const Phrase &why)
{
    ++counts.refused;
    note(said(QT_TRANSLATE_NOOP("Phrases", "%1 is left out: %2"), what, why));
}

void OneApiImport::note(Phrase text)
{
    if (m_report.notes.size() < kMostNotes)
        m_report.notes.push_back(std::move(text));
    else
        ++m_notesLeftOut;
}

// Names alone: what stands there may be a key.
void OneApiImport::noteLosses(const Phrase &what, const storage::OneApiChannel &source)
{
    const QJsonObject config = QJsonDocument::fromJson(QByteArray::fromStdString(source.config)).object();
    const bool azure = model::channelTypeOfOneApi(source.type) == ChannelType::Azure;
    std::optional<Phrase> lost;
    const auto lose = [&lost](const Phrase &one) {
        lost = lost ? said(QT_TRANSLATE_NOOP("Phrases", "%1, %2"), *lost, one) : one;
    };
    if (!source.systemPrompt.empty())
        lose(said(QT_TRANSLATE_NOOP("Phrases", "its system prompt")));
    for (auto field = config.constBegin(); field != config.constEnd(); ++field)
        if (!field.value().isNull() && field.value() != QJsonValue(QString()))
            lose(said(QT_TRANSLATE_NOOP("Phrases", "its %1"), field.key()));
    if (!source.other.empty())
        lose(azure ? said(QT_TRANSLATE_NOOP("Phrases", "its API version"))
                   : said(QT_TRANSLATE_NOOP("Phrases", "its field \"other\"")));
    if (!source.group.empty() && source.group != "default")
        lose(said(QT_TRANSLATE_NOOP("Phrases", "its group %1"), source.group));
    if (lost)
        note(said(QT_TRANSLATE_NOOP("Phrases", "%1 comes without %2"), what, *lost));
}

// The address that our own type has stays out of the record; one-api keeps addresses without their version.
std::string OneApiImport::addressOf(const storage::OneApiChannel &source, std::optional<Phrase> &why) const
{
    const ChannelType type = model::channelTypeOfOneApi(source.type);
    const api::ProviderPreset *const provider = providerOfOneApi(m_providers, source.type);
    std::string own = qtText(source.baseUrl).trimmed().toStdString();
    const bool usual = own.empty() || (provider && hostOf(own) == hostOf(provider->baseUrl));
    if (usual && !model::needsBaseUrl(type))
        return {};
    if (usual && provider)
        return provider->baseUrl;
    if (own.empty())
        why = said(QT_TRANSLATE_NOOP("Phrases", "its type (%1 of one-api's) has no address here; add it by "
                                                "hand with one that speaks OpenAI's dialect"),
                   source.type);
    else if (type == ChannelType::Gemini && QUrl(qtText(own)).path().size() <= 1)
        return own + (own.ends_with('/') ? "v1beta/openai" : "/v1beta/openai");
    return own;
}

// By its id, type and time of creation; several keys of one are one per line.
Result<void> OneApiImport::takeChannel(Place &at, const storage::OneApiChannel &source,
                                       std::vector<model::Channel> &present)
{
    const Phrase what = said(QT_TRANSLATE_NOOP("Phrases", "channel \"%1\" (%2)"), source.name, source.id);
    const std::int64_t digest = storage::ImportedTable::digest(
        "channel", std::to_string(source.id) + "\n" + std::to_string(source.type) + "\n" +
                       std::to_string(source.createdTime));
    const Result<std::optional<std::int64_t>> before = at.imported.find(digest);
    if (!before)
        return before.error();
    if (*before && std::ranges::find(present, **before, &model::Channel::id) != present.end()) {
        m_channels[source.id] = **before;
        ++m_report.channels.known;
        return {};
    }
    if (!model::oneApiSpeaksOpenAi(source.type)) {
        refuse(
            m_report.channels, what,
            said(QT_TRANSLATE_NOOP("Phrases", "its type (%1 of one-api's) does not speak OpenAI's dialect"),
                 source.type));
        return {};
    }
    model::Channel channel;
    std::optional<Phrase> why;
    channel.name = freeName(source.name, "one-api", present);
    channel.type = model::channelTypeOfOneApi(source.type);
    channel.keys = parts(source.key, u'\n');
    channel.baseUrl = addressOf(source, why);
    channel.models = parts(source.models, u',');
    channel.modelMapping = mapping(source.modelMapping);
    channel.priority = int(std::clamp<std::int64_t>(source.priority, -kMostPriority, kMostPriority));
    channel.weight = int(std::clamp<std::int64_t>(source.weight, 0, kMostWeight));
    channel.enabled = source.status == 1;
    channel.usedQuota = std::max<std::int64_t>(units(source.usedQuota), 0);
    if (const Result<void> right = access::checkEdit(channel, nullptr); !right && !why)
        why = phraseOf(right.error());
    if (!why && !channel.baseUrl.empty()) {
        if (const auto url = pipeline::BaseUrl::parse(channel.baseUrl); !url)
            why = phraseOf(url.error());
    }
    if (why) {
        refuse(m_report.channels, what, *why);
        return {};
    }
    const Result<model::Channel> saved = keep(at, channel);
    if (!saved)
        return saved.error();
    present.push_back(*saved);
    m_channels[source.id] = saved->id;
    ++m_report.channels.taken;
    noteLosses(what, source);
    return put(at, digest, saved->id);
}

Result<void> OneApiImport::takeChannels(Place &at)
{
    const Result<std::vector<storage::OneApiChannel>> sources = m_file.channels();
    if (!sources)
        return sources.error();
    Result<std::vector<model::Channel>> present = storage::ChannelTable(at.connection, at.seal).all();
    if (!present)
        return present.error();
    for (const storage::OneApiChannel &source : *sources) {
        ++m_report.channels.found;
        if (Result<void> taken = takeChannel(at, source, *present); !taken)
            return taken;
    }
    return {};
}

// By its key: clients go on with it.
Result<void> OneApiImport::takeToken(Place &at, const storage::OneApiToken &source,
                                     std::vector<model::Token> &present)
{
    const Phrase what = said(QT_TRANSLATE_NOOP("Phrases", "token \"%1\" (%2)"), source.name, source.id);
    const std::string key = source.key.starts_with("sk-") ? source.key.substr(3) : source.key;
    const std::int64_t digest = storage::ImportedTable::digest("token", key);
    const Result<std::optional<std::int64_t>> before = at.imported.find(digest);
    if (!before)
        return before.error();
    const auto known = std::ranges::find_if(present, [&](const model::Token &token) {
        return token.key == key || (*before && token.id == **before);
    });
    if (known != present.end()) {
        m_tokens.try_emplace(source.name, known->id);
        ++m_report.tokens.known;
        return {};
    }
    model::Token token;
    token.name = freeName(source.name, "one-api", present);
    token.key = key;
    token.unlimitedQuota = source.unlimitedQuota;
    token.remainQuota = std::max<std::int64_t>(units(source.remainQuota), 0);
    token.usedQuota = std::max<std::int64_t>(units(source.usedQuota), 0);
    token.expiredTime = source.expiredTime > 0 ? source.expiredTime : -1;
    token.models = parts(source.models, u',');
    token.subnet = source.subnet;
    token.enabled = source.status != 2; // expired and used up are so by their time and quota
    const Result<void> right = access::checkEdit(token, nullptr);
    const bool admins = key == m_adminKey || "sk-" + key == m_adminKey;
    if (!right || admins) {
        refuse(m_report.tokens, what,
               right ? said(QT_TRANSLATE_NOOP("Phrases", "its key is the admin token's"))
                     : phraseOf(right.error()));
        return {};
    }
    const Result<model::Token> saved = keep(at, token);
    if (!saved)
        return saved.error();
    present.push_back(*saved);
    m_tokens.try_emplace(source.name, saved->id);
    ++m_report.tokens.taken;
    return put(at, digest, saved->id);
}

Result<void> OneApiImport::takeTokens(Place &at)
{
    const Result<std::vector<storage::OneApiToken>> sources = m_file.tokens();
    if (!sources)
        return sources.error();
    Result<std::vector<model::Token>> present = storage::TokenTable(at.connection, at.seal).all();
    if (!present)
        return present.error();
    for (const storage::OneApiToken &source : *sources) {
        ++m_report.tokens.found;
        if (Result<void> taken = takeToken(at, source, *present); !taken)
            return taken;
    }
    return {};
}

// Logs may name channels and tokens that are gone: the ledger shows their names as those of removed ones.
Result<std::int64_t> OneApiImport::channelOf(Place &at, std::int64_t sourceId)
{
    const auto known = m_channels.find(sourceId);
    if (sourceId <= 0 || known != m_channels.end())
        return sourceId <= 0 ? 0 : known->second;
    const std::int64_t digest = storage::ImportedTable::digest("removed channel", std::to_string(sourceId));
    Result<std::optional<std::int64_t>> id = at.imported.find(digest);
    if (id && !*id) {
        model::Channel gone;
        gone.name = "one-api channel " + std::to_string(sourceId);
        gone.enabled = false;
        const Result<model::Channel> saved = keep(at, gone);
        if (saved && !looks()) {
            if (const Result<bool> removed = storage::ChannelTable(at.connection, at.seal).remove(saved->id);
                !removed)
                return removed.error();
        }
        const Result<void> kept = saved ? put(at, digest, saved->id) : saved.error();
        id = kept ? Result<std::optional<std::int64_t>>(saved->id) : kept.error();
    }
    if (!id)
        return id.error();
    m_channels[sourceId] = **id;
    return **id;
}

Result<std::int64_t> OneApiImport::tokenOf(Place &at, const std::string &name)
{
    const auto known = m_tokens.find(name);
    if (name.empty() || known != m_tokens.end())
        return name.empty() ? 0 : known->second;
    const std::int64_t digest = storage::ImportedTable::digest("removed token", name);
    Result<std::optional<std::int64_t>> id = at.imported.find(digest);
    if (id && !*id) {
        model::Token gone;
        gone.name = qtText(name).simplified().toStdString();
        gone.key = randomHex(kKeyBytes);
        gone.enabled = false;
        const Result<model::Token> saved = keep(at, gone);
        if (saved && !looks()) {
            if (const Result<bool> removed = storage::TokenTable(at.connection, at.seal).remove(saved->id);
                !removed)
                return removed.error();
        }
        const Result<void> kept = saved ? put(at, digest, saved->id) : saved.error();
        id = kept ? Result<std::optional<std::int64_t>>(saved->id) : kept.error();
    }
    if (!id)
        return id.error();
    m_tokens[name] = **id;
    return **id;
}

} // namespace relay::service
