// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/token_created_panel.h"

#include "ui/models/figure_text.h"
#include "ui/widgets/button.h"
#include "ui/widgets/copy_field.h"
#include "ui/widgets/labelled_field.h"
#include "ui/widgets/theme.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace ui::pages {

using namespace Qt::StringLiterals;
using widgets::ButtonKind;
using widgets::CopyField;

TokenCreatedPanel::TokenCreatedPanel()
{
    setPanelTitle(tr("The token is ready"));
    auto *form = new QWidget;
    auto *column = new QVBoxLayout(form);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(14);
    m_sentence = new QLabel;
    m_sentence->setObjectName(u"createdSentence"_s);
    m_sentence->setWordWrap(true);
    m_sentence->setTextFormat(Qt::PlainText);
    column->addWidget(m_sentence);
    m_key = new CopyField(CopyField::Kind::Secret, CopyField::Weight::Primary);
    m_key->setObjectName(u"createdKey"_s);
    column->addWidget(new widgets::LabelledField(tr("Key"), m_key));
    m_address = new CopyField(CopyField::Kind::Plain, CopyField::Weight::Secondary);
    m_address->setObjectName(u"createdAddress"_s);
    column->addWidget(new widgets::LabelledField(tr("Address"), m_address));
    column->addStretch(1);
    setForm(form);
    auto *snippets = widgets::newButton(ButtonKind::Secondary, tr("Snippets"));
    snippets->setObjectName(u"snippets"_s);
    auto *done = widgets::newButton(ButtonKind::Secondary, tr("Done"));
    done->setObjectName(u"done"_s);
    foot()->addWidget(snippets);
    foot()->addStretch(1);
    foot()->addWidget(done);
    connect(snippets, &QPushButton::clicked, this, &TokenCreatedPanel::snippetsRequested);
    connect(done, &QPushButton::clicked, this, &SidePanel::closeRequested);
    tell({}, u"http://"_s); // fields name their parts when they get a text
}

// Shown whole this once.
void TokenCreatedPanel::tell(const relay::model::Token &token, const QString &baseUrl)
{
    m_sentence->setText(tr("Give %1 this key and this address.").arg(QString::fromStdString(token.name)));
    const QString key = u"sk-"_s % QString::fromStdString(token.key);
    m_key->setSecret(key, models::maskedKey(key));
    if (auto *reveal = m_key->findChild<QAction *>(u"reveal"_s))
        reveal->setChecked(true);
    m_address->setText(baseUrl);
}

} // namespace ui::pages
