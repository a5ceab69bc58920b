// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/history_dialog.h"

#include "ui/pages/history_card.h"
#include "ui/widgets/button.h"
#include "ui/widgets/dialog.h"
#include "ui/widgets/scaled.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using models::HistoryLine;
using widgets::ButtonKind;

} // namespace

HistoryDialog::HistoryDialog(std::vector<HistoryLine> lines, QWidget *parent)
    : QDialog(parent)
    , m_lines(std::move(lines))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("History of the settings"));
    resize(QSize(widgets::scaled(520), widgets::scaled(560)).boundedTo(widgets::roomFor(*this)));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(24, 20, 12, 20);
    column->setSpacing(12);
    auto *title = new QLabel(windowTitle());
    title->setFont(widgets::fontOf(widgets::TextRole::PanelTitle));
    column->addWidget(title);
    auto *list = new QWidget;
    m_rows = new QVBoxLayout(list);
    m_rows->setContentsMargins(0, 0, 8, 0);
    m_rows->setSpacing(0);
    m_more = widgets::newButton(ButtonKind::Link, tr("Show older changes"));
    m_more->setObjectName(u"olderHistory"_s);
    m_rows->addWidget(m_more, 0, Qt::AlignLeft);
    m_rows->addStretch(1);
    connect(m_more, &QPushButton::clicked, this, &HistoryDialog::showMore);
    showMore();
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(list);
    column->addWidget(scroll, 1);
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(0, 0, 12, 0);
    buttons->addStretch(1);
    QPushButton *close = widgets::newButton(ButtonKind::Secondary, tr("Close"));
    close->setDefault(true);
    buttons->addWidget(close);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    column->addLayout(buttons);
}

void HistoryDialog::showMore()
{
    const std::size_t end = std::min(m_lines.size(), m_shown + kAtOnce);
    for (; m_shown < end; ++m_shown)
        m_rows->insertWidget(int(m_shown), newEntry(m_shown));
    m_more->setVisible(m_shown < m_lines.size());
}

QWidget *HistoryDialog::newEntry(std::size_t index)
{
    const HistoryLine &line = m_lines[index];
    auto *entry = new HistoryEntryView(line, index + 1 == m_lines.size());
    if (index > 0 && line.id > 0) {
        QPushButton *back = widgets::newButton(ButtonKind::Link, tr("Back to here"));
        back->setObjectName(u"back:%1"_s.arg(line.id));
        back->setAccessibleName(tr("Undo everything after %1").arg(line.title));
        back->setToolTip(back->accessibleName());
        entry->actions()->insertWidget(0, back, 0, Qt::AlignTop);
        connect(back, &QPushButton::clicked, this, [this, id = line.id] {
            emit backRequested(id);
            accept();
        });
    }
    connect(entry, &HistoryEntryView::undoRequested, this, [this](qint64 id) {
        emit undoRequested(id);
        accept();
    });
    return entry;
}

} // namespace ui::pages
