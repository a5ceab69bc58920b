// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/difference_dialog.h"

#include "ui/models/setting_words.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/ink.h"
#include "ui/widgets/label.h"
#include "ui/widgets/theme.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>

#include <algorithm>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using relay::api::SettingEdit;
using relay::api::SettingRow;
using widgets::ButtonKind;
using widgets::Ink;
using widgets::TextRole;

constexpr int kMostHeight = 380;

} // namespace

DifferenceDialog::DifferenceDialog(const Question &question, const std::vector<SettingEdit> &edits,
                                   const std::vector<SettingRow> &rows, QWidget *parent)
    : QDialog(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(question.title);
    setMinimumWidth(460);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(24, 20, 24, 20);
    column->setSpacing(12);
    auto *title = new QLabel(question.title);
    title->setFont(widgets::fontOf(TextRole::PanelTitle));
    column->addWidget(title);
    if (!question.text.isEmpty()) {
        QLabel *text = widgets::newParagraph(question.text, TextRole::Body, Ink::Text2);
        column->addWidget(text);
    }
    const bool any = std::ranges::any_of(edits, [](const SettingEdit &edit) { return !edit.locked; });
    if (edits.empty()) {
        auto *none = new QLabel(tr("Everything is so already: there is nothing to change."));
        none->setObjectName(u"nothing"_s);
        column->addWidget(none);
    } else {
        column->addWidget(buildTable(edits, rows), 1);
    }
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    QPushButton *cancel =
        widgets::newButton(ButtonKind::Secondary, any ? tr("Leave it as it is") : tr("Close"));
    cancel->setObjectName(u"cancel"_s);
    buttons->addWidget(cancel);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    if (any) {
        QPushButton *apply = widgets::newButton(ButtonKind::Primary, question.verb);
        apply->setObjectName(u"apply"_s);
        buttons->addWidget(apply);
        connect(apply, &QPushButton::clicked, this, &QDialog::accept);
    }
    cancel->setDefault(true);
    cancel->setFocus();
    column->addLayout(buttons);
}

QWidget *DifferenceDialog::buildTable(const std::vector<SettingEdit> &edits,
                                      const std::vector<SettingRow> &rows)
{
    auto *table = new QWidget;
    auto *grid = new QGridLayout(table);
    grid->setContentsMargins(0, 0, 8, 0);
    grid->setHorizontalSpacing(24);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(0, 1);
    int line = 0;
    const auto add = [&](int column, const QString &text, Ink ink, bool right) {
        auto *label = new QLabel(text);
        label->setTextFormat(Qt::PlainText);
        widgets::setInk(label, ink);
        grid->addWidget(label, line, column, (right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
        return label;
    };
    add(0, tr("Setting"), Ink::Text2, false);
    add(1, tr("Now"), Ink::Text2, true);
    add(2, tr("Then"), Ink::Text2, true);
    for (const SettingEdit &edit : edits) {
        grid->addWidget(new widgets::Hairline, ++line, 0, 1, 3);
        ++line;
        add(0, models::titleOf(edit.name), edit.locked ? Ink::Text2 : Ink::Text, false)
            ->setToolTip(QString::fromStdString(edit.name));
        add(1, models::valueText(rows, edit.name, edit.from), Ink::Text2, true);
        add(2, edit.locked ? tr("locked, stays") : models::valueText(rows, edit.name, edit.to),
            edit.locked ? Ink::Text2 : Ink::Text, true);
    }
    grid->setRowStretch(++line, 1);
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(table);
    scroll->setMinimumHeight(std::min(table->sizeHint().height() + 4, kMostHeight));
    scroll->setMinimumWidth(table->sizeHint().width() + 12);
    return scroll;
}

} // namespace ui::pages
