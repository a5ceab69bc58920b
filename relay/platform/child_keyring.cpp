// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/child_keyring.h"

#include <QDeadlineTimer>
#include <QProcess>

namespace relay::platform {

namespace {

using namespace Qt::StringLiterals;

constexpr int kBuryMs = 1000; // a killed process is gone at once, unless the machine stands still

QString item(const std::string &name)
{
    return QString::fromStdString(name);
}

} // namespace

ChildKeyring::ChildKeyring(std::string name, QString program, std::chrono::milliseconds patience)
    : m_name(std::move(name))
    , m_program(std::move(program))
    , m_patience(patience)
{
}

Error ChildKeyring::unavailable(const QString &why) const
{
    return {ErrorKind::Unavailable, QString::fromStdString(m_name) % u' ' % why};
}

Result<QByteArray> ChildKeyring::run(const QStringList &arguments, const QByteArray &input) const
{
    const QDeadlineTimer deadline(m_patience);
    QProcess child;
    child.start(m_program, arguments);
    if (!child.waitForStarted(int(deadline.remainingTime())))
        return unavailable(u"cannot be asked: "_s % m_program % u": "_s % child.errorString());
    child.write(input);
    child.closeWriteChannel();
    if (child.state() != QProcess::NotRunning && !child.waitForFinished(int(deadline.remainingTime()))) {
        child.kill();
        child.waitForFinished(kBuryMs);
        return unavailable(
            u"did not answer within %1 seconds; it may be asking for something on the screen"_s.arg(
                double(m_patience.count()) / 1000.0));
    }
    if (child.exitStatus() != QProcess::NormalExit)
        return unavailable(u"cannot be asked: "_s % m_program % u" crashed"_s);
    const QString why = QString::fromUtf8(child.readAllStandardError()).trimmed();
    switch (child.exitCode()) {
    case 0:
        return child.readAllStandardOutput();
    case NoItem:
        return Error{ErrorKind::NotFound, QString::fromStdString(m_name) % u" has no such entry"_s};
    case Locked:
        return unavailable(u"is locked"_s);
    case Absent:
        return unavailable(u"is not there"_s % (why.isEmpty() ? QString() : u": "_s % why));
    default:
        return unavailable(u"failed: "_s % (why.isEmpty() ? u"it does not say why"_s : why));
    }
}

Result<void> ChildKeyring::look()
{
    const Result<QByteArray> done = run({u"look"_s});
    return done ? Result<void>() : done.error();
}

Result<std::string> ChildKeyring::secret(const std::string &name)
{
    const Result<QByteArray> told = run({u"get"_s, item(name)});
    return told ? Result<std::string>(told->toStdString()) : told.error();
}

Result<void> ChildKeyring::keep(const std::string &name, const std::string &secret)
{
    const Result<QByteArray> done = run({u"set"_s, item(name)}, QByteArray::fromStdString(secret));
    return done ? Result<void>() : done.error();
}

Result<void> ChildKeyring::forget(const std::string &name)
{
    const Result<QByteArray> done = run({u"clear"_s, item(name)});
    return done || done.error().kind == ErrorKind::NotFound ? Result<void>() : done.error();
}

} // namespace relay::platform
