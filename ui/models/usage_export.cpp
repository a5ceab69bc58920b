// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/usage_export.h"

#include "relay/api/usage_csv.h"
#include "ui/models/said_text.h"

#include <QPromise>
#include <QSaveFile>
#include <QThreadPool>

#include <utility>

namespace ui::models {

namespace {

constexpr int kPageRows = 1000;

} // namespace

// The file, used by one thread of the pool after another; never by two. What is not committed vanishes with
// it.
class UsageExport::Sink final
{
public:
    explicit Sink(const QString &path)
        : m_path(path)
    {
    }

    Written write(const std::vector<relay::api::UsageRow> &rows, bool last)
    {
        std::string csv;
        if (!m_file) {
            m_file = std::make_unique<QSaveFile>(m_path);
            if (!m_file->open(QIODevice::WriteOnly))
                return {0, m_file->errorString()};
            csv = relay::api::usageCsvHeader();
        }
        for (const relay::api::UsageRow &row : rows)
            relay::api::appendUsageCsv(csv, row);
        const auto bytes = qint64(csv.size());
        if (m_file->write(csv.data(), bytes) != bytes || (last && !m_file->commit()))
            return {0, m_file->errorString()};
        return {std::int64_t(rows.size()), {}};
    }

private:
    const QString m_path;
    std::unique_ptr<QSaveFile> m_file;
};

UsageExport::UsageExport(relay::api::RelayService &service, QObject *parent)
    : QObject(parent)
    , m_service(service)
{
    connect(&m_watcher, &QFutureWatcher<Written>::finished, this, &UsageExport::wrote);
}

UsageExport::~UsageExport() = default;

void UsageExport::start(relay::api::UsageQuery filter, const QString &file)
{
    cancel();
    m_query = std::move(filter);
    m_query.limit = kPageRows;
    m_query.cursor = 0;
    m_file = file;
    m_written = 0;
    m_sink = std::make_shared<Sink>(file);
    emit progressed(0);
    ask();
}

void UsageExport::cancel()
{
    ++m_generation;
    m_sink.reset(); // a page that is just being written holds it for that long
    m_watcher.setFuture({});
}

void UsageExport::ask()
{
    m_service.usage(m_query, this, [this, generation = m_generation](const auto &page) {
        if (generation != m_generation)
            return;
        if (!page)
            return end(saidText(page.error()));
        m_query.cursor = page->next;
        write(page->rows, page->next == 0);
    });
}

void UsageExport::write(std::vector<relay::api::UsageRow> rows, bool last)
{
    m_last = last;
    auto promise = std::make_shared<QPromise<Written>>();
    m_watcher.setFuture(promise->future());
    QThreadPool::globalInstance()->start([promise, sink = m_sink, rows = std::move(rows), last] {
        promise->start();
        promise->addResult(sink->write(rows, last));
        promise->finish();
    });
}

void UsageExport::wrote()
{
    if (!m_sink || m_watcher.future().resultCount() == 0)
        return; // cancelled meanwhile
    const Written written = m_watcher.result();
    if (!written.trouble.isEmpty())
        return end(written.trouble);
    m_written += written.rows;
    emit progressed(m_written);
    if (!m_sink)
        return; // somebody has had enough
    if (m_last)
        end({});
    else
        ask();
}

void UsageExport::end(const QString &trouble)
{
    m_sink.reset();
    emit finished(trouble);
}

} // namespace ui::models
