// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/setting_section_view.h"

class QPushButton;
class QScrollArea;

namespace ui::models {
class SettingsModel;
} // namespace ui::models

namespace ui::widgets {
class EmptyNote;
} // namespace ui::widgets

namespace ui::pages {

// A card with groups of settings under a row of column titles. It follows the model and changes through it.
// Lives on gui.
class SettingList final : public QWidget
{
    Q_OBJECT

public:
    SettingList(models::SettingsModel &model, const std::vector<models::SettingSection> &sections,
                const SettingSectionView::StateOf &stateOf, QWidget *parent = nullptr);

    void refresh(); // measurements have changed
    void filter(const QString &words);
    void reveal(const std::string &name); // opens it and scrolls to it
    void setUnfolded(models::SettingSection section, bool unfolded);

signals:
    void measureRequested(const QString &name);
    void cancelRequested();
    void restartRequested();
    void copied(const QString &what);
    void elsewhereRequested(); // what is searched for is among the settings of another page

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *buildHead();
    void take(SettingRowView *row);
    SettingRowView *view(const std::string &name) const;
    QStringList findsElsewhere(const QString &words) const; // by their titles
    void sayNothing(const QString &words);

    models::SettingsModel &m_model;
    std::vector<std::pair<models::SettingSection, SettingSectionView *>> m_sections;
    QScrollArea *m_scroll = nullptr;
    widgets::EmptyNote *m_nothing = nullptr;
    QPushButton *m_elsewhere = nullptr;
};

} // namespace ui::pages
