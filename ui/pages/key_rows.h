// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/traffic_service.h"

#include <QFrame>

#include <string>
#include <vector>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace ui::widgets {
class GlyphLabel;
class SecretLine;
} // namespace ui::widgets

namespace ui::pages {

// One key: masked until it is revealed, with how it fares. Lives on gui.
class KeyRow final : public QFrame
{
    Q_OBJECT

public:
    explicit KeyRow(const QString &key);

    const QString &key() const { return m_key; }
    void setHealth(const relay::api::KeyHealth *health, std::int64_t nowMs); // null: nothing is known

signals:
    void removeRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void showKey();

    const QString m_key;
    bool m_revealed = false;
    QLabel *m_text = nullptr;
    widgets::GlyphLabel *m_glyph = nullptr;
    QLabel *m_state = nullptr;
    QPushButton *m_reveal = nullptr;
};

// A channel's keys, in the order in which they take turns, and a place for one more. Lives on gui.
class KeyRows final : public QWidget
{
    Q_OBJECT

public:
    explicit KeyRows(QWidget *parent = nullptr);

    void setKeys(const std::vector<std::string> &keys);
    std::vector<std::string> keys() const; // what is being typed included
    void setHealth(const std::vector<relay::api::KeyHealth> &health);
    void askForKey();

signals:
    void changed();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void addRow(const QString &key);
    void take(); // what was typed becomes a row

    std::vector<KeyRow *> m_rows;
    QVBoxLayout *m_column = nullptr;
    widgets::SecretLine *m_entry = nullptr;
    bool m_took = false; // the key that is on its way
};

} // namespace ui::pages
