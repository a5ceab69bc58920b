// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings_security.h"

#include "ui/models/figure_text.h"
#include "ui/models/said_text.h"
#include "ui/models/window_language.h"
#include "ui/pages/setting_cards.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/copy_field.h"
#include "ui/widgets/label.h"
#include "ui/widgets/option_row.h"
#include "ui/widgets/theme.h"

#include <QCoreApplication>
#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using relay::api::SecretKeeping;
using relay::api::SecretPlace;
using widgets::Glyph;
using widgets::Ink;
using widgets::TextRole;
using widgets::Tone;

} // namespace

SettingsSecurity::SettingsSecurity(const SettingsParts &parts)
    : m_parts(parts)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addWidget(buildKeeping());
    column->addWidget(buildAdmin());
    column->addWidget(buildPrivacy());
    column->addWidget(new SettingCards(
        m_parts.settings,
        {{tr("For the first start alone"), {"INITIAL_ROOT_TOKEN", "INITIAL_ROOT_ACCESS_TOKEN"}}}));
    column->addStretch(1);
}

QWidget *SettingsSecurity::buildKeeping()
{
    auto *card = new widgets::Card(tr("Where the master key is"));
    m_place = new widgets::Badge;
    m_place->setObjectName(u"keyPlace"_s);
    m_place->set(Tone::Neutral, tr("asking"), Glyph::Clock);
    card->titleRow()->addWidget(m_place);
    m_meaning = widgets::newParagraph({}, TextRole::Body, Ink::Text);
    m_meaning->setObjectName(u"keyMeaning"_s);
    card->column()->addWidget(m_meaning);
    m_where = widgets::newParagraph({}, TextRole::MonoSmall, Ink::Text2);
    m_where->setTextInteractionFlags(Qt::TextSelectableByMouse);
    card->column()->addWidget(m_where);
    card->column()->addWidget(new widgets::Hairline);
    m_move = widgets::newButton(widgets::ButtonKind::Secondary, tr("Move"), Glyph::Lock);
    m_move->setObjectName(u"moveKey"_s);
    widgets::setInRow(m_move);
    m_moveRow = new widgets::OptionRow(tr("Keep it elsewhere"), m_move);
    m_moveRow->setObjectName(u"moveKeyRow"_s);
    card->column()->addWidget(m_moveRow);
    connect(m_move, &QPushButton::clicked, this, [this] {
        moveKey(m_keeping.place == SecretPlace::KeyFile ? SecretPlace::Keyring : SecretPlace::KeyFile, false);
    });
    m_moveRow->hide();
    return card;
}

QWidget *SettingsSecurity::buildAdmin()
{
    auto *card = new widgets::Card(tr("Admin token"));
    card->setFact(tr("opens the admin API: as good as this window"));
    m_admin = new widgets::CopyField(widgets::CopyField::Kind::Secret, widgets::CopyField::Weight::Secondary);
    m_admin->setObjectName(u"adminToken"_s);
    m_admin->setAccessibleName(tr("Admin token"));
    card->column()->addWidget(m_admin);
    return card;
}

QWidget *SettingsSecurity::buildPrivacy()
{
    auto *card = new widgets::Card(tr("What leaves this computer"));
    card->column()->addWidget(widgets::newParagraph(
        tr("Requests go to the upstreams of your channels, and to nobody else. TrayRelay reports "
           "nothing to anybody, and asks for updates only if you switch that on. Prompts and answers are "
           "passed on and not kept: the ledger has times, counts, models and costs. Keys and tokens "
           "are in no log, export or report."),
        TextRole::Body, Ink::Text));
    card->column()->addWidget(widgets::newParagraph(
        tr("If a collector for traces is set (Network), it is told models, times and status of each "
           "exchange, and no text."),
        TextRole::Body, Ink::Text2));
    return card;
}

void SettingsSecurity::read()
{
    const QString key = QString::fromStdString(m_parts.context.service.adminKey());
    m_admin->setSecret(key, models::maskedKey(key));
    m_parts.context.service.secretService().secretKeeping(
        this, [this](const relay::Result<SecretKeeping> &keeping) { showKeeping(keeping); });
}

void SettingsSecurity::showKeeping(const relay::Result<SecretKeeping> &keeping)
{
    m_move->setEnabled(true);
    if (!keeping) {
        m_place->set(Tone::Neutral, tr("unknown"), Glyph::Info);
        m_meaning->setText(models::saidText(keeping.error()));
        return;
    }
    m_keeping = *keeping;
    const QString ring = m_keeping.keyringName.empty()
                             ? tr("the system's keyring")
                             : QCoreApplication::translate("Phrases", m_keeping.keyringName.c_str());
    const bool inRing = m_keeping.place == SecretPlace::Keyring;
    m_place->set(inRing ? Tone::Ok : Tone::Neutral, inRing ? tr("keyring") : tr("key file"), Glyph::Lock);
    m_meaning->setText(
        inRing ? tr("All keys and tokens in the database are sealed. What opens them is in %1: a copy of the "
                    "data folder alone opens nothing.")
                     .arg(ring)
               : tr("All keys and tokens in the database are sealed. What opens them is in a file beside it "
                    "that no other user can read: whoever copies the whole data folder has both."));
    m_where->setText(inRing ? QString()
                            : QDir::toNativeSeparators(QString::fromStdString(m_keeping.keyFile)));
    m_where->setVisible(!inRing);
    m_moveRow->show();
    m_move->setText(inRing ? tr("Move to a key file") : tr("Move to the keyring"));
    if (inRing)
        m_moveRow->setExplanation(tr("Then a copy of the data folder is enough to read every key. It helps "
                                     "where the keyring is locked when the program starts."));
    else if (m_keeping.keyringAvailable)
        m_moveRow->setExplanation(
            models::capitalised(tr("%1 opens with your login. Another user or another computer cannot open "
                                   "the keys then: a backup taken there needs the key file again.")
                                    .arg(ring)));
    else
        m_moveRow->setExplanation(m_keeping.trouble.empty()
                                      ? tr("This system has no keyring that answers.")
                                      : models::capitalised(models::saidText(m_keeping.trouble)));
    m_move->setEnabled(inRing || m_keeping.keyringAvailable);
}

void SettingsSecurity::moveKey(SecretPlace to, bool undoing)
{
    m_move->setEnabled(false);
    m_moveRow->setTrouble({});
    m_parts.context.service.secretService().moveSecrets(
        to, this, [this, to, undoing](const relay::Result<SecretKeeping> &keeping) {
            if (!keeping) {
                m_move->setEnabled(true);
                m_moveRow->setTrouble(models::saidText(keeping.error()));
                return;
            }
            showKeeping(keeping);
            const bool inRing = to == SecretPlace::Keyring;
            const auto back = inRing ? SecretPlace::KeyFile : SecretPlace::Keyring;
            m_parts.say(
                inRing ? tr("The master key is in the keyring") : tr("The master key is in the key file"),
                undoing ? std::function<void()>() : [this, back] { moveKey(back, true); });
        });
}

} // namespace ui::pages
