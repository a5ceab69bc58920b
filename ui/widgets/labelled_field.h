// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;

namespace ui::widgets {

// A field under its name, a hint at the right of that, and beneath it, while it is wrong, what is. Lives on
// gui.
class LabelledField final : public QWidget
{
    Q_OBJECT

public:
    LabelledField(const QString &label, QWidget *field, const QString &hint = {}, QWidget *parent = nullptr);

    void setLabel(const QString &label);
    void setHint(const QString &hint);
    void setTrouble(const QString &sentence); // empty: it is fine
    QString trouble() const;
    int troubleHeight() const;                           // what a trouble makes it higher by; 0: it is fine
    QHBoxLayout *labelRow() const { return m_labelRow; } // ends in a stretch and the hint: append

private:
    QWidget *m_field = nullptr;
    QHBoxLayout *m_labelRow = nullptr;
    QLabel *m_label = nullptr;
    QLabel *m_hint = nullptr;
    QLabel *m_trouble = nullptr;
};

} // namespace ui::widgets
