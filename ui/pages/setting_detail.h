// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/setting_row_view.h"

class QProgressBar;

namespace ui::widgets {
class GlyphLabel;
} // namespace ui::widgets

namespace ui::pages {

class MeasurementTable;

// What a setting does, what it risks, its default, and what the last measurement found. Lives on gui.
class SettingDetail final : public QWidget
{
    Q_OBJECT

public:
    explicit SettingDetail(QWidget *parent = nullptr);

    void show(const relay::api::SettingRow &row, const SettingRowState &state);

signals:
    void measureRequested();
    void cancelRequested();
    void copyRequested();

private:
    QLabel *m_text = nullptr;
    widgets::GlyphLabel *m_riskGlyph = nullptr;
    QLabel *m_risk = nullptr;
    QLabel *m_facts = nullptr;
    MeasurementTable *m_table = nullptr;
    QPushButton *m_measure = nullptr;
    QPushButton *m_copy = nullptr;
    bool m_measuring = false;
};

} // namespace ui::pages
