// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/accessible.h"

#include <QAccessibleWidget>
#include <QPointer>
#include <QWidget>

#include <utility>
#include <vector>

namespace ui::widgets {

namespace {

const Accessible *accessibleOf(const QWidget *widget)
{
    return dynamic_cast<const Accessible *>(widget);
}

// One part of a widget.
class PartInterface final : public QAccessibleInterface, public QAccessibleActionInterface
{
public:
    PartInterface(QWidget *widget, int index)
        : m_widget(widget)
        , m_index(index)
    {
    }

    bool isValid() const override { return m_widget && m_index < owner().partCount(); }
    QObject *object() const override { return nullptr; }
    QWindow *window() const override { return parent() ? parent()->window() : nullptr; }
    QAccessibleInterface *parent() const override { return QAccessible::queryAccessibleInterface(m_widget); }
    QAccessibleInterface *child(int) const override { return nullptr; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    QString text(QAccessible::Text text) const override
    {
        return isValid() && text == QAccessible::Name ? owner().part(m_index).name : QString();
    }
    void setText(QAccessible::Text, const QString &) override {}
    QRect rect() const override
    {
        if (!isValid())
            return {};
        const QRect box = owner().part(m_index).box;
        return {m_widget->mapToGlobal(box.topLeft()), box.size()};
    }
    QAccessible::Role role() const override
    {
        return m_widget && owner().hasChoice() ? QAccessible::RadioButton : QAccessible::StaticText;
    }
    QAccessible::State state() const override;
    void *interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ActionInterface && m_widget && owner().hasChoice()
                   ? static_cast<QAccessibleActionInterface *>(this)
                   : nullptr;
    }
    QStringList actionNames() const override { return {pressAction()}; }
    void doAction(const QString &action) override
    {
        if (action == pressAction() && isValid() && m_widget->isEnabled())
            dynamic_cast<Accessible &>(*m_widget).choosePart(m_index);
    }
    QStringList keyBindingsForAction(const QString &) const override { return {}; }

private:
    const Accessible &owner() const { return dynamic_cast<const Accessible &>(*m_widget); }

    const QPointer<QWidget> m_widget;
    const int m_index;
};

QAccessible::State PartInterface::state() const
{
    QAccessible::State state;
    if (!isValid()) {
        state.invalid = true;
        return state;
    }
    const bool current = m_index == owner().currentPart();
    state.disabled = !m_widget->isEnabled();
    state.invisible = !m_widget->isVisible();
    state.focusable = m_widget->focusPolicy() != Qt::NoFocus;
    state.focused = current && m_widget->hasFocus();
    if (owner().hasChoice()) {
        state.checkable = true;
        state.checked = current;
    }
    return state;
}

class WidgetInterface final : public QAccessibleWidget, public QAccessibleValueInterface
{
public:
    WidgetInterface(QWidget *widget, QAccessible::Role role)
        : QAccessibleWidget(widget, role)
    {
    }
    ~WidgetInterface() override
    {
        for (const QAccessible::Id part : m_parts)
            QAccessible::deleteAccessibleInterface(part);
    }

    int childCount() const override { return parts() ? parts() : QAccessibleWidget::childCount(); }
    QAccessibleInterface *child(int index) const override;
    int indexOfChild(const QAccessibleInterface *child) const override;
    QAccessibleInterface *childAt(int x, int y) const override;
    QAccessibleInterface *focusChild() const override
    {
        const Accessible *owner = accessibleOf(widget());
        return parts() && widget()->hasFocus() && owner->currentPart() >= 0 ? child(owner->currentPart())
                                                                            : QAccessibleWidget::focusChild();
    }
    QString text(QAccessible::Text text) const override
    {
        const Accessible *owner = accessibleOf(widget());
        return owner && text == QAccessible::Value ? owner->valueText() : QAccessibleWidget::text(text);
    }
    QAccessible::State state() const override
    {
        QAccessible::State state = QAccessibleWidget::state();
        state.modal = role() == QAccessible::Dialog;
        state.readOnly = percent() >= 0;
        return state;
    }
    void *interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ValueInterface && percent() >= 0
                   ? static_cast<QAccessibleValueInterface *>(this)
                   : QAccessibleWidget::interface_cast(type);
    }
    QVariant currentValue() const override { return percent(); }
    void setCurrentValue(const QVariant &) override {}
    QVariant maximumValue() const override { return 100; }
    QVariant minimumValue() const override { return 0; }
    QVariant minimumStepSize() const override { return 1; }

private:
    int parts() const
    {
        const Accessible *owner = accessibleOf(widget());
        return owner ? owner->partCount() : 0;
    }
    int percent() const
    {
        const Accessible *owner = accessibleOf(widget());
        return owner ? owner->percent() : -1;
    }

    mutable std::vector<QAccessible::Id> m_parts; // made when they are asked for
};

QAccessibleInterface *WidgetInterface::child(int index) const
{
    if (!parts())
        return QAccessibleWidget::child(index);
    if (index < 0 || index >= parts())
        return nullptr;
    while (int(m_parts.size()) <= index)
        m_parts.push_back(
            QAccessible::registerAccessibleInterface(new PartInterface(widget(), int(m_parts.size()))));
    return QAccessible::accessibleInterface(m_parts[std::size_t(index)]);
}

int WidgetInterface::indexOfChild(const QAccessibleInterface *wanted) const
{
    if (!parts())
        return QAccessibleWidget::indexOfChild(wanted);
    for (int i = 0; i < parts(); ++i) {
        if (child(i) == wanted)
            return i;
    }
    return -1;
}

QAccessibleInterface *WidgetInterface::childAt(int x, int y) const
{
    for (int i = 0; i < parts(); ++i) {
        if (child(i)->rect().contains(x, y))
            return child(i);
    }
    return QAccessibleWidget::childAt(x, y);
}

Accessible::Listener listening = nullptr;

void tell(QAccessibleEvent &event)
{
    if (listening)
        listening(event);
    QAccessible::updateAccessibility(&event);
}

QAccessibleInterface *newInterface(const QString &, QObject *object)
{
    auto *widget = qobject_cast<QWidget *>(object);
    const Accessible *accessible = accessibleOf(widget);
    return accessible ? new WidgetInterface(widget, accessible->role()) : nullptr;
}

} // namespace

Accessible::Accessible(QAccessible::Role role)
    : m_role(role)
{
    QAccessible::installFactory(newInterface); // once, however often
}

Accessible::Listener Accessible::listen(Listener listener)
{
    return std::exchange(listening, listener);
}

void Accessible::announce(QWidget *alert)
{
    if (!alert->isVisible())
        return;
    QAccessibleEvent event(alert, QAccessible::Alert);
    tell(event);
}

void Accessible::tellPart(QWidget *widget, int part)
{
    const Accessible *accessible = accessibleOf(widget);
    if (accessible->hasChoice()) {
        QAccessible::State checked;
        checked.checked = true;
        QAccessibleStateChangeEvent event(widget, checked);
        event.setChild(part);
        tell(event);
    }
    if (!widget->hasFocus())
        return;
    QAccessibleEvent event(widget, QAccessible::Focus);
    event.setChild(part);
    tell(event);
}

void Accessible::tellPercent(QWidget *widget, int percent)
{
    QAccessibleValueChangeEvent event(widget, percent);
    tell(event);
}

} // namespace ui::widgets
