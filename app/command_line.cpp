// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line.h"

#include "app/sub_command_grammar.h"

#include <array>

namespace app {

namespace {

using namespace Qt::StringLiterals;

relay::Error wrong(QString message)
{
    return {relay::ErrorKind::BadRequest, std::move(message)};
}

// Walks the words once; an option's value is the next word or what follows "=".
class Reader final
{
public:
    explicit Reader(const QStringList &words)
        : m_words(words)
    {
    }

    relay::Result<CommandLine> read();

private:
    relay::Result<void> option(const QString &word);
    bool flag(const QString &name);
    relay::Result<QString> value(const QString &name);
    relay::Result<void> valued(const QString &name, const QString &value);
    relay::Result<void> finish();

    const QStringList &m_words;
    qsizetype m_next = 0;
    std::optional<QString> m_attached; // what followed "=" in the present word
    SubCommandWords m_sub;
    CommandLine m_line;
};

relay::Result<CommandLine> Reader::read()
{
    while (m_next < m_words.size()) {
        const QString word = m_words.at(m_next++);
        if (!word.startsWith(u'-') || word == "-"_L1) {
            m_sub.words.append(word);
            continue;
        }
        if (const relay::Result<void> taken = option(word); !taken)
            return taken.error();
    }
    if (const relay::Result<void> done = finish(); !done)
        return done.error();
    return m_line;
}

relay::Result<void> Reader::option(const QString &word)
{
    const qsizetype equals = word.indexOf(u'=');
    const QString name = equals < 0 ? word : word.left(equals);
    m_attached = equals < 0 ? std::nullopt : std::optional(word.mid(equals + 1));

    if (flag(name)) {
        if (m_attached)
            return wrong(name % u" takes no value"_s);
        return {};
    }
    static constexpr std::array kOwn{"--data-dir", "--env-file", "--port", "--log-level"};
    const bool own = std::any_of(kOwn.begin(), kOwn.end(),
                                 [&name](const char *known) { return name == QLatin1String(known); });
    if (SubCommandGrammar::isFlag(name)) {
        if (m_attached)
            return wrong(name % u" takes no value"_s);
        m_sub.options.emplace_back(name, QString());
        return {};
    }
    if (!own && !SubCommandGrammar::takesValue(name))
        return wrong(u"there is no option "_s % name % u"; trayrelay --help lists them"_s);
    const relay::Result<QString> given = value(name);
    if (!given)
        return given.error();
    if (own)
        return valued(name, *given);
    m_sub.options.emplace_back(name, *given);
    return {};
}

bool Reader::flag(const QString &name)
{
    if (name == "--headless"_L1)
        m_line.headless = true;
    else if (name == "--minimized"_L1)
        m_line.minimized = true;
    else if (name == "--json"_L1)
        m_line.json = true;
    else if (name == "--all"_L1)
        m_sub.options.emplace_back(name, u"true"_s);
    else if (name == "--quit"_L1)
        m_line.action = CommandLine::Action::Quit;
    else if (name == "--version"_L1 || name == "-V"_L1)
        m_line.action = CommandLine::Action::Version;
    else if (name == "--help"_L1 || name == "-h"_L1)
        m_line.action = CommandLine::Action::Help;
    else
        return false;
    return true;
}

relay::Result<QString> Reader::value(const QString &name)
{
    if (m_attached)
        return *m_attached;
    if (m_next >= m_words.size())
        return wrong(name % u" needs a value"_s);
    return m_words.at(m_next++);
}

relay::Result<void> Reader::valued(const QString &name, const QString &value)
{
    if (name == "--port"_L1) {
        bool ok = false;
        const ushort port = value.toUShort(&ok);
        if (!ok)
            return wrong(u"--port needs a number from 0 to 65535, not \""_s % value % u"\""_s);
        m_line.port = port;
        return {};
    }
    if (name == "--log-level"_L1) {
        static const QStringList kLevels{u"error"_s, u"warn"_s, u"info"_s, u"debug"_s, u"trace"_s};
        if (!kLevels.contains(value))
            return wrong(u"--log-level needs one of "_s % kLevels.join(u", "_s) % u", not \""_s % value %
                         u"\""_s);
        m_line.logLevel = value.toStdString();
        return {};
    }
    if (value.isEmpty())
        return wrong(name % u" needs a path"_s);
    (name == "--data-dir"_L1 ? m_line.dataDir : m_line.envFile) = value;
    return {};
}

relay::Result<void> Reader::finish()
{
    using Action = CommandLine::Action;
    if (m_line.action == Action::Help || m_line.action == Action::Version)
        return {};
    if (m_sub.words.isEmpty()) {
        if (!m_sub.options.empty())
            return wrong(m_sub.options.front().first % u" belongs to a command, such as \"channel add\""_s);
        return {};
    }
    if (m_line.action == Action::Quit)
        return wrong(u"--quit takes no command"_s);
    relay::Result<QJsonObject> request = SubCommandGrammar::request(m_sub);
    if (!request)
        return request.error();
    m_line.action = Action::SubCommand;
    m_line.request = std::move(*request);
    return {};
}

} // namespace

relay::Result<CommandLine> CommandLine::parse(const QStringList &words)
{
    return Reader(words).read();
}

QString CommandLine::help()
{
    return uR"(usage: trayrelay [options]            start, or raise the window of the running one
       trayrelay [options] COMMAND    ask the running one, or the files if none runs

options
  --headless                 the relay alone, no display needed
  --minimized                start in the tray
  --quit                     ask the running one to leave, and wait for it
  --data-dir DIR             where database, journal, keys and logs are
  --env-file FILE            settings; otherwise .env in the data directory
  --port N                   0: any free port
  --log-level LEVEL          error, warn, info, debug or trace; also to standard error
  --json                     answers of commands as JSON
  --version, --help

commands
)"_s % SubCommandGrammar::help() %
           uR"(
exit codes: 0 fine, 1 failure, 2 wrong usage, 3 port taken, 4 data directory in use
)"_s;
}

} // namespace app
