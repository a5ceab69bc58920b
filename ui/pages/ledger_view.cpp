// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/ledger_view.h"

#include "ui/models/figure_text.h"
#include "ui/models/said_text.h"
#include "ui/models/usage_text.h"
#include "ui/pages/ledger_columns.h"
#include "ui/pages/ledger_filter_bar.h"
#include "ui/pages/ledger_rows.h"
#include "ui/pages/request_detail.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_note.h"
#include "ui/widgets/label.h"
#include "ui/widgets/scaled.h"
#include "ui/widgets/table_look.h"
#include "ui/widgets/theme.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QScrollBar>
#include <QShortcut>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>
#include <limits>

namespace ui::pages {

namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr auto kTick = 1s;
constexpr int kSumsEvery = 5;       // ticks
constexpr int kDetailWidth = 360;   // at 13 px of text
constexpr int kSearchedRows = 5000; // for a request that is wanted

} // namespace

LedgerView::LedgerView(relay::api::RelayService &service, models::LiveFigures &figures,
                       models::CommandShell shell)
    : m_service(service)
    , m_figures(figures)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    m_filter = new LedgerFilterBar(service);
    column->addWidget(m_filter);
    auto *row = new QHBoxLayout;
    row->setSpacing(12);
    column->addLayout(row, 1);
    auto *card = new widgets::Card;
    card->setMargins(1, 1);
    card->column()->setSpacing(0);
    row->addWidget(card, 1);
    m_stack = new QStackedLayout;
    card->column()->addLayout(m_stack);
    buildTable();
    buildEmpty();
    m_detail = new RequestDetail(shell);
    m_detail->setObjectName(u"detail"_s);
    m_detail->setFixedWidth(widgets::scaled(kDetailWidth));
    m_detail->hide();
    row->addWidget(m_detail);
    connectRows();
    connect(m_filter, &LedgerFilterBar::changed, this, &LedgerView::reload);
    connect(m_detail, &RequestDetail::closed, this, &LedgerView::hideDetail);
    connect(m_detail, &RequestDetail::channelRequested, this, &LedgerView::channelRequested);
    connect(m_detail, &RequestDetail::curlCopied, this,
            [this] { emit said(tr("Copied; set TRAYRELAY_TOKEN to a token before you run it")); });
    m_clock.setInterval(kTick);
    connect(&m_clock, &QTimer::timeout, this, &LedgerView::tick);
}

void LedgerView::buildTable()
{
    m_tableBox = new QWidget;
    auto *column = new QVBoxLayout(m_tableBox);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_table = new QTableView;
    m_table->setObjectName(u"ledger"_s);
    m_table->setAccessibleName(tr("Requests"));
    m_rows = new LedgerRows(m_service, this);
    m_table->setModel(m_rows);
    widgets::dressTable(*m_table, 36);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    column->addWidget(m_table, 1);
    m_foot = widgets::newLabel({}, widgets::TextRole::Caption, widgets::Ink::Text2);
    m_foot->setObjectName(u"foot"_s);
    m_foot->setContentsMargins(15, 6, 15, 6);
    column->addWidget(m_foot);
    m_unlisted = widgets::newParagraph({}, widgets::TextRole::Caption, widgets::Ink::Text2);
    m_unlisted->setObjectName(u"unlisted"_s);
    m_unlisted->setContentsMargins(15, 0, 15, 6);
    m_unlisted->hide();
    column->addWidget(m_unlisted);
    m_stack->addWidget(m_tableBox);

    m_pill = widgets::newButton(widgets::ButtonKind::Primary, {}, widgets::Glyph::ChevronUp);
    m_pill->setObjectName(u"newRows"_s);
    m_pill->setParent(m_tableBox);
    widgets::setInRow(m_pill);
    m_pill->hide();
    connect(m_pill, &QPushButton::clicked, this, [this] {
        m_table->scrollToTop();
        m_rows->setHolding(false);
    });
    sizeLedgerColumns(*m_table);
}

void LedgerView::buildEmpty()
{
    m_empty = new widgets::EmptyNote({}, {});
    m_empty->setObjectName(u"empty"_s);
    using widgets::ButtonKind;
    m_clearFilter = widgets::newButton(ButtonKind::Secondary, tr("Clear the filter"));
    m_clearFilter->setObjectName(u"clearFilter"_s);
    m_showAddress = widgets::newButton(ButtonKind::Primary, tr("Show address and token"));
    m_showAddress->setObjectName(u"showAddress"_s);
    m_empty->addAction(m_clearFilter);
    m_empty->addAction(m_showAddress);
    m_stack->addWidget(m_empty);
    connect(m_clearFilter, &QPushButton::clicked, m_filter, &LedgerFilterBar::clear);
    connect(m_showAddress, &QPushButton::clicked, this, &LedgerView::addressRequested);
}

void LedgerView::connectRows()
{
    connect(m_rows, &models::UsageList::shown, this, [this] {
        m_loaded = true;
        m_table->scrollToTop();
        m_filter->offerModels(m_rows->models());
        emit failed({});
        showPart();
        findWanted();
    });
    connect(m_rows, &models::UsageList::pageLoaded, this, [this] {
        showPart();
        findWanted();
        if (m_toEnd) {
            m_table->scrollToBottom();
            m_toEnd = !m_rows->isWhole() && !m_rows->isFull();
            m_rows->fetchMore({});
        }
    });
    connect(m_rows, &models::UsageList::rowsInserted, this, [this] {
        m_sumsDue = true; // they are of the rows that are shown
        showPart();
    });
    connect(m_rows, &models::UsageList::failed, this, &LedgerView::failed);
    connect(m_rows, &models::UsageList::waitingChanged, this, [this](int waiting) {
        m_pill->setText(tr("%n new", nullptr, waiting));
        m_pill->setVisible(waiting > 0);
        m_pill->adjustSize();
        m_pill->move((m_tableBox->width() - m_pill->width()) / 2, m_table->horizontalHeader()->height() + 8);
        m_pill->raise();
    });
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, &LedgerView::scrolled);
    for (QWidget *place : {static_cast<QWidget *>(m_table), m_table->viewport(),
                           static_cast<QWidget *>(m_table->verticalScrollBar())})
        place->installEventFilter(this);
    auto *end = new QShortcut(QKeySequence(Qt::Key_End), m_table, nullptr, nullptr, Qt::WidgetShortcut);
    connect(end, &QShortcut::activated, this, &LedgerView::goToEnd);
    auto *home = new QShortcut(QKeySequence(Qt::Key_Home), m_table, nullptr, nullptr, Qt::WidgetShortcut);
    connect(home, &QShortcut::activated, this, [this] {
        m_toEnd = false;
        m_table->scrollToTop();
    });
    // Not the current row: that is one as soon as Tab comes here.
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            [this](const QItemSelection &selected) {
                if (!selected.isEmpty())
                    showDetail(selected.first().top());
            });
    // A row that is selected already is opened again by a click.
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex &index) {
        if (m_detail->isHidden())
            showDetail(index.row());
    });
}

// To the oldest row, through all that is not loaded yet.
void LedgerView::goToEnd()
{
    m_table->scrollToBottom();
    m_toEnd = !m_rows->isWhole() && !m_rows->isFull();
    m_rows->fetchMore({});
}

bool LedgerView::atTop() const
{
    return m_table->verticalScrollBar()->value() == 0;
}

void LedgerView::scrolled()
{
    m_rows->setHolding(!atTop());
    const QScrollBar *bar = m_table->verticalScrollBar();
    if (bar->value() > bar->maximum() - 3 * bar->pageStep())
        m_rows->fetchMore({});
}

void LedgerView::setActive(bool active)
{
    if (!active) {
        m_clock.stop();
        m_toEnd = false;
        return;
    }
    m_filter->refreshChoices();
    m_service.settingsService().settings(this, [this](const auto &rows) {
        if (!rows)
            return;
        const auto found =
            std::ranges::find(*rows, "SLOW_REQUEST_THRESHOLD_MS", &relay::api::SettingRow::name);
        if (found != rows->end())
            m_slowUs = std::max<std::int64_t>(0, QString::fromStdString(found->value).toLongLong()) * 1000;
    });
    m_service.channels(this, [this](const auto &channels) {
        if (!channels)
            return;
        QHash<std::int64_t, QString> names;
        for (const relay::model::Channel &channel : *channels)
            names.insert(channel.id, QString::fromStdString(channel.name));
        m_detail->setChannels(names);
    });
    if (m_loaded) {
        m_seenRequests = 0; // what came while nobody looked
        tick();
    } else {
        reload();
    }
    m_clock.start();
}

relay::api::UsageQuery LedgerView::query() const
{
    return models::queryOf(m_filter->filter(), QDateTime::currentDateTime(), m_slowUs);
}

void LedgerView::reload()
{
    m_toEnd = false;
    m_total = -1;
    m_seenRequests = m_figures.metrics().totalRequests;
    m_rows->show(query());
    tellSums();
}

void LedgerView::tick()
{
    const std::uint64_t requests = m_figures.metrics().totalRequests;
    const bool more = requests != m_seenRequests;
    m_seenRequests = requests;
    m_sumsDue |= more;
    // At once where few rows are counted, or none follow.
    if (m_sumsDue && (++m_sumsWait >= kSumsEvery || m_rows->isWhole() || !more))
        tellSums();
    if (more) {
        m_rows->poll();
        showUnlisted();
    }
}

void LedgerView::tellSums()
{
    m_sumsWait = 0;
    m_sumsDue = false;
    m_service.usageStat(query(), this, [this, filter = m_filter->filter()](const auto &stat) {
        if (!stat || !(filter == m_filter->filter()))
            return;
        const auto counted = [](std::int64_t count) {
            return models::countText(std::uint64_t(std::max<std::int64_t>(0, count)));
        };
        emit factsChanged(tr("%Ln request(s) · %1 failed · %2", nullptr, int(stat->requests))
                              .arg(counted(stat->failed), models::dollarText(stat->costUsd)));
    });
}

void LedgerView::showPart()
{
    const bool none = m_rows->rowCount() == 0;
    m_stack->setCurrentWidget(none ? static_cast<QWidget *>(m_empty) : m_tableBox);
    const bool all = m_filter->filter().isAll();
    m_clearFilter->setVisible(!all);
    m_showAddress->setVisible(all);
    if (all)
        m_empty->set(
            tr("No requests yet"),
            tr("Give a program this relay's address and token: each of its requests is listed here."));
    else
        m_empty->set(tr("Nothing matches"), tr("No request in the ledger is as the filter wants it."));
    const int rows = m_rows->rowCount();
    m_foot->setText(m_rows->isWhole() ? tr("All %Ln row(s)", nullptr, rows)
                    : m_rows->isFull()
                        ? tr("The newest %Ln row(s); for older ones choose an earlier time", nullptr, rows)
                        : tr("The newest %Ln row(s); older ones come as you scroll", nullptr, rows));
    showUnlisted();
    fitColumns();
}

// They are among the figures of the Overview, and would be missed here.
void LedgerView::showUnlisted()
{
    const std::uint64_t unlisted = m_figures.metrics().runtime.refusalsWithoutRow;
    m_unlisted->setVisible(unlisted > 0 && m_filter->filter().isAll());
    m_unlisted->setText(
        tr("%Ln more request(s) since the start came without a known key and were refused; of "
           "such ones only the first of each minute have a row.",
           nullptr, int(std::min<std::uint64_t>(unlisted, std::numeric_limits<int>::max()))));
}

void LedgerView::showRequest(std::uint64_t request)
{
    m_wanted = request;
    m_filter->setFilter({});
    m_rows->setHolding(false);
    reload();
}

void LedgerView::showChannel(const QString &name)
{
    models::LedgerFilter filter;
    filter.channelName = name;
    m_filter->setFilter(filter);
    reload();
}

void LedgerView::findWanted()
{
    if (!m_wanted)
        return;
    const int row = m_rows->rowOfRequest(*m_wanted);
    if (row >= 0) {
        m_wanted.reset();
        m_table->setCurrentIndex(m_rows->index(row, 0));
        m_table->scrollTo(m_rows->index(row, 0), QAbstractItemView::PositionAtCenter);
    } else if (m_rows->rowCount() < kSearchedRows && m_rows->canFetchMore({})) {
        m_rows->fetchMore({});
    } else {
        m_wanted.reset();
        emit failed(tr("That request is not among the newest in the ledger."));
    }
}

// The list keeps less than the ledger: what is shown in full is read again.
void LedgerView::showDetail(int row)
{
    const models::UsageEntry &entry = m_rows->entry(row);
    relay::api::UsageQuery query;
    query.cursor = entry.id + 1;
    query.limit = query.cursor == 0 ? 1000 : 1; // 0 would mean the newest
    query.startMs = entry.createdAtMs;
    query.endMs = entry.createdAtMs + 1;
    m_service.usage(query, this, [this, id = entry.id](const auto &page) {
        if (!page) {
            emit failed(models::saidText(page.error()));
            return;
        }
        const auto found = std::ranges::find(page->rows, id, &relay::api::UsageRow::id);
        const QModelIndex current = m_table->currentIndex();
        if (found == page->rows.end() || !current.isValid() || m_rows->entry(current.row()).id != id)
            return;
        m_detail->set(*found, QString::fromStdString(m_figures.status().baseUrl));
        m_detail->show();
        fitColumns();
    });
}

void LedgerView::hideDetail()
{
    m_detail->hide();
    m_table->clearSelection();
    m_table->setFocus();
    fitColumns();
}

void LedgerView::fitColumns()
{
    fitLedgerColumns(*m_table, width() - (m_detail->isHidden() ? 0 : m_detail->width() + 12));
}

// Whoever turns elsewhere on the way to the end has changed their mind.
bool LedgerView::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Wheel || event->type() == QEvent::MouseButtonPress ||
        event->type() == QEvent::KeyPress)
        m_toEnd = false;
    return QWidget::eventFilter(watched, event);
}

void LedgerView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitColumns();
    m_pill->move((m_tableBox->width() - m_pill->width()) / 2, m_table->horizontalHeader()->height() + 8);
}

void LedgerView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && !m_detail->isHidden())
        hideDetail();
    else
        QWidget::keyPressEvent(event);
}

} // namespace ui::pages
