// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/settings_access.h"

#include <QWidget>

#include <utility>
#include <vector>

class QVBoxLayout;

namespace ui::widgets {
class Card;
class EmptyNote;
} // namespace ui::widgets

namespace ui::pages {

// The settings that have the words searched for, from all parts: changed in place, or with the way to where
// they are changed. Made at the first search. Lives on gui.
class SettingFinds final : public QWidget
{
    Q_OBJECT

public:
    explicit SettingFinds(models::SettingsAccess &settings, QWidget *parent = nullptr);

    void setWords(const QString &words);

signals:
    void placeRequested(const QString &name); // of a setting that has no line here

private:
    struct Find
    {
        std::string name;
        QWidget *line = nullptr;
        QWidget *hairline = nullptr; // above it
    };

    void build();
    QWidget *lineOf(const relay::api::SettingRow &row);
    void filter();

    models::SettingsAccess &m_settings;
    QString m_words;
    std::vector<Find> m_finds;
    widgets::Card *m_card = nullptr;
    widgets::EmptyNote *m_none = nullptr;
};

} // namespace ui::pages
