// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/access_rows.h"

#include "ui/models/figure_text.h"
#include "ui/pages/snippet_popover.h"
#include "ui/widgets/button.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/label.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>

#include <algorithm>
#include <memory>
#include <optional>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;

constexpr int kLabelWidth = 72;

} // namespace

AccessRows::AccessRows(widgets::CopyField::Weight weight, QWidget *parent)
    : QWidget(parent)
{
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(9);
    grid->setColumnMinimumWidth(0, kLabelWidth);
    grid->setColumnStretch(1, 1);
    using widgets::CopyField;
    m_address = new CopyField(CopyField::Kind::Plain, weight);
    m_address->setObjectName(u"address"_s);
    m_address->setAccessibleName(tr("Address"));
    m_token = new CopyField(CopyField::Kind::Secret, CopyField::Weight::Secondary);
    m_token->setObjectName(u"token"_s);
    m_token->setAccessibleName(tr("Token"));
    m_token->setPlaceholder(tr("No token is on"));
    auto *tokenPlace = new QWidget;
    m_tokenRow = new QHBoxLayout(tokenPlace);
    m_tokenRow->setContentsMargins(0, 0, 0, 0);
    m_tokenRow->setSpacing(8);
    m_tokenRow->addWidget(m_token, 1);
    // Bold words are wider: one width for both, so that the fields end together.
    const int copyWidth = std::max(m_address->button().minimumWidth(), m_token->button().minimumWidth());
    for (const CopyField *field : {m_address, m_token})
        field->button().setMinimumWidth(copyWidth);
    m_network = new CopyField(CopyField::Kind::Plain, CopyField::Weight::Secondary);
    m_network->setObjectName(u"networkAddress"_s);
    m_network->setAccessibleName(tr("Address for other computers"));
    m_network->button().setMinimumWidth(copyWidth);
    int row = 0;
    for (const auto &[name, field] : {std::pair<QString, QWidget *>(tr("Address"), m_address),
                                      {tr("Network"), m_network},
                                      {tr("Token"), tokenPlace},
                                      {tr("Snippets"), newSnippetButtons([this] { return m_access; })}}) {
        QLabel *label = widgets::newLabel(name, widgets::TextRole::Body, widgets::Ink::Text2);
        if (field == m_network)
            m_networkName = label;
        grid->addWidget(label, row, 0);
        grid->addWidget(field, row, 1);
        ++row;
    }
    setNetwork({});
}

void AccessRows::setNetwork(const QStringList &urls)
{
    m_network->setVisible(!urls.isEmpty());
    m_networkName->setVisible(!urls.isEmpty());
    if (!urls.isEmpty())
        m_network->setText(urls.front());
    m_network->setToolTip(tr("Other computers in this network call it there.") % u'\n' % urls.join(u'\n'));
}

void AccessRows::setAccess(const models::ClientAccess &access)
{
    m_access = access;
    m_address->setText(access.baseUrl);
    m_token->setSecret(access.token, models::maskedKey(access.token));
    const bool none = access.token.isEmpty() && !access.baseUrl.isEmpty(); // else nothing is known yet
    if (m_makeToken)
        m_makeToken->setVisible(none);
    m_token->button().setVisible(!m_makeToken || !none);
}

void AccessRows::setTokenMaker(QPushButton *button)
{
    m_makeToken = button;
    m_tokenRow->addWidget(button);
    setAccess(m_access);
}

QWidget *newSnippetButtons(const std::function<models::ClientAccess()> &access)
{
    auto *place = new QWidget;
    auto *row = new widgets::FlowLayout(6, place);
    row->setContentsMargins(0, 0, 0, 0);
    auto *more = widgets::newButton(widgets::ButtonKind::Chip, AccessRows::tr("More"));
    auto *menu = new QMenu(more);
    auto *power = new QAction(AccessRows::tr("For PowerShell"), menu);
    power->setObjectName(u"forPowerShell"_s);
    power->setCheckable(true);
    // The system's, until somebody wants the other one.
    const auto asked = std::make_shared<std::optional<models::CommandShell>>();
    const auto isPower = [access, asked] {
        return asked->value_or(access().shell) == models::CommandShell::PowerShell;
    };
    QObject::connect(menu, &QMenu::aboutToShow, power, [power, isPower] { power->setChecked(isPower()); });
    QObject::connect(power, &QAction::triggered, power, [power, asked, isPower] {
        *asked = isPower() ? models::CommandShell::Posix : models::CommandShell::PowerShell;
        power->setChecked(isPower());
    });
    const auto copy = [access, isPower](const QString &id, QWidget &button) {
        models::ClientAccess now = access();
        now.shell = isPower() ? models::CommandShell::PowerShell : models::CommandShell::Posix;
        const QList<models::ClientSnippet> all = models::clientSnippets(now);
        const auto found = std::ranges::find(all, id, &models::ClientSnippet::id);
        if (found != all.end())
            copySnippet(*found, now.token, button);
    };
    const QList<models::ClientSnippet> names = models::clientSnippets({});
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
        chip->setAccessibleName(AccessRows::tr("Copy the snippet for %1").arg(names.at(i).name));
        QObject::connect(chip, &QPushButton::clicked, chip, [copy, id, chip] { copy(id, *chip); });
        row->addWidget(chip);
    }
    menu->addSeparator();
    menu->addAction(power);
    more->setMenu(menu);
    more->setObjectName(u"moreSnippets"_s);
    row->addWidget(more);
    return place;
}

} // namespace ui::pages
