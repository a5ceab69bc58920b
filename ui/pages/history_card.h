// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/history_line.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace ui::models {
class PresetChoice;
class SettingsModel;
} // namespace ui::models

namespace ui::widgets {
class GlyphText;
} // namespace ui::widgets

namespace ui::pages {

// One entry of the history: a dot on a line through all of them, what was changed, when and by whom. Lives on
// gui.
class HistoryEntryView final : public QWidget
{
    Q_OBJECT

public:
    HistoryEntryView(const models::HistoryLine &line, bool last, QWidget *parent = nullptr);

    QHBoxLayout *actions() const { return m_actions; }

signals:
    void undoRequested(qint64 entry);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const models::HistoryLine m_line;
    const bool m_last;
    QHBoxLayout *m_actions = nullptr;
};

// The latest changes with their way back, and the last state that stood for a while. Lives on gui.
class HistoryCard final : public QWidget
{
    Q_OBJECT

public:
    HistoryCard(models::SettingsModel &model, const models::PresetChoice &presets, QWidget *parent = nullptr);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void show();
    void rebuild();
    void showStood();
    void fit(); // entries that are not whole are not shown
    void openAll();
    std::vector<models::HistoryLine> lines() const;

    models::SettingsModel &m_model;
    const models::PresetChoice &m_presets;
    QWidget *m_list = nullptr;
    QVBoxLayout *m_column = nullptr;
    std::vector<models::HistoryLine> m_lines;  // as they are shown
    std::vector<HistoryEntryView *> m_entries; // of the first of them
    QLabel *m_none = nullptr;                  // null: there are some
    QPushButton *m_all = nullptr;
    widgets::GlyphText *m_stood = nullptr;
    QPushButton *m_return = nullptr;
    std::int64_t m_stoodEntry = 0;
};

} // namespace ui::pages
