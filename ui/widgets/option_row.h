// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/ink.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;

namespace ui::widgets {

// One thing that can be set: what it is and what that means at the left, its control at the right, and
// beneath, while it is wrong, what is. Lives on gui.
class OptionRow final : public QWidget
{
    Q_OBJECT

public:
    OptionRow(const QString &title, QWidget *control, QWidget *parent = nullptr);

    void setExplanation(const QString &text);
    void setCode(const QString &code);          // as programs call it
    void setFact(const QString &fact, Ink ink); // beside the control
    void setTrouble(const QString &sentence);   // empty: it is fine
    QString trouble() const;
    QString explanation() const;
    QHBoxLayout *controls() const { return m_controls; }

private:
    QLabel *m_explanation = nullptr;
    QLabel *m_code = nullptr;
    QLabel *m_fact = nullptr;
    QLabel *m_trouble = nullptr;
    QWidget *m_control = nullptr;
    QHBoxLayout *m_controls = nullptr;
};

} // namespace ui::widgets
