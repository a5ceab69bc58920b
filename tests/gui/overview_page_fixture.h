// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/gui/page_fixture.h"
#include "ui/pages/overview_page.h"

#include <QDateTime>
#include <QLabel>

#include <cstdint>
#include <memory>

namespace tests {

// An Overview with a relay that has an address and a token. Lives on gui.
class OverviewPageFixture : public QObject
{
protected:
    static inline const QString kToken = QStringLiteral("sk-tr-0123456789abcdefghij9f3Q");

    static std::int64_t nowMs() { return QDateTime::currentMSecsSinceEpoch(); }

    static relay::api::MetricsHistory history(int points, std::uint64_t requestsEach)
    {
        relay::api::MetricsHistory history{.periodSeconds = 5, .spanSeconds = 300};
        for (int i = points; i > 0; --i) {
            relay::api::HistoryPoint point{
                .startMs = nowMs() - i * 5'000, .seconds = 5, .requests = requestsEach};
            point.total = {.count = requestsEach, .p50Us = 420'000, .p95Us = 830'000, .p99Us = 1'170'000};
            point.overhead = {.count = requestsEach, .p50Us = 800, .p95Us = 1'500, .p99Us = 2'000};
            history.points.push_back(point);
        }
        return history;
    }
    void prepare()
    {
        m_page.reset();
        m_fixture = std::make_unique<PageFixture>();
        FakeRelayService &service = m_fixture->service;
        service.statusNow.baseUrl = "http://127.0.0.1:3000/v1";
        service.statusNow.port = 3000;
        service.clientKeyNow = kToken.toStdString();
        service.metricsNow.totalRequests = 100;
        service.historyNow = history(60, 2);
        relay::model::Channel channel{.id = 1, .name = "one", .type = relay::model::ChannelType::OpenAi};
        channel.models = {"gpt-4o"};
        service.channelList = {channel};
    }
    template <typename T>
    T *part(const QString &name) const
    {
        return m_page->findChild<T *>(name);
    }
    void open() { m_page = m_fixture->shown<ui::pages::OverviewPage>(); }
    QString texts() const
    {
        QStringList all;
        for (const QLabel *label : m_page->findChildren<QLabel *>())
            all << label->text();
        return all.join(u'|').replace(QChar(0x00A0), u' ');
    }

    std::unique_ptr<PageFixture> m_fixture;
    std::unique_ptr<ui::pages::OverviewPage> m_page;
};

} // namespace tests
