// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/token_created_panel.h"

#include "ui/models/figure_text.h"
#include "ui/pages/access_rows.h"
#include "ui/widgets/button.h"
#include "ui/widgets/copy_field.h"
#include "ui/widgets/label.h"
#include "ui/widgets/labelled_field.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace ui::pages {

using namespace Qt::StringLiterals;
using widgets::ButtonKind;
using widgets::CopyField;

TokenCreatedPanel::TokenCreatedPanel(models::CommandShell shell)
{
    m_access.shell = shell;
    setPanelTitle(tr("The token is ready"));
    auto *form = new QWidget;
    auto *column = new QVBoxLayout(form);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(14);
    m_sentence = widgets::newParagraph({});
    m_sentence->setObjectName(u"createdSentence"_s);
    column->addWidget(m_sentence);
    m_key = new CopyField(CopyField::Kind::Secret, CopyField::Weight::Primary);
    m_key->setObjectName(u"createdKey"_s);
    column->addWidget(new widgets::LabelledField(tr("Key"), m_key));
    m_address = new CopyField(CopyField::Kind::Plain, CopyField::Weight::Secondary);
    m_address->setObjectName(u"createdAddress"_s);
    column->addWidget(new widgets::LabelledField(tr("Address"), m_address));
    column->addWidget(
        new widgets::LabelledField(tr("Snippets"), newSnippetButtons([this] { return m_access; })));
    column->addStretch(1);
    setForm(form);
    auto *done = widgets::newButton(ButtonKind::Secondary, tr("Done"));
    done->setObjectName(u"done"_s);
    foot()->addStretch(1);
    foot()->addWidget(done);
    connect(done, &QPushButton::clicked, this, &SidePanel::closeRequested);
    tell({}, u"http://"_s, {}); // fields name their parts when they get a text
}

// Shown whole this once.
void TokenCreatedPanel::tell(const relay::model::Token &token, const QString &baseUrl,
                             const QStringList &models)
{
    m_sentence->setText(tr("Give %1 this key and this address.").arg(QString::fromStdString(token.name)));
    const QString key = u"sk-"_s % QString::fromStdString(token.key);
    m_key->setSecret(key, models::maskedKey(key));
    m_key->reveal();
    m_address->setText(baseUrl);
    const QStringList allowed =
        token.models.empty() ? models : QStringList{QString::fromStdString(token.models.front())};
    m_access.baseUrl = baseUrl;
    m_access.token = key;
    m_access.model = allowed.value(0);
}

} // namespace ui::pages
