// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractSpinBox>

#include <functional>

namespace ui::widgets {

// A number with its unit, typed or stepped. It takes whatever is typed: who gets it says whether it is right,
// and why not. Enter or leaving the field gives it, Escape brings the last one back. Lives on gui.
class NumberField final : public QAbstractSpinBox
{
    Q_OBJECT

public:
    using UnitOf = std::function<QString(double)>; // may depend on the number

    explicit NumberField(QWidget *parent = nullptr);

    void setForm(int decimals, bool grouped, UnitOf unit); // decimals: at most
    void setValue(const QString &plain);                   // as programs write it; not while somebody types
    QString value() const;                                 // likewise; what was typed, if it is no number
    void setInvalid(bool invalid);

    void stepBy(int steps) override;
    QValidator::State validate(QString &, int &) const override { return QValidator::Acceptable; }

signals:
    void given(const QString &plain);
    void takenBack(); // by Escape

protected:
    StepEnabled stepEnabled() const override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void show(const QString &plain);
    void give();

    int m_decimals = 0;
    bool m_grouped = true;
    UnitOf m_unit;
    QString m_known; // plain
    bool m_typed = false;
};

} // namespace ui::widgets
