// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/setting_detail.h"

#include "ui/models/setting_words.h"
#include "ui/pages/measurement_table.h"
#include "ui/pages/setting_columns.h"
#include "ui/widgets/button.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/label.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using relay::api::SettingRow;
using widgets::ButtonKind;
using widgets::Glyph;
using widgets::Ink;
using widgets::TextRole;

constexpr int kGlyphPx = 14;

QString factsOf(const SettingRow &row)
{
    QString usual = SettingDetail::tr("Default: %1").arg(models::valueText(row, row.defaultValue));
    if (row.kind != relay::api::SettingKind::Integer && row.kind != relay::api::SettingKind::Decimal)
        return usual;
    return SettingDetail::tr("%1 · from %2 to %3")
        .arg(usual, models::valueText(row, std::to_string(row.least)),
             models::valueText(row, std::to_string(row.most)));
}

} // namespace

SettingDetail::SettingDetail(QWidget *parent)
    : QWidget(parent)
{
    auto *halves = new QHBoxLayout(this);
    halves->setContentsMargins(SettingColumns::ofFont().margin, 2, 12, 8);
    halves->setSpacing(20);
    auto *left = new QVBoxLayout;
    left->setSpacing(6);
    m_text = widgets::newParagraph({}, TextRole::Secondary, Ink::Text);
    left->addWidget(m_text);
    auto *risk = new QHBoxLayout;
    risk->setSpacing(6);
    m_riskGlyph = new widgets::GlyphLabel(kGlyphPx);
    risk->addWidget(m_riskGlyph, 0, Qt::AlignTop);
    m_risk = widgets::newParagraph({}, TextRole::Secondary, Ink::Text2);
    m_risk->setObjectName(u"risk"_s);
    risk->addWidget(m_risk, 1, Qt::AlignTop);
    left->addLayout(risk);
    m_facts = widgets::newParagraph({}, TextRole::Secondary, Ink::Text2);
    m_facts->setObjectName(u"facts"_s);
    left->addWidget(m_facts);
    left->addStretch(1);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(12);
    m_measure = widgets::newButton(ButtonKind::Secondary, {}, Glyph::Flask);
    m_measure->setObjectName(u"measureAgain"_s);
    widgets::setInRow(m_measure);
    buttons->addWidget(m_measure);
    m_copy = widgets::newButton(ButtonKind::Link, tr("Copy .env line"));
    m_copy->setObjectName(u"copyEnv"_s);
    m_copy->setFont(widgets::fontOf(TextRole::Secondary));
    buttons->addWidget(m_copy);
    buttons->addStretch(1);
    left->addLayout(buttons);
    halves->addLayout(left, 1);
    m_table = new MeasurementTable;
    halves->addWidget(m_table, 0, Qt::AlignTop);
    connect(m_measure, &QPushButton::clicked, this,
            [this] { m_measuring ? emit cancelRequested() : emit measureRequested(); });
    connect(m_copy, &QPushButton::clicked, this, &SettingDetail::copyRequested);
}

void SettingDetail::show(const SettingRow &row, const SettingRowState &state)
{
    m_text->setText(models::textOf(row));
    const std::optional<models::SettingRisk> risk = models::riskOf(row.name);
    m_risk->setVisible(risk.has_value());
    m_riskGlyph->setVisible(risk.has_value());
    if (risk) {
        m_risk->setText(risk->text);
        m_riskGlyph->setGlyph(risk->safe ? Glyph::Shield : Glyph::Warning, risk->safe ? Ink::Ok : Ink::Warn);
    }
    m_facts->setText(factsOf(row));
    m_measuring = state.measuring;
    m_measure->setVisible(state.canMeasure || state.measuring);
    m_measure->setText(state.measuring ? tr("Cancel") : state.measured ? tr("Measure again") : tr("Measure"));
    m_table->setVisible(state.measured.has_value());
    if (state.measured)
        m_table->show(row, *state.measured);
}

} // namespace ui::pages
