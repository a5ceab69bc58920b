// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/log.h"

#include <QFile>
#include <QTemporaryDir>

#include <string>

namespace tests {

// What this process logs while it lives, in a file of its own. It comes before the relay that it hears, and
// goes after it.
class CapturedLog final
{
public:
    explicit CapturedLog(const std::string &level = "info")
    {
        relay::log::start({.directory = m_folder.path(), .level = level, .stderrLevel = "off"});
    }
    ~CapturedLog() { relay::log::stop(); }
    Q_DISABLE_COPY_MOVE(CapturedLog)

    // Lines at debug come with the next one at info.
    QByteArray text() const
    {
        QFile file(m_folder.filePath(QStringLiteral("trayrelay.log")));
        return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
    }
    QByteArray lineWith(const QByteArray &part) const // the last one; empty: none
    {
        const QByteArrayList lines = text().split('\n');
        for (auto line = lines.crbegin(); line != lines.crend(); ++line)
            if (line->contains(part))
                return *line;
        return {};
    }

private:
    QTemporaryDir m_folder;
};

} // namespace tests
