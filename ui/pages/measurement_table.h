// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/settings_service.h"
#include "ui/models/measurement.h"

#include <QWidget>

namespace ui::pages {

// Off and on, or two values, side by side, and what lies between them. Painted. Lives on gui.
class MeasurementTable final : public QWidget
{
    Q_OBJECT

public:
    explicit MeasurementTable(QWidget *parent = nullptr);

    void show(const relay::api::SettingRow &row, const models::Measurement &measurement);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int rowHeight() const;

    QString m_before;
    QString m_after;
    QString m_plan;
    std::vector<models::MeasuredRow> m_rows;
};

} // namespace ui::pages
