// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/channels_page_fixture.h"

using namespace Qt::StringLiterals;
using relay::api::HealthState;
using ui::pages::ChannelsPage;

namespace tests {

void ChannelsPageFixture::prepare()
{
    m_page.reset();
    m_fixture = std::make_unique<PageFixture>();
    FakeRelayService &service = m_fixture->service;
    service.channelList = {{.id = 1,
                            .name = "main",
                            .keys = {"sk-proj-abcdefghijkl3kQ2"},
                            .models = {"gpt-4o", "o3"},
                            .priority = 9},
                           {.id = 2, .name = "second", .models = {"gpt-4o"}, .priority = 5},
                           {.id = 3, .name = "third", .models = {"o3"}, .priority = 4},
                           {.id = 4, .name = "last", .priority = 1, .enabled = false}};
    service.fakeTraffic.health = {{.channelId = 1, .keys = {{.maskedKey = "sk-****3kQ2"}}},
                                  {.channelId = 2,
                                   .state = HealthState::CoolingDown,
                                   .untilMs = QDateTime::currentMSecsSinceEpoch() + 3'600'000},
                                  {.channelId = 3, .state = HealthState::Open, .reason = "401"},
                                  {.channelId = 4, .state = HealthState::Disabled}};
    service.metricsNow.channels = {{.name = "main", .total = {.count = 4, .p95Us = 840'000}}};
    service.metricsNow.channelsToday = {{.channelId = 1, .requests = 4, .costUsd = 0.92}};
}

void ChannelsPageFixture::show()
{
    m_page = m_fixture->shown<ChannelsPage>();
    QTRY_VERIFY(table()->model()->rowCount() > 0);
}

void ChannelsPageFixture::clickCell(int row, int column) const
{
    const QRect box = table()->visualRect(table()->model()->index(row, column));
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, box.center());
}

} // namespace tests
