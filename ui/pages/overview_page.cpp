// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview_page.h"

#include "ui/models/figure_text.h"
#include "ui/models/network_places.h"
#include "ui/models/said_text.h"
#include "ui/models/test_request.h"
#include "ui/models/usage_text.h"
#include "ui/pages/access_rows.h"
#include "ui/pages/event_bell.h"
#include "ui/pages/knock_card.h"
#include "ui/pages/traffic_chart.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_note.h"
#include "ui/widgets/number_strip.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/time_chart.h"

#include <QClipboard>
#include <QDateTime>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <chrono>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using relay::api::HistorySpan;

constexpr auto kTick = 1s;
constexpr int kSlowTicks = 5;
constexpr int kChannelTicks = 30;
constexpr int kManyRequests = 5'000; // today: summing them up costs something
constexpr int kRareTicks = 60;
constexpr int kAccessShare = 596;
constexpr int kKnockShare = 324;

// Ids begin anew with each start: one that was seen before it says nothing.
const QString kSeen = u"eventsSeen"_s;
QString seenText(std::int64_t startedAtMs, std::int64_t id)
{
    return u"%1:%2"_s.arg(startedAtMs).arg(id);
}

} // namespace

OverviewPage::OverviewPage(const PageContext &context)
    : Page(context, tr("Overview"))
{
    m_test = std::make_unique<models::TestRequest>();
    m_clientAccess.shell = context.desktop.commandShell();
    buildHeader();
    content()->addWidget(buildTop());
    m_strip = new widgets::NumberStrip({tr("Success rate"), tr("LLM tokens"), tr("Cost today"),
                                        tr("Cache hits"), tr("DB writes"), tr("WAL"), tr("Memory")});
    m_strip->setObjectName(u"strip"_s);
    content()->addWidget(m_strip);
    content()->addWidget(buildChart(), 1);
    connect(m_test.get(), &models::TestRequest::answered, this, &OverviewPage::testAnswered);
    connect(m_test.get(), &models::TestRequest::failed, this, [this](const QString &why) {
        enableTest(true);
        complain(tr("The test request failed: %1").arg(why));
    });
    connect(&m_tick, &QTimer::timeout, this, &OverviewPage::tick);
    connect(&context.figures, &models::LiveFigures::refreshed, this, [this] {
        if (isActive())
            refresh();
    });
}

OverviewPage::~OverviewPage() = default;

void OverviewPage::buildHeader()
{
    m_send = newTestButton(u"sendTest"_s);
    header().addAction(m_send);
    m_add = newAddButton(u"addChannelFromHeader"_s);
    m_add->hide();
    header().addAction(m_add);
    m_bell = new EventBell;
    header().addAction(m_bell);
    connect(m_bell, &EventBell::looked, this, [this](std::int64_t last) {
        context().ui.remember(kSeen, seenText(context().figures.status().startedAtMs, last));
        showEvents();
    });
    connect(m_bell, &EventBell::placeChosen, this,
            [this](const EventPlace &place) { requestPage(place.page, place.subject); });
}

QPushButton *OverviewPage::newTestButton(const QString &name)
{
    QPushButton *button =
        widgets::newButton(widgets::ButtonKind::Secondary, tr("Send test request"), widgets::Glyph::Play);
    button->setObjectName(name);
    connect(button, &QPushButton::clicked, this, [this, button] {
        if (!button->menu())
            sendTest(m_testModel);
    });
    auto *menu = new QMenu(button); // put to use where there is a choice
    menu->addAction(QString(), this, [this] { sendTest(m_testModel); })->setObjectName(u"askDemo"_s);
    menu->addAction(QString(), this, [this] { sendTest(m_ownModel); })->setObjectName(u"askOwn"_s);
    return button;
}

QPushButton *OverviewPage::newAddButton(const QString &name)
{
    QPushButton *button =
        widgets::newButton(widgets::ButtonKind::Secondary, tr("Add a channel"), widgets::Glyph::Plus);
    button->setObjectName(name);
    connect(button, &QPushButton::clicked, this, [this] { requestPage(PageId::Channels, u"add"_s); });
    return button;
}

QWidget *OverviewPage::buildTop()
{
    auto *place = new QWidget;
    auto *row = new QHBoxLayout(place);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    m_access = new AccessRows(widgets::CopyField::Weight::Primary);
    auto *token =
        widgets::newButton(widgets::ButtonKind::Secondary, tr("Create a token"), widgets::Glyph::Plus);
    token->setObjectName(u"createToken"_s);
    connect(token, &QPushButton::clicked, this, [this] { requestPage(PageId::Tokens, u"add"_s); });
    m_access->setTokenMaker(token);
    auto *access = new widgets::Card;
    access->column()->addWidget(m_access);
    row->addWidget(access, kAccessShare);
    m_knock = new KnockCard;
    row->addWidget(m_knock, kKnockShare);
    connect(m_knock, &KnockCard::copyTokenRequested, this, [this] {
        QGuiApplication::clipboard()->setText(m_clientAccess.token);
        say(tr("Token copied."));
    });
    connect(m_knock, &KnockCard::channelsRequested, this, [this] { requestPage(PageId::Channels); });
    connect(m_knock, &KnockCard::requestShown, this, [this](std::uint64_t id) {
        requestPage(PageId::Requests, u"request:"_s % models::requestIdText(id));
    });
    return place;
}

QWidget *OverviewPage::buildChart()
{
    auto *card = new widgets::Card;
    auto *grid = new QGridLayout;
    card->column()->addLayout(grid);
    m_chart = new widgets::TimeChart(tr("Response time, relay overhead and requests over time"));
    m_chart->setObjectName(u"chart"_s);
    grid->addWidget(m_chart, 0, 0);
    m_spans = new widgets::SegmentedControl({tr("5 min"), tr("1 h"), tr("24 h")});
    m_spans->setObjectName(u"spans"_s);
    m_spans->setAccessibleName(tr("Span of time"));
    m_spans->setCurrent(std::clamp(context().ui.memory(u"overviewSpan"_s, 0).toInt(), 0, 2));
    grid->addWidget(m_spans, 0, 0, Qt::AlignTop | Qt::AlignRight);
    m_chart->setCorner(m_spans);
    connect(m_spans, &widgets::SegmentedControl::chosen, this, [this](int index) {
        context().ui.remember(u"overviewSpan"_s, index);
        showChart();
    });
    m_note = new widgets::EmptyNote({}, {});
    m_note->setObjectName(u"noRequests"_s);
    m_sendFromNote = newTestButton(u"sendTestFromNote"_s);
    m_sendFromNote->hide();
    m_note->addAction(m_sendFromNote);
    m_demoOn = widgets::newButton(widgets::ButtonKind::Secondary, tr("Turn on the demo"));
    m_demoOn->setObjectName(u"demoOn"_s);
    m_demoOn->hide();
    connect(m_demoOn, &QPushButton::clicked, this, &OverviewPage::turnDemoOn);
    m_note->addAction(m_demoOn);
    m_note->addAction(newAddButton(u"addChannel"_s));
    m_chart->setEmptyNote(m_note);
    return card;
}

void OverviewPage::showSubject(const QString &subject)
{
    if (subject == "address"_L1)
        reveal(m_access->address().button());
}

void OverviewPage::activate()
{
    m_ticks = 0;
    m_tick.start(kTick);
    service().settingsService().settings(this, [this](const auto &rows) {
        complainOf(u"settings"_s, rows ? QString() : models::saidText(rows.error()));
        if (rows)
            m_settings = *rows;
    });
    askChannels();
    askSlowly();
    askToday();
    m_listens.clear(); // looked at anew
    m_chartDue = true; // with the first figures
    if (context().figures.takenAtMs() != 0)
        refresh();
}

void OverviewPage::deactivate()
{
    m_tick.stop();
}

void OverviewPage::tick()
{
    ++m_ticks;
    if (m_ticks % kSlowTicks == 0)
        askSlowly();
    if (m_ticks % kChannelTicks == 0)
        askChannels();
    const bool many = m_today && m_today->requests > kManyRequests;
    if (m_todayAsked.isStale(QDate::currentDate(), m_ticks, many ? kRareTicks : kSlowTicks,
                             context().figures.metrics().totalRequests))
        askToday();
    showChart();
}

void OverviewPage::askSlowly()
{
    service().settingsService().history(this, [this](const auto &rows) {
        complainOf(u"history"_s, rows ? QString() : models::saidText(rows.error()));
        if (rows)
            m_changes = *rows;
    });
    service().databaseService().database(this, [this](const auto &database) {
        complainOf(u"database"_s, database ? QString() : models::saidText(database.error()));
        if (database)
            m_database = *database;
    });
    showEvents();
}

void OverviewPage::askChannels()
{
    service().channels(this, [this](const auto &channels) {
        complainOf(u"channels"_s, channels ? QString() : models::saidText(channels.error()));
        if (channels)
            takeChannels(*channels);
    });
}

void OverviewPage::takeChannels(const std::vector<relay::model::Channel> &channels)
{
    const ModelChoice choice = chooseModels(channels);
    m_testModel = choice.toTry;
    m_channelsKnown = true;
    if (channels.empty())
        m_whoAnswers = tr("There is no channel yet that could answer.");
    else if (m_testModel.empty())
        m_whoAnswers = tr("No channel is on that could answer.");
    else if (choice.isFree)
        m_whoAnswers = tr("The built-in channel demo answers with no key and no network.");
    else
        m_whoAnswers = tr("A test request asks for %1; its provider may charge for it.")
                           .arg(QString::fromStdString(m_testModel));
    offerChoice(choice);
    m_sendFromNote->setVisible(!m_testModel.empty()); // else it could only fail
    m_demoOn->setVisible(m_testModel.empty() && choice.idleDemo);
    if (!m_chartDue)
        showChart();
    m_clientAccess.model = QString::fromStdString(choice.toShow);
    m_access->setAccess(m_clientAccess);
}

void OverviewPage::turnDemoOn()
{
    complain({});
    // As it is stored now: somebody else may have edited it since.
    service().channels(this, [this](const auto &channels) {
        if (!channels)
            return complain(models::saidText(channels.error()));
        std::optional<relay::model::Channel> demo = chooseModels(*channels).idleDemo;
        if (!demo)
            return askChannels();
        demo->enabled = true;
        service().saveChannel(*demo, this, [this](const auto &saved) {
            complain(saved ? QString() : models::saidText(saved.error()));
            askChannels();
        });
    });
}

// Where both the demo and a channel of one's own would answer, a menu asks which is to.
void OverviewPage::offerChoice(const ModelChoice &choice)
{
    const QString free = QString::fromStdString(choice.toTry);
    const QString own = QString::fromStdString(choice.toShow);
    const bool both = choice.isFree && free != own;
    m_ownModel = both ? choice.toShow : std::string();
    if (both)
        m_whoAnswers =
            tr("A test request asks the built-in channel demo, which is free, or %1, whose provider "
               "may charge for it.")
                .arg(own);
    for (QPushButton *button : {m_send, m_sendFromNote}) {
        auto *menu = button->findChild<QMenu *>();
        menu->actions().at(0)->setText(tr("%1: built in, free").arg(free));
        menu->actions().at(1)->setText(tr("%1: its provider may charge for it").arg(own));
        button->setMenu(both ? menu : nullptr);
        button->setToolTip(m_whoAnswers);
    }
}

// An address that this computer gets later, in another network, is seen by a new look at the page.
void OverviewPage::showNetwork()
{
    const relay::api::StatusSnapshot &status = context().figures.status();
    m_listens = status.listenAddress;
    m_access->setNetwork(models::networkUrls(status, models::networkPlaces()));
}

void OverviewPage::askToday()
{
    m_todayAsked = {
        .date = QDate::currentDate(), .tick = m_ticks, .requests = context().figures.metrics().totalRequests};
    relay::api::UsageQuery query;
    query.startMs = m_todayAsked.date.startOfDay().toMSecsSinceEpoch();
    service().usageStat(query, this, [this](const auto &stat) {
        complainOf(u"today"_s, stat ? QString() : models::saidText(stat.error()));
        if (!stat)
            return;
        m_today = *stat;
        m_cameEarlier |= earlierToday();
    });
}

// Requests came before this start: charts know nothing of them.
bool OverviewPage::earlierToday() const
{
    return context().figures.metrics().totalRequests == 0 && m_today && m_today->requests > 0;
}

void OverviewPage::refresh()
{
    const models::LiveFigures &figures = context().figures;
    const relay::api::StatusSnapshot &status = figures.status();
    m_clientAccess.baseUrl = QString::fromStdString(status.baseUrl);
    m_clientAccess.token = QString::fromStdString(figures.clientKey());
    m_access->setAccess(m_clientAccess);
    if (status.listenAddress != m_listens)
        showNetwork();
    m_knock->set(service().trafficService().lastKnock(), figures.takenAtMs(), status.port,
                 m_today && m_today->requests > 0);
    const std::int64_t upMs = std::max<std::int64_t>(0, figures.takenAtMs() - status.startedAtMs);
    if (figures.metrics().totalRequests == 0)
        header().setFacts(m_cameEarlier ? tr("no request since the start")
                                        : tr("waiting for the first request"));
    else
        header().setFacts(tr("up %1 · %2")
                              .arg(models::spanText(upMs), tr("%Ln request(s) per minute", nullptr,
                                                              int(figures.metrics().minute.requests))));
    const OverviewFigures shown{figures.metrics(), service().watchService().alerts(), m_database, m_today};
    for (std::size_t i = 0; i < kOverviewCells; ++i) {
        const OverviewCell cell = overviewCell(i, shown);
        m_strip->setCell(i, cell.figure, cell.unit, cell.fact, cell.whole);
    }
    if (m_chartDue)
        showChart();
}

void OverviewPage::showChart()
{
    m_chartDue = false;
    static constexpr std::array kSpans{HistorySpan::FiveMinutes, HistorySpan::Hour, HistorySpan::Day};
    const auto index = std::size_t(std::max(0, m_spans->current()));
    TrafficChartInput input{.span = kSpans.at(index),
                            .history = service().metricsHistory(kSpans.at(index)),
                            .minute = context().figures.metrics().minute,
                            .changes = m_changes,
                            .settings = m_settings,
                            .presets = service().settingsService().presets(),
                            .nowMs = QDateTime::currentMSecsSinceEpoch()};
    const widgets::ChartContent chart = trafficChart(input);
    const std::array titles{tr("No requests in the last 5 minutes"), tr("No requests in the last hour"),
                            tr("No requests in the last 24 hours")};
    const bool earlier = m_cameEarlier && context().figures.metrics().totalRequests == 0;
    m_note->set(earlier ? tr("No requests since the start") : titles.at(index), m_whoAnswers);
    m_send->setVisible(!chart.empty && !m_testModel.empty());
    m_add->setVisible(!chart.empty && m_channelsKnown && m_testModel.empty());
    m_chart->setContent(chart);
}

void OverviewPage::showEvents()
{
    const QString seen = context().ui.memory(kSeen).toString();
    const bool ofThisStart = seen.startsWith(seenText(context().figures.status().startedAtMs, 0).chopped(1));
    m_bell->setEvents(service().watchService().events(0),
                      ofThisStart ? seen.section(u':', 1).toLongLong() : 0);
}

void OverviewPage::enableTest(bool enabled)
{
    for (QPushButton *button : {m_send, m_sendFromNote})
        button->setEnabled(enabled);
}

void OverviewPage::sendTest(const std::string &model)
{
    m_asked = model;
    complain({});
    if (m_clientAccess.baseUrl.isEmpty())
        return complain(tr("The relay does not listen yet."));
    if (m_clientAccess.token.isEmpty())
        return complain(tr("There is no enabled token to ask with: create one under Tokens."));
    if (model.empty())
        return complain(tr("There is no channel with a model to ask: add one under Channels."));
    enableTest(false);
    m_test->send(m_clientAccess.baseUrl, m_clientAccess.token, QString::fromStdString(model));
}

void OverviewPage::testAnswered(const models::TestAnswer &answer)
{
    enableTest(true);
    context().figures.readNow();
    if (answer.status == 200) {
        say(tr("%1 answered after %2.")
                .arg(QString::fromStdString(m_asked),
                     models::durationText(double(answer.elapsedMs) * 1000).whole()));
        return;
    }
    const std::optional<relay::api::Knock> knock = service().trafficService().lastKnock();
    const bool ours = knock && models::requestIdText(knock->requestId) == answer.requestId;
    const QString why = ours && !knock->remedy.empty() ? models::saidText(knock->remedy) : answer.error;
    if (why.isEmpty())
        complain(tr("The test request was answered with %1.").arg(answer.status));
    else
        complain(tr("The test request was answered with %1: %2").arg(answer.status).arg(why));
}

} // namespace ui::pages
