// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/remedy_dialog.h"

#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/ink.h"
#include "ui/widgets/theme.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using widgets::ButtonKind;
using widgets::Ink;
using widgets::TextRole;

constexpr int kLeastWidth = 440;

} // namespace

RemedyDialog::RemedyDialog(const QString &title, const QString &text,
                           const std::vector<relay::api::SettingEdit> &edits, QWidget *parent)
    : QDialog(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(title);
    setMinimumWidth(kLeastWidth);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(24, 20, 24, 20);
    column->setSpacing(12);
    auto *heading = new QLabel(title);
    heading->setFont(fontOf(TextRole::PanelTitle));
    column->addWidget(heading);
    if (!text.isEmpty()) {
        auto *why = new QLabel(text);
        why->setWordWrap(true);
        setInk(why, Ink::Text2);
        column->addWidget(why);
    }
    column->addLayout(buildTable(edits));
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    QPushButton *leave = widgets::newButton(ButtonKind::Secondary, tr("Leave it as it is"));
    leave->setObjectName(u"cancel"_s);
    buttons->addWidget(leave);
    QPushButton *apply = widgets::newButton(ButtonKind::Primary, tr("Apply remedy"));
    apply->setObjectName(u"apply"_s);
    buttons->addWidget(apply);
    column->addLayout(buttons);
    connect(leave, &QPushButton::clicked, this, &QDialog::reject);
    connect(apply, &QPushButton::clicked, this, &QDialog::accept);
    leave->setDefault(true);
    leave->setFocus();
}

QGridLayout *RemedyDialog::buildTable(const std::vector<relay::api::SettingEdit> &edits)
{
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(24);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(0, 1);
    int line = 0;
    const auto add = [grid, &line](int column, const QString &words, Ink ink, TextRole role) {
        auto *label = new QLabel(words);
        label->setFont(fontOf(role));
        setInk(label, ink);
        grid->addWidget(label, line, column,
                        (column == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    };
    add(0, tr("Setting"), Ink::Text2, TextRole::Secondary);
    add(1, tr("Now"), Ink::Text2, TextRole::Secondary);
    add(2, tr("Then"), Ink::Text2, TextRole::Secondary);
    for (const relay::api::SettingEdit &edit : edits) {
        grid->addWidget(new widgets::Hairline, ++line, 0, 1, 3);
        ++line;
        add(0, QString::fromStdString(edit.name), Ink::Text, TextRole::Mono);
        add(1, QString::fromStdString(edit.from), Ink::Text2, TextRole::Body);
        add(2, edit.locked ? tr("locked, stays") : QString::fromStdString(edit.to), Ink::Text,
            TextRole::Body);
    }
    return grid;
}

} // namespace ui::pages
