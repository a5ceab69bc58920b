// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <functional>

namespace ui::widgets {

// What a colour stands for: a small square of it and a word. Lives on gui.
class Swatch final : public QWidget
{
    Q_OBJECT

public:
    using Fill = std::function<QColor(const QPalette &)>;

    Swatch(Fill fill, const QString &word, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Fill m_fill;
    const QString m_word;
};

} // namespace ui::widgets
