// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/relay_service.h"
#include "ui/models/command_shell.h"
#include "ui/models/live_figures.h"

#include <QTimer>
#include <QWidget>

#include <optional>

class QLabel;
class QPushButton;
class QStackedLayout;
class QTableView;

namespace ui::widgets {
class EmptyNote;
} // namespace ui::widgets

namespace ui::pages {

class LedgerFilterBar;
class LedgerRows;
class RequestDetail;

// The ledger with its filter, and one exchange in full beside it. New rows come in on top while the top can
// be seen, and are counted otherwise. Lives on gui.
class LedgerView final : public QWidget
{
    Q_OBJECT

public:
    LedgerView(relay::api::RelayService &service, models::LiveFigures &figures, models::CommandShell shell);

    void setActive(bool active);
    void showRequest(std::uint64_t request); // looks for it among the newest
    void showChannel(const QString &name);
    relay::api::UsageQuery query() const; // of what is shown

signals:
    void factsChanged(const QString &facts);
    void failed(const QString &why);
    void said(const QString &done);
    void channelRequested(const QString &name);
    void addressRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildTable();
    void buildEmpty();
    void connectRows();
    void reload();
    void tick();
    void tellSums();
    void showPart();
    void showUnlisted();
    void showDetail(int row);
    void hideDetail();
    void fitColumns();
    void scrolled();
    void goToEnd();
    void findWanted();
    bool atTop() const;

    relay::api::RelayService &m_service;
    models::LiveFigures &m_figures;
    LedgerFilterBar *m_filter = nullptr;
    LedgerRows *m_rows = nullptr;
    QWidget *m_tableBox = nullptr;
    QTableView *m_table = nullptr;
    QPushButton *m_pill = nullptr;
    QStackedLayout *m_stack = nullptr;
    widgets::EmptyNote *m_empty = nullptr;
    QPushButton *m_clearFilter = nullptr;
    QPushButton *m_showAddress = nullptr;
    QLabel *m_foot = nullptr;
    QLabel *m_unlisted = nullptr;
    RequestDetail *m_detail = nullptr;
    QTimer m_clock;
    bool m_loaded = false;
    bool m_toEnd = false;
    bool m_sumsDue = false; // requests or rows have come since the sums were asked for
    int m_sumsWait = 0;     // ticks since then
    std::int64_t m_slowUs = 10'000'000;
    std::int64_t m_total = -1; // rows that the filter finds; below 0: not known
    std::uint64_t m_seenRequests = 0;
    std::optional<std::uint64_t> m_wanted;
};

} // namespace ui::pages
