// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

class QLineEdit;
class QPushButton;

namespace ui::widgets {

class SecretLine;

// A text to take along: readable, with a button that copies it, and an eye that reveals it if it is a secret.
// What is copied is always the whole text. Lives on gui.
class CopyField final : public QWidget
{
    Q_OBJECT

public:
    enum class Kind { Plain, Secret };
    enum class Weight { Primary, Secondary };

    CopyField(Kind kind, Weight weight, QWidget *parent = nullptr);

    void setText(const QString &text) { setSecret(text, text); }
    void setSecret(const QString &text, const QString &masked);
    void setPlaceholder(const QString &text); // while there is nothing to copy
    void reveal();
    QPushButton &button() const { return *m_copy; } // which copies

signals:
    void copied();

private:
    void copy();
    void showText();

    QString m_text;
    QString m_masked;
    QLineEdit *m_line = nullptr;
    QPushButton *m_copy = nullptr;
    SecretLine *m_secret = nullptr; // the line; null: nothing to hide
    QTimer m_copied;
};

} // namespace ui::widgets
