// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/doctor_looks.h"
#include "tests/gui/fake_relay_service.h"
#include "tests/unit/relay/service/desk_bed.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>

#include <atomic>
#include <chrono>

using relay::api::Finding;
using relay::api::Verdict;
using relay::service::WorkThread;
using namespace std::chrono_literals;

// Looks at who listens on the relay's port, where that is somebody else.
class DoctorNetworkTest final : public QObject
{
    Q_OBJECT

private slots:
    void aTalkerWithoutEndIsCutShort();
};

// Sends for ever to whoever connects.
class Talker final
{
public:
    Talker()
        : m_thread(QThread::create([this] { talk(); }))
    {
        m_thread->start();
        while (port == 0)
            QThread::yieldCurrentThread();
    }
    ~Talker()
    {
        m_stop = true;
        m_thread->wait();
    }
    Q_DISABLE_COPY_MOVE(Talker)

    std::atomic<std::uint16_t> port{0};

private:
    void talk()
    {
        QTcpServer server;
        server.listen(QHostAddress(QHostAddress::LocalHost));
        port = server.serverPort();
        while (!m_stop && !server.waitForNewConnection(50)) {
        }
        const std::unique_ptr<QTcpSocket> client(server.nextPendingConnection());
        while (!m_stop && client && client->state() == QTcpSocket::ConnectedState) {
            client->write(QByteArray(1024, 'x'));
            client->waitForBytesWritten(50);
        }
    }

    std::atomic<bool> m_stop{false};
    const std::unique_ptr<QThread> m_thread;
};

void DoctorNetworkTest::aTalkerWithoutEndIsCutShort()
{
    Talker talker;
    DeskBed bed;
    tests::FakeRelayService service;
    service.statusNow.port = talker.port;
    service.statusNow.instanceId = "0123456789abcdef";
    QObject root;
    relay::service::SecretDesk secrets(&root);
    WorkThread thread(QStringLiteral("doctor"));
    auto settings = std::make_shared<relay::config::LoadedSettings>();
    settings->values = relay::config::defaultSettings();
    std::optional<Finding> found;
    std::atomic<bool> done = false;
    thread.start();
    const auto begin = std::chrono::steady_clock::now();
    thread.post([&] {
        found = relay::service::lookAtPort({.service = service,
                                            .settings = settings,
                                            .dataDir = {},
                                            .envFile = {},
                                            .store = bed.store,
                                            .ledger = *bed.writer,
                                            .database = bed.desk,
                                            .secrets = secrets,
                                            .thread = thread,
                                            .portHolder = {},
                                            .channels = {},
                                            .upstreams = {}});
        done = true;
    });
    const bool ended = QTest::qWaitFor([&] { return done.load(); }, 15'000);
    if (!ended)
        qFatal("the look has no end"); // nor would the thread have one
    QVERIFY(std::chrono::steady_clock::now() - begin < 10s);
    QCOMPARE(found->verdict, Verdict::Trouble);
    const std::string evidence = found->evidence.english();
    QVERIFY2(evidence.find("is not this relay") != std::string::npos, evidence.c_str());
}

QTEST_GUILESS_MAIN(DoctorNetworkTest)
#include "tst_doctor_network.moc"
