// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/who_answers.h"

#include "ui/models/channel_words.h"
#include "ui/models/said_text.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/label.h"
#include "ui/widgets/theme.h"

#include <QComboBox>
#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QLayoutItem>
#include <QPainter>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <memory>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using relay::api::Candidate;
using relay::api::HealthState;
using relay::api::Route;
using relay::model::Channel;
using widgets::Glyph;
using widgets::Ink;

constexpr int kMostBoxes = 3; // beside the end
constexpr int kArrowPx = 14;
constexpr int kBoxHeight = 48;

QStringList modelsOf(const std::vector<Channel> &channels)
{
    QStringList models;
    const auto add = [&models](const std::string &model) {
        const QString name = QString::fromStdString(model);
        if (!name.contains(u'*') && !models.contains(name))
            models.append(name);
    };
    for (const Channel &channel : channels) {
        if (!channel.enabled)
            continue;
        std::ranges::for_each(channel.models, add);
        for (const auto &pair : channel.modelMapping)
            add(pair.first);
    }
    return models;
}

QString factOf(const Candidate &candidate, bool keyTells)
{
    QString weight = WhoAnswers::tr("weight %1").arg(std::max(1, candidate.weight));
    const QString left = models::countdownText(candidate.untilMs, QDateTime::currentMSecsSinceEpoch());
    if (candidate.state != HealthState::Healthy)
        return left.isEmpty() ? WhoAnswers::tr("rests") : WhoAnswers::tr("rests %1").arg(left);
    if (keyTells && !candidate.maskedKey.empty())
        return WhoAnswers::tr("key …%1").arg(QString::fromStdString(candidate.maskedKey).right(4));
    return weight;
}

} // namespace

RouteBox::RouteBox(const QString &name, const QString &fact, bool end)
    : m_end(end)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 6, 12, 6);
    column->setSpacing(1);
    setMinimumHeight(kBoxHeight);
    auto *who = new widgets::ElidedLabel;
    auto *what = new widgets::ElidedLabel;
    what->setFont(widgets::fontOf(widgets::TextRole::Secondary));
    who->setWhole(name);
    what->setWhole(fact);
    widgets::setInk(what, Ink::Text2);
    if (end)
        widgets::setInk(who, Ink::Text2);
    column->addWidget(who);
    column->addWidget(what);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void RouteBox::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(widgets::colour(m_end ? Ink::Line : Ink::Border, palette()));
    painter.setBrush(widgets::colour(m_end ? Ink::Card : Ink::Sunken, palette()));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
}

WhoAnswers::WhoAnswers(relay::api::RelayService &service)
    : m_service(service)
{
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    m_card = new widgets::Card(tr("Who answers"));
    whole->addWidget(m_card);
    m_models = new QComboBox;
    m_models->setObjectName(u"whoModel"_s);
    m_models->setAccessibleName(tr("Model"));
    m_models->setFont(widgets::fontOf(widgets::TextRole::Mono));
    m_models->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_models->setMinimumContentsLength(12);
    widgets::Badge *badge = m_attempts = new widgets::Badge;
    badge->setObjectName(u"attempts"_s);
    QHBoxLayout *row = m_card->titleRow();
    row->insertWidget(2, m_models);
    row->addWidget(badge);
    m_boxes = new QHBoxLayout;
    m_boxes->setSpacing(8);
    m_card->column()->addLayout(m_boxes);
    connect(m_models, &QComboBox::currentTextChanged, this, [this](const QString &model) {
        refresh();
        emit modelChosen(model);
    });
}

QString WhoAnswers::model() const
{
    return m_models->currentText();
}

void WhoAnswers::setChannels(const std::vector<Channel> &channels)
{
    const QStringList models = modelsOf(channels);
    QStringList now;
    for (int i = 0; i < m_models->count(); ++i)
        now.append(m_models->itemText(i));
    if (models != now) {
        const QSignalBlocker quiet(m_models);
        const QString chosen = model();
        m_models->clear();
        m_models->addItems(models);
        m_models->setCurrentIndex(std::max(0, int(models.indexOf(chosen))));
    }
    setVisible(!models.isEmpty());
    refresh();
}

void WhoAnswers::choose(const QString &model)
{
    if (const int index = m_models->findText(model); index >= 0)
        m_models->setCurrentIndex(index);
}

void WhoAnswers::refresh()
{
    const QString asked = model();
    if (asked.isEmpty())
        return;
    m_service.trafficService().route(asked.toStdString(), this,
                                     [this, asked](const relay::Result<Route> &reply) {
                                         if (asked == model())
                                             showRoute(reply);
                                     });
}

void WhoAnswers::showRoute(const relay::Result<Route> &reply)
{
    if (reply)
        return rebuild(*reply);
    const QStringList said{models::saidText(reply.error())};
    if (said == m_shown)
        return;
    m_shown = said;
    clearBoxes();
    m_attempts->set(widgets::Tone::Neutral, {});
    QLabel *sentence =
        widgets::newParagraph(models::saidText(reply.error()), widgets::TextRole::Body, Ink::Text2);
    m_boxes->addWidget(sentence, 1);
}

void WhoAnswers::rebuild(const Route &route)
{
    const std::vector<Candidate> &all = route.candidates;
    const int tried = std::clamp(route.attempts, 0, int(all.size()));
    const int shown = tried > kMostBoxes ? kMostBoxes - 1 : tried;
    QStringList said{QString::number(tried)};
    for (int i = 0; i < shown; ++i) {
        const Candidate &one = all[std::size_t(i)];
        const bool keyTells = std::ranges::count(all, one.channelId, &Candidate::channelId) > 1;
        said << QString::fromStdString(one.channelName) << factOf(one, keyTells);
    }
    if (tried > shown)
        said << tr("%n more", nullptr, tried - shown) << tr("in this order");
    if (said == m_shown)
        return;
    m_shown = said;
    clearBoxes();
    for (qsizetype i = 1; i + 1 < said.size(); i += 2) {
        m_boxes->addWidget(new RouteBox(said[i], said[i + 1], false), 1);
        addArrow();
    }
    m_boxes->addWidget(new RouteBox(u"503"_s, tr("no channel left"), true), 1);
    m_attempts->set(widgets::Tone::Neutral, tr("%n attempt(s)", nullptr, tried));
}

void WhoAnswers::addArrow()
{
    auto *arrow = new widgets::GlyphLabel(kArrowPx);
    arrow->setGlyph(Glyph::ArrowRight, widgets::Ink::Text);
    m_boxes->addWidget(arrow);
}

void WhoAnswers::clearBoxes()
{
    while (const std::unique_ptr<QLayoutItem> item{m_boxes->takeAt(0)}) {
        if (QWidget *widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        }
    }
}

} // namespace ui::pages
