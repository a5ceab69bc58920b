// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/model_chips.h"

#include "ui/pages/model_picker.h"
#include "ui/widgets/button.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/scaled.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLayoutItem>
#include <QPainter>

#include <memory>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using widgets::Ink;

constexpr int kMostShown = 6;
constexpr int kChipHeight = 24;
constexpr int kCross = 20;
constexpr int kCrossPx = 10;

} // namespace

ModelChip::ModelChip(const QString &model)
{
    setFixedHeight(std::max(kChipHeight, fontMetrics().height() + 6));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(8, 0, 2, 0);
    row->setSpacing(2);
    auto *name = new widgets::ElidedLabel(Qt::ElideMiddle);
    name->setFont(widgets::fontOf(widgets::TextRole::MonoSmall));
    name->setWhole(model);
    row->addWidget(name, 1);
    auto *remove = widgets::newIconButton(widgets::Glyph::Close, tr("Remove %1").arg(model));
    remove->setObjectName(u"remove"_s);
    remove->setFixedSize(QSize(1, 1) * widgets::scaled(kCross));
    remove->setIconSize(QSize(1, 1) * widgets::scaled(kCrossPx));
    row->addWidget(remove);
    connect(remove, &QPushButton::clicked, this, &ModelChip::removeRequested);
}

void ModelChip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(widgets::colour(Ink::Line, palette()));
    painter.setBrush(widgets::colour(Ink::Sunken, palette()));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
}

ModelChips::ModelChips(const QString &whenNone, QWidget *parent)
    : QWidget(parent)
    , m_whenNone(whenNone)
{
    m_flow = new widgets::FlowLayout(5, this);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    rebuild();
}

void ModelChips::setModels(const std::vector<std::string> &models)
{
    m_models.clear();
    for (const std::string &model : models)
        m_models.append(QString::fromStdString(model));
    rebuild();
}

std::vector<std::string> ModelChips::models() const
{
    std::vector<std::string> models;
    for (const QString &model : m_models)
        models.push_back(model.toStdString());
    return models;
}

void ModelChips::setKnown(const QStringList &models)
{
    m_known = models;
    rebuild();
}

void ModelChips::choose(const QStringList &models)
{
    m_models = models;
    rebuild();
    emit changed();
}

void ModelChips::rebuild()
{
    while (const std::unique_ptr<QLayoutItem> item{m_flow->takeAt(0)}) {
        item->widget()->hide();
        item->widget()->deleteLater();
    }
    const int shown = m_models.size() <= kMostShown + 1 ? int(m_models.size()) : kMostShown;
    for (const QString &model : m_models.mid(0, shown)) {
        auto *chip = new ModelChip(model);
        m_flow->addWidget(chip);
        connect(chip, &ModelChip::removeRequested, this, [this, model] {
            QStringList rest = m_models;
            rest.removeOne(model);
            choose(rest);
        });
    }
    if (m_models.isEmpty() && !m_whenNone.isEmpty()) {
        auto *none = new QLabel(m_whenNone);
        none->setFont(widgets::fontOf(widgets::TextRole::Secondary));
        none->setMinimumHeight(kChipHeight);
        m_flow->addWidget(none);
    }
    const int hidden = int(m_models.size()) - shown;
    m_more = widgets::newButton(widgets::ButtonKind::Link,
                                hidden > 0 ? tr("%n more", nullptr, hidden) : tr("Choose"));
    m_more->setObjectName(u"choose"_s);
    m_more->setAccessibleName(tr("Choose models"));
    m_more->setMinimumHeight(kChipHeight);
    m_flow->addWidget(m_more);
    connect(m_more, &QPushButton::clicked, this, &ModelChips::openPicker);
    updateGeometry();
}

void ModelChips::openPicker()
{
    if (!m_picker) {
        m_picker = new ModelPicker(this);
        m_picker->setObjectName(u"picker"_s);
        connect(m_picker, &ModelPicker::chosenChanged, this, &ModelChips::choose);
    }
    m_picker->offer(m_models, m_known);
    m_picker->openBelow(*this);
}

} // namespace ui::pages
