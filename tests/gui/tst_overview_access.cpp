// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/model/phrase.h"
#include "tests/gui/overview_page_fixture.h"
#include "ui/models/client_snippets.h"
#include "ui/pages/knock_card.h"
#include "ui/pages/overview_page.h"
#include "ui/pages/snippet_popover.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/copy_field.h"
#include "ui/widgets/elided_label.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QStringBuilder>
#include <QTest>
#include <QTranslator>

#include <algorithm>

using namespace Qt::StringLiterals;
using ui::pages::OverviewPage;
using ui::pages::PageId;

namespace {

class OtherLanguage final : public QTranslator
{
public:
    QString translate(const char *context, const char *source, const char *, int) const override
    {
        return qstrcmp(context, "Phrases") == 0 ? u'«' % QString::fromUtf8(source) % u'»' : QString();
    }
    bool isEmpty() const override { return false; }
};

} // namespace

// How clients get in, by Overview: address, token, snippets, and who knocked last.
class OverviewAccessTest final : public tests::OverviewPageFixture
{
    Q_OBJECT

private slots:
    void init() { prepare(); }
    void snippetsAreCopiedWithThisRelaysOwn_data();
    void snippetsAreCopiedWithThisRelaysOwn();
    void snippetsAreForTheShell();
    void lastKnockSpeaksTheWindowsLanguage();
    void lastKnockSaysWhatToChange();
    void nobodyHasKnocked();
    void aModelThatNoChannelHasLeadsToThem();
    void noTokenIsSaid();
    void anOpenRelaySaysWhereOthersCall();
};

void OverviewAccessTest::snippetsAreCopiedWithThisRelaysOwn_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("address");
    const QString url = u"http://127.0.0.1:3000/v1"_s;
    for (const ui::models::ClientSnippet &snippet : ui::models::clientSnippets({})) {
        const bool anthropic = snippet.id == u"claude"_s;
        QTest::newRow(qPrintable(snippet.name))
            << snippet.id << (anthropic ? u"\"http://127.0.0.1:3000\""_s : url);
    }
}

void OverviewAccessTest::snippetsAreCopiedWithThisRelaysOwn()
{
    QFETCH(const QString, id);
    QFETCH(const QString, address);
    open();
    QTest::qWait(0); // the channels' answer
    if (auto *chip = part<QPushButton>(u"snippet-"_s % id))
        QTest::mouseClick(chip, Qt::LeftButton);
    else
        part<QAction>(u"snippet-"_s % id)->trigger();
    const QString copied = QGuiApplication::clipboard()->text();
    QVERIFY2(copied.contains(address), qPrintable(copied));
    QVERIFY2(copied.contains(kToken) || id == u"zed"_s, qPrintable(copied)); // Zed asks for it
    QVERIFY2(!copied.contains(u'%'), qPrintable(copied));
    const auto *shown = m_page->findChild<ui::pages::SnippetPopover *>();
    QVERIFY(shown && shown->isVisible());
    QVERIFY(!shown->findChild<QLabel *>(u"snippetText"_s)->text().contains(kToken));
}

// As the system has it, and the other way where somebody wants that.
void OverviewAccessTest::snippetsAreForTheShell()
{
    using ui::models::CommandShell;
    for (const ui::models::ClientSnippet &snippet :
         ui::models::clientSnippets({.shell = CommandShell::PowerShell})) {
        QVERIFY2(!snippet.text.contains("export "_L1) && !snippet.text.contains("unset "_L1) &&
                     !snippet.text.contains(u'\\'),
                 qPrintable(snippet.text));
    }
    m_fixture->desktop.shellNow = CommandShell::PowerShell;
    open();
    const auto copied = [this] {
        QTest::mouseClick(part<QPushButton>(u"snippet-environment"_s), Qt::LeftButton);
        return QGuiApplication::clipboard()->text();
    };
    QVERIFY(copied().startsWith("$env:OPENAI_BASE_URL = \"http"_L1));
    delete m_page->findChild<ui::pages::SnippetPopover *>();
    part<QAction>(u"forPowerShell"_s)->trigger();
    QVERIFY(copied().startsWith("export OPENAI_BASE_URL=\"http"_L1));
}

void OverviewAccessTest::lastKnockSpeaksTheWindowsLanguage()
{
    OtherLanguage other;
    QVERIFY(QCoreApplication::installTranslator(&other));
    m_fixture->service.fakeTraffic.knock =
        relay::api::Knock{.client = "Cursor 1.4",
                          .status = 404,
                          .error = "no such path",
                          .remedy = relay::model::phrase("knock.path.remedy", "http://127.0.0.1:3000/v1")};
    open();
    QCOMPARE(part<QLabel>(u"knockRemedy"_s)->text(),
             u"«Its base URL should end in /v1: http://127.0.0.1:3000/v1»"_s);
}

void OverviewAccessTest::lastKnockSaysWhatToChange()
{
    m_fixture->service.fakeTraffic.knock = relay::api::Knock{.atMs = nowMs() - 8'000,
                                                             .requestId = 17,
                                                             .client = "Cursor 1.4",
                                                             .model = "gpt-4o",
                                                             .status = 401,
                                                             .error = "wrong key",
                                                             .remedy = "Give it this relay's token."};
    open();
    QCOMPARE(part<ui::widgets::ElidedLabel>(u"knockClient"_s)->whole(), u"Cursor 1.4"_s);
    QCOMPARE(part<ui::widgets::Badge>(u"knockBadge"_s)->text(), u"401 wrong key"_s);
    QVERIFY(part<QLabel>(u"knockRemedy"_s)->text().contains(u"this relay's token"_s));
    const int height = m_page->findChild<ui::pages::KnockCard *>()->height();
    m_fixture->service.fakeTraffic.knock->error = "not one of this relay's tokens, as the relay said itself";
    m_fixture->figures.readNow();
    QCOMPARE(part<QLabel>(u"knockRemedy"_s)->text(), u"Give it this relay's token."_s); // once is enough
    QCoreApplication::sendPostedEvents();
    QCOMPARE(m_page->findChild<ui::pages::KnockCard *>()->height(), height); // what is below does not jump
    QSignalSpy asked(m_page.get(), &ui::pages::Page::pageRequested);
    QTest::mouseClick(part<QPushButton>(u"knockShowRequest"_s), Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.at(0).at(0).value<PageId>(), PageId::Requests);
    QCOMPARE(asked.at(0).at(1).toString(), u"request:0000000000000011"_s);
    QTest::mouseClick(part<QPushButton>(u"knockCopyToken"_s), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), kToken);
}

void OverviewAccessTest::nobodyHasKnocked()
{
    m_fixture->service.historyNow = history(3, 0);
    m_fixture->service.metricsNow.totalRequests = 0;
    open();
    QCOMPARE(part<ui::widgets::ElidedLabel>(u"knockClient"_s)->whole(), u"Nobody has called yet."_s);
    QVERIFY(texts().contains(u"Listening on port 3000"_s));
    QVERIFY(!part<QPushButton>(u"knockCopyToken"_s)->isVisible());
    relay::api::UsageRow row; // of before the start
    row.id = 1;
    row.record.createdAtMs = nowMs();
    m_fixture->service.ledger.rows.push_back(row);
    m_page->setActive(false);
    m_page->setActive(true);
    QTRY_COMPARE((m_fixture->figures.readNow(), part<ui::widgets::ElidedLabel>(u"knockClient"_s)->whole()),
                 u"No requests since the start."_s);
    const auto noteSays = [this](const QString &text) { // nor does it say that there were none for a day
        const auto labels = part<QWidget>(u"noRequests"_s)->findChildren<QLabel *>();
        return std::ranges::any_of(labels, [&text](const QLabel *label) { return label->text() == text; });
    };
    QTRY_VERIFY(noteSays(u"No requests since the start"_s));
}

void OverviewAccessTest::aModelThatNoChannelHasLeadsToThem()
{
    m_fixture->service.fakeTraffic.knock =
        relay::api::Knock{.client = "Cursor 1.4", .model = "gpt-9", .status = 404, .error = "unknown model"};
    open();
    QVERIFY(!part<QPushButton>(u"knockCopyToken"_s)->isVisible());
    QSignalSpy asked(m_page.get(), &ui::pages::Page::pageRequested);
    QTest::mouseClick(part<QPushButton>(u"knockOpenChannels"_s), Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.at(0).at(0).value<PageId>(), PageId::Channels);
    m_fixture->service.fakeTraffic.knock->model.clear(); // a path that there is not
    m_fixture->figures.readNow();
    QVERIFY(part<QPushButton>(u"knockCopyToken"_s)->isVisible());
    QVERIFY(!part<QPushButton>(u"knockOpenChannels"_s)->isVisible());
}

void OverviewAccessTest::noTokenIsSaid()
{
    m_fixture->service.statusNow.baseUrl = "http://127.0.0.1:3000/v1";
    m_fixture->figures.readNow();
    open();
    auto *create = part<QPushButton>(u"createToken"_s);
    auto *token = part<ui::widgets::CopyField>(u"token"_s);
    QVERIFY(!create->isVisible());
    m_fixture->service.clientKeyNow.clear();
    m_fixture->figures.readNow();
    QVERIFY(create->isVisible());
    QVERIFY(!token->button().isVisible());
    QCOMPARE(token->findChild<QLineEdit *>(u"line"_s)->placeholderText(), u"No token is on"_s);
    const QSignalSpy asked(m_page.get(), &ui::pages::Page::pageRequested);
    QTest::mouseClick(create, Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.at(0).at(0).value<PageId>(), PageId::Tokens);
    QCOMPARE(asked.at(0).at(1).toString(), u"add"_s);
    m_fixture->service.clientKeyNow = kToken.toStdString();
    m_fixture->figures.readNow();
    QVERIFY(!create->isVisible());
    QVERIFY(token->button().isVisible());
}

void OverviewAccessTest::anOpenRelaySaysWhereOthersCall()
{
    open();
    QVERIFY(!part<QWidget>(u"networkAddress"_s)->isVisible());
    m_fixture->service.statusNow.listenAddress = "192.168.7.5";
    m_fixture->service.statusNow.baseUrl = "http://192.168.7.5:3000/v1";
    m_fixture->figures.readNow();
    auto *address = part<ui::widgets::CopyField>(u"networkAddress"_s);
    QVERIFY(address->isVisible());
    address->button().click();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"http://192.168.7.5:3000/v1"_s);
}

int main(int argc, char **argv)
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication application(argc, argv);
    OverviewAccessTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_overview_access.moc"
