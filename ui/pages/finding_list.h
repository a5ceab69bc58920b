// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/examination.h"

#include <QWidget>

class QVBoxLayout;

namespace ui::widgets {
class Card;
} // namespace ui::widgets

namespace ui::pages {

// All that the doctor found, in two cards: the four common troubles, and the
// rest. Lives on gui.
class FindingList final : public QWidget
{
    Q_OBJECT

public:
    explicit FindingList(const models::Examination &examination, QWidget *parent = nullptr);

signals:
    void remedyRequested(const QString &name);
    void placeRequested(const QString &name);

private:
    void build();
    widgets::Card *buildCard(const QString &title, bool common);

    const models::Examination &m_examination;
    QVBoxLayout *m_column = nullptr;
};

} // namespace ui::pages
