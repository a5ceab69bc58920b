// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/prices_view.h"

#include "ui/pages/price_rows.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/label.h"
#include "ui/widgets/scaled.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QShortcut>
#include <QTableView>
#include <QVBoxLayout>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using widgets::ButtonKind;

} // namespace

PricesView::PricesView(relay::api::RelayService &service)
    : m_service(service)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    buildTop();
    m_unpriced = new widgets::Banner;
    m_unpriced->setObjectName(u"unpriced"_s);
    column->addWidget(m_unpriced);
    buildTable();
    auto *card = new widgets::Card;
    card->setMargins(1, 1);
    card->column()->setSpacing(0);
    card->column()->addWidget(m_table, 1);
    m_trouble = widgets::newLabel({}, widgets::TextRole::Secondary);
    m_trouble->setObjectName(u"objection"_s);
    m_trouble->setContentsMargins(15, 6, 15, 6);
    card->column()->addWidget(m_trouble);
    column->addWidget(card, 1);
    connectRows();
    showState();
}

void PricesView::buildTop()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    m_search = new QLineEdit;
    m_search->setObjectName(u"searchPrices"_s);
    m_search->setAccessibleName(tr("Search models"));
    m_search->setPlaceholderText(tr("Search models"));
    m_search->addAction(widgets::icon(widgets::Glyph::Search, widgets::Ink::Text2),
                        QLineEdit::LeadingPosition);
    m_search->setMinimumWidth(widgets::scaled(260));
    row->addWidget(m_search);
    m_add = widgets::newButton(ButtonKind::Secondary, tr("Add a price"), widgets::Glyph::Plus);
    m_add->setObjectName(u"addPrice"_s);
    m_add->setToolTip(tr("For the model that is named in the search field"));
    row->addWidget(m_add);
    row->addStretch(1);
    m_reset = widgets::newButton(ButtonKind::Secondary, tr("Take the built-in price"), widgets::Glyph::Undo);
    m_reset->setObjectName(u"resetPrice"_s);
    row->addWidget(m_reset);
    static_cast<QVBoxLayout *>(layout())->addLayout(row);
}

void PricesView::buildTable()
{
    m_table = new QTableView;
    m_table->setObjectName(u"prices"_s);
    m_table->setAccessibleName(tr("Prices in dollars per million tokens"));
    m_rows = new PriceRows(m_service.priceService(), this);
    m_table->setModel(m_rows);
    widgets::dressTable(*m_table, 36);
    auto *delegate = new PriceDelegate(m_table);
    m_table->setItemDelegate(delegate);
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed |
                             QAbstractItemView::AnyKeyPressed | QAbstractItemView::SelectedClicked);
    QHeaderView *header = m_table->horizontalHeader();
    header->setSectionResizeMode(PriceRows::Model, QHeaderView::Stretch);
    const QFontMetrics metrics = m_table->fontMetrics();
    for (int column = PriceRows::Input; column < PriceRows::kColumns; ++column)
        header->resizeSection(column, metrics.horizontalAdvance(u"add a price xx"_s) + 16);
    connect(delegate, &PriceDelegate::objected, this, [this](const QString &why) {
        m_trouble->setProperty("wrong", !why.isEmpty());
        m_trouble->setText(why);
        if (why.isEmpty())
            showState();
        else
            widgets::setInk(m_trouble, widgets::Ink::Error);
    });
}

void PricesView::connectRows()
{
    connect(m_rows, &models::PriceTable::refreshed, this, [this] {
        emit unreadable({});
        showState();
    });
    connect(m_rows, &models::PriceTable::failed, this, &PricesView::failed);
    connect(m_rows, &models::PriceTable::unreadable, this, &PricesView::unreadable);
    connect(m_rows, &models::PriceTable::changed, this,
            [this](const QString &model, const std::optional<relay::model::Price> &before) {
                emit failed({});
                emit said(tr("The price of %1 counts from now on").arg(model),
                          [this, model, before] { m_rows->putBack(model, before); });
            });
    connect(m_rows, &models::PriceTable::givenUp, this,
            [this](const QString &model, const std::optional<relay::model::Price> &before, bool hasBuiltIn) {
                emit failed({});
                emit said(hasBuiltIn ? tr("The built-in price of %1 counts from now on").arg(model)
                                     : tr("%1 has no price now").arg(model),
                          [this, model, before] { m_rows->putBack(model, before); });
            });
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_rows->narrow(text);
        showState();
    });
    connect(m_add, &QPushButton::clicked, this, &PricesView::addModel);
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        if (m_add->isEnabled())
            addModel();
    });
    connect(m_reset, &QPushButton::clicked, this, &PricesView::reset);
    auto *remove = new QShortcut(QKeySequence(Qt::Key_Delete), m_table, nullptr, nullptr, Qt::WidgetShortcut);
    connect(remove, &QShortcut::activated, this, &PricesView::reset);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &PricesView::showState);
    connect(m_unpriced, &widgets::Banner::actionRequested, this, [this] {
        m_search->clear();
        m_table->setFocus();
        m_table->setCurrentIndex(m_rows->index(0, PriceRows::Input));
        m_table->edit(m_rows->index(0, PriceRows::Input));
    });
}

void PricesView::refresh()
{
    m_rows->refresh();
}

void PricesView::showState()
{
    const int unpriced = m_rows->unpricedCount();
    if (unpriced > 0)
        m_unpriced->say(widgets::Tone::Warn,
                        tr("%n model(s) of your channels have no price: what they cost is not counted.",
                           nullptr, unpriced),
                        tr("Add a price"));
    else
        m_unpriced->clear();
    const QModelIndexList chosen = m_table->selectionModel()->selectedRows();
    m_reset->setEnabled(!chosen.isEmpty() && m_rows->isOwn(chosen.first().row()));
    const QString named = m_search->text().trimmed();
    m_add->setEnabled(!named.isEmpty() && m_rows->rowOf(named) < 0);
    if (m_trouble->property("wrong").toBool())
        return;
    widgets::setInk(m_trouble, widgets::Ink::Text2);
    m_trouble->setText(
        m_rows->rowCount() == 0
            ? tr("No model has this in its name. “Add a price” gives it one.")
            : tr("Dollars per million tokens. Double-click a price, or type, to change it; yours "
                 "win over the built-in ones."));
}

void PricesView::addModel()
{
    const QString model = m_search->text().trimmed();
    m_rows->addModel(model);
    const int row = m_rows->rowOf(model);
    if (row < 0)
        return;
    m_table->setFocus();
    m_table->setCurrentIndex(m_rows->index(row, PriceRows::Input));
    m_table->edit(m_rows->index(row, PriceRows::Input));
}

void PricesView::reset()
{
    const QModelIndexList chosen = m_table->selectionModel()->selectedRows();
    if (!chosen.isEmpty() && m_rows->isOwn(chosen.first().row()))
        m_rows->reset(chosen.first().row());
}

} // namespace ui::pages
