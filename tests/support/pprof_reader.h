// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <string>
#include <vector>

namespace tests {

// `go tool pprof`, which reads profiles that others wrote: found on PATH or where Debian and go's own archive
// put it. Asks no network and needs no home directory. For the test's thread, whose events it lets run.
class PprofReader final
{
public:
    struct Entry // of a list of functions
    {
        double flat = 0; // as printed, its unit cut off
        double cumulative = 0;
        QString function;
    };

    static bool isInstalled();

    // What -top tells of a file or an address; options such as -sample_index=NAME. Empty: it failed, see
    // trouble().
    std::vector<Entry> top(const QString &source, const QStringList &options = {});
    std::vector<Entry> topOf(const std::string &gzippedProto, const QStringList &options = {});
    const QByteArray &trouble() const { return m_trouble; } // or, after success, the whole list

private:
    QByteArray m_trouble;
};

} // namespace tests
