// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/access_card.h"

#include "ui/models/figure_text.h"
#include "ui/pages/snippet_popover.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/copy_field.h"
#include "ui/widgets/flow_layout.h"

#include <QGridLayout>
#include <QLabel>
#include <QMenu>
#include <QVBoxLayout>

#include <algorithm>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;

constexpr int kLabelWidth = 72;

} // namespace

AccessCard::AccessCard(QWidget *parent)
    : QWidget(parent)
{
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    auto *card = new widgets::Card;
    whole->addWidget(card);
    auto *grid = new QGridLayout;
    card->column()->addLayout(grid);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(9);
    grid->setColumnMinimumWidth(0, kLabelWidth);
    grid->setColumnStretch(1, 1);
    using widgets::CopyField;
    m_address = new CopyField(CopyField::Kind::Plain, CopyField::Weight::Primary);
    m_address->setObjectName(u"address"_s);
    m_address->setAccessibleName(tr("Address"));
    m_token = new CopyField(CopyField::Kind::Secret, CopyField::Weight::Secondary);
    m_token->setObjectName(u"token"_s);
    m_token->setAccessibleName(tr("Token"));
    int row = 0;
    for (const auto &[name, field] : {std::pair<QString, QWidget *>(tr("Address"), m_address),
                                      {tr("Token"), m_token},
                                      {tr("Snippets"), newSnippetButtons([this] { return m_access; })}}) {
        auto *label = new QLabel(name);
        widgets::setInk(label, widgets::Ink::Text2);
        grid->addWidget(label, row, 0);
        grid->addWidget(field, row, 1);
        ++row;
    }
}

void AccessCard::setAccess(const models::ClientAccess &access)
{
    m_access = access;
    m_address->setText(access.baseUrl);
    m_token->setSecret(access.token, models::maskedKey(access.token));
}

QWidget *newSnippetButtons(std::function<models::ClientAccess()> access)
{
    auto *place = new QWidget;
    auto *row = new widgets::FlowLayout(6, place);
    row->setContentsMargins(0, 0, 0, 0);
    const auto copy = [access](const QString &id, QWidget &button) {
        const models::ClientAccess now = access();
        const QList<models::ClientSnippet> all = models::clientSnippets(now);
        const auto found = std::ranges::find(all, id, &models::ClientSnippet::id);
        if (found != all.end())
            copySnippet(*found, now.token, button);
    };
    const QList<models::ClientSnippet> names = models::clientSnippets({});
    auto *more = widgets::newButton(widgets::ButtonKind::Chip, AccessCard::tr("More"));
    auto *menu = new QMenu(more);
    for (qsizetype i = 0; i < names.size(); ++i) {
        const QString id = names.at(i).id;
        if (i >= models::kDirectSnippets) {
            QAction *action = menu->addAction(names.at(i).name);
            action->setObjectName(u"snippet-"_s % id);
            QObject::connect(action, &QAction::triggered, more, [copy, id, more] { copy(id, *more); });
            continue;
        }
        auto *chip = widgets::newButton(widgets::ButtonKind::Chip, names.at(i).name);
        chip->setObjectName(u"snippet-"_s % id);
        chip->setAccessibleName(AccessCard::tr("Copy the snippet for %1").arg(names.at(i).name));
        QObject::connect(chip, &QPushButton::clicked, chip, [copy, id, chip] { copy(id, *chip); });
        row->addWidget(chip);
    }
    more->setMenu(menu);
    more->setObjectName(u"moreSnippets"_s);
    row->addWidget(more);
    return place;
}

} // namespace ui::pages
