// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/model_picker.h"

#include "ui/widgets/button.h"
#include "ui/widgets/label.h"
#include "ui/widgets/scaled.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QScreen>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using widgets::ButtonKind;
using widgets::Ink;

constexpr QSize kSize{348, 340};

} // namespace

ModelPicker::ModelPicker(QWidget *over)
    : QFrame(over, Qt::Popup)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(10, 10, 10, 8);
    column->setSpacing(8);
    m_search = new QLineEdit;
    m_search->setObjectName(u"search"_s);
    m_search->setPlaceholderText(tr("Search, or type another name and press Enter"));
    m_search->setAccessibleName(tr("Search models"));
    m_search->addAction(widgets::icon(widgets::Glyph::Search, Ink::Text2), QLineEdit::LeadingPosition);
    column->addWidget(m_search);
    m_models = new QStandardItemModel(this);
    m_found = new QSortFilterProxyModel(this);
    m_found->setSourceModel(m_models);
    m_found->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_list = new QListView;
    m_list->setObjectName(u"models"_s);
    m_list->setAccessibleName(tr("Models"));
    m_list->setModel(m_found);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setUniformItemSizes(true);
    m_list->setFont(widgets::fontOf(widgets::TextRole::Mono));
    column->addWidget(m_list, 1);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(12);
    auto *all = widgets::newButton(ButtonKind::Link, tr("All"));
    all->setObjectName(u"all"_s);
    auto *none = widgets::newButton(ButtonKind::Link, tr("None"));
    none->setObjectName(u"none"_s);
    m_count = widgets::newLabel({}, widgets::TextRole::Secondary, Ink::Text2);
    foot->addWidget(all);
    foot->addWidget(none);
    foot->addStretch(1);
    foot->addWidget(m_count);
    column->addLayout(foot);
    connect(m_search, &QLineEdit::textChanged, m_found, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_search, &QLineEdit::returnPressed, this, &ModelPicker::addTyped);
    connect(all, &QPushButton::clicked, this, [this] { tickFound(true); });
    connect(none, &QPushButton::clicked, this, [this] { tickFound(false); });
    connect(m_models, &QStandardItemModel::itemChanged, this, [this] {
        if (!m_telling)
            return;
        showCount();
        emit chosenChanged(chosen());
    });
}

void ModelPicker::offer(const QStringList &chosen, const QStringList &known)
{
    m_telling = false;
    m_models->clear();
    for (const QString &model : chosen)
        add(model, true);
    for (const QString &model : known) {
        if (!chosen.contains(model))
            add(model, false);
    }
    m_search->clear();
    m_telling = true;
    showCount();
}

void ModelPicker::openBelow(const QWidget &anchor)
{
    resize(widgets::scaled(kSize.width()), widgets::scaled(kSize.height()));
    QPoint corner = anchor.mapToGlobal(QPoint(0, anchor.height() + 4));
    const QRect screen = anchor.screen()->availableGeometry();
    corner.setX(std::min(corner.x(), screen.right() - width()));
    if (corner.y() + height() > screen.bottom())
        corner.setY(anchor.mapToGlobal(QPoint(0, -height() - 4)).y());
    move(corner);
    show();
    m_search->setFocus();
}

QStringList ModelPicker::chosen() const
{
    QStringList models;
    for (int row = 0; row < m_models->rowCount(); ++row) {
        if (m_models->item(row)->checkState() == Qt::Checked)
            models.append(m_models->item(row)->text());
    }
    return models;
}

void ModelPicker::add(const QString &model, bool on)
{
    auto *item = new QStandardItem(model); // its model owns it
    item->setCheckable(true);
    item->setCheckState(on ? Qt::Checked : Qt::Unchecked);
    m_models->appendRow(item);
}

// The name as it was typed, and no other that has it in its own: unknown ones are added.
void ModelPicker::addTyped()
{
    const QString name = m_search->text().trimmed();
    if (name.isEmpty())
        return;
    const QList<QStandardItem *> known = m_models->findItems(name);
    if (!known.isEmpty()) {
        known.front()->setCheckState(Qt::Checked);
    } else {
        add(name, true);
        showCount();
        emit chosenChanged(chosen());
    }
    m_search->clear();
}

void ModelPicker::tickFound(bool on)
{
    m_telling = false;
    for (int row = 0; row < m_found->rowCount(); ++row)
        m_found->setData(m_found->index(row, 0), on ? Qt::Checked : Qt::Unchecked, Qt::CheckStateRole);
    m_telling = true;
    showCount();
    emit chosenChanged(chosen());
}

void ModelPicker::showCount()
{
    m_count->setText(tr("%1 of %2").arg(chosen().size()).arg(m_models->rowCount()));
}

void ModelPicker::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        hide();
    else
        QFrame::keyPressEvent(event);
}

void ModelPicker::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), widgets::colour(Ink::Card, palette()));
    painter.setPen(widgets::colour(Ink::Border, palette()));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace ui::pages
