// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tokens_page.h"

#include "ui/models/said_text.h"
#include "ui/pages/token_created_panel.h"
#include "ui/pages/token_editor.h"
#include "ui/pages/token_table.h"
#include "ui/widgets/ask_dialog.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_note.h"
#include "ui/widgets/label.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/scaled.h"
#include "ui/widgets/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>
#include <utility>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using relay::api::QuotaEdit;
using relay::model::Token;
using widgets::AskDialog;
using widgets::ButtonKind;
using widgets::Glyph;

constexpr int kSideWidth = 380; // at 13 px of text
constexpr int kReloadEvery = 5; // seconds: traffic spends meanwhile
constexpr int kRecentRequests = 200;

} // namespace

TokensPage::TokensPage(const PageContext &context)
    : Page(context, tr("Tokens"))
{
    auto *create = widgets::newButton(ButtonKind::Secondary, tr("Create token"), Glyph::Plus);
    create->setObjectName(u"create"_s);
    connect(create, &QPushButton::clicked, this, &TokensPage::openNew);
    header().addAction(create);
    auto *columns = new QHBoxLayout;
    columns->setSpacing(12);
    columns->addWidget(buildList(), 1);
    columns->addWidget(buildSide());
    content()->addLayout(columns, 1);
    connectTable();
    connectPanels();
    connect(&m_clock, &QTimer::timeout, this, &TokensPage::look);
}

QWidget *TokensPage::buildList()
{
    auto *card = new widgets::Card;
    card->setMargins(1, 2);
    QVBoxLayout *column = card->column();
    column->setSpacing(0);
    m_table = new TokenTable(m_tokens);
    m_table->setObjectName(u"tokens"_s);
    column->addWidget(m_table, 1);
    m_hint = widgets::newParagraph(tr("A click on a key copies it. Clients send it as their API key."),
                                   widgets::TextRole::Secondary, widgets::Ink::Text2);
    m_hint->setContentsMargins(15, 8, 15, 10);
    column->addWidget(m_hint);
    m_empty = new widgets::EmptyNote(tr("No token yet"),
                                     tr("A token is the key that a client shows to this relay. Make one per "
                                        "client, and each can be limited and revoked by itself."));
    auto *create = widgets::newButton(ButtonKind::Primary, tr("Create token"), Glyph::Plus);
    create->setObjectName(u"createFirst"_s);
    connect(create, &QPushButton::clicked, this, &TokensPage::openNew);
    m_empty->addAction(create);
    m_empty->hide();
    column->addWidget(m_empty, 1);
    column->addSpacerItem(new QSpacerItem(0, 0, QSizePolicy::Minimum, QSizePolicy::Expanding));
    return card;
}

QWidget *TokensPage::buildSide()
{
    m_side = new QWidget;
    m_side->setFixedWidth(widgets::scaled(kSideWidth));
    auto *stack = new QVBoxLayout(m_side);
    stack->setContentsMargins(0, 0, 0, 0);
    m_editor = new TokenEditor(service());
    m_editor->setObjectName(u"tokenEditor"_s);
    m_created = new TokenCreatedPanel(context().desktop.commandShell());
    m_created->setObjectName(u"createdPanel"_s);
    stack->addWidget(m_editor);
    stack->addWidget(m_created);
    showPanel(nullptr);
    return m_side;
}

void TokensPage::connectTable()
{
    connect(m_table, &TokenTable::chosen, this, [this](std::int64_t id) {
        if (m_editor->isVisible() && m_editor->stored().id == id)
            return;
        leaveEditor([this, id] {
            if (const Token *token = m_tokens.tokenAt(m_tokens.rowOf(id)))
                open(*token);
        });
    });
    connect(m_table, &TokenTable::copyRequested, this, &TokensPage::copyKey);
    connect(m_table, &TokenTable::switchRequested, this, &TokensPage::turn);
    connect(m_table, &TokenTable::removeRequested, this, &TokensPage::askToRevoke);
}

void TokensPage::connectPanels()
{
    const auto closed = [this] {
        leaveEditor([this] {
            showPanel(nullptr);
            m_editor->open({});
            m_table->clearSelection();
            m_table->setFocus();
        });
    };
    connect(m_editor, &SidePanel::closeRequested, this, closed);
    connect(m_created, &SidePanel::closeRequested, this, closed);
    connect(m_editor, &TokenEditor::removeRequested, this, &TokensPage::askToRevoke);
    connect(m_editor, &TokenEditor::saveFailed, this, &TokensPage::complain);
    connect(m_editor, &TokenEditor::created, this, [this](const Token &token) {
        m_created->tell(token, QString::fromStdString(service().status().baseUrl), m_models);
        showPanel(m_created);
        say(tr("%1 was created").arg(QString::fromStdString(token.name)));
        m_table->setFocus();
        reload();
    });
    connect(m_editor, &TokenEditor::saved, this,
            [this](const Token &before, const Token &now, bool quotaSet) {
                const QString done = tr("%1 was saved").arg(QString::fromStdString(now.name));
                if (quotaSet)
                    say(done);
                else
                    say(done, [this, before] { store(before, {}, {}); });
                if (!m_editor->hasKeyboard())
                    m_table->setFocus(); // at the row, not wherever its button has sent it
                reload();
            });
}

void TokensPage::activate()
{
    reload();
    readModels();
    m_clock.start(1s);
}

void TokensPage::deactivate()
{
    m_clock.stop();
}

void TokensPage::look()
{
    if (++m_ticks % kReloadEvery == 0)
        reload();
    else
        m_tokens.tick();
}

void TokensPage::reload()
{
    service().tokens(this, [this](relay::Result<std::vector<Token>> reply) {
        m_turning.clear();
        complainOf(u"read"_s, reply ? QString() : models::saidText(reply.error()));
        if (reply)
            take(std::move(*reply));
    });
    const std::uint64_t requests = context().figures.metrics().totalRequests;
    if (m_seenRequests == requests)
        return; // each look at the ledger has what is staged written
    m_seenRequests = requests;
    service().usage({.limit = kRecentRequests}, this,
                    [this](const relay::Result<relay::api::UsagePage> &reply) {
                        if (reply)
                            m_tokens.setRecent(reply->rows);
                        else
                            m_seenRequests.reset();
                    });
}

// What a token's models are chosen from.
void TokensPage::readModels()
{
    service().channels(this, [this](const relay::Result<std::vector<relay::model::Channel>> &reply) {
        if (!reply)
            return;
        QStringList models;
        const auto add = [&models](const std::string &model) {
            const QString name = QString::fromStdString(model);
            if (!models.contains(name))
                models.append(name);
        };
        for (const relay::model::Channel &channel : *reply) {
            std::ranges::for_each(channel.models, add);
            for (const auto &pair : channel.modelMapping)
                add(pair.first);
        }
        models.sort();
        m_models = models;
        m_editor->setKnownModels(models);
    });
}

void TokensPage::take(std::vector<Token> tokens)
{
    m_loaded = true;
    const bool none = tokens.empty();
    m_tokens.setTokens(std::move(tokens));
    m_table->setVisible(!none);
    m_hint->setVisible(!none);
    m_empty->setVisible(none);
    const int rows = m_tokens.rowCount() * m_table->verticalHeader()->defaultSectionSize();
    m_table->setMaximumHeight(rows + m_table->horizontalHeader()->sizeHint().height() + 2);
    if (!m_wanted.isEmpty())
        showSubject(std::exchange(m_wanted, {}));
    if (const Token *now = m_tokens.tokenAt(m_tokens.rowOf(m_editor->stored().id)))
        m_editor->refresh(*now);
    selectOpen();
}

void TokensPage::showSubject(const QString &subject)
{
    if (subject == "add"_L1)
        return openNew();
    if (!m_loaded) {
        m_wanted = subject;
        return;
    }
    const QString name = subject.startsWith("token:"_L1) ? subject.mid(6) : subject;
    const auto found = std::ranges::find(m_tokens.tokens(), name.toStdString(), &Token::name);
    if (found != m_tokens.tokens().end())
        leaveEditor([this, token = *found] { open(token); });
}

std::any TokensPage::draft() const
{
    if (!isEditing() || !m_editor->isDirty())
        return {};
    return std::pair(m_editor->stored(), m_editor->draft());
}

void TokensPage::takeDraft(const std::any &draft)
{
    const auto *typed = std::any_cast<std::pair<Token, Token>>(&draft);
    if (!typed)
        return;
    open(typed->first);
    m_editor->type(typed->second);
}

bool TokensPage::isEditing() const
{
    return m_side->isVisibleTo(this) && m_editor->isVisibleTo(m_side);
}

void TokensPage::showPanel(QWidget *panel)
{
    m_editor->setVisible(panel == m_editor);
    m_created->setVisible(panel == m_created);
    m_side->setVisible(panel);
    m_table->setCompact(panel);
    m_hint->setText(panel ? tr("Clients send a key as their API key.")
                          : tr("A click on a key copies it. Clients send it as their API key."));
}

void TokensPage::open(const Token &token)
{
    m_editor->open(token);
    showPanel(m_editor);
    selectOpen();
}

void TokensPage::openNew()
{
    leaveEditor([this] {
        open({});
        m_editor->focusFirst();
    });
}

void TokensPage::selectOpen()
{
    if (!m_side->isVisibleTo(this))
        return;
    const int row = m_tokens.rowOf(m_editor->stored().id);
    if (row < 0)
        m_table->clearSelection();
    else
        m_table->selectRow(row);
}

void TokensPage::leaveEditor(const std::function<void()> &then)
{
    if (!isEditing() || !m_editor->isDirty())
        return then();
    selectOpen(); // it stays until this is answered
    const bool known = m_editor->stored().id != 0;
    auto *ask = new AskDialog(
        this, known ? tr("Save the changes to %1?").arg(m_editor->title()) : tr("Create this token?"),
        known ? tr("They are not in force yet and would be lost.")
              : tr("There is no such token yet; what was typed would be lost."),
        tr("Go on editing"));
    ask->addDanger(tr("Discard"), [this, then] {
        m_editor->open(Token(m_editor->stored()));
        then();
    });
    ask->addOther(known ? tr("Save") : tr("Create"), [this, then] { m_editor->save(then); });
    ask->open();
}

void TokensPage::copyKey(std::int64_t id)
{
    const Token *token = m_tokens.tokenAt(m_tokens.rowOf(id));
    if (!token)
        return;
    QGuiApplication::clipboard()->setText(u"sk-"_s % QString::fromStdString(token->key));
    say(tr("The key of %1 is in the clipboard").arg(QString::fromStdString(token->name)));
    selectOpen();
}

// Never the quota: traffic spends from it meanwhile.
void TokensPage::store(const Token &token, const QString &done, std::function<void()> undo)
{
    complain({});
    service().saveToken(token, QuotaEdit::Keep, this,
                        [this, done, undo = std::move(undo)](const relay::Result<Token> &reply) {
                            if (!reply) {
                                complain(models::saidText(reply.error()));
                                return reload();
                            }
                            if (!done.isEmpty())
                                say(done, undo);
                            reload();
                        });
}

void TokensPage::turn(std::int64_t id)
{
    const Token *known = m_tokens.tokenAt(m_tokens.rowOf(id));
    if (!known || !m_turning.insert(id).second)
        return;
    Token turned = *known;
    turned.enabled = !turned.enabled;
    const QString name = QString::fromStdString(turned.name);
    store(turned, turned.enabled ? tr("%1 is on").arg(name) : tr("%1 is off").arg(name),
          [this, before = *known] { store(before, {}, {}); });
}

void TokensPage::askToRevoke(std::int64_t id)
{
    const Token *token = m_tokens.tokenAt(m_tokens.rowOf(id));
    if (!token)
        return;
    const QString name = QString::fromStdString(token->name);
    auto *ask = new AskDialog(this, tr("Revoke %1?").arg(name),
                              tr("Its key is lost: whoever uses it is refused from now on. To stop it for a "
                                 "while, turn it off instead."),
                              tr("Keep it"));
    ask->addDanger(tr("Revoke"), [this, id, name] { revoke(id, name); });
    ask->open();
}

void TokensPage::revoke(std::int64_t id, const QString &name)
{
    service().removeToken(id, this, [this, id, name](const relay::Result<bool> &reply) {
        if (!reply)
            return complain(models::saidText(reply.error()));
        if (m_editor->stored().id == id) {
            m_editor->open({});
            showPanel(nullptr);
        }
        say(tr("%1 was revoked").arg(name));
        reload();
    });
}

} // namespace ui::pages
