// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/relay_service.h"

#include <QWidget>

#include <vector>

class QComboBox;
class QHBoxLayout;

namespace ui::widgets {
class Badge;
class Card;
} // namespace ui::widgets

namespace ui::pages {

// A step on a request's way: who, and what about it. Lives on gui.
class RouteBox final : public QWidget
{
    Q_OBJECT

public:
    RouteBox(const QString &name, const QString &fact, bool end);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const bool m_end;
};

// For a model: which channels would be tried, in order, were a request to come now. Lives on gui.
class WhoAnswers final : public QWidget
{
    Q_OBJECT

public:
    explicit WhoAnswers(relay::api::RelayService &service);

    void setChannels(const std::vector<relay::model::Channel> &channels); // whose models are offered
    void choose(const QString &model);
    QString model() const;
    void refresh(); // asks anew

signals:
    void modelChosen(const QString &model);

private:
    void showRoute(const relay::Result<relay::api::Route> &reply);
    void rebuild(const relay::api::Route &route);
    void clearBoxes();
    void addArrow();

    relay::api::RelayService &m_service;
    widgets::Card *m_card = nullptr;
    QComboBox *m_models = nullptr;
    widgets::Badge *m_attempts = nullptr;
    QHBoxLayout *m_boxes = nullptr;
    QStringList m_shown; // what the boxes say
};

} // namespace ui::pages
