// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"

class QPushButton;
class QStackedLayout;

namespace ui::models {
class UsageExport;
} // namespace ui::models

namespace ui::widgets {
class SegmentedControl;
} // namespace ui::widgets

namespace ui::pages {

class LedgerView;
class PricesView;
class SpendView;

// The ledger, what was spent, and what models cost. Subjects: request:ID (as X-Request-Id has it),
// channel:NAME, spend, prices. Lives on gui.
class RequestsPage final : public Page
{
    Q_OBJECT

public:
    explicit RequestsPage(const PageContext &context);

    void showSubject(const QString &subject) override;
    QStringList wouldBeLost() const override;
    void exportTo(const QString &file);

protected:
    void activate() override;
    void deactivate() override;

private:
    enum Part { LedgerPart, SpendPart, PricesPart };

    void buildHeader();
    void connectViews();
    void showPart(int part);
    void askForFile();
    void showExport();

    widgets::SegmentedControl *m_parts = nullptr;
    QPushButton *m_export = nullptr;
    QStackedLayout *m_stack = nullptr;
    LedgerView *m_ledger = nullptr;
    SpendView *m_spend = nullptr;
    PricesView *m_prices = nullptr;
    models::UsageExport *m_exporting = nullptr;
    QString m_facts;
};

} // namespace ui::pages
