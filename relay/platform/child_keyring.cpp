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

ChildKeyring::ChildKeyring(const char *name, QString program, std::chrono::milliseconds patience)
    : m_name(name)
    , m_program(std::move(program))
    , m_patience(patience)
{
}

Result<QByteArray> ChildKeyring::run(const QStringList &arguments, const QByteArray &input) const
{
    const QDeadlineTimer deadline(m_patience);
    const Phrase ring = said(m_name);
    QProcess child;
    child.start(m_program, arguments);
    if (!child.waitForStarted(int(deadline.remainingTime())))
        return Error{ErrorKind::Unavailable, said(QT_TRANSLATE_NOOP("Phrases", "%1 cannot be asked: %2: %3"),
                                                  ring, m_program, child.errorString())};
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
                 ring, QString::number(double(m_patience.count()) / 1000.0))};
    }
    if (child.exitStatus() != QProcess::NormalExit)
        return Error{ErrorKind::Unavailable,
                     said(QT_TRANSLATE_NOOP("Phrases", "%1 cannot be asked: %2 crashed"), ring, m_program)};
    const QString why = QString::fromUtf8(child.readAllStandardError()).trimmed();
    switch (child.exitCode()) {
    case 0:
        return child.readAllStandardOutput();
    case NoItem:
        return Error{ErrorKind::NotFound, said(QT_TRANSLATE_NOOP("Phrases", "%1 has no such entry"), ring)};
    case Locked:
        return Error{ErrorKind::Unavailable, said(QT_TRANSLATE_NOOP("Phrases", "%1 is locked"), ring)};
    case NoSession:
        return Error{
            ErrorKind::Unavailable,
            said(QT_TRANSLATE_NOOP("Phrases", "%1 is not there, as there is no desktop session"), ring)};
    case NoDefault:
        return Error{ErrorKind::Unavailable,
                     said(QT_TRANSLATE_NOOP(
                              "Phrases", "%1 is empty yet: make a keyring in the desktop's password program"),
                          ring)};
    case Absent:
        if (why.isEmpty())
            return Error{ErrorKind::Unavailable, said(QT_TRANSLATE_NOOP("Phrases", "%1 is not there"), ring)};
        return Error{ErrorKind::Unavailable,
                     said(QT_TRANSLATE_NOOP("Phrases", "%1 is not there: %2"), ring, why)};
    default:
        if (why.isEmpty())
            return Error{ErrorKind::Unavailable,
                         said(QT_TRANSLATE_NOOP("Phrases", "%1 failed: it does not say why"), ring)};
        return Error{ErrorKind::Unavailable, said(QT_TRANSLATE_NOOP("Phrases", "%1 failed: %2"), ring, why)};
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
