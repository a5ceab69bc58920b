// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/manual_stage.h"

#include "tests/support/one_api_database.h"
#include "tests/support/upstream_scripts.h"
#include "tests/unit/relay/profiling/proto_reader.h"

#include <sqlite3.h>

#include <QDir>
#include <QFile>
#include <QHostAddress>
#include <QJsonDocument>
#include <QTcpServer>
#include <QTest>

#include <algorithm>
#include <utility>

namespace tests {

using namespace Qt::StringLiterals;

namespace {

constexpr const char *kClientKey = "sk-0123456789abcdef0123456789abcdef";
constexpr quint16 kLowPort = 81; // of an example
// That of an earlier stage may still be in use.
std::uint16_t holePort()
{
    static std::uint16_t s_last = 4245;
    return s_last++;
}

// As one-api would have left it: a channel, a token and some rows.
void writeOneApi(const QString &path)
{
    OneApiDatabase database(path);
    database.run("INSERT INTO channels (id, type, key, status, name, base_url, models, `group`, used_quota) "
                 "VALUES (1, 1, 'sk-0123456789abcdef', 1, 'imported', '', 'gpt-4o', 'default', 0)");
    database.addLogs(3);
}

bool writeText(const QString &path, const QByteArray &text)
{
    QFile file(path);
    return file.open(QFile::WriteOnly) && file.write(text) == text.size();
}

} // namespace

ManualStage::ManualStage(ManualNotation &notation)
    : m_notation(notation)
    , m_relay(m_folder.filePath(u"data"_s))
    , m_holePort(holePort())
    , m_refusing(scripts::errorAnswer(401, "no such key"))
    , m_strange(scripts::answer(200, "<html>welcome</html>"))
    , m_hole("127.0.0.8", m_holePort)
    , m_announcing(scripts::answer(200, m_announcer.answer(Announcer::announcement("99.1.0"))))
{
    m_relay.environment[u"INITIAL_ROOT_TOKEN"_s] = QString::fromLatin1(kClientKey);
    m_relay.environment[u"BACKUP_INTERVAL_HOURS"_s] = u"0"_s; // nothing happens but what the manual does
    m_relay.environment[u"ALERT_LOOP_LAG_MS"_s] = u"0"_s;
    const QString oneApi = m_folder.filePath(u"one-api.db"_s);
    const QString plain = m_folder.filePath(u"plain.txt"_s);
    writeOneApi(oneApi);
    if (!writeText(plain, "no database\n"))
        qFatal("%s cannot be written", qPrintable(plain));
    const auto name = [this](const char *word, const QString &value) {
        m_notation.names[QString::fromLatin1(word)] = value;
    };
    name("DATA", m_relay.dataDir());
    name("ONEAPI", oneApi);
    name("PLAIN", plain);
    name("REFUSING", QString::fromStdString(m_refusing.baseUrl()));
    name("STRANGE", QString::fromStdString(m_strange.baseUrl()));
    name("SILENT", u"http://127.0.0.8:%1"_s.arg(m_holePort));
    name("ANNOUNCING", u"http://127.0.0.1:%1/"_s.arg(m_announcing.port()));
    m_notation.names[u"TAKEN"_s] = m_refusing.port();
    name("CLIENTKEY", QString::fromLatin1(kClientKey));
    name("ADMINKEY", QString::fromLatin1(RelayChild::kAdminKey));
}

ManualStage::~ManualStage()
{
    letsDatabaseGo();
}

bool ManualStage::begins()
{
    return m_hole.isOpen() && m_relay.start();
}

bool ManualStage::does(const QString &step)
{
    constexpr QStringView kEdit = u"somebody edits .env by hand: ";
    if (step.startsWith(kEdit))
        return editsEnv(m_notation.filledIn(step.mid(kEdit.size())).split(u", "_s));
    if (step == u"that edit is taken back")
        return writeText(envPath(), m_envBefore);
    if (step == u"a folder stands in the place of .env")
        return QFile::rename(envPath(), envPath() + u".away"_s) && QDir().mkdir(envPath());
    if (step == u".env is back")
        return QDir().rmdir(envPath()) && QFile::rename(envPath() + u".away"_s, envPath());
    if (step == u"another program holds the database")
        return opensDatabase("BEGIN IMMEDIATE");
    if (step == u"another program has the database open")
        return opensDatabase("SELECT count(*) FROM sqlite_schema");
    if (step == u"that program lets the database go")
        return letsDatabaseGo();
    if (step == u"somebody takes a profile")
        return takesProfile();
    if (step == u"nobody takes a profile any more") {
        m_profile.reset();
        return true;
    }
    if (step == u"a relay that trusts another who announces")
        return turnsToAnother();
    if (step == u"back to the first relay") {
        m_other.reset();
        return true;
    }
    if (step == u"the relay begins anew")
        return m_relay.awaitListening();
    if (step == u"the relay is told to end while it answers") {
        m_ends = true;
        return true;
    }
    return false;
}

std::optional<bool> ManualStage::holds(const QString &step) const
{
    if (step == u"only where no keyring can be used") {
        const QJsonObject answer = m_relay.call("GET", "/api/secret/").json();
        return !answer[u"data"_s][u"keyring_available"_s].toBool();
    }
    if (step == u"only where low ports are the administrator's") {
        QTcpServer server; // with the rights that the relay has
        return !server.listen(QHostAddress::LocalHost, kLowPort) &&
               server.serverError() == QAbstractSocket::SocketAccessError;
    }
    return {};
}

HttpReply ManualStage::asked(const ManualExample &example)
{
    if (m_other)
        return send(m_other->port(), m_other->core().adminKey(), example);
    return send(m_relay.port(), example.path.startsWith(u"/v1") ? kClientKey : RelayChild::kAdminKey,
                example);
}

bool ManualStage::turnsToAnother()
{
    m_other = std::make_unique<RelayFixture>();
    m_other->stop();
    m_other->updateKey = m_announcer.publicPem();
    return m_other->start();
}

HttpReply ManualStage::send(std::uint16_t port, const std::string &key, const ManualExample &example)
{
    const auto says = [&example](const char *header) {
        const QString start = QString::fromLatin1(header) + u':';
        return std::ranges::any_of(example.sent, [&start](const QString &line) {
            return line.startsWith(start, Qt::CaseInsensitive);
        });
    };
    QByteArray body = example.body.toUtf8();
    const QJsonDocument document = QJsonDocument::fromJson(body);
    if (document.isObject()) // else it is sent as it stands
        body = QJsonDocument(m_notation.filledIn(QJsonValue(document.object())).toObject())
                   .toJson(QJsonDocument::Compact);
    QByteArray text =
        example.method.toUtf8() + ' ' + m_notation.filledIn(example.path).toUtf8() + " HTTP/1.1\r\n";
    if (!says("Host"))
        text += "Host: localhost\r\n";
    if (!says("Authorization"))
        text += "Authorization: Bearer " + QByteArray::fromStdString(key) + "\r\n";
    for (const QString &line : example.sent) {
        if (!line.endsWith(u':')) // said to be left out
            text += line.toUtf8() + "\r\n";
    }
    if (!body.isEmpty() && !says("Content-Length"))
        text +=
            "Content-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n";
    text += "Connection: close\r\n\r\n" + body;
    HttpClient client(port);
    if (!client.send(text.toStdString()))
        return {};
    if (m_ends && (!profileIsTaken() || m_relay.stop() != 0))
        return {};
    return client.read(std::chrono::seconds(60));
}

QString ManualStage::envPath() const
{
    return m_relay.dataDir() + u"/.env"_s;
}

bool ManualStage::editsEnv(const QStringList &lines)
{
    QFile file(envPath());
    if (!file.open(QFile::ReadOnly))
        return false;
    m_envBefore = file.readAll();
    return writeText(envPath(), m_envBefore + '\n' + lines.join(u'\n').toUtf8() + '\n');
}

bool ManualStage::opensDatabase(const char *statement)
{
    const QByteArray path = QFile::encodeName(QString(m_relay.dataDir() + u"/trayrelay.db"_s));
    return sqlite3_open_v2(path.constData(), &m_database, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK &&
           sqlite3_busy_timeout(m_database, 20'000) == SQLITE_OK &&
           sqlite3_exec(m_database, statement, nullptr, nullptr, nullptr) == SQLITE_OK;
}

bool ManualStage::letsDatabaseGo()
{
    return sqlite3_close(std::exchange(m_database, nullptr)) == SQLITE_OK;
}

// Until another one is refused, it has not begun.
bool ManualStage::profileIsTaken() const
{
    return QTest::qWaitFor(
        [this] { return m_relay.call("GET", "/api/profile/heap?seconds=1").status == 409; });
}

bool ManualStage::takesProfile()
{
    m_profile = std::make_unique<HttpClient>(m_relay.port(), RelayChild::kAdminKey);
    return m_profile->request("GET", "/api/profile/cpu?seconds=600") && profileIsTaken();
}

QString ManualStage::sizeInside(const std::string &gzip)
{
    const auto bytes = unzipped(QByteArray::fromStdString(gzip));
    return bytes ? u"gzip: %1 bytes"_s.arg(bytes->size()) : QString();
}

QString ManualStage::namesInside(const std::string &tarGz)
{
    constexpr qsizetype kBlock = 512;
    const auto tar = unzipped(QByteArray::fromStdString(tarGz));
    QStringList names;
    for (qsizetype at = 0; tar && at + kBlock <= tar->size() && tar->at(at) != 0;) {
        names += u"tar: "_s + QString::fromUtf8(tar->mid(at, 100).constData());
        const qsizetype size = tar->mid(at + 124, 11).toLongLong(nullptr, 8);
        at += kBlock + (size + kBlock - 1) / kBlock * kBlock;
    }
    return names.join(u'\n');
}

} // namespace tests
