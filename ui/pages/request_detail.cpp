// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/request_detail.h"

#include "ui/base/date_text.h"
#include "ui/models/figure_text.h"
#include "ui/models/usage_text.h"
#include "ui/pages/request_stages.h"
#include "ui/pages/status_look.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/label.h"
#include "ui/widgets/theme.h"

#include <QClipboard>
#include <QDateTime>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLocale>
#include <QScrollArea>
#include <QVBoxLayout>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using relay::model::UsageRecord;
using widgets::Ink;
using widgets::TextRole;

void empty(QLayout *layout)
{
    while (QLayoutItem *item = layout->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        if (item->layout())
            empty(item->layout());
        delete item;
    }
}

QLabel *newHeading(const QString &text)
{
    return widgets::newLabel(text, TextRole::CardTitle);
}

QString countOrDash(std::int64_t count)
{
    return count < 0 ? models::dash() : models::countText(std::uint64_t(count));
}

} // namespace

RequestDetail::RequestDetail(models::CommandShell shell, QWidget *parent)
    : QWidget(parent)
    , m_shell(shell)
{
    setAccessibleName(tr("Request"));
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    auto *card = new widgets::Card;
    card->setMargins(0, 0);
    card->column()->setSpacing(0);
    whole->addWidget(card);
    auto *top = new QHBoxLayout;
    top->setContentsMargins(16, 8, 8, 8);
    m_title = new widgets::ElidedLabel;
    m_title->setObjectName(u"model"_s);
    m_title->setFont(widgets::fontOf(TextRole::PanelTitle));
    top->addWidget(m_title, 1);
    auto *close = widgets::newIconButton(widgets::Glyph::Close, tr("Close"));
    close->setObjectName(u"close"_s);
    connect(close, &QPushButton::clicked, this, &RequestDetail::closed);
    top->addWidget(close);
    card->column()->addLayout(top);
    card->column()->addWidget(new widgets::Hairline);
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(buildBody());
    scroll->viewport()->setAutoFillBackground(false);
    scroll->widget()->setAutoFillBackground(false);
    card->column()->addWidget(scroll, 1);
    card->column()->addWidget(new widgets::Hairline);
    buildFooter(card->column());
}

QWidget *RequestDetail::buildBody()
{
    auto *body = new QWidget;
    auto *column = new QVBoxLayout(body);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(8);
    auto *end = new QHBoxLayout;
    m_badge = new widgets::Badge;
    m_badge->setObjectName(u"end"_s);
    m_total = widgets::newLabel({}, TextRole::Secondary, Ink::Text2);
    end->addWidget(m_badge);
    end->addWidget(m_total);
    end->addStretch(1);
    column->addLayout(end);
    m_when = widgets::newLabel({}, TextRole::Secondary, Ink::Text2);
    column->addWidget(m_when);
    m_error = widgets::newLabel({}, TextRole::Body, Ink::Error);
    m_error->setObjectName(u"error"_s);
    m_remedy = widgets::newLabel({}, TextRole::Body, Ink::Text);
    m_remedy->setObjectName(u"remedy"_s);
    for (QLabel *label : {m_error, m_remedy}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        column->addWidget(label);
    }
    column->addSpacing(4);
    column->addWidget(newHeading(tr("Where the time went")));
    m_bar = new widgets::ShareBar;
    m_bar->setObjectName(u"stages"_s);
    column->addWidget(m_bar);
    m_stages = new QGridLayout;
    m_stages->setHorizontalSpacing(8);
    m_stages->setVerticalSpacing(4);
    m_stages->setColumnStretch(1, 1);
    column->addLayout(m_stages);
    column->addSpacing(4);
    column->addWidget(newHeading(tr("Attempts")));
    m_attempts = new QVBoxLayout;
    m_attempts->setSpacing(4);
    column->addLayout(m_attempts);
    column->addSpacing(4);
    column->addWidget(newHeading(tr("Facts")));
    m_facts = new QGridLayout;
    m_facts->setHorizontalSpacing(12);
    m_facts->setVerticalSpacing(4);
    m_facts->setColumnStretch(1, 1);
    column->addLayout(m_facts);
    column->addStretch(1);
    return body;
}

void RequestDetail::buildFooter(QVBoxLayout *column)
{
    auto *row = new QHBoxLayout;
    row->setContentsMargins(16, 12, 16, 12);
    row->setSpacing(8);
    using widgets::ButtonKind;
    m_curl = widgets::newButton(ButtonKind::Secondary, tr("Copy as curl"), widgets::Glyph::Copy);
    m_curl->setObjectName(u"curl"_s);
    m_curl->setToolTip(
        tr("With a text of its own: what a client had asked is not kept. The token is $TRAYRELAY_TOKEN."));
    connect(m_curl, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(models::curlOf(m_row.record, m_baseUrl, m_shell));
        emit curlCopied();
    });
    m_channel = widgets::newButton(ButtonKind::Secondary, tr("Open channel"));
    m_channel->setObjectName(u"openChannel"_s);
    connect(m_channel, &QPushButton::clicked, this,
            [this] { emit channelRequested(QString::fromStdString(m_row.channelName)); });
    row->addWidget(m_curl);
    row->addWidget(m_channel);
    row->addStretch(1);
    column->addLayout(row);
}

void RequestDetail::set(const relay::api::UsageRow &row, const QString &baseUrl)
{
    m_row = row;
    m_baseUrl = baseUrl;
    showEnd();
    showStages();
    showAttempts();
    showFacts();
    m_channel->setEnabled(!m_row.channelName.empty());
}

void RequestDetail::showEnd()
{
    const UsageRecord &record = m_row.record;
    const QString model = QString::fromStdString(record.model);
    m_title->setWhole(model.isEmpty() ? tr("No model named") : model);
    const bool fine = record.status < 400 && !record.failed;
    m_badge->set(fine ? widgets::Tone::Ok : toneOf(record.status, record.failed),
                 models::statusWords(record.status, record.failed), glyphOf(record.status, record.failed));
    m_total->setText(record.stream && record.ttftUs >= 0
                         ? tr("%1, first token after %2")
                               .arg(models::spanOfUs(record.elapsedUs), models::spanOfUs(record.ttftUs))
                         : models::spanOfUs(record.elapsedUs));
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(record.createdAtMs);
    m_when->setText(base::fullText(at, QDate::currentDate(), base::Precision::Milliseconds));
    m_error->setText(QString::fromStdString(record.error));
    m_error->setVisible(!record.error.empty());
    const QString remedy = models::remedyOf(record);
    m_remedy->setText(remedy);
    m_remedy->setVisible(!remedy.isEmpty());
}

void RequestDetail::showStages()
{
    empty(m_stages);
    std::vector<widgets::ShareBar::Part> parts = stagesOf(m_row.record);
    int line = 0;
    QStringList told;
    for (const widgets::ShareBar::Part &part : parts) {
        if (part.value <= 0)
            continue;
        const QString value = models::spanOfUs(std::int64_t(part.value));
        m_stages->addWidget(new widgets::ShareSwatch(part.ink), line, 0);
        m_stages->addWidget(widgets::newLabel(part.name, TextRole::Secondary, Ink::Text2), line, 1);
        m_stages->addWidget(widgets::newLabel(value, TextRole::Secondary), line, 2, Qt::AlignRight);
        told.append(tr("%1: %2").arg(part.name, value));
        ++line;
    }
    m_bar->setAccessibleName(tr("Where the time went"));
    m_bar->setAccessibleDescription(told.join(u"; "_s));
    m_bar->setParts(std::move(parts));
}

QString RequestDetail::channelName(std::int64_t id) const
{
    if (id == m_row.record.channelId && !m_row.channelName.empty())
        return QString::fromStdString(m_row.channelName);
    const QString name = m_channels.value(id);
    return name.isEmpty() ? tr("channel %1").arg(id) : name;
}

void RequestDetail::showAttempts()
{
    empty(m_attempts);
    if (m_row.record.attempts.empty()) {
        m_attempts->addWidget(
            widgets::newLabel(tr("No upstream was asked."), TextRole::Secondary, Ink::Text2));
        return;
    }
    int number = 0;
    for (const relay::model::Attempt &attempt : m_row.record.attempts) {
        ++number;
        auto *row = new QHBoxLayout;
        row->setSpacing(8);
        row->addWidget(widgets::newLabel(tr("%1.").arg(number), TextRole::Secondary, Ink::Text2));
        auto *name = new widgets::ElidedLabel;
        name->setFont(widgets::fontOf(TextRole::Secondary));
        name->setWhole(channelName(attempt.channelId));
        row->addWidget(name, 1);
        const bool fine = attempt.error.empty() && attempt.status < 400;
        row->addWidget(
            widgets::newLabel(attempt.status == 0 ? tr("no answer") : QString::number(attempt.status),
                              TextRole::Secondary, fine ? Ink::Ok : Ink::Error));
        row->addWidget(
            widgets::newLabel(models::spanOfUs(attempt.elapsedUs), TextRole::Secondary, Ink::Text2));
        m_attempts->addLayout(row);
        if (!attempt.error.empty()) {
            QLabel *why =
                widgets::newParagraph(QString::fromStdString(attempt.error), TextRole::Caption, Ink::Text2);
            why->setContentsMargins(20, 0, 0, 0);
            m_attempts->addWidget(why);
        }
    }
}

void RequestDetail::showFacts()
{
    empty(m_facts);
    const UsageRecord &record = m_row.record;
    const auto money = [&] {
        return record.costUsd ? models::costText(relay::model::nanoDollars(record.costUsd))
                              : tr("the model has no price");
    };
    const auto bytes = [](std::int64_t count) {
        return models::bytesText(std::uint64_t(std::max<std::int64_t>(0, count))).whole();
    };
    const std::pair<QString, QString> facts[] = {
        {tr("Tokens in"), countOrDash(record.usage.prompt)},
        {tr("of them cached"), countOrDash(record.usage.cached)},
        {tr("Tokens out"), countOrDash(record.usage.completion)},
        {tr("of them reasoning"), countOrDash(record.usage.reasoning)},
        {tr("Cost"), money()},
        {tr("Sent as"), QString::fromStdString(record.upstreamModel)},
        {tr("Token"), QString::fromStdString(m_row.tokenName)},
        {tr("Channel"), QString::fromStdString(m_row.channelName)},
        {tr("Path"), QString::fromStdString(record.endpoint)},
        {tr("Bytes"), tr("%1 in, %2 out").arg(bytes(record.requestBytes), bytes(record.responseBytes))},
        {tr("Request id"), models::requestIdText(record.requestId)},
        {tr("Row"), QLocale().toString(qlonglong(m_row.id))}};
    int line = 0;
    for (const auto &[name, value] : facts) {
        m_facts->addWidget(widgets::newLabel(name, TextRole::Secondary, Ink::Text2), line, 0);
        QLabel *shown = widgets::newLabel(value.isEmpty() ? models::dash() : value, TextRole::Secondary);
        shown->setAlignment(Qt::AlignRight);
        shown->setWordWrap(true);
        shown->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_facts->addWidget(shown, line, 1);
        ++line;
    }
}

} // namespace ui::pages
