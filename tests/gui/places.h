// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/gui/sample_service.h"
#include "ui/pages/page_factory.h"

#include <QAbstractItemView>
#include <QDialog>
#include <QStringBuilder>
#include <QWidget>

#include <algorithm>

// Where there is something to look at in the window of a SampleService, and how to come there. Lives on gui.
namespace tests {

struct Place
{
    ui::pages::PageId page;
    QString subject;
    QString made; // from data
    QString pressed;
    QString opened; // by that: on the page, or "dialog"

    QString name() const
    {
        return QString(QLatin1String(ui::pages::wordOf(page)) % u' ' % subject % u' ' % pressed).simplified();
    }
};

inline const QString kFailedRequest = QStringLiteral("request:"); // which, the ledger knows

// Of a failure there is most to tell.
inline QString requestToShow(const SampleService &service)
{
    const auto &rows = service.ledger.rows;
    const auto failed = std::ranges::find_if(rows, [](const auto &row) { return row.record.status >= 400; });
    return kFailedRequest % QString::number(failed->record.requestId, 16);
}

inline const QList<Place> &places()
{
    using ui::pages::PageId;
    static const QList<Place> all{
        {PageId::Overview, {}, QStringLiteral("chart"), {}, {}},
        {PageId::Channels, {}, QStringLiteral("channels"), {}, {}},
        {PageId::Channels, QStringLiteral("add"), QStringLiteral("newKey"), {}, {}},
        {PageId::Channels, QStringLiteral("OpenAI main"), QStringLiteral("mapping"),
         QStringLiteral("headersButton"), QStringLiteral("headers")},
        {PageId::Channels, QStringLiteral("OpenAI main"), QStringLiteral("mapping"), QStringLiteral("delete"),
         QStringLiteral("dialog")},
        {PageId::Tokens, {}, QStringLiteral("tokens"), {}, {}},
        {PageId::Tokens, QStringLiteral("add"), QStringLiteral("quotaKind"), {}, {}},
        {PageId::Tokens, QStringLiteral("build server"), QStringLiteral("quota"), {}, {}},
        {PageId::Tokens, QStringLiteral("build server"), QStringLiteral("quota"), QStringLiteral("revoke"),
         QStringLiteral("dialog")},
        {PageId::Requests, {}, QStringLiteral("ledger"), {}, {}},
        {PageId::Requests, kFailedRequest, QStringLiteral("stages"), {}, {}},
        {PageId::Requests, QStringLiteral("spend"), QStringLiteral("spend"), {}, {}},
        {PageId::Requests, QStringLiteral("prices"), QStringLiteral("prices"), {}, {}},
        {PageId::Optimizations, {}, QStringLiteral("row:SQLITE_JOURNAL_MODE"), {}, {}},
        {PageId::Optimizations,
         QStringLiteral("SQLITE_JOURNAL_MODE"),
         QStringLiteral("row:SQLITE_JOURNAL_MODE"),
         {},
         {}},
        {PageId::Optimizations,
         {},
         QStringLiteral("row:SQLITE_JOURNAL_MODE"),
         QStringLiteral("allHistory"),
         QStringLiteral("dialog")},
        {PageId::Optimizations,
         QStringLiteral("preset:Full rollback"),
         QStringLiteral("row:SQLITE_JOURNAL_MODE"),
         {},
         QStringLiteral("dialog")},
        {PageId::Database, {}, QStringLiteral("more"), {}, {}},
        {PageId::Database, {}, QStringLiteral("more"), QStringLiteral("restore"), QStringLiteral("dialog")},
        {PageId::Database,
         {},
         QStringLiteral("more"),
         QStringLiteral("retention"),
         QStringLiteral("retentionDays")},
        {PageId::Profiling, {}, QStringLiteral("capture"), {}, {}},
        {PageId::Profiling,
         {},
         QStringLiteral("capture"),
         QStringLiteral("capture"),
         QStringLiteral("graph")},
        {PageId::Diagnose, {}, QStringLiteral("verdict"), {}, {}},
        {PageId::Settings, QStringLiteral("general"), QStringLiteral("menuEntry"), {}, {}},
        {PageId::Settings, QStringLiteral("network"), QStringLiteral("section"), {}, {}},
        {PageId::Settings, QStringLiteral("security"), QStringLiteral("section"), {}, {}},
        {PageId::Settings, QStringLiteral("limits"), QStringLiteral("section"), {}, {}},
        {PageId::Settings, QStringLiteral("about"), QStringLiteral("section"), {}, {}}};
    return all;
}

// Within its window.
inline QString placeOf(const QWidget *widget)
{
    QStringList place{QLatin1String(widget->metaObject()->className())};
    for (const QWidget *above = widget; above && !above->isWindow(); above = above->parentWidget()) {
        const QLatin1String type(above->metaObject()->className());
        if (!above->objectName().isEmpty())
            place.append(above->objectName());
        else if (type.startsWith(QLatin1String("ui::pages::")))
            place.append(type.mid(11));
    }
    return place.join(u' ');
}

inline bool isThere(const QWidget &page, const QString &name)
{
    const auto *widget = page.findChild<QWidget *>(name);
    const auto *table = qobject_cast<const QAbstractItemView *>(widget);
    return widget && widget->isVisible() && (!table || table->model()->rowCount() > 0);
}

inline QDialog *openDialog(const QWidget &window)
{
    for (QDialog *dialog : window.findChildren<QDialog *>()) {
        if (dialog->isVisible())
            return dialog;
    }
    return nullptr;
}

} // namespace tests
