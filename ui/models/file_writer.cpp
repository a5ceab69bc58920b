// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/file_writer.h"

#include <QFutureWatcher>
#include <QPromise>
#include <QSaveFile>
#include <QThreadPool>

#include <memory>

namespace ui::models {

namespace {

// Empty: it is there.
QString reasonAgainst(const QString &path, const QByteArray &content)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.flush() ||
        !file.commit())
        return file.errorString();
    return {};
}

} // namespace

void FileWriter::write(const QString &path, const QByteArray &content)
{
    const auto promise = std::make_shared<QPromise<QString>>();
    auto *watcher = new QFutureWatcher<QString>(this);
    connect(watcher, &QFutureWatcher<QString>::finished, this, [this, watcher, path] {
        const QString reason = watcher->result();
        watcher->deleteLater();
        if (reason.isEmpty())
            emit written(path);
        else
            emit failed(path, reason);
    });
    watcher->setFuture(promise->future());
    QThreadPool::globalInstance()->start([promise, path, content] {
        promise->start();
        promise->addResult(reasonAgainst(path, content));
        promise->finish();
    });
}

} // namespace ui::models
