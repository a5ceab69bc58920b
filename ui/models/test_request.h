// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QNetworkAccessManager>
#include <QString>

namespace ui::models {

struct TestAnswer
{
    int status = 0;
    qint64 elapsedMs = 0;
    QString error;     // as its body says it; empty: none
    QString requestId; // as X-Request-Id has it
};

// One small chat request to the relay, as any client would send it: it goes through token check, routing,
// ledger and charts. Lives on gui.
class TestRequest final : public QObject
{
    Q_OBJECT

public:
    TestRequest();

    void send(const QString &baseUrl, const QString &token, const QString &model);
    bool isUnderWay() const { return m_underWay; }

signals:
    void answered(const ui::models::TestAnswer &answer); // any HTTP answer
    void failed(const QString &why);                     // there was none

private:
    QNetworkAccessManager m_network;
    bool m_underWay = false;
};

} // namespace ui::models
