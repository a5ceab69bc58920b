// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/relay_service.h"

#include <QFutureWatcher>

#include <memory>
#include <vector>

namespace ui::models {

// Writes what a filter finds as CSV, page by page: read by the service, written by a thread of the pool, so
// that nothing here waits for the disk. The file appears whole or not at all. One at a time. Lives on gui.
class UsageExport final : public QObject
{
    Q_OBJECT

public:
    explicit UsageExport(relay::api::RelayService &service, QObject *parent = nullptr);
    ~UsageExport() override;

    void start(relay::api::UsageQuery filter, const QString &file);
    void cancel(); // no file is left; finished() is not emitted
    bool isRunning() const { return bool(m_sink); }
    const QString &file() const { return m_file; }
    std::int64_t rows() const { return m_written; }

signals:
    void progressed(std::int64_t rows);
    void finished(const QString &trouble); // empty: the file is there

private:
    class Sink;
    struct Written
    {
        std::int64_t rows = 0;
        QString trouble;
    };

    void ask();
    void write(std::vector<relay::api::UsageRow> rows, bool last);
    void wrote();
    void end(const QString &trouble);

    relay::api::RelayService &m_service;
    relay::api::UsageQuery m_query;
    QString m_file;
    std::int64_t m_written = 0;
    bool m_last = false;
    int m_generation = 0; // answers to a cancelled one are for nobody
    std::shared_ptr<Sink> m_sink;
    QFutureWatcher<Written> m_watcher;
};

} // namespace ui::models
