// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/request_detail.h"

#include "ui/models/figure_text.h"
#include "ui/models/usage_text.h"
#include "ui/pages/request_stages.h"
#include "ui/pages/status_look.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_label.h"
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

QLabel *newLabel(const QString &text, Ink ink = Ink::Text, TextRole role = TextRole::Secondary)
{
    auto *label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    label->setFont(widgets::fontOf(role));
    widgets::setInk(label, ink);
    return label;
}

QLabel *newHeading(const QString &text)
{
    return newLabel(text, Ink::Text, TextRole::CardTitle);
}

QString countOrDash(std::int64_t count)
{
    return count < 0 ? u"–"_s : models::countText(std::uint64_t(count));
}

} // namespace

RequestDetail::RequestDetail(QWidget *parent)
    : QWidget(parent)
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
    m_total = newLabel({}, Ink::Text2);
    end->addWidget(m_badge);
    end->addWidget(m_total);
    end->addStretch(1);
    column->addLayout(end);
    m_when = newLabel({}, Ink::Text2);
    column->addWidget(m_when);
    m_error = newLabel({}, Ink::Error, TextRole::Body);
    m_error->setObjectName(u"error"_s);
    m_remedy = newLabel({}, Ink::Text, TextRole::Body);
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
        QGuiApplication::clipboard()->setText(models::curlOf(m_row.record, m_baseUrl));
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
    m_when->setText(QLocale().toString(at.date(), QLocale::LongFormat) % u' ' %
                    at.toString(u"HH:mm:ss.zzz"_s));
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
        m_stages->addWidget(newLabel(part.name, Ink::Text2), line, 1);
        m_stages->addWidget(newLabel(value), line, 2, Qt::AlignRight);
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
        m_attempts->addWidget(newLabel(tr("No upstream was asked."), Ink::Text2));
        return;
    }
    int number = 0;
    for (const relay::model::Attempt &attempt : m_row.record.attempts) {
        ++number;
        auto *row = new QHBoxLayout;
        row->setSpacing(8);
        row->addWidget(newLabel(tr("%1.").arg(number), Ink::Text2));
        auto *name = new widgets::ElidedLabel;
        name->setFont(widgets::fontOf(TextRole::Secondary));
        name->setWhole(channelName(attempt.channelId));
        row->addWidget(name, 1);
        const bool fine = attempt.error.empty() && attempt.status < 400;
        row->addWidget(newLabel(attempt.status == 0 ? tr("no answer") : QString::number(attempt.status),
                                fine ? Ink::Ok : Ink::Error));
        row->addWidget(newLabel(models::spanOfUs(attempt.elapsedUs), Ink::Text2));
        m_attempts->addLayout(row);
        if (!attempt.error.empty()) {
            QLabel *why = newLabel(QString::fromStdString(attempt.error), Ink::Text2, TextRole::Caption);
            why->setWordWrap(true);
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
        m_facts->addWidget(newLabel(name, Ink::Text2), line, 0);
        QLabel *shown = newLabel(value.isEmpty() ? u"–"_s : value);
        shown->setAlignment(Qt::AlignRight);
        shown->setWordWrap(true);
        shown->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_facts->addWidget(shown, line, 1);
        ++line;
    }
}

} // namespace ui::pages
