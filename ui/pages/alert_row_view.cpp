// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/alert_row_view.h"

#include "ui/models/figure_text.h"
#include "ui/models/finding_text.h"
#include "ui/models/said_text.h"
#include "ui/models/setting_words.h"
#include "ui/models/window_language.h"
#include "ui/pages/setting_columns.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/button.h"
#include "ui/widgets/label.h"
#include "ui/widgets/scaled.h"
#include "ui/widgets/theme.h"

#include <QDateTime>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using widgets::Glyph;
using widgets::Ink;
using widgets::TextRole;
using widgets::Tone;

constexpr int kLimitWidth = 76;
constexpr int kUnitWidth = 22;

} // namespace

AlertRowView::AlertRowView(const relay::api::AlertRow &alert, models::SettingsAccess &settings,
                           QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_setting(alert.setting)
{
    setObjectName(u"alert-"_s % QString::fromStdString(alert.name));
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 4, 0, 4);
    grid->setHorizontalSpacing(6);
    grid->setVerticalSpacing(2);
    grid->setColumnStretch(0, 1);
    m_title = widgets::newParagraph(models::alertTitle(alert.name));
    grid->addWidget(m_title, 0, 0);
    m_now = widgets::newLabel({}, TextRole::Secondary, Ink::Text2);
    m_now->setObjectName(u"now"_s);
    grid->addWidget(m_now, 1, 0);
    m_state = new widgets::Badge;
    m_state->setObjectName(u"raised"_s);
    grid->addWidget(m_state, 2, 0, Qt::AlignLeft);
    m_limit = new QLineEdit;
    m_limit->setObjectName(u"limit"_s);
    m_limit->setAccessibleName(tr("Limit of %1; 0: off").arg(models::alertTitle(alert.name)));
    m_limit->setToolTip(tr("Alert above this; 0: off"));
    m_limit->setAlignment(Qt::AlignRight);
    m_limit->setFixedWidth(widgets::scaled(kLimitWidth));
    widgets::setInRow(m_limit);
    grid->addWidget(m_limit, 0, 1, 2, 1, Qt::AlignVCenter);
    QLabel *unit = widgets::newLabel(QString::fromStdString(alert.unit), TextRole::Secondary, Ink::Text2);
    unit->setMinimumWidth(widgets::scaled(kUnitWidth));
    grid->addWidget(unit, 0, 2, 2, 1, Qt::AlignVCenter);
    m_limit->setHidden(m_setting.empty()); // nothing limits it: raised whenever there is trouble
    unit->setHidden(m_setting.empty());
    m_trouble = widgets::newParagraph({}, TextRole::Secondary, Ink::Error);
    m_trouble->setObjectName(u"limitTrouble"_s);
    m_trouble->hide();
    grid->addWidget(m_trouble, 3, 0, 1, 3);
    connect(m_limit, &QLineEdit::editingFinished, this, &AlertRowView::give);
    connect(m_limit, &QLineEdit::textEdited, m_trouble, &QWidget::hide);
    connect(&settings, &models::SettingsAccess::rowsRead, this, &AlertRowView::showLimit);
    connect(&settings, &models::SettingsAccess::refused, this, &AlertRowView::refuse);
    showAlert(alert);
    showLimit();
}

QWidget &AlertRowView::limit() const
{
    return m_setting.empty() ? static_cast<QWidget &>(*m_now) : *m_limit;
}

void AlertRowView::showAlert(const relay::api::AlertRow &alert)
{
    const QString value = models::alertValueText(alert);
    const QString now = !alert.known       ? value
                        : alert.limit <= 0 ? tr("off; now %1").arg(value)
                                           : tr("now %1").arg(value);
    m_title->setToolTip(models::capitalised(models::saidText(alert.text)));
    if (m_now->text() != now)
        m_now->setText(now);
    m_state->setVisible(alert.raised);
    if (!alert.raised)
        return;
    const std::int64_t since = QDateTime::currentMSecsSinceEpoch() - alert.sinceMs;
    m_state->set(Tone::Warn, tr("raised for %1").arg(models::spanText(std::max<std::int64_t>(0, since))),
                 Glyph::Warning);
}

void AlertRowView::showLimit()
{
    const relay::api::SettingRow *row = m_settings.row(m_setting);
    if (!row)
        return;
    const QString value = QString::fromStdString(row->value);
    if (m_trouble->isHidden() && (!m_limit->hasFocus() || m_limit->text() == m_shown))
        m_limit->setText(value);
    m_limit->setProperty("invalid", !m_trouble->isHidden());
    m_shown = value;
    m_limit->setReadOnly(row->locked);
    if (row->locked)
        m_limit->setToolTip(models::lockText(*row));
}

void AlertRowView::give()
{
    const QString text = m_limit->text().trimmed();
    if (text == m_shown || m_limit->isReadOnly())
        return;
    m_shown = text;
    m_settings.change({{m_setting, text.toStdString()}});
}

void AlertRowView::refuse(const QStringList &names, const QString &reason)
{
    if (!names.contains(QString::fromStdString(m_setting)))
        return;
    m_trouble->setText(reason);
    m_trouble->show();
    m_limit->setProperty("invalid", true);
    m_limit->setAccessibleDescription(reason);
    m_limit->update();
}

} // namespace ui::pages
