// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

class QPushButton;

namespace ui::widgets {

// A line for a secret, with an eye at its end that Tab reaches. Lives on gui.
class SecretLine final : public QLineEdit
{
    Q_OBJECT

public:
    enum class Hiding { Dots, ByOwner }; // who hides: the line itself, or whoever hears revealed()

    explicit SecretLine(Hiding hiding, QWidget *parent = nullptr);

    void setSubject(const QString &name); // the line's accessible name, and in the eye's
    bool isRevealed() const { return m_isRevealed; }
    void setRevealed(bool revealed);

signals:
    void revealed(bool shown);
    void left(); // the focus is neither in the line nor on the eye any more

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void nameEye();

    const Hiding m_hiding;
    bool m_isRevealed = false;
    QPushButton *m_eye = nullptr;
};

} // namespace ui::widgets
