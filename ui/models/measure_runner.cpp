// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/measure_runner.h"

#include "ui/models/said_text.h"

#include <QDateTime>
#include <QProcess>
#include <QRegularExpression>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <utility>

namespace ui::models {

namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

constexpr auto kPatience = 3s; // with a process that was asked to end
constexpr int kPhases = 3;     // of a round: before, the upstream itself, after
constexpr qsizetype kMostSaid = 2000;

QString text(const std::string &utf8)
{
    return QString::fromStdString(utf8);
}

// Without the program's own name before it.
QString sentence(const QString &said)
{
    const QString last = said.trimmed().section(u'\n', -1).trimmed();
    return last.startsWith(u"trayrelay: "_s) ? last.mid(11) : last;
}

} // namespace

MeasureRunner::MeasureRunner(QString program, QString dataDirectory, QObject *parent)
    : QObject(parent)
    , m_program(std::move(program))
    , m_dataDirectory(std::move(dataDirectory))
{
}

MeasureRunner::~MeasureRunner()
{
    letGo();
}

bool MeasureRunner::isMeasuring(const std::string &setting) const
{
    return (m_process && m_task.setting == setting) ||
           std::ranges::find(m_waiting, setting, &Task::setting) != m_waiting.end();
}

void MeasureRunner::measure(std::vector<Task> tasks)
{
    for (Task &task : tasks) {
        if (!isMeasuring(task.setting))
            m_waiting.push_back(std::move(task));
    }
    if (!m_process) {
        m_done = 0;
        next();
    }
}

void MeasureRunner::next()
{
    m_progress = 0;
    m_phase = m_round = m_rounds = 0;
    m_title.clear();
    m_said.clear();
    if (m_waiting.empty()) {
        m_task = {};
        emit progressed();
        return;
    }
    m_task = std::move(m_waiting.front());
    m_waiting.pop_front();
    m_process = new QProcess; // outlives us until it has ended: see letGo()
    m_process->setStandardInputFile(QProcess::nullDevice());
    connect(m_process, &QProcess::readyReadStandardError, this, &MeasureRunner::readProgress);
    connect(m_process, &QProcess::finished, this, [this](int exitCode, QProcess::ExitStatus status) {
        ended(exitCode, status == QProcess::CrashExit);
    });
    connect(m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) {
            m_said = m_process->errorString();
            ended(-1, false);
        }
    });
    m_process->start(m_program,
                     {u"--data-dir"_s, m_dataDirectory, u"bench"_s, u"--compare"_s,
                      text(m_task.setting) % u'=' % text(m_task.before) % u',' % text(m_task.after),
                      u"--background"_s, u"--json"_s});
    emit progressed();
}

void MeasureRunner::readProgress()
{
    m_process->setReadChannel(QProcess::StandardError);
    while (m_process->canReadLine())
        take(QString::fromUtf8(m_process->readLine()).trimmed());
    emit progressed();
}

// "round 2 of 5, LOG_BATCH_ENABLED=true: 120 of 1000"
void MeasureRunner::take(const QString &line)
{
    static const QRegularExpression round(u"^round (\\d+) of (\\d+), (.+): (\\d+) of (\\d+)$"_s);
    static const QRegularExpression warming(u"^.+, warming up: \\d+ of \\d+$"_s);
    const QRegularExpressionMatch match = round.match(line);
    if (!match.hasMatch()) {
        if (!warming.match(line).hasMatch())
            m_said = QString(m_said % line % u'\n').right(kMostSaid);
        return;
    }
    const int number = match.captured(1).toInt();
    if (number != m_round) {
        m_round = number;
        m_phase = 0;
    } else if (match.captured(3) != m_title) {
        m_phase = std::min(m_phase + 1, kPhases - 1);
    }
    m_title = match.captured(3);
    m_rounds = match.captured(2).toInt();
    const double asked = std::max(1.0, match.captured(5).toDouble());
    const double ofPhase = std::min(1.0, match.captured(4).toDouble() / asked);
    const double now = (m_round - 1 + (m_phase + ofPhase) / kPhases) / std::max(1, m_rounds);
    m_progress = std::clamp(now, m_progress, 1.0);
}

void MeasureRunner::ended(int exitCode, bool crashed)
{
    QProcess *process = std::exchange(m_process, nullptr);
    if (!process)
        return;
    process->disconnect(this);
    const QByteArray output = process->readAllStandardOutput();
    for (const QString &line :
         QString::fromUtf8(process->readAllStandardError()).split(u'\n', Qt::SkipEmptyParts))
        take(line);
    process->deleteLater();
    const Task task = m_task;
    ++m_done;
    if (crashed || exitCode != 0) {
        const QString why = sentence(m_said);
        emit failed(text(task.setting),
                    why.isEmpty()
                        ? tr("The measuring program ended without a word (exit code %1).").arg(exitCode)
                        : tr("It could not be measured: %1").arg(why));
    } else if (const relay::Result<Measurement> measurement =
                   Measurement::fromBench(output, task.setting, QDateTime::currentMSecsSinceEpoch())) {
        emit measured(*measurement);
    } else {
        emit failed(text(task.setting), saidText(measurement.error()));
    }
    if (!m_process)
        next();
}

void MeasureRunner::letGo()
{
    QProcess *process = std::exchange(m_process, nullptr);
    if (!process)
        return;
    process->disconnect(this);
    connect(process, &QProcess::finished, process, &QObject::deleteLater);
    if (process->state() == QProcess::NotRunning)
        return process->deleteLater();
    process->terminate(); // it ends its own children and removes what it wrote
    QTimer::singleShot(kPatience, process, &QProcess::kill);
}

void MeasureRunner::cancel()
{
    if (!m_process)
        return;
    m_waiting.clear();
    letGo();
    next();
    emit cancelled();
}

} // namespace ui::models
