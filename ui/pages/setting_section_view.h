// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/setting_words.h"
#include "ui/pages/setting_row_view.h"

#include <functional>
#include <map>
#include <set>
#include <vector>

namespace ui::pages {

class SectionHead;

// One group of settings: those that differ from their default or say something, and the rest behind one
// link. Rows are made when they are first seen. Lives on gui.
class SettingSectionView final : public QWidget
{
    Q_OBJECT

public:
    using StateOf = std::function<SettingRowState(const relay::api::SettingRow &)>;

    SettingSectionView(models::SettingSection section, StateOf stateOf, QWidget *parent = nullptr);

    void show(const std::vector<const relay::api::SettingRow *> &rows);
    void filter(const QString &words); // empty: all as folded
    bool isEmptyNow() const { return m_shown.empty(); }
    SettingRowView *view(const std::string &name) const; // null: not made
    SettingRowView *reveal(const std::string &name);     // unfolds as far as needed; null: not of this group
    void setUnfolded(bool unfolded);
    void showAllChanged(); // unfolded, where something was changed

signals:
    void rowMade(ui::pages::SettingRowView *row);

private:
    void arrange();
    void orderTabs();
    bool speaks(const relay::api::SettingRow &row) const;
    SettingRowView *made(const relay::api::SettingRow &row);

    const models::SettingSection m_section;
    const StateOf m_stateOf;
    std::vector<const relay::api::SettingRow *> m_rows;
    std::vector<std::string> m_shown;
    std::vector<std::string> m_tabbed; // m_shown when the tabs were ordered
    std::map<std::string, SettingRowView *> m_views;
    std::set<std::string> m_kept; // shown once, shown until the page is made anew: nothing jumps
    QString m_words;
    bool m_all = false;
    SectionHead *m_head = nullptr;
    QWidget *m_body = nullptr;
    QVBoxLayout *m_column = nullptr;
    QPushButton *m_more = nullptr;
};

} // namespace ui::pages
