// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/ask_dialog.h"

#include "ui/widgets/button.h"
#include "ui/widgets/ink.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <utility>

namespace ui::widgets {

namespace {

constexpr int kLeastWidth = 352;

} // namespace

AskDialog::AskDialog(QWidget *over, const QString &title, const QString &meaning, const QString &safe)
    : Dialog(over->window())
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    setWindowTitle(title);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(24, 20, 24, 20);
    column->addStrut(kLeastWidth);
    column->setSpacing(8);
    auto *heading = new QLabel(title);
    heading->setObjectName(QStringLiteral("title"));
    heading->setFont(fontOf(TextRole::PanelTitle));
    heading->setTextFormat(Qt::PlainText);
    heading->setWordWrap(true);
    column->addWidget(heading);
    auto *text = new QLabel(meaning);
    text->setObjectName(QStringLiteral("meaning"));
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    setInk(text, Ink::Text2);
    column->addWidget(text);
    column->addSpacing(12);
    m_buttons = new QHBoxLayout;
    m_buttons->setSpacing(8);
    m_buttons->addStretch(1);
    column->addLayout(m_buttons);
    auto *stay = newButton(ButtonKind::Secondary, safe);
    stay->setObjectName(QStringLiteral("safe"));
    stay->setDefault(true);
    m_buttons->addWidget(stay);
    connect(stay, &QPushButton::clicked, this, &QDialog::reject);
    stay->setFocus();
}

void AskDialog::addDanger(const QString &verb, std::function<void()> act)
{
    auto *button = newButton(ButtonKind::Danger, verb);
    button->setObjectName(QStringLiteral("danger"));
    add(button, std::move(act));
}

void AskDialog::addOther(const QString &verb, std::function<void()> act)
{
    auto *button = newButton(ButtonKind::Primary, verb);
    button->setObjectName(QStringLiteral("other"));
    add(button, std::move(act));
}

void AskDialog::add(QPushButton *button, std::function<void()> act)
{
    m_buttons->addWidget(button);
    connect(button, &QPushButton::clicked, this, [this, act = std::move(act)] {
        accept();
        act();
    });
}

} // namespace ui::widgets
