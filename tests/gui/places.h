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
    using namespace Qt::StringLiterals;
    using ui::pages::PageId;
    static const QList<Place> all{
        {PageId::Overview, {}, u"chart"_s, {}, {}},
        {PageId::Channels, {}, u"channels"_s, {}, {}},
        {PageId::Channels, u"add"_s, u"newKey"_s, {}, {}},
        {PageId::Channels, u"OpenAI main"_s, u"mapping"_s, u"headersButton"_s, u"headers"_s},
        {PageId::Channels, u"OpenAI main"_s, u"mapping"_s, u"delete"_s, u"dialog"_s},
        {PageId::Tokens, {}, u"tokens"_s, {}, {}},
        {PageId::Tokens, u"add"_s, u"quotaKind"_s, {}, {}},
        {PageId::Tokens, u"build server"_s, u"quota"_s, {}, {}},
        {PageId::Tokens, u"build server"_s, u"quota"_s, u"revoke"_s, u"dialog"_s},
        {PageId::Requests, {}, u"ledger"_s, {}, {}},
        {PageId::Requests, kFailedRequest, u"stages"_s, {}, {}},
        {PageId::Requests, u"spend"_s, u"spend"_s, {}, {}},
        {PageId::Requests, u"prices"_s, u"prices"_s, {}, {}},
        {PageId::Optimizations, {}, u"row:SQLITE_JOURNAL_MODE"_s, {}, {}},
        {PageId::Optimizations, u"SQLITE_JOURNAL_MODE"_s, u"row:SQLITE_JOURNAL_MODE"_s, {}, {}},
        {PageId::Optimizations, {}, u"row:SQLITE_JOURNAL_MODE"_s, u"allHistory"_s, u"dialog"_s},
        {PageId::Optimizations, u"preset:Full rollback"_s, u"row:SQLITE_JOURNAL_MODE"_s, {}, u"dialog"_s},
        {PageId::Database, {}, u"more"_s, {}, {}},
        {PageId::Database, {}, u"more"_s, u"restore"_s, u"dialog"_s},
        {PageId::Database, {}, u"more"_s, u"retention"_s, u"retentionDays"_s},
        {PageId::Profiling, {}, u"capture"_s, {}, {}},
        {PageId::Profiling, {}, u"capture"_s, u"capture"_s, u"graph"_s},
        {PageId::Diagnose, {}, u"verdict"_s, {}, {}},
        {PageId::Settings, u"general"_s, u"menuEntry"_s, {}, {}},
        {PageId::Settings, u"network"_s, u"section"_s, {}, {}},
        {PageId::Settings, u"security"_s, u"section"_s, {}, {}},
        {PageId::Settings, u"limits"_s, u"section"_s, {}, {}},
        {PageId::Settings, u"about"_s, u"section"_s, {}, {}}};
    return all;
}

// Within its window.
inline QString placeOf(const QWidget *widget)
{
    using namespace Qt::StringLiterals;
    QStringList place{QLatin1String(widget->metaObject()->className())};
    for (const QWidget *above = widget; above && !above->isWindow(); above = above->parentWidget()) {
        const QLatin1String type(above->metaObject()->className());
        if (!above->objectName().isEmpty())
            place.append(above->objectName());
        else if (type.startsWith("ui::pages::"_L1))
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
