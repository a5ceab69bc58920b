// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/preset_choice.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace ui::widgets {
class SegmentedControl;
} // namespace ui::widgets

namespace ui::pages {

// Which preset is in force, how far the settings are from it, and those to go to. Asks its owner for the
// difference before anything is applied. Lives on gui.
class PresetBar final : public QWidget
{
    Q_OBJECT

public:
    explicit PresetBar(models::PresetChoice &choice, QWidget *parent = nullptr);

signals:
    void presetRequested(const QString &name);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QPushButton *buildMenu(const QString &title, std::string_view kind);
    void show();

    models::PresetChoice &m_choice;
    const std::vector<relay::api::PresetRow> m_tuning;
    widgets::SegmentedControl *m_segments = nullptr;
    QLabel *m_fact = nullptr;
    QPushButton *m_show = nullptr;
};

} // namespace ui::pages
