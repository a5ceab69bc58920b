// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/child_keyring.h"

#include "relay/base/phrase.h"

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

Result<QByteArray> ChildKeyring::run(const QStringList &arguments, const QByteArray &input) const
{
    const QDeadlineTimer deadline(m_patience);
    QProcess child;
    child.start(m_program, arguments);
    if (!child.waitForStarted(int(deadline.remainingTime())))
        return Error{ErrorKind::Unavailable, said(QT_TRANSLATE_NOOP("Phrases", "%1 cannot be asked: %2: %3"),
                                                  m_name, m_program, child.errorString())};
    child.write(input);
    child.closeWriteChannel();
    if (child.state() != QProcess::NotRunning && !child.waitForFinished(int(deadline.remainingTime()))) {
        child.kill();
        child.waitForFinished(kBuryMs);
        return Error{
            ErrorKind::Unavailable,
            said(QT_TRANSLATE_NOOP(
                     "Phrases",
                     "%1 did not answer within %2 seconds; it may be asking for something on the screen"),
                 m_name, QString::number(double(m_patience.count()) / 1000.0))};
    }
    if (child.exitStatus() != QProcess::NormalExit)
        return Error{ErrorKind::Unavailable,
                     said(QT_TRANSLATE_NOOP("Phrases", "%1 cannot be asked: %2 crashed"), m_name, m_program)};
    const QString why = QString::fromUtf8(child.readAllStandardError()).trimmed();
    switch (child.exitCode()) {
    case 0:
        return child.readAllStandardOutput();
    case NoItem:
        return Error{ErrorKind::NotFound, said(QT_TRANSLATE_NOOP("Phrases", "%1 has no such entry"), m_name)};
    case Locked:
        return Error{ErrorKind::Unavailable, said(QT_TRANSLATE_NOOP("Phrases", "%1 is locked"), m_name)};
    case Absent:
        if (why.isEmpty())
            return Error{ErrorKind::Unavailable,
                         said(QT_TRANSLATE_NOOP("Phrases", "%1 is not there"), m_name)};
        return Error{ErrorKind::Unavailable,
                     said(QT_TRANSLATE_NOOP("Phrases", "%1 is not there: %2"), m_name, why)};
    default:
        if (why.isEmpty())
            return Error{ErrorKind::Unavailable,
                         said(QT_TRANSLATE_NOOP("Phrases", "%1 failed: it does not say why"), m_name)};
        return Error{ErrorKind::Unavailable,
                     said(QT_TRANSLATE_NOOP("Phrases", "%1 failed: %2"), m_name, why)};
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
