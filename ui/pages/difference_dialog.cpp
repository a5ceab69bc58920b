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
#include <QScreen>
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

constexpr int kMargin = 24;
constexpr int kLeastWidth = 412;
constexpr int kMostHeight = 380;
constexpr int kMostTitle = 260; // what a name has at least, if it needs it

} // namespace

DifferenceDialog::DifferenceDialog(const Question &question, const std::vector<SettingEdit> &edits,
                                   const std::vector<SettingRow> &rows, QWidget *parent)
    : Dialog(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(question.title);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(kMargin, 20, kMargin, 20);
    column->addStrut(kLeastWidth);
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
        label->setAlignment((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
        label->setWordWrap(!right);
        grid->addWidget(label, line, column);
        return label;
    };
    int title = 0;
    add(0, tr("Setting"), Ink::Text2, false);
    add(1, tr("Now"), Ink::Text2, true);
    add(2, tr("Then"), Ink::Text2, true);
    for (const SettingEdit &edit : edits) {
        grid->addWidget(new widgets::Hairline, ++line, 0, 1, 3);
        ++line;
        QLabel *name = add(0, models::titleOf(edit.name), edit.locked ? Ink::Text2 : Ink::Text, false);
        name->setToolTip(QString::fromStdString(edit.name));
        title = std::max(title, name->fontMetrics().horizontalAdvance(name->text()) + 2);
        add(1, models::valueText(rows, edit.name, edit.from), Ink::Text2, true);
        add(2, edit.locked ? tr("locked, stays") : models::valueText(rows, edit.name, edit.to),
            edit.locked ? Ink::Text2 : Ink::Text, true);
    }
    grid->setRowStretch(++line, 1);
    grid->setColumnMinimumWidth(0, std::min(title, kMostTitle)); // a longer one wraps
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(table);
    const int width = grid->totalMinimumSize().width() + 12; // and the scroll bar
    scroll->setMinimumHeight(std::min(grid->totalHeightForWidth(width) + 4, kMostHeight));
    scroll->setMinimumWidth(std::min(width, screen()->availableSize().width() - 2 * kMargin));
    return scroll;
}

} // namespace ui::pages
