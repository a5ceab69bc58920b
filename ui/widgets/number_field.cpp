// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/number_field.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>

#include <cmath>
#include <utility>

namespace ui::widgets {

namespace {

using namespace Qt::StringLiterals;

constexpr QChar kMinus(0x2212);

// Steps that are felt: about a tenth, in round numbers, and 1 at least.
double stepFor(double value, int decimals)
{
    const double size = std::abs(value);
    if (size < 20)
        return decimals > 0 ? 0.1 : 1;
    return std::pow(10, std::floor(std::log10(size)) - 1) * (size >= 1000 ? 10 : 1);
}

} // namespace

NumberField::NumberField(QWidget *parent)
    : QAbstractSpinBox(parent)
{
    setAlignment(Qt::AlignRight);
    setFocusPolicy(Qt::StrongFocus);
    connect(lineEdit(), &QLineEdit::textEdited, this, [this] { m_typed = true; });
}

void NumberField::setForm(int decimals, bool grouped, UnitOf unit)
{
    m_decimals = decimals;
    m_grouped = grouped;
    m_unit = std::move(unit);
}

void NumberField::setValue(const QString &plain)
{
    if (plain == m_known && !m_typed)
        return;
    if (m_typed && hasFocus()) {
        m_known = plain;
        return;
    }
    m_known = plain;
    m_typed = false;
    show(plain);
}

void NumberField::show(const QString &plain)
{
    bool ok = false;
    const double number = plain.toDouble(&ok);
    if (!ok) {
        lineEdit()->setText(plain);
        return;
    }
    QLocale locale;
    if (!m_grouped)
        locale.setNumberOptions(QLocale::OmitGroupSeparator);
    QString text = m_decimals == 0 ? locale.toString(number, 'f', 0)
                                   : locale.toString(number, 'f', QLocale::FloatingPointShortest);
    text.replace(u'-', kMinus);
    const QString unit = m_unit ? m_unit(number) : QString();
    lineEdit()->setText(unit.isEmpty() ? text : text % u' ' % unit);
    lineEdit()->setCursorPosition(0);
}

QString NumberField::value() const
{
    QString text = lineEdit()->text().trimmed();
    text.replace(kMinus, u'-');
    bool ok = false;
    for (const double number : {1.0, -1.0}) { // the unit may differ
        const QString unit = m_unit ? m_unit(number) : QString();
        if (!unit.isEmpty() && text.endsWith(unit))
            text = text.chopped(unit.size()).trimmed();
    }
    const double number = QLocale().toDouble(text, &ok);
    if (!ok)
        return text;
    const bool whole = number == std::floor(number) && std::abs(number) < 9e15;
    return whole ? QString::number(qint64(number))
                 : QString::number(number, 'g', QLocale::FloatingPointShortest);
}

void NumberField::setInvalid(bool invalid)
{
    if (property("invalid").toBool() == invalid)
        return;
    setProperty("invalid", invalid);
    update();
}

QAbstractSpinBox::StepEnabled NumberField::stepEnabled() const
{
    return isReadOnly() ? StepEnabled(StepNone) : StepUpEnabled | StepDownEnabled;
}

void NumberField::stepBy(int steps)
{
    bool ok = false;
    const double number = value().toDouble(&ok);
    if (!ok)
        return;
    const double step = stepFor(number, m_decimals);
    show(QString::number(std::round((number + steps * step) / step) * step, 'f', m_decimals));
    m_typed = true;
    if (!hasFocus())
        give();
}

void NumberField::give()
{
    if (!std::exchange(m_typed, false))
        return;
    const QString now = value();
    if (now == m_known) {
        show(now);
        return;
    }
    emit given(now);
}

void NumberField::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        give();
        selectAll();
        return;
    }
    if (event->key() == Qt::Key_Escape && (m_typed || value() != m_known)) {
        m_typed = false;
        setInvalid(false);
        show(m_known);
        emit takenBack();
        return;
    }
    QAbstractSpinBox::keyPressEvent(event);
}

void NumberField::focusOutEvent(QFocusEvent *event)
{
    QAbstractSpinBox::focusOutEvent(event);
    give();
}

} // namespace ui::widgets
