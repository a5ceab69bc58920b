// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/page_fixture.h"
#include "ui/pages/first_start_guide.h"
#include "ui/pages/guide_begin.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/ink.h"
#include "ui/widgets/theme.h"

#include <QAbstractItemView>
#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
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
    void aLocalProviderAsksForNoKey();
    void theBaseUrlStaysInSight();
    void anyOtherServerIsNamedByItsAddress();
    void aLocalServerThatIsSilentIsNamed();
    void theButtonsStayWhereTheyAre();
    void backAndForthStoresItOnce();
    void aSecondAccountGetsANumber();
    void itsOwnRequestTriesWhatWasAdded_data();
    void itsOwnRequestTriesWhatWasAdded();
    void aFailedRequestIsToldWithItsRemedy();
    void hasSnippetsToTakeAlong();
    void canBeSkipped();
    void aWrongKeyIsSaidAtTheKey();
    void anAddressMayGoWithoutItsScheme_data();
    void anAddressMayGoWithoutItsScheme();
    void returnGoesOn();
    void aChoiceShowsItsFocus();
    void keepsTheKeyboardToItself();
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
    m_fixture->service.presets.push_back(
        {.id = "local", .name = "Own", .baseUrl = "http://127.0.0.1:8000/v1", .local = true});
    m_fixture->service.presets.push_back({.id = "other", .name = "Any other"});
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

void FirstStartGuideTest::aLocalProviderAsksForNoKey()
{
    auto *providers = part<QComboBox>(u"providers"_s);
    QTest::keyClicks(part<QLineEdit>(u"key"_s), u"sk-of-somebody-else"_s);
    providers->setCurrentIndex(providers->findText(u"Own on this machine"_s));
    QVERIFY(!part<QLineEdit>(u"key"_s)->isVisible());
    click(u"guideForward"_s);
    QTRY_COMPARE(title(), u"Point your tools here"_s);
    QCOMPARE(m_fixture->service.channelList.size(), std::size_t{1});
    QVERIFY(m_fixture->service.channelList.front().keys.empty());
}

void FirstStartGuideTest::theBaseUrlStaysInSight()
{
    auto *providers = part<QComboBox>(u"providers"_s);
    auto *url = part<QLineEdit>(u"baseUrl"_s);
    QVERIFY(!url->isVisible());
    providers->setCurrentIndex(providers->findText(u"Any other"_s));
    QVERIFY(url->isVisible());
    QTest::keyClicks(url, u"https://else.example"_s);
    part<QRadioButton>(u"demo"_s)->click();
    part<QRadioButton>(u"provider"_s)->click();
    QVERIFY(url->isVisible());
}

void FirstStartGuideTest::anyOtherServerIsNamedByItsAddress()
{
    auto *providers = part<QComboBox>(u"providers"_s);
    auto *url = part<QLineEdit>(u"baseUrl"_s);
    providers->setCurrentIndex(providers->findText(u"Other, OpenAI-compatible"_s));
    QVERIFY(url->isVisible());
    click(u"guideForward"_s);
    const auto *empty = url->parentWidget()->findChild<QLabel *>(u"trouble"_s);
    QCOMPARE(empty->text(), u"Enter the server's address."_s);
    QTest::keyClicks(url, u"ftp://llm.example"_s);
    click(u"guideForward"_s);
    const auto *trouble = url->parentWidget()->findChild<QLabel *>(u"trouble"_s);
    QVERIFY(trouble->text().contains(u"http://"_s)); // as the editor of channels says it
    QCOMPARE(m_fixture->service.drafts.size(), std::size_t{0});
    url->clear();
    QTest::keyClicks(url, u"https://llm.example/v1"_s);
    QVERIFY(!trouble->isVisible());
    click(u"guideForward"_s);
    QTRY_COMPARE(title(), u"Point your tools here"_s);
    const relay::model::Channel &kept = m_fixture->service.channelList.front();
    QCOMPARE(kept.name, std::string("llm.example"));
    QCOMPARE(kept.type, relay::model::ChannelType::OpenAiCompatible);
    QCOMPARE(kept.baseUrl, std::string("https://llm.example/v1"));
    QVERIFY(kept.keys.empty()); // a server of one's own may ask for none
}

void FirstStartGuideTest::aLocalServerThatIsSilentIsNamed()
{
    m_fixture->service.presets.push_back(
        {.id = "vllm", .name = "vLLM", .baseUrl = "http://127.0.0.1:8000/v1", .local = true});
    auto *providers = part<QComboBox>(u"providers"_s);
    providers->addItem(u"vLLM on this machine"_s, u"vllm"_s);
    providers->setCurrentIndex(providers->count() - 1);
    m_fixture->service.upstreamTrouble =
        relay::Error{relay::ErrorKind::Transient, u"127.0.0.1:8000: cannot connect: Connection refused"_s};
    click(u"guideForward"_s);
    const auto *trouble = part<ui::widgets::Banner>(u"trouble"_s);
    QTRY_COMPARE(trouble->sentence(), u"Is vLLM running? Nothing answers at 127.0.0.1:8000."_s);
    m_fixture->service.upstreamTrouble =
        relay::Error{relay::ErrorKind::Transient, u"the upstream answers HTTP 404: no models"_s};
    click(u"guideForward"_s);
    QTRY_COMPARE(trouble->sentence(), u"the upstream answers HTTP 404: no models"_s);
}

void FirstStartGuideTest::theButtonsStayWhereTheyAre()
{
    const auto *forward = part<QPushButton>(u"guideForward"_s);
    const auto place = [this, forward] {
        QCoreApplication::sendPostedEvents(); // of the layout
        return forward->mapTo(m_guide, QPoint(0, 0));
    };
    const QPoint before = place();
    part<QRadioButton>(u"demo"_s)->click();
    QCOMPARE(place(), before);
    QVERIFY(!part<QLineEdit>(u"key"_s)->isEnabled());
    part<QRadioButton>(u"provider"_s)->click();
    click(u"guideForward"_s); // without a key
    QVERIFY(part<QLineEdit>(u"key"_s)->property("invalid").toBool());
    QTRY_COMPARE(place(), before);
    auto *providers = part<QComboBox>(u"providers"_s);
    providers->setCurrentIndex(providers->count() - 1); // the one that asks for a base URL
    click(u"guideForward"_s);                           // without one
    QVERIFY(part<QLineEdit>(u"baseUrl"_s)->property("invalid").toBool());
    QTRY_COMPARE(place(), before);
    providers->setCurrentIndex(0);
    // Two lines of what went wrong have room.
    m_fixture->service.upstreamTrouble = relay::Error{
        relay::ErrorKind::BadRequest, u"401: the key is wrong, or of another account. "_s.repeated(2)};
    QTest::keyClicks(part<QLineEdit>(u"key"_s), u"sk-wrong"_s);
    QTRY_COMPARE(place(), before);
    click(u"guideForward"_s);
    const auto *trouble = part<ui::widgets::Banner>(u"trouble"_s);
    QTRY_VERIFY(trouble->isVisible());
    QTRY_VERIFY(part<QPushButton>(u"guideForward"_s)->isEnabled());
    QTRY_COMPARE(place(), before);
    QVERIFY(trouble->height() > 2 * trouble->fontMetrics().height()); // they are two
}

void FirstStartGuideTest::backAndForthStoresItOnce()
{
    QTest::keyClicks(part<QLineEdit>(u"key"_s), u"sk-one"_s);
    click(u"guideForward"_s);
    QTRY_COMPARE(title(), u"Point your tools here"_s);
    click(u"guideBack"_s);
    click(u"guideForward"_s);
    QTRY_COMPARE(title(), u"Point your tools here"_s);
    QCOMPARE(m_fixture->service.savedChannels.size(), std::size_t{1});
    click(u"guideBack"_s);
    QTest::keyClicks(part<QLineEdit>(u"key"_s), u"-and-more"_s); // another key: of the same channel
    click(u"guideForward"_s);
    QTRY_COMPARE(title(), u"Point your tools here"_s);
    QCOMPARE(m_fixture->service.channelList.size(), std::size_t{1});
    QCOMPARE(m_fixture->service.channelList.front().keys, std::vector<std::string>{"sk-one-and-more"});
}

// A name that another channel has would be refused, and there is no field to change it in.
void FirstStartGuideTest::aSecondAccountGetsANumber()
{
    relay::model::Channel first;
    first.id = 90;
    first.name = "Somebody";
    relay::model::Channel second = first;
    second.id = 91;
    second.name = "Somebody 2";
    m_fixture->service.channelList = {first, second};
    QTest::keyClicks(part<QLineEdit>(u"key"_s), u"sk-of-another-account"_s);
    click(u"guideForward"_s);
    QTRY_COMPARE(title(), u"Point your tools here"_s);
    QCOMPARE(m_fixture->service.channelList.back().name, std::string("Somebody 3"));
}

void FirstStartGuideTest::itsOwnRequestTriesWhatWasAdded_data()
{
    QTest::addColumn<QString>("choice");
    QTest::addColumn<QByteArray>("asked");
    QTest::newRow("a model of the new channel") << u"provider"_s << QByteArray(R"("model":"one")");
    QTest::newRow("the demo") << u"demo"_s << QByteArray(R"("model":"demo-echo")");
}

void FirstStartGuideTest::itsOwnRequestTriesWhatWasAdded()
{
    QFETCH(const QString, choice);
    QFETCH(const QByteArray, asked);
    QTcpServer relay;
    QVERIFY(relay.listen(QHostAddress::LocalHost));
    QByteArray received;
    connect(&relay, &QTcpServer::newConnection, &relay, [&relay, &received] {
        QTcpSocket *socket = relay.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, &relay,
                [socket, &received] { received += socket->readAll(); });
    });
    m_fixture->service.statusNow.baseUrl = "http://127.0.0.1:" + std::to_string(relay.serverPort()) + "/v1";
    m_fixture->service.channelList = {
        {.id = 1, .name = "demo", .type = relay::model::ChannelType::Demo, .models = {"demo-echo"}},
        {.id = 2, .name = "known", .models = {"somebody-pays"}, .priority = 9}};
    m_fixture->figures.readNow();
    part<QRadioButton>(choice)->click();
    QTest::keyClicks(part<QLineEdit>(u"key"_s), u"sk-provider-key"_s);
    click(u"guideForward"_s);
    QTRY_COMPARE(title(), u"Point your tools here"_s);
    click(u"guideSend"_s);
    QTRY_VERIFY2(received.contains(asked), received.constData());
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

void FirstStartGuideTest::hasSnippetsToTakeAlong()
{
    m_fixture->service.channelList = {{.id = 1, .name = "one", .models = {"gpt-4o"}}};
    part<QRadioButton>(u"demo"_s)->click();
    click(u"guideForward"_s);
    const auto copied = [this] {
        QGuiApplication::clipboard()->clear();
        click(u"snippet-curl"_s);
        if (QWidget *said = QApplication::activePopupWidget())
            said->close();
        return QGuiApplication::clipboard()->text();
    };
    QTRY_VERIFY(copied().contains(u"gpt-4o"_s));
    QVERIFY(copied().contains(u"http://127.0.0.1:3000/v1"_s));
    QVERIFY(copied().contains(u"sk-tr-0123456789abcdefghij9f3Q"_s));
}

void FirstStartGuideTest::canBeSkipped()
{
    const QSignalSpy finished(m_guide, &FirstStartGuide::finished);
    click(u"guideLeave"_s);
    QTest::keyClick(m_guide, Qt::Key_Escape);
    QCOMPARE(finished.count(), 2);
}

void FirstStartGuideTest::aWrongKeyIsSaidAtTheKey()
{
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_fixture->service.upstreamTrouble =
        relay::Error{relay::ErrorKind::UpstreamRefused, u"the upstream answers HTTP 401: no"_s};
    auto *key = part<QLineEdit>(u"key"_s);
    QTest::keyClicks(key, u"sk-wrong"_s);
    click(u"guideForward"_s);
    const auto *trouble = key->parentWidget()->findChild<QLabel *>(u"trouble"_s);
    QTRY_COMPARE(trouble->text(), u"The provider refuses this key."_s);
    QVERIFY(trouble->isVisible());
    QVERIFY(part<ui::widgets::Banner>(u"trouble"_s)->isHidden());
    QVERIFY(key->hasFocus());
    QCOMPARE(key->selectedText().size(), key->text().size());
    QTest::keyClicks(key, u"sk-right"_s); // in its place
    QCOMPARE(key->text(), u"sk-right"_s);
    QVERIFY(!trouble->isVisible());
}

void FirstStartGuideTest::anAddressMayGoWithoutItsScheme_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("kept");
    QTest::newRow("this machine") << u"127.0.0.1:8899"_s << u"http://127.0.0.1:8899"_s;
    QTest::newRow("by its name") << u"localhost:8000/v1"_s << u"http://localhost:8000/v1"_s;
    QTest::newRow("this machine, v6") << u"[::1]:8000"_s << u"http://[::1]:8000"_s;
    QTest::newRow("the house's network") << u"192.168.1.7:11434"_s << u"http://192.168.1.7:11434"_s;
    QTest::newRow("a machine of the house") << u"nas:8000"_s << u"http://nas:8000"_s;
    QTest::newRow("elsewhere") << u"llm.example/v1"_s << u"https://llm.example/v1"_s;
    QTest::newRow("elsewhere, by number") << u"203.0.113.4:8000"_s << u"https://203.0.113.4:8000"_s;
    QTest::newRow("with one") << u"http://llm.example"_s << u"http://llm.example"_s;
}

void FirstStartGuideTest::anAddressMayGoWithoutItsScheme()
{
    QFETCH(const QString, typed);
    QFETCH(const QString, kept);
    auto *providers = part<QComboBox>(u"providers"_s);
    providers->setCurrentIndex(providers->findText(u"Other, OpenAI-compatible"_s));
    QTest::keyClicks(part<QLineEdit>(u"baseUrl"_s), typed);
    click(u"guideForward"_s);
    QTRY_COMPARE(m_fixture->service.channelList.size(), std::size_t{1});
    QCOMPARE(m_fixture->service.channelList.front().baseUrl, kept.toStdString());
}

void FirstStartGuideTest::returnGoesOn()
{
    const ui::widgets::Theme theme(*qApp); // whose the keys of lists are
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    auto *key = part<QLineEdit>(u"key"_s);
    QTest::mouseClick(key, Qt::LeftButton);
    QTest::keyClicks(QApplication::focusWidget(), u"sk-one"_s);
    auto *providers = part<QComboBox>(u"providers"_s);
    providers->setFocus();
    providers->showPopup();
    QTRY_COMPARE(QApplication::activePopupWidget(), providers->view()->window());
    QTest::keyClick(m_window->windowHandle(), Qt::Key_Return); // of the list, and of nothing beneath it
    QTRY_VERIFY(!providers->view()->isVisible());
    QCOMPARE(title(), u"Who is to answer?"_s);
    QVERIFY(m_fixture->service.drafts.empty());
    QTest::keyClick(key, Qt::Key_Return);
    QTRY_COMPARE(title(), u"Point your tools here"_s);
    const QSignalSpy finished(m_guide, &FirstStartGuide::finished);
    auto *back = part<QPushButton>(u"guideBack"_s);
    back->setFocus();
    QTest::keyClick(back, Qt::Key_Return);
    QCOMPARE(title(), u"Who is to answer?"_s); // the button that has the keyboard
    QCOMPARE(finished.count(), 0);
}

void FirstStartGuideTest::aChoiceShowsItsFocus()
{
    ui::widgets::Theme theme(*qApp);
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    auto *demo = part<QRadioButton>(u"demo"_s);
    auto *provider = part<QRadioButton>(u"provider"_s);
    for (QRadioButton *choice : {demo, provider}) { // one without its dot, one with it
        part<QPushButton>(u"guideForward"_s)->setFocus();
        const QImage without = choice->grab().toImage();
        m_window->setAttribute(Qt::WA_KeyboardFocusChange);
        choice->setFocus(Qt::TabFocusReason);
        const QImage ringed = choice->grab().toImage();
        const QColor ring = ui::widgets::colour(ui::widgets::Ink::Link, choice->palette());
        const QPoint edge(9, choice->height() / 2 - 9); // of the indicator's top
        int found = 0;
        for (int y = edge.y() - 1; y < edge.y() + 3; ++y)
            found += ringed.pixelColor(edge.x(), y) == ring && without.pixelColor(edge.x(), y) != ring;
        QVERIFY2(found > 0, qPrintable(choice->objectName()));
    }
}

void FirstStartGuideTest::keepsTheKeyboardToItself()
{
    QWidget window;
    auto *beneath = new QPushButton(u"Beneath"_s, &window);
    auto *off = new QPushButton(u"Off"_s, &window);
    off->setEnabled(false);
    window.resize(1180, 760);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    beneath->setFocus();
    {
        FirstStartGuide guide(m_fixture->context(), &window);
        guide.show();
        const QAccessibleInterface *told = QAccessible::queryAccessibleInterface(&guide);
        QCOMPARE(told->role(), QAccessible::Dialog);
        QVERIFY(told->state().modal);
        QVERIFY(!told->text(QAccessible::Name).isEmpty());
        QVERIFY(!beneath->isEnabled());
        QCOMPARE(QApplication::focusWidget(), guide.findChild<QPushButton *>(u"guideForward"_s));
        for (int i = 0; i < 12; ++i) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            QVERIFY(guide.isAncestorOf(QApplication::focusWidget()));
        }
    }
    QVERIFY(beneath->isEnabled());
    QVERIFY(beneath->hasFocus());
    QVERIFY(!off->isEnabled());
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
