// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessible>
#include <QRect>
#include <QString>

class QWidget;

namespace ui::widgets {

// What a control that paints itself is to those who cannot see it: a base beside QWidget. Names and
// descriptions are the widget's own. Lives on gui.
class Accessible
{
public:
    struct Part
    {
        QString name;
        QRect box; // in the widget
    };

    virtual ~Accessible() = default;
    Accessible(const Accessible &) = delete;
    Accessible &operator=(const Accessible &) = delete;

    QAccessible::Role role() const { return m_role; }
    virtual QString valueText() const { return {}; }
    virtual int percent() const { return -1; } // -1: it has none
    virtual int partCount() const { return 0; }
    virtual Part part(int) const { return {}; }
    virtual int currentPart() const { return -1; } // has the focus while the widget has it
    virtual void choosePart(int) {}

    // Parts are radio buttons where this is one of them, and text elsewhere.
    bool hasChoice() const { return m_role == QAccessible::Grouping; }

    // Hears all that is told here, whether or not a screen reader runs. For tests.
    using Listener = void (*)(const QAccessibleEvent &);
    static Listener listen(Listener listener); // returns the one before

protected:
    explicit Accessible(QAccessible::Role role);

    static void announce(QWidget *alert);            // what it says has just appeared
    static void tellPart(QWidget *widget, int part); // it is the current one now
    static void tellPercent(QWidget *widget, int percent);

private:
    const QAccessible::Role m_role;
};

} // namespace ui::widgets
