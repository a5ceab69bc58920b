// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/channels_page.h"

#include "ui/models/said_text.h"
#include "ui/pages/channel_editor.h"
#include "ui/pages/channel_table.h"
#include "ui/pages/import_panel.h"
#include "ui/pages/who_answers.h"
#include "ui/widgets/ask_dialog.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_note.h"
#include "ui/widgets/label.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/scaled.h"
#include "ui/widgets/theme.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using relay::model::Channel;
using widgets::AskDialog;
using widgets::ButtonKind;
using widgets::Glyph;

constexpr int kSideWidth = 380; // at 13 px of text
constexpr int kReloadEvery = 5; // seconds: another program may edit channels too

} // namespace

ChannelsPage::ChannelsPage(const PageContext &context)
    : Page(context, tr("Channels"))
{
    buildActions();
    auto *columns = new QHBoxLayout;
    columns->setSpacing(12);
    columns->addWidget(buildList(), 1);
    columns->addWidget(buildSide());
    content()->addLayout(columns, 1);
    connectTable();
    connect(&m_clock, &QTimer::timeout, this, &ChannelsPage::look);
    connect(&context.figures, &models::LiveFigures::refreshed, this, [this] {
        if (isActive())
            m_channels.setMetrics(this->context().figures.metrics());
    });
    connect(m_editor, &ChannelEditor::closeRequested, this, [this] { leaveEditor([this] { close(); }); });
    connect(m_editor, &ChannelEditor::removeRequested, this, &ChannelsPage::askToRemove);
    connect(m_editor, &ChannelEditor::saveFailed, this, &ChannelsPage::complain);
    connect(m_editor, &ChannelEditor::saved, this, [this](const Channel &before, const Channel &now) {
        const QString name = QString::fromStdString(now.name);
        if (before.id == 0)
            say(tr("%1 was added").arg(name));
        else
            say(tr("%1 was saved").arg(name), [this, before] { store({before}, {}, {}); });
        if (!m_editor->hasKeyboard())
            m_table->setFocus(); // at the row, not wherever its button has sent it
        reload();
    });
    connect(m_import, &ImportPanel::closeRequested, this, &ChannelsPage::close);
    connect(m_import, &ImportPanel::imported, this, &ChannelsPage::reload);
    connect(m_who, &WhoAnswers::modelChosen, this,
            [this](const QString &model) { this->context().ui.remember(u"channels/who"_s, model); });
}

void ChannelsPage::buildActions()
{
    auto *import = widgets::newButton(ButtonKind::Secondary, tr("Import from one-api"));
    import->setObjectName(u"import"_s);
    connect(import, &QPushButton::clicked, this, &ChannelsPage::chooseDatabase);
    header().addAction(import);
    auto *add = widgets::newButton(ButtonKind::Secondary, tr("Add channel"), Glyph::Plus);
    add->setObjectName(u"add"_s);
    connect(add, &QPushButton::clicked, this, &ChannelsPage::openNew);
    header().addAction(add);
}

QWidget *ChannelsPage::buildList()
{
    auto *column = new QWidget;
    auto *stack = new QVBoxLayout(column);
    stack->setContentsMargins(0, 0, 0, 0);
    stack->setSpacing(12);
    auto *card = new widgets::Card;
    card->setMargins(1, 2);
    card->column()->setSpacing(0);
    m_table = new ChannelTable(m_channels);
    m_table->setObjectName(u"channels"_s);
    card->column()->addWidget(m_table, 1);
    m_hint = widgets::newParagraph(tr("Tried from top to bottom. Drag, or Alt+Up and Alt+Down, to reorder."),
                                   widgets::TextRole::Secondary, widgets::Ink::Text2);
    m_hint->setContentsMargins(15, 8, 15, 10);
    card->column()->addWidget(m_hint);
    m_empty = new widgets::EmptyNote(tr("No channel yet"),
                                     tr("A channel is an account at a provider, or a model server on this "
                                        "machine. Add one, and clients are answered from it."));
    auto *add = widgets::newButton(ButtonKind::Primary, tr("Add channel"), Glyph::Plus);
    add->setObjectName(u"addFirst"_s);
    connect(add, &QPushButton::clicked, this, &ChannelsPage::openNew);
    auto *import = widgets::newButton(ButtonKind::Secondary, tr("Import from one-api"));
    connect(import, &QPushButton::clicked, this, &ChannelsPage::chooseDatabase);
    m_empty->addAction(add);
    m_empty->addAction(import);
    m_empty->hide();
    card->column()->addWidget(m_empty, 1);
    card->column()->addSpacerItem(new QSpacerItem(0, 0, QSizePolicy::Minimum, QSizePolicy::Expanding));
    stack->addWidget(card, 1);
    m_who = new WhoAnswers(service());
    m_who->hide();
    stack->addWidget(m_who);
    return column;
}

QWidget *ChannelsPage::buildSide()
{
    m_side = new QWidget;
    m_side->setFixedWidth(widgets::scaled(kSideWidth));
    auto *stack = new QVBoxLayout(m_side);
    stack->setContentsMargins(0, 0, 0, 0);
    m_editor = new ChannelEditor(service());
    m_editor->setObjectName(u"editor"_s);
    m_import = new ImportPanel(service().importService());
    m_import->setObjectName(u"importPanel"_s);
    stack->addWidget(m_editor);
    stack->addWidget(m_import);
    m_import->hide();
    m_side->hide();
    return m_side;
}

void ChannelsPage::connectTable()
{
    connect(m_table, &ChannelTable::chosen, this, [this](std::int64_t id) {
        const bool shown = m_side->isVisible() && m_editor->isVisible();
        if (shown && m_editor->stored().id == id)
            return;
        leaveEditor([this, id] {
            if (const Channel *channel = m_channels.channelAt(m_channels.rowOf(id)))
                open(*channel);
        });
    });
    connect(m_table, &ChannelTable::switchRequested, this, &ChannelsPage::turn);
    connect(m_table, &ChannelTable::moveRequested, this, &ChannelsPage::move);
    connect(m_table, &ChannelTable::shareRequested, this, &ChannelsPage::share);
    connect(m_table, &ChannelTable::removeRequested, this, &ChannelsPage::askToRemove);
    connect(m_table, &ChannelTable::testRequested, this, [this](std::int64_t id) {
        leaveEditor([this, id] {
            if (const Channel *channel = m_channels.channelAt(m_channels.rowOf(id))) {
                open(*channel);
                m_editor->test();
            }
        });
    });
}

void ChannelsPage::activate()
{
    reload();
    look();
    m_clock.start(1s);
}

void ChannelsPage::deactivate()
{
    m_clock.stop();
}

void ChannelsPage::look()
{
    service().trafficService().channelHealth(
        this, [this](relay::Result<std::vector<relay::api::ChannelHealth>> reply) {
            if (!reply)
                return; // the state column says that nothing is known
            m_channels.setHealth(std::move(*reply));
            m_editor->setHealth(m_channels.healthOf(m_editor->stored().id));
        });
    if (++m_ticks % kReloadEvery == 0)
        reload();
    else
        m_who->refresh();
}

void ChannelsPage::reload()
{
    service().channels(this, [this](relay::Result<std::vector<Channel>> reply) {
        m_turning.clear();
        complainOf(u"read"_s, reply ? QString() : models::saidText(reply.error()));
        if (reply)
            take(std::move(*reply));
    });
}

void ChannelsPage::take(std::vector<Channel> channels)
{
    const bool first = !m_loaded;
    m_loaded = true;
    const bool none = channels.empty();
    m_channels.setChannels(std::move(channels));
    m_channels.setMetrics(context().figures.metrics());
    m_table->setVisible(!none);
    m_hint->setVisible(!none);
    m_empty->setVisible(none);
    const int rows = m_channels.rowCount() * m_table->verticalHeader()->defaultSectionSize();
    m_table->setMaximumHeight(rows + m_table->horizontalHeader()->sizeHint().height() + 2);
    m_who->setChannels(m_channels.channels());
    if (first) {
        m_who->choose(context().ui.memory(u"channels/who"_s).toString());
        if (m_wanted.isEmpty() && !none && m_side->isHidden())
            open(m_channels.channels().front());
    }
    if (!m_wanted.isEmpty())
        showSubject(std::exchange(m_wanted, {}));
    if (const Channel *now = m_channels.channelAt(m_channels.rowOf(m_editor->stored().id)))
        m_editor->refresh(*now);
    selectOpen();
}

void ChannelsPage::showSubject(const QString &subject)
{
    if (subject == "add"_L1)
        return openNew();
    if (!m_loaded) {
        m_wanted = subject;
        return;
    }
    const QString name = subject.startsWith("channel:"_L1) ? subject.mid(8) : subject;
    const auto found = std::ranges::find(m_channels.channels(), name.toStdString(), &Channel::name);
    if (found != m_channels.channels().end())
        leaveEditor([this, channel = *found] { open(channel); });
}

std::any ChannelsPage::draft() const
{
    if (!isEditing() || !m_editor->isDirty())
        return {};
    return std::pair(m_editor->stored(), m_editor->draft());
}

void ChannelsPage::takeDraft(const std::any &draft)
{
    const auto *typed = std::any_cast<std::pair<Channel, Channel>>(&draft);
    if (!typed)
        return;
    open(typed->first);
    m_editor->type(typed->second);
}

bool ChannelsPage::isEditing() const
{
    return m_side->isVisibleTo(this) && m_editor->isVisibleTo(m_side);
}

void ChannelsPage::open(const Channel &channel)
{
    m_import->hide();
    m_editor->open(channel);
    m_editor->setHealth(m_channels.healthOf(channel.id));
    m_editor->show();
    m_side->show();
    selectOpen();
}

void ChannelsPage::openNew()
{
    leaveEditor([this] { showNew(); });
}

// Behind all others: what answers now goes on answering.
void ChannelsPage::showNew()
{
    Channel channel{.type = relay::model::ChannelType::OpenAi};
    if (!m_channels.channels().empty())
        channel.priority = m_channels.channels().back().priority - 1;
    QStringList taken;
    for (const Channel &known : m_channels.channels())
        taken.append(QString::fromStdString(known.name));
    m_editor->setTaken(taken);
    open(channel);
    m_editor->focusFirst();
}

void ChannelsPage::close()
{
    m_side->hide();
    m_editor->open({});
    m_table->clearSelection();
    m_table->setFocus();
}

void ChannelsPage::selectOpen()
{
    if (!isEditing())
        return;
    const int row = m_channels.rowOf(m_editor->stored().id);
    if (row < 0)
        m_table->clearSelection();
    else
        m_table->selectRow(row);
}

void ChannelsPage::leaveEditor(const std::function<void()> &then)
{
    if (!isEditing() || !m_editor->isDirty())
        return then();
    selectOpen(); // it stays until this is answered
    const bool known = m_editor->stored().id != 0;
    auto *ask = new AskDialog(
        this, known ? tr("Save the changes to %1?").arg(m_editor->title()) : tr("Add this channel?"),
        known ? tr("They are not in force yet and would be lost.")
              : tr("There is no such channel yet; what was typed would be lost."),
        tr("Go on editing"));
    ask->addDanger(tr("Discard"), [this, then] {
        m_editor->open(Channel(m_editor->stored()));
        then();
    });
    ask->addOther(known ? tr("Save") : tr("Add"), [this, then] { m_editor->save(then); });
    ask->open();
}

void ChannelsPage::chooseDatabase()
{
    leaveEditor([this] {
        auto *dialog = new QFileDialog(this, tr("A database of one-api"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::ExistingFile);
        dialog->setNameFilters({tr("SQLite databases (*.db *.sqlite *.sqlite3)"), tr("All files (*)")});
        connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &file) {
            m_editor->hide();
            m_editor->open({});
            m_table->clearSelection();
            m_import->look(file);
            m_import->show();
            m_side->show();
        });
        dialog->open();
    });
}

} // namespace ui::pages
