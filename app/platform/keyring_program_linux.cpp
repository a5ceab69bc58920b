// SPDX-License-Identifier: GPL-3.0-or-later
// The program that relay/platform/child_keyring.h speaks of: one call to the Secret Service of the session
// bus (specifications.freedesktop.org/secret-service-spec). It never asks the user for anything: a keyring
// that would has to be unlocked by other means first. In a program of its own, because QtDBus and what comes
// with it have no place in a relay without a display, and because it can be killed.
#include "relay/platform/child_keyring.h"

#include <QCoreApplication>
#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QDBusVariant>
#include <QFile>

#include <cstdio>
#include <optional>

namespace {

using namespace Qt::StringLiterals;
using Exit = relay::platform::ChildKeyring::Exit;
using Attributes = QMap<QString, QString>;

constexpr int kPatienceMs = 25'000; // the caller kills us long before; one that is killed itself does not
constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;

// (oayays) of the specification.
struct Secret
{
    QDBusObjectPath session;
    QByteArray parameters;
    QByteArray value;
    QString contentType;
};

QDBusArgument &operator<<(QDBusArgument &argument, const Secret &secret)
{
    argument.beginStructure();
    argument << secret.session << secret.parameters << secret.value << secret.contentType;
    argument.endStructure();
    return argument;
}

const QDBusArgument &operator>>(const QDBusArgument &argument, Secret &secret)
{
    argument.beginStructure();
    argument >> secret.session >> secret.parameters >> secret.value >> secret.contentType;
    argument.endStructure();
    return argument;
}

int fail(int code, const QString &why = {})
{
    std::fprintf(stderr, "%s\n", why.toUtf8().constData());
    return code;
}

// Without one libdbus would start a bus that nobody ends.
bool hasSessionBus()
{
    return !qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS") ||
           (!qEnvironmentVariableIsEmpty("XDG_RUNTIME_DIR") &&
            QFile::exists(qEnvironmentVariable("XDG_RUNTIME_DIR") % u"/bus"_s));
}

// One call of this program. Each step answers with an exit code where it ends the call.
class SecretService final
{
public:
    explicit SecretService(QString item)
        : m_item(std::move(item))
    {
    }

    int look();
    int get();
    int set(const QByteArray &value);
    int clear();

private:
    std::optional<QVariantList> call(const QString &path, const QString &interface, const QString &method,
                                     const QVariantList &arguments = {});
    std::optional<bool> locked(const QString &path, const QString &interface);
    bool openSession();
    int collection(QString &path);
    int find(QStringList &items);
    int failed() const { return fail(m_absent ? int(Exit::Absent) : kFailed, m_why); }

    const QString m_item;
    QDBusConnection m_bus = QDBusConnection::sessionBus();
    QDBusObjectPath m_session;
    QString m_why; // the last call failed
    bool m_absent = false;
};

const QString kRoot = u"/org/freedesktop/secrets"_s;
const QString kServiceFace = u"org.freedesktop.Secret.Service"_s;
const QString kCollectionFace = u"org.freedesktop.Secret.Collection"_s;
const QString kItemFace = u"org.freedesktop.Secret.Item"_s;

std::optional<QVariantList> SecretService::call(const QString &path, const QString &interface,
                                                const QString &method, const QVariantList &arguments)
{
    QDBusMessage message =
        QDBusMessage::createMethodCall(u"org.freedesktop.secrets"_s, path, interface, method);
    message.setArguments(arguments);
    const QDBusMessage reply = m_bus.call(message, QDBus::Block, kPatienceMs);
    if (reply.type() == QDBusMessage::ReplyMessage)
        return reply.arguments();
    m_why = reply.errorMessage();
    m_absent = reply.errorName() == "org.freedesktop.DBus.Error.ServiceUnknown"_L1 ||
               reply.errorName().startsWith("org.freedesktop.DBus.Error.Spawn."_L1);
    return std::nullopt;
}

std::optional<bool> SecretService::locked(const QString &path, const QString &interface)
{
    const auto told = call(path, u"org.freedesktop.DBus.Properties"_s, u"Get"_s, {interface, u"Locked"_s});
    if (!told || told->isEmpty())
        return std::nullopt;
    return told->first().value<QDBusVariant>().variant().toBool();
}

// The bus belongs to this user alone, so nothing is gained by encrypting what goes over it.
bool SecretService::openSession()
{
    const auto opened = call(kRoot, kServiceFace, u"OpenSession"_s,
                             {u"plain"_s, QVariant::fromValue(QDBusVariant(QString()))});
    if (opened && opened->size() > 1)
        m_session = opened->at(1).value<QDBusObjectPath>();
    return opened.has_value();
}

// Where new entries go, unlocked.
int SecretService::collection(QString &path)
{
    const auto told = call(kRoot, kServiceFace, u"ReadAlias"_s, {u"default"_s});
    if (!told || told->isEmpty())
        return failed();
    path = told->first().value<QDBusObjectPath>().path();
    if (path == "/"_L1)
        return fail(Exit::NoDefault);
    const std::optional<bool> closed = locked(path, kCollectionFace);
    if (!closed)
        return failed();
    return *closed ? fail(Exit::Locked) : 0;
}

int SecretService::find(QStringList &items)
{
    const Attributes attributes{{u"xdg:schema"_s, u"org.trayrelay.MasterKey"_s}, {u"instance"_s, m_item}};
    const auto found = call(kRoot, kServiceFace, u"SearchItems"_s, {QVariant::fromValue(attributes)});
    if (!found || found->size() < 2)
        return failed();
    const auto unlocked = qdbus_cast<QList<QDBusObjectPath>>(found->at(0));
    const auto closed = qdbus_cast<QList<QDBusObjectPath>>(found->at(1));
    for (const QDBusObjectPath &item : unlocked)
        items.append(item.path());
    if (!items.isEmpty())
        return 0;
    if (!closed.isEmpty())
        return fail(Exit::Locked);
    QString path; // a locked one may not even tell what it has
    const int usable = collection(path);
    return usable == Exit::Locked ? usable : fail(Exit::NoItem);
}

int SecretService::look()
{
    QString path;
    return collection(path);
}

int SecretService::get()
{
    QStringList items;
    if (const int ended = find(items); ended != 0)
        return ended;
    if (!openSession())
        return failed();
    const auto told = call(items.first(), kItemFace, u"GetSecret"_s, {QVariant::fromValue(m_session)});
    if (!told || told->isEmpty())
        return failed();
    const auto secret = qdbus_cast<Secret>(told->first());
    std::fwrite(secret.value.constData(), 1, std::size_t(secret.value.size()), stdout);
    return std::fflush(stdout) == 0 ? 0 : kFailed;
}

int SecretService::set(const QByteArray &value)
{
    QString path;
    if (const int ended = collection(path); ended != 0)
        return ended;
    if (!openSession())
        return failed();
    const Attributes attributes{{u"xdg:schema"_s, u"org.trayrelay.MasterKey"_s}, {u"instance"_s, m_item}};
    const QVariantMap properties{{kItemFace % u".Label"_s, u"TrayRelay master key"_s},
                                 {kItemFace % u".Attributes"_s, QVariant::fromValue(attributes)}};
    const Secret secret{m_session, {}, value, u"text/plain"_s};
    const auto made = call(path, kCollectionFace, u"CreateItem"_s,
                           {QVariant(properties), QVariant::fromValue(secret), true});
    if (!made || made->isEmpty())
        return failed();
    return made->first().value<QDBusObjectPath>().path() == "/"_L1 ? fail(Exit::Locked) : 0;
}

int SecretService::clear()
{
    QStringList items;
    if (const int ended = find(items); ended != 0)
        return ended;
    for (const QString &item : items) {
        const auto removed = call(item, kItemFace, u"Delete"_s);
        if (!removed)
            return failed();
        if (!removed->isEmpty() && removed->first().value<QDBusObjectPath>().path() != "/"_L1)
            return fail(Exit::Locked); // it wants to ask
    }
    return 0;
}

QByteArray standardInput()
{
    QFile input;
    return input.open(stdin, QFile::ReadOnly) ? input.readAll() : QByteArray();
}

} // namespace

Q_DECLARE_METATYPE(Secret)

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList words = QCoreApplication::arguments();
    const QString verb = words.value(1);
    if (!hasSessionBus())
        return fail(Exit::NoSession);
    qDBusRegisterMetaType<Secret>();
    qDBusRegisterMetaType<Attributes>();
    SecretService service(words.value(2));
    if (verb == "look"_L1)
        return service.look();
    if (words.size() == 3 && verb == "get"_L1)
        return service.get();
    if (words.size() == 3 && verb == "set"_L1)
        return service.set(standardInput());
    if (words.size() == 3 && verb == "clear"_L1)
        return service.clear();
    return fail(kWrongUsage, u"usage: trayrelay_keyring look | get ITEM | set ITEM | clear ITEM"_s);
}
