// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/pprof_reader.h"

#include <QCollator>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

namespace tests {

namespace {

using namespace Qt::StringLiterals;

constexpr int kLimitMs = 300'000; // newer releases of go build it at its first use: a minute or more

// golang-1.22-go alone puts nothing on PATH.
QString goProgram()
{
    const QString onPath = QStandardPaths::findExecutable(u"go"_s);
    if (!onPath.isEmpty())
        return onPath;
    QStringList places = QDir(u"/usr/lib"_s).entryList({u"go-*"_s}, QDir::Dirs);
    QCollator byNumber;
    byNumber.setNumericMode(true);
    std::sort(places.begin(), places.end(),
              [&byNumber](const QString &a, const QString &b) { return byNumber.compare(a, b) > 0; });
    QStringList folders{u"/usr/local/go/bin"_s};
    for (const QString &place : places)
        folders.append(u"/usr/lib/"_s + place + u"/bin"_s);
    return QStandardPaths::findExecutable(u"go"_s, folders);
}

// What the user has set for his own programs is left out; what go builds is kept for the next time.
QProcessEnvironment goEnvironment(const QString &folder)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"PPROF_TMPDIR"_s, folder);
    environment.insert(u"GOENV"_s, u"off"_s);
    environment.insert(u"GOFLAGS"_s, QString());
    environment.insert(u"GOPROXY"_s, u"off"_s);
    environment.insert(u"GOTOOLCHAIN"_s, u"local"_s);
    if (environment.value(u"HOME"_s).isEmpty())
        environment.insert(u"HOME"_s, QStringLiteral(GO_HOME));
    return environment;
}

} // namespace

bool PprofReader::isInstalled()
{
    return !goProgram().isEmpty();
}

std::vector<PprofReader::Entry> PprofReader::top(const QString &source, const QStringList &options)
{
    const QTemporaryDir folder;
    QDir().mkpath(QStringLiteral(GO_HOME));
    QProcess pprof;
    pprof.setWorkingDirectory(folder.path());
    pprof.setProcessEnvironment(goEnvironment(folder.path()));
    pprof.start(goProgram(), QStringList{u"tool"_s, u"pprof"_s, u"-top"_s} + options + QStringList{source});
    const bool ended = QTest::qWaitFor([&] { return pprof.state() == QProcess::NotRunning; }, kLimitMs);
    m_trouble = pprof.readAllStandardOutput();
    if (!ended || pprof.exitStatus() != QProcess::NormalExit || pprof.exitCode() != 0) {
        m_trouble += pprof.readAllStandardError();
        return {};
    }
    //      flat  flat%   sum%        cum   cum%
    //      10ms  50.00%  50.00%     20ms   100%  function
    static const QRegularExpression kLine(
        u"^ *([0-9.]+)[^ ]* +[0-9.]+% +[0-9.]+% +([0-9.]+)[^ ]* +[0-9.]+% +(.+)$"_s);
    std::vector<Entry> entries;
    for (const QString &line : QString::fromUtf8(m_trouble).split(u'\n')) {
        const QRegularExpressionMatch found = kLine.match(line);
        if (found.hasMatch())
            entries.push_back(
                {found.captured(1).toDouble(), found.captured(2).toDouble(), found.captured(3)});
    }
    return entries;
}

std::vector<PprofReader::Entry> PprofReader::topOf(const std::string &gzippedProto,
                                                   const QStringList &options)
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"profile.pb.gz"_s));
    const QByteArray bytes = QByteArray::fromStdString(gzippedProto);
    if (!file.open(QFile::WriteOnly) || file.write(bytes) != bytes.size()) {
        m_trouble = "the profile cannot be written";
        return {};
    }
    file.close();
    return top(file.fileName(), options);
}

} // namespace tests
