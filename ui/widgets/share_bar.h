// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/ink.h"

#include <QWidget>

#include <vector>

namespace ui::widgets {

// What a whole is made of, as one bar of parts side by side. Parts that are not 0 are at least two pixels
// wide. Lives on gui.
class ShareBar final : public QWidget
{
    Q_OBJECT

public:
    struct Part
    {
        QString name;
        double value = 0;
        Ink ink = Ink::P95;

        bool operator==(const Part &) const = default;
    };

    explicit ShareBar(QWidget *parent = nullptr);

    void setParts(std::vector<Part> parts);
    QSize sizeHint() const override { return {120, 8}; }
    QSize minimumSizeHint() const override { return {40, 8}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::vector<Part> m_parts;
};

// The small square that says which part of a bar a line of text is about. Lives on gui.
class ShareSwatch final : public QWidget
{
    Q_OBJECT

public:
    explicit ShareSwatch(Ink ink, bool filled = true, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Ink m_ink;
    const bool m_filled;
};

} // namespace ui::widgets
