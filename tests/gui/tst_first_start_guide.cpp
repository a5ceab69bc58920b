// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/page_fixture.h"
#include "ui/pages/first_start_guide.h"
#include "ui/pages/guide_begin.h"
#include "ui/widgets/banner.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace Qt::StringLiterals;
using ui::pages::FirstStartGuide;

class FirstStartGuideTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void demoLeadsToTheFirstRequest();
    void aKeyIsTriedBeforeItIsKept();
    void aRefusedKeyIsToldAndNothingKept();
    void aFailedRequestIsToldWithItsRemedy();
    void canBeSkipped();
    void findsAnOllama_data();
    void findsAnOllama();

private:
    template <typename T>
    T *part(const QString &name) const
    {
        return m_guide->findChild<T *>(name);
    }
    void click(const QString &button) { QTest::mouseClick(part<QPushButton>(button), Qt::LeftButton); }
    QString title() const { return part<QLabel>(u"guideTitle"_s)->text(); }

    std::unique_ptr<tests::PageFixture> m_fixture;
    std::unique_ptr<QWidget> m_window;
    FirstStartGuide *m_guide = nullptr;
};

void FirstStartGuideTest::init()
{
    m_window = std::make_unique<QWidget>();
    m_fixture = std::make_unique<tests::PageFixture>();
    m_fixture->service.statusNow.baseUrl = "http://127.0.0.1:3000/v1";
    m_fixture->service.clientKeyNow = "sk-tr-0123456789abcdefghij9f3Q";
    m_window->resize(1180, 760);
    m_guide = new FirstStartGuide(m_fixture->context(), m_window.get());
    m_window->show();
    m_fixture->figures.readNow();
}

void FirstStartGuideTest::demoLeadsToTheFirstRequest()
{
    const QSignalSpy finished(m_guide, &FirstStartGuide::finished);
    part<QRadioButton>(u"demo"_s)->click();
    click(u"guideForward"_s);
    QCOMPARE(title(), u"Point your tools here"_s);
    const auto *state = part<ui::widgets::Banner>(u"guideState"_s);
    QVERIFY(state->sentence().startsWith("Waiting"_L1));
    m_fixture->service.fakeTraffic.knock =
        relay::api::Knock{.client = "Cursor 1.4", .model = "gpt-4o", .status = 200};
    m_fixture->service.metricsNow.totalRequests = 1;
    m_fixture->figures.readNow();
    QCOMPARE(state->sentence(), u"It works: Cursor 1.4 asked for gpt-4o."_s);
    click(u"guideForward"_s);
    QCOMPARE(finished.count(), 1);
    QVERIFY(m_fixture->service.channelList.empty());
}

void FirstStartGuideTest::aKeyIsTriedBeforeItIsKept()
{
    click(u"guideForward"_s);
    QCOMPARE(title(), u"Who is to answer?"_s); // there is no key yet
    QTest::keyClicks(part<QLineEdit>(u"key"_s), u"sk-provider-key"_s);
    click(u"guideForward"_s);
    QTRY_COMPARE(title(), u"Point your tools here"_s);
    QCOMPARE(m_fixture->service.channelList.size(), std::size_t{1});
    const relay::model::Channel &kept = m_fixture->service.channelList.front();
    QCOMPARE(kept.name, std::string("Somebody"));
    QCOMPARE(kept.keys, std::vector<std::string>{"sk-provider-key"});
    QCOMPARE(kept.models, (std::vector<std::string>{"one", "two"}));
}

void FirstStartGuideTest::aRefusedKeyIsToldAndNothingKept()
{
    m_fixture->service.upstreamTrouble =
        relay::Error{relay::ErrorKind::BadRequest, u"401: the key is wrong"_s};
    QTest::keyClicks(part<QLineEdit>(u"key"_s), u"sk-wrong"_s);
    click(u"guideForward"_s);
    QTRY_COMPARE(part<ui::widgets::Banner>(u"trouble"_s)->sentence(), u"401: the key is wrong"_s);
    QCOMPARE(title(), u"Who is to answer?"_s);
    QVERIFY(m_fixture->service.channelList.empty());
    QVERIFY(part<QPushButton>(u"guideForward"_s)->isEnabled());
}

void FirstStartGuideTest::aFailedRequestIsToldWithItsRemedy()
{
    part<QRadioButton>(u"demo"_s)->click();
    click(u"guideForward"_s);
    m_fixture->service.fakeTraffic.knock =
        relay::api::Knock{.client = "x", .status = 401, .error = "wrong key", .remedy = "Give it the token."};
    m_fixture->service.metricsNow.totalRequests = 1;
    m_fixture->figures.readNow();
    const auto *state = part<ui::widgets::Banner>(u"guideState"_s);
    QCOMPARE(state->sentence(), u"A request came, and failed with 401: Give it the token."_s);
    m_fixture->service.fakeTraffic.knock->status = 200;
    m_fixture->service.metricsNow.totalRequests = 2;
    m_fixture->figures.readNow();
    QVERIFY(state->sentence().startsWith("It works"_L1));
}

void FirstStartGuideTest::canBeSkipped()
{
    const QSignalSpy finished(m_guide, &FirstStartGuide::finished);
    click(u"guideLeave"_s);
    QTest::keyClick(m_guide, Qt::Key_Escape);
    QCOMPARE(finished.count(), 2);
}

void FirstStartGuideTest::findsAnOllama_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QStringList>("models");
    QTest::newRow("two models") << QByteArray(R"({"models":[{"name":"llama3"},{"name":"qwen3:8b"}]})")
                                << QStringList{u"llama3"_s, u"qwen3:8b"_s};
    QTest::newRow("none yet") << QByteArray(R"({"models":[]})") << QStringList();
}

void FirstStartGuideTest::findsAnOllama()
{
    QFETCH(const QByteArray, answer);
    QFETCH(const QStringList, models);
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    connect(&server, &QTcpServer::newConnection, &server, [&server, answer] {
        QTcpSocket *socket = server.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [socket, answer] {
            socket->write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
                          "Content-Length: " +
                          QByteArray::number(answer.size()) + "\r\n\r\n" + answer);
            socket->disconnectFromHost();
        });
    });
    ui::models::LocalOllama ollama(u"http://127.0.0.1:%1"_s.arg(server.serverPort()));
    QSignalSpy found(&ollama, &ui::models::LocalOllama::found);
    ollama.look();
    QTRY_COMPARE(found.count(), 1);
    QCOMPARE(found.first().first().toStringList(), models);
}

QTEST_MAIN(FirstStartGuideTest)
#include "tst_first_start_guide.moc"
