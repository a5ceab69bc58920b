// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QNetworkAccessManager>
#include <QString>

#include <cstdint>
#include <string>
#include <vector>

namespace relay::model {
struct Channel;
}

namespace ui::models {

// One small chat request to the relay, as any client would send it: it goes through token check, routing,
// ledger and charts. Lives on gui.
class TestRequest final : public QObject
{
    Q_OBJECT

public:
    TestRequest();

    // What to ask for: the first model of the first channel that is on; empty: there is none.
    static QString modelOf(const std::vector<relay::model::Channel> &channels);

    void send(const QString &baseUrl, const QString &token, const QString &model);
    bool isUnderWay() const { return m_underWay; }

signals:
    void answered(int status, qint64 elapsedMs); // any HTTP answer
    void failed(const QString &why);             // there was none

private:
    QNetworkAccessManager m_network;
    bool m_underWay = false;
};

} // namespace ui::models
