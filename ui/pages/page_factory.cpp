// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/page_factory.h"

#include "ui/pages/channels_page.h"
#include "ui/pages/database_page.h"
#include "ui/pages/diagnose_page.h"
#include "ui/pages/optimizations_page.h"
#include "ui/pages/overview_page.h"
#include "ui/pages/profiling_page.h"
#include "ui/pages/requests_page.h"
#include "ui/pages/settings_page.h"
#include "ui/pages/tokens_page.h"

#include <QCoreApplication>

namespace ui::pages {

QString nameOf(PageId page)
{
    switch (page) {
    case PageId::Overview:
        return QCoreApplication::translate("Pages", "Overview");
    case PageId::Channels:
        return QCoreApplication::translate("Pages", "Channels");
    case PageId::Tokens:
        return QCoreApplication::translate("Pages", "Tokens");
    case PageId::Requests:
        return QCoreApplication::translate("Pages", "Requests");
    case PageId::Optimizations:
        return QCoreApplication::translate("Pages", "Optimizations");
    case PageId::Database:
        return QCoreApplication::translate("Pages", "Database");
    case PageId::Profiling:
        return QCoreApplication::translate("Pages", "Profiling");
    case PageId::Diagnose:
        return QCoreApplication::translate("Pages", "Diagnose");
    case PageId::Settings:
        return QCoreApplication::translate("Pages", "Settings");
    }
    return {};
}

const char *wordOf(PageId page)
{
    switch (page) {
    case PageId::Overview:
        return "overview";
    case PageId::Channels:
        return "channels";
    case PageId::Tokens:
        return "tokens";
    case PageId::Requests:
        return "requests";
    case PageId::Optimizations:
        return "optimizations";
    case PageId::Database:
        return "database";
    case PageId::Profiling:
        return "profiling";
    case PageId::Diagnose:
        return "diagnose";
    case PageId::Settings:
        return "settings";
    }
    return "";
}

widgets::Glyph glyphOf(PageId page)
{
    switch (page) {
    case PageId::Overview:
        return widgets::Glyph::Overview;
    case PageId::Channels:
        return widgets::Glyph::Channels;
    case PageId::Tokens:
        return widgets::Glyph::Tokens;
    case PageId::Requests:
        return widgets::Glyph::Requests;
    case PageId::Optimizations:
        return widgets::Glyph::Optimizations;
    case PageId::Database:
        return widgets::Glyph::Database;
    case PageId::Profiling:
        return widgets::Glyph::Profiling;
    case PageId::Diagnose:
        return widgets::Glyph::Diagnose;
    case PageId::Settings:
        return widgets::Glyph::Settings;
    }
    return widgets::Glyph::Overview;
}

Page *newPage(PageId page, const PageContext &context)
{
    switch (page) {
    case PageId::Overview:
        return new OverviewPage(context);
    case PageId::Channels:
        return new ChannelsPage(context);
    case PageId::Tokens:
        return new TokensPage(context);
    case PageId::Requests:
        return new RequestsPage(context);
    case PageId::Optimizations:
        return new OptimizationsPage(context);
    case PageId::Database:
        return new DatabasePage(context);
    case PageId::Profiling:
        return new ProfilingPage(context);
    case PageId::Diagnose:
        return new DiagnosePage(context);
    case PageId::Settings:
        return new SettingsPage(context);
    }
    return nullptr;
}

} // namespace ui::pages
