// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sub_command_grammar.h"

#include <QJsonArray>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string_view>

namespace app {

namespace {

using namespace Qt::StringLiterals;

enum class Shape { Text, Number, Decimal, List, Lines, Pair, Flag };

struct Option
{
    std::string_view name;
    std::string_view field;
    Shape shape;
};

struct Form
{
    std::string_view group;      // first word
    std::string_view verb;       // second word; empty: there is none
    std::string_view positional; // field of the one further word; empty: none
    std::span<const Option> options;
    std::string_view help;
    bool mayLack = false; // the further word
    bool several = false; // such words, as `values`
};

constexpr std::array<Option, 5> kTokenOptions{{{"--key", "key", Shape::Text},
                                               {"--quota", "remain_quota", Shape::Number},
                                               {"--models", "models", Shape::List},
                                               {"--expires", "expired_time", Shape::Number},
                                               {"--subnet", "subnet", Shape::Text}}};
constexpr std::array<Option, 10> kChannelOptions{{{"--provider", "provider", Shape::Text},
                                                  {"--type", "type", Shape::Text},
                                                  {"--base-url", "base_url", Shape::Text},
                                                  {"--key", "key", Shape::Lines},
                                                  {"--models", "models", Shape::List},
                                                  {"--map", "model_mapping", Shape::Pair},
                                                  {"--header", "headers", Shape::Pair},
                                                  {"--priority", "priority", Shape::Number},
                                                  {"--weight", "weight", Shape::Number},
                                                  {"--proxy", "proxy", Shape::Text}}};
constexpr std::array<Option, 7> kTokenEdits{{{"--name", "new_name", Shape::Text},
                                             {"--key", "key", Shape::Text},
                                             {"--quota", "remain_quota", Shape::Number},
                                             {"--unlimited", "unlimited", Shape::Flag},
                                             {"--models", "models", Shape::List},
                                             {"--expires", "expired_time", Shape::Number},
                                             {"--subnet", "subnet", Shape::Text}}};
constexpr std::array<Option, 11> kChannelEdits{{{"--name", "new_name", Shape::Text},
                                                {"--provider", "provider", Shape::Text},
                                                {"--type", "type", Shape::Text},
                                                {"--base-url", "base_url", Shape::Text},
                                                {"--key", "key", Shape::Lines},
                                                {"--models", "models", Shape::List},
                                                {"--map", "model_mapping", Shape::Pair},
                                                {"--header", "headers", Shape::Pair},
                                                {"--priority", "priority", Shape::Number},
                                                {"--weight", "weight", Shape::Number},
                                                {"--proxy", "proxy", Shape::Text}}};
constexpr std::array<Option, 2> kUndoOptions{
    {{"--entry", "entry", Shape::Number}, {"--to", "to", Shape::Number}}};
constexpr std::array<Option, 7> kFilterOptions{{{"--start", "start", Shape::Text},
                                                {"--end", "end", Shape::Text},
                                                {"--model", "model", Shape::Text},
                                                {"--token", "token", Shape::Text},
                                                {"--channel", "channel", Shape::Text},
                                                {"--status", "status", Shape::Text},
                                                {"--slow", "slow", Shape::Text}}};
constexpr std::array<Option, 9> kListOptions{{{"--limit", "limit", Shape::Text},
                                              {"--cursor", "cursor", Shape::Text},
                                              {"--start", "start", Shape::Text},
                                              {"--end", "end", Shape::Text},
                                              {"--model", "model", Shape::Text},
                                              {"--token", "token", Shape::Text},
                                              {"--channel", "channel", Shape::Text},
                                              {"--status", "status", Shape::Text},
                                              {"--slow", "slow", Shape::Text}}};
constexpr std::array<Option, 1> kTrafficOptions{{{"--model", "model", Shape::Text}}};
constexpr std::array<Option, 1> kMetricsOptions{{{"--span", "span", Shape::Text}}};
constexpr std::array<Option, 1> kEventOptions{{{"--after", "after", Shape::Number}}};
constexpr std::array<Option, 5> kProfileOptions{{{"--out", "out", Shape::Text},
                                                 {"--seconds", "seconds", Shape::Number},
                                                 {"--every", "every", Shape::Text},
                                                 {"--keep", "keep", Shape::Number},
                                                 {"--all", "all", Shape::Flag}}};

constexpr std::array<Option, 2> kDoctorOptions{
    {{"--fix", "fix", Shape::Text}, {"--report", "report", Shape::Text}}};

constexpr std::array<Option, 2> kTestOptions{
    {{"--model", "model", Shape::Text}, {"--list-only", "list_only", Shape::Flag}}};
constexpr std::array<Option, 5> kPriceOptions{{{"--input", "input", Shape::Decimal},
                                               {"--output", "output", Shape::Decimal},
                                               {"--cached", "cached", Shape::Decimal},
                                               {"--reasoning", "reasoning", Shape::Decimal},
                                               {"--date", "date", Shape::Text}}};

constexpr std::array<Option, 2> kSpendOptions{
    {{"--by", "by", Shape::Text}, {"--days", "days", Shape::Number}}};
constexpr std::array<Option, 10> kBenchOptions{{{"--requests", "requests", Shape::Number},
                                                {"--concurrency", "concurrency", Shape::Number},
                                                {"--stream", "stream", Shape::Flag},
                                                {"--model", "model", Shape::Text},
                                                {"--channel", "channel", Shape::Text},
                                                {"--compare", "compare", Shape::Text},
                                                {"--rounds", "rounds", Shape::Number},
                                                {"--upstream-ms", "upstream_ms", Shape::Number},
                                                {"--with", "with", Shape::Pair},
                                                {"--background", "background", Shape::Flag}}};
constexpr std::array<Option, 1> kImportOptions{{{"--dry-run", "dry_run", Shape::Flag}}};

constexpr Form kForms[] = {
    {"status", "", "", {}, "status                     what the relay does now"},
    {"pause", "", "", {}, "pause                      clients are told to come again; all else works on"},
    {"resume", "", "", {}, "resume                     clients are served again"},
    {"restart",
     "",
     "",
     {},
     "restart                    what takes effect at restart does; clients wait meanwhile"},
    {"traffic", "", "", kTrafficOptions,
     "traffic                    how channels fare, and the latest client; --model M: who would answer it"},
    {"token", "list", "", {}, "token list                 client tokens, keys masked"},
    {"token", "show", "name", {}, "token show NAME            the full key; NAME admin: the admin token"},
    {"token", "add", "name", kTokenOptions,
     "token add NAME             a new client token: --key K --quota UNITS --models A,B\n"
     "                               --expires UNIX_SECONDS --subnet CIDR"},
    {"token", "edit", "name", kTokenEdits,
     "token edit NAME            changes what is named: --name N --quota UNITS --unlimited, the rest\n"
     "                               as above; an empty value takes a limit away"},
    {"token", "on", "name", {}, "token on|off NAME          accepted again, refused for a while"},
    {"token", "off", "name", {}, ""},
    {"token", "revoke", "name", {}, "token revoke NAME          the token is refused from now on, and gone"},
    {"channel", "list", "", {}, "channel list               upstream accounts, keys masked"},
    {"channel", "add", "name", kChannelOptions,
     "channel add NAME           a new upstream account: --provider ID or --type TYPE\n"
     "                               --base-url URL; --key K (again for more keys; -: lines of\n"
     "                               standard input) --models A,B --map ASKED=SENT --header NAME=VALUE\n"
     "                               --priority N --weight N --proxy URL"},
    {"channel", "edit", "name", kChannelEdits,
     "channel edit NAME          changes what is named: --name N, the rest as above; an empty value\n"
     "                               takes it away"},
    {"channel", "on", "name", {}, "channel on|off NAME        asked again, left out for a while"},
    {"channel", "off", "name", {}, ""},
    {"channel", "remove", "name", {}, "channel remove NAME        forgets it and its keys"},
    {"channel", "test", "name", kTestOptions,
     "channel test NAME          one small request to the upstream: --model M; --list-only asks\n"
     "                               for its models alone, which costs nothing"},
    {"channel", "models", "name", {}, "channel models NAME        what its provider offers"},
    {"channel", "providers", "", {}, "channel providers          well-known providers and their addresses"},
    {"config", "list", "", {}, "config list                all settings, and who set them"},
    {"config", "get", "name", {}, "config get NAME            what is in force"},
    {"config",
     "set",
     "NAME=VALUE",
     {},
     "config set NAME=VALUE ...  at once where it can be, kept in .env; several are one change;\n"
     "                               VALUE -: a line of standard input",
     false,
     true},
    {"config", "history", "", {}, "config history             what was changed, newest first"},
    {"config", "file", "", {}, "config file                what an edit of .env by hand would change"},
    {"config", "reload", "", {}, "config reload              takes .env as it was edited by hand"},
    {"config", "undo", "", kUndoOptions,
     "config undo                takes the last change back; --entry N that one, --to N all that\n"
     "                               came after it"},
    {"preset", "list", "", {}, "preset list                named sets of settings"},
    {"preset", "show", "name", {}, "preset show NAME           what it would change"},
    {"preset", "apply", "name", {}, "preset apply NAME          one change; config undo takes it back"},
    {"profile", "", "kind", kProfileOptions,
     "profile [KIND] --out DIR   cpu, heap, threads, block or mutex, all but threads over --seconds N;\n"
     "                               --all: every one; --every 1h --keep N: a set each hour, the\n"
     "                               newest N of them",
     true},
    {"metrics", "reset", "", {}, "metrics reset              percentiles since reset begin anew"},
    {"metrics", "", "", kMetricsOptions,
     "metrics                    requests, failures and percentiles; --span 5m|1h|24h|30d: over time"},
    {"alert", "list", "", {}, "alert list                 what is watched, its limit, and what is above it"},
    {"event", "list", "", kEventOptions,
     "event list                 what happened since the start: alerts, undone changes; --after ID"},
    {"guard", "keep", "", {}, "guard keep                 the latest change stays, whatever follows"},
    {"guard",
     "",
     "",
     {},
     "guard                      which change is watched, how it does, the last verdict"},
    {"log", "list", "", kListOptions,
     "log list                   exchanges, newest first: --limit N --cursor N --model M --token T\n"
     "                               --channel C --status N --slow true|MS --start TIME --end TIME\n"
     "                               (2026-05-04, 2026-05-04T10:30 or Unix ms)"},
    {"log", "stat", "", kFilterOptions, "log stat                   their sums, filtered likewise"},
    {"log", "export", "file", kFilterOptions,
     "log export FILE            all of them as CSV, filtered likewise; -: to standard output"},
    {"database",
     "show",
     "",
     {},
     "database show              file, log, connections and what is in force there"},
    {"database", "check", "", {}, "database check             looks it through; exit code 1: it is broken"},
    {"database",
     "vacuum",
     "",
     {},
     "database vacuum            writes it anew: gives free space back, takes a new page size"},
    {"database", "backups", "", {}, "database backups           the copies that are there, newest first"},
    {"checkpoint",
     "",
     "mode",
     {},
     "checkpoint [MODE]          brings the database's log in: passive, full, restart, truncate",
     true},
    {"backup", "", "", {}, "backup                     a copy of the database into backups/"},
    {"restore", "", "file", {}, "restore FILE               puts a backup in the database's place"},
    {"doctor", "", "", kDoctorOptions,
     "doctor                     what ails it, by what evidence, and what helps; exit code 1: trouble\n"
     "                               --fix NAME applies that remedy's preset, --report FILE.tar.gz\n"
     "                               writes all it saw, without keys"},
    {"secrets", "show", "", {}, "secrets show               where the key is that seals all others"},
    {"secrets",
     "move",
     "place",
     {},
     "secrets move PLACE         into the system's keyring, or back into its file"},
    {"update",
     "check",
     "",
     {},
     "update check               asks now whether there is a newer version; installs nothing"},
    {"update", "show", "", {}, "update show                what is known of newer versions"},
    {"price", "list", "", {}, "price list                 what models cost, and which have no price"},
    {"price", "set", "name", kPriceOptions,
     "price set MODEL            a price of your own, from the next exchange on: --input N\n"
     "                               --output N --cached N --reasoning N, dollars per million\n"
     "                               tokens; --date YYYY-MM-DD"},
    {"price", "reset", "name", {}, "price reset MODEL          the built-in price counts again"},
    {"spend", "", "", kSpendOptions,
     "spend                      what was used and what it cost: --days N (30), --by some of\n"
     "                               day,model,token,channel (day)"},
    {"import", "", "file", kImportOptions,
     "import FILE                channels, tokens, prices and usage of a one-api database;\n"
     "                               --dry-run says what would come"},
    {"bench", "", "", kBenchOptions,
     "bench                      how fast the relay is; where none runs, one is started for it:\n"
     "                               --requests N --concurrency N --stream\n"
     "                               --model M --channel NAME (the built-in demo, if neither)\n"
     "  bench --compare A          whether a setting helps, in processes and folders of its own: A is\n"
     "                               SETTING=a,b or \"PRESET A,PRESET B\"; --requests N --concurrency N\n"
     "                               --rounds N --upstream-ms N --stream --with SETTING=VALUE;\n"
     "                               --background: behind everything else that runs, and tells how\n"
     "                               far it is line by line"},
    {"service",
     "install",
     "",
     {},
     "service install            the relay as a service of yours, run by systemd without a display"},
    {"service", "remove", "", {}, "service remove             stops it and takes it away; its data stays"},
    {"service", "status", "", {}, "service status             whether it serves; exit code 1: it does not"},
    {"menu",
     "install",
     "",
     {},
     "menu install|remove        the program in your desktop's menu (an AppImage's, say)"},
    {"menu", "remove", "", {}, ""},
};

QString text(std::string_view view)
{
    return QString::fromUtf8(view.data(), qsizetype(view.size()));
}

relay::Error wrong(QString message)
{
    return {relay::ErrorKind::BadRequest, std::move(message)};
}

relay::Result<void> put(QJsonObject &request, const Option &option, const QString &value)
{
    const QString field = text(option.field);
    switch (option.shape) {
    case Shape::Text:
        request[field] = value;
        break;
    case Shape::Number: {
        bool ok = false;
        const qlonglong number = value.toLongLong(&ok);
        if (!ok)
            return wrong(text(option.name) % u" needs a whole number, not \""_s % value % u"\""_s);
        request[field] = number;
        break;
    }
    case Shape::Flag:
        request[field] = true;
        break;
    case Shape::Decimal: {
        bool ok = false;
        const double number = value.toDouble(&ok);
        if (!ok || !std::isfinite(number))
            return wrong(text(option.name) % u" needs a number, not \""_s % value % u"\""_s);
        request[field] = number;
        break;
    }
    case Shape::List: {
        QJsonArray list = request[field].toArray();
        for (const QString &item : value.split(u',', Qt::SkipEmptyParts))
            list.append(item.trimmed());
        request[field] = list;
        break;
    }
    case Shape::Lines: {
        const QString before = request[field].toString();
        request[field] = before.isEmpty() ? value : before % u'\n' % value;
        break;
    }
    case Shape::Pair: {
        const qsizetype equals = value.indexOf(u'=');
        if (value.isEmpty()) { // none
            request[field] = QJsonArray();
            break;
        }
        if (equals < 1)
            return wrong(text(option.name) % u" needs NAME=VALUE, not \""_s % value % u"\""_s);
        QJsonArray pairs = request[field].toArray();
        pairs.append(QJsonArray{value.left(equals), value.mid(equals + 1)});
        request[field] = pairs;
        break;
    }
    }
    return {};
}

const Form *formOf(const QStringList &words)
{
    for (const Form &form : kForms) {
        if (text(form.group) != words.value(0))
            continue;
        if (form.verb.empty() || text(form.verb) == words.value(1))
            return &form;
    }
    return nullptr;
}

const Option *optionNamed(const QString &name)
{
    for (const Form &form : kForms) {
        for (const Option &option : form.options) {
            if (text(option.name) == name)
                return &option;
        }
    }
    return nullptr;
}

relay::Error unknown(const QStringList &words)
{
    QStringList verbs;
    for (const Form &form : kForms) {
        if (text(form.group) == words.value(0))
            verbs.append(text(form.verb));
    }
    if (verbs.isEmpty())
        return wrong(u"there is no command \""_s % words.value(0) % u"\"; trayrelay --help lists them"_s);
    return wrong(u"\""_s % words.value(0) % u"\" needs one of: "_s % verbs.join(u", "_s));
}

} // namespace

bool SubCommandGrammar::takesValue(const QString &option)
{
    const Option *const known = optionNamed(option);
    return known && known->shape != Shape::Flag;
}

bool SubCommandGrammar::isFlag(const QString &option)
{
    const Option *const known = optionNamed(option);
    return known && known->shape == Shape::Flag;
}

relay::Result<QJsonObject> SubCommandGrammar::request(const SubCommandWords &input)
{
    const Form *form = formOf(input.words);
    if (!form)
        return unknown(input.words);

    const QString command =
        form->verb.empty() ? text(form->group) : text(form->group) % u'.' % text(form->verb);
    const QString spoken = QString(command).replace(u'.', u' ');
    QJsonObject request{{u"command"_s, command}};
    qsizetype used = form->verb.empty() ? 1 : 2;
    if (!form->positional.empty()) {
        const QString word = input.words.value(used);
        if (word.isEmpty() && !form->mayLack)
            return wrong(u"\""_s % spoken % u"\" needs a "_s % text(form->positional));
        if (form->several) {
            request[u"values"_s] = QJsonArray::fromStringList(input.words.mid(used));
            used = input.words.size();
        } else if (!word.isEmpty()) {
            request[text(form->positional)] = word;
        }
        ++used;
    }
    if (input.words.size() > used)
        return wrong(u"\""_s % spoken % u"\" does not take \""_s % input.words.at(used) % u"\""_s);

    for (const auto &[name, value] : input.options) {
        const auto option =
            std::find_if(form->options.begin(), form->options.end(),
                         [&name = name](const Option &known) { return text(known.name) == name; });
        if (option == form->options.end())
            return wrong(u"\""_s % spoken % u"\" does not take "_s % name);
        if (const relay::Result<void> taken = put(request, *option, value); !taken)
            return taken.error();
    }
    return request;
}

QString SubCommandGrammar::help()
{
    QString lines;
    for (const Form &form : kForms)
        if (!form.help.empty())
            lines += u"  "_s % text(form.help) % u'\n';
    return lines;
}

} // namespace app
