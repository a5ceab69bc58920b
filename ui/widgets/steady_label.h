// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QLabel>

namespace ui::widgets {

// A paragraph whose words change: it grows with a longer one and never shrinks again, so that what is beneath
// it does not jump. Lives on gui.
class SteadyLabel final : public QLabel
{
    Q_OBJECT

public:
    explicit SteadyLabel(QWidget *parent = nullptr);

    void setLeastLines(int lines); // room for so many from the start
    int heightForWidth(int width) const override;

private:
    int m_leastLines = 1;
    mutable QHash<int, int> m_highest; // by width
};

} // namespace ui::widgets
