// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/model/channel.h"

#include <QWidget>

#include <vector>

class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace ui::pages {

// Pairs of texts, a row each, with one more at the end whenever it is asked for; a row with both sides empty
// is none. Lives on gui.
class PairRows final : public QWidget
{
    Q_OBJECT

public:
    enum class Kind {
        Models,
        Headers
    }; // models: an arrow between; headers: values of secret ones are hidden

    explicit PairRows(Kind kind, QWidget *parent = nullptr);

    void setPairs(const relay::model::StringPairs &pairs);
    relay::model::StringPairs pairs() const;
    void markIncomplete(bool wrong); // paints the sides that are missing

signals:
    void changed();

private:
    struct Row
    {
        QWidget *whole;
        QLineEdit *first;
        QLineEdit *second;
        QPushButton *button;
    };

    Row &addRow(const QString &first, const QString &second);
    void removeRow(const QWidget *whole);
    void dressButtons();

    const Kind m_kind;
    std::vector<Row> m_rows;
    QVBoxLayout *m_column = nullptr;
};

} // namespace ui::pages
