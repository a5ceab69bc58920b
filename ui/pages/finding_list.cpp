// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/finding_list.h"

#include "ui/models/finding_text.h"
#include "ui/pages/finding_row.h"
#include "ui/widgets/card.h"

#include <QVBoxLayout>

#include <algorithm>

namespace ui::pages {

FindingList::FindingList(const models::Examination &examination, QWidget *parent)
    : QWidget(parent)
    , m_examination(examination)
{
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(12);
    connect(&examination, &models::Examination::examined, this, &FindingList::build);
}

void FindingList::build()
{
    while (QLayoutItem *item = m_column->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater(); // one of its buttons may have led here
        delete item;
    }
    for (QWidget *card :
         {buildCard(tr("The four common troubles"), true), buildCard(tr("Everything else"), false)}) {
        if (card)
            m_column->addWidget(card);
    }
    m_column->addStretch(1);
}

widgets::Card *FindingList::buildCard(const QString &title, bool common)
{
    widgets::Card *card = nullptr;
    int fine = 0;
    int all = 0;
    for (const relay::api::Finding &finding : m_examination.findings()) {
        if (models::isCommonTrouble(finding.name) != common)
            continue;
        if (!card)
            card = new widgets::Card(title);
        else
            card->column()->addWidget(new widgets::Hairline);
        auto *row = new FindingRow(finding);
        connect(row, &FindingRow::remedyRequested, this, &FindingList::remedyRequested);
        connect(row, &FindingRow::placeRequested, this, &FindingList::placeRequested);
        card->column()->addWidget(row);
        ++all;
        fine += finding.verdict == relay::api::Verdict::Fine ? 1 : 0;
    }
    if (card) {
        card->column()->setSpacing(2);
        card->setFact(fine == all ? tr("all fine") : tr("%1 of %2 fine").arg(fine).arg(all));
    }
    return card;
}

} // namespace ui::pages
