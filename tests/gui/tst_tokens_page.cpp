// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/page_fixture.h"
#include "ui/base/date_text.h"
#include "ui/models/figure_text.h"
#include "ui/pages/model_chips.h"
#include "ui/pages/token_created_panel.h"
#include "ui/pages/token_editor.h"
#include "ui/pages/token_table.h"
#include "ui/pages/tokens_page.h"
#include "ui/widgets/ask_dialog.h"
#include "ui/widgets/toast.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;
using relay::api::QuotaEdit;
using relay::model::Token;
using ui::pages::TokenEditor;
using ui::pages::TokensPage;
using ui::pages::TokenTable;
using ui::pages::TokenTableModel;
using ui::widgets::AskDialog;

class TokensPageTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void showsWhatEachMaySpend();
    void copiesTheWholeKey();
    void switchesAtOnceWithAWayBack();
    void createsOneAndShowsItsKey();
    void createsItOnce();
    void refusesBadValuesInPlace_data();
    void refusesBadValuesInPlace();
    void setsTheQuotaOnlyWhereItWasTyped_data();
    void setsTheQuotaOnlyWhereItWasTyped();
    void expiresAsChosen();
    void limitsItToModels();
    void revokesOnlyWhenAsked();
    void asksBeforeChangesAreLost();
    void asksWhetherANewOneIsWanted();
    void theRowThatWasSavedHasTheFocus();
    void showsWhyTheRelayRefuses();
    void saysWhatToDoWithoutTokens();
    void readsNothingWhileNobodyLooks();
    void looksIntoTheLedgerAfterTraffic();

private:
    void show();
    template <typename W>
    W *find(const QString &name) const
    {
        return m_page->findChild<W *>(name);
    }
    void click(const QString &button) const { QTest::mouseClick(find<QPushButton>(button), Qt::LeftButton); }
    void clickCell(int row, int column) const;
    void openRow(int row);
    AskDialog *dialog() const { return m_page->window()->findChild<AskDialog *>(); }
    TokenEditor *editor() const { return find<TokenEditor>(u"tokenEditor"_s); }
    TokenTable *table() const { return find<TokenTable>(u"tokens"_s); }
    QString cell(int row, int column) const
    {
        return table()->model()->index(row, column).data().toString().replace(QChar(0x00A0), u' ');
    }
    QString toast() const { return m_page->findChild<ui::widgets::Toast *>()->sentence(); }
    tests::FakeRelayService &service() const { return m_fixture->service; }

    std::unique_ptr<tests::PageFixture> m_fixture;
    std::unique_ptr<TokensPage> m_page;
};

void TokensPageTest::init()
{
    m_page.reset();
    m_fixture = std::make_unique<tests::PageFixture>();
    const std::int64_t now = QDateTime::currentSecsSinceEpoch();
    service().statusNow.baseUrl = "http://127.0.0.1:3000/v1";
    service().tokenList = {
        {.id = 1, .name = "default", .key = "0123456789abcdefghij9f3Q", .usedQuota = 410'000},
        {.id = 2,
         .name = "editor",
         .key = "zyxwvutsrqponmlkjihg77aB",
         .remainQuota = 2'100'000,
         .usedQuota = 400'000,
         .unlimitedQuota = false,
         .expiredTime = now + 5 * 24 * 3600 + 60},
        {.id = 3,
         .name = "old",
         .key = "aaaabbbbccccddddeeee1111",
         .remainQuota = 0,
         .unlimitedQuota = false,
         .expiredTime = now - 60}};
    service().channelList = {{.id = 1, .name = "main", .models = {"gpt-4o", "o3"}}};
    service().usageNow.rows = {{.id = 9, .record = {.createdAtMs = now * 1000 - 125'000, .tokenId = 1}}};
}

void TokensPageTest::show()
{
    m_page = m_fixture->shown<TokensPage>();
    QTRY_COMPARE(table()->model()->rowCount(), 3);
}

void TokensPageTest::clickCell(int row, int column) const
{
    const QRect box = table()->visualRect(table()->model()->index(row, column));
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, box.center());
}

void TokensPageTest::openRow(int row)
{
    show();
    clickCell(row, TokenTableModel::NameColumn);
    QVERIFY(editor()->isVisible());
}

void TokensPageTest::showsWhatEachMaySpend()
{
    show();
    QCOMPARE(cell(0, TokenTableModel::NameColumn), u"default"_s);
    QVERIFY(!cell(0, TokenTableModel::KeyColumn).contains(u"abcdef"_s));
    QCOMPARE(cell(0, TokenTableModel::UsedColumn), u"$0.82"_s);
    QCOMPARE(cell(0, TokenTableModel::LeftColumn), u"no limit"_s);
    QCOMPARE(cell(0, TokenTableModel::ExpiresColumn), u"never"_s);
    QTRY_COMPARE(cell(0, TokenTableModel::LastUseColumn), u"2 min ago"_s);
    QCOMPARE(cell(1, TokenTableModel::LeftColumn), u"$4.20"_s);
    QCOMPARE(cell(1, TokenTableModel::ExpiresColumn), u"in 5 day(s)"_s);
    // It was used, but by none of the requests that were read.
    const relay::api::UsageRow &oldest = service().usageNow.rows.back();
    QCOMPARE(cell(1, TokenTableModel::LastUseColumn),
             u"over %1 ago"_s.arg(
                 ui::models::spanText(QDateTime::currentMSecsSinceEpoch() - oldest.record.createdAtMs)));
    const QModelIndex lastUse = table()->model()->index(1, TokenTableModel::LastUseColumn);
    QVERIFY(
        lastUse.data(Qt::ToolTipRole)
            .toString()
            .contains(ui::base::momentText(oldest.record.createdAtMs, QDateTime::currentMSecsSinceEpoch())));
    QCOMPARE(cell(2, TokenTableModel::LeftColumn), u"spent"_s);
    QCOMPARE(cell(2, TokenTableModel::ExpiresColumn), u"expired"_s);
    QCOMPARE(cell(2, TokenTableModel::LastUseColumn), u"–"_s);
    const QModelIndex used = table()->model()->index(1, TokenTableModel::UsedColumn);
    QCOMPARE(used.data(TokenTableModel::ShareRole).toDouble(), 0.16);
}

void TokensPageTest::copiesTheWholeKey()
{
    show();
    QGuiApplication::clipboard()->setText(u"before"_s);
    clickCell(0, TokenTableModel::KeyColumn);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"sk-0123456789abcdefghij9f3Q"_s);
    QCOMPARE(toast(), u"The key of default is in the clipboard"_s);
    table()->setFocus();
    table()->selectRow(1);
    QTest::keyClick(table(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"sk-zyxwvutsrqponmlkjihg77aB"_s);
}

void TokensPageTest::switchesAtOnceWithAWayBack()
{
    show();
    clickCell(1, TokenTableModel::OnColumn);
    QTRY_VERIFY(!service().tokenList[1].enabled);
    QCOMPARE(service().quotaAsked, QuotaEdit::Keep);
    QTRY_COMPARE(toast(), u"editor is off"_s);
    QTest::mouseClick(m_page->findChild<QPushButton *>(u"undo"_s), Qt::LeftButton);
    QTRY_VERIFY(service().tokenList[1].enabled);
}

void TokensPageTest::createsOneAndShowsItsKey()
{
    show();
    click(u"create"_s);
    QTest::keyClicks(find<QLineEdit>(u"name"_s), u"laptop"_s);
    find<QComboBox>(u"quotaKind"_s)->setCurrentIndex(1);
    QTest::keyClicks(find<QLineEdit>(u"quota"_s), u"2.50"_s);
    QTest::keyClicks(find<QLineEdit>(u"addresses"_s), u"192.168.0.0/16, ::1"_s);
    click(u"save"_s);
    QTRY_COMPARE(service().tokenList.size(), std::size_t{4});
    const Token &made = service().tokenList.back();
    QCOMPARE(made.name, "laptop");
    QCOMPARE(made.remainQuota, 1'250'000);
    QVERIFY(!made.unlimitedQuota);
    QCOMPARE(made.subnet, "192.168.0.0/16, ::1");
    QCOMPARE(service().quotaAsked, QuotaEdit::Set);
    auto *panel = find<QWidget>(u"createdPanel"_s);
    QTRY_VERIFY(panel->isVisible());
    const auto *key = find<QWidget>(u"createdKey"_s);
    QCOMPARE(key->findChild<QLineEdit *>(u"line"_s)->text(), u"sk-generated0000000000000"_s);
    QTest::mouseClick(key->findChild<QPushButton *>(u"copy"_s), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"sk-generated0000000000000"_s);
    QTest::mouseClick(panel->findChild<QPushButton *>(u"snippet-curl"_s), Qt::LeftButton);
    QVERIFY(QGuiApplication::clipboard()->text().contains(u"sk-generated0000000000000"_s));
    QTRY_VERIFY(qApp->activePopupWidget());
    qApp->activePopupWidget()->close();
    click(u"done"_s);
    QVERIFY(!panel->isVisible());
}

void TokensPageTest::createsItOnce()
{
    show();
    click(u"create"_s);
    auto *name = find<QLineEdit>(u"name"_s);
    QTest::keyClicks(name, u"laptop"_s);
    editor()->save();
    QVERIFY(!name->isEnabled()); // what came back would overwrite what is typed now
    editor()->save();
    QTRY_COMPARE(toast(), u"laptop was created"_s);
    QCOMPARE(service().tokenList.size(), std::size_t{4});
    QVERIFY(name->isEnabled());
}

void TokensPageTest::refusesBadValuesInPlace_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("typed");
    QTest::newRow("a token without a name") << u"name"_s << QString();
    QTest::newRow("a sum that is none") << u"quota"_s << u"plenty"_s;
    QTest::newRow("a sum below zero") << u"quota"_s << u"-1"_s;
    QTest::newRow("an address that is none") << u"addresses"_s << u"10.0.0.300"_s;
    QTest::newRow("a subnet that is too long") << u"addresses"_s << u"10.0.0.0/33"_s;
}

void TokensPageTest::refusesBadValuesInPlace()
{
    QFETCH(const QString, field);
    QFETCH(const QString, typed);
    openRow(1);
    auto *line = find<QLineEdit>(field);
    line->clear();
    QTest::keyClicks(line, typed);
    click(u"save"_s);
    QVERIFY(line->property("invalid").toBool());
    QVERIFY(editor()->isDirty());
    const auto troubles = editor()->findChildren<QLabel *>(u"trouble"_s);
    QCOMPARE(std::ranges::count_if(troubles, [](const QLabel *label) { return label->isVisible(); }), 1);
    QCOMPARE(service().tokenList[1].name, "editor");
    QCOMPARE(service().tokenList[1].remainQuota, 2'100'000);
}

void TokensPageTest::setsTheQuotaOnlyWhereItWasTyped_data()
{
    QTest::addColumn<QString>("quota");
    QTest::addColumn<bool>("set");
    QTest::newRow("another name leaves it alone") << QString() << false;
    QTest::newRow("a sum that is typed is set") << u"9"_s << true;
}

void TokensPageTest::setsTheQuotaOnlyWhereItWasTyped()
{
    QFETCH(const QString, quota);
    QFETCH(const bool, set);
    openRow(1);
    QTest::keyClicks(find<QLineEdit>(u"name"_s), u"!"_s);
    if (!quota.isEmpty()) {
        find<QLineEdit>(u"quota"_s)->selectAll();
        QTest::keyClicks(find<QLineEdit>(u"quota"_s), quota);
    }
    click(u"save"_s);
    QTRY_COMPARE(service().tokenList[1].name, "editor!");
    QCOMPARE(service().quotaAsked, set ? QuotaEdit::Set : QuotaEdit::Keep);
    if (set)
        QCOMPARE(service().tokenList[1].remainQuota, 4'500'000);
}

void TokensPageTest::expiresAsChosen()
{
    openRow(0);
    QVERIFY(!find<QDateTimeEdit>(u"date"_s)->isVisible());
    find<QComboBox>(u"expiry"_s)->setCurrentIndex(2);
    click(u"save"_s);
    QTRY_VERIFY(service().tokenList[0].expiredTime > 0);
    const std::int64_t days =
        (service().tokenList[0].expiredTime - QDateTime::currentSecsSinceEpoch() + 60) / 86'400;
    QCOMPARE(days, 7);
    QTRY_VERIFY(find<QDateTimeEdit>(u"date"_s)->isVisible());
    find<QComboBox>(u"expiry"_s)->setCurrentIndex(0);
    click(u"save"_s);
    QTRY_COMPARE(service().tokenList[0].expiredTime, -1);
}

void TokensPageTest::limitsItToModels()
{
    openRow(0);
    auto *chips = find<ui::pages::ModelChips>(u"models"_s);
    QTRY_COMPARE(chips->known().size(), 2);
    QTest::mouseClick(chips->findChild<QPushButton *>(u"choose"_s), Qt::LeftButton);
    auto *picker = chips->findChild<QWidget *>(u"picker"_s);
    QTest::keyClicks(picker->findChild<QLineEdit *>(u"search"_s), u"o3"_s);
    QTest::keyClick(picker->findChild<QLineEdit *>(u"search"_s), Qt::Key_Return);
    picker->hide();
    click(u"save"_s);
    QTRY_COMPARE(service().tokenList[0].models, std::vector<std::string>{"o3"});
}

void TokensPageTest::revokesOnlyWhenAsked()
{
    openRow(1);
    click(u"revoke"_s);
    QTest::mouseClick(dialog()->findChild<QPushButton *>(u"safe"_s), Qt::LeftButton);
    QTRY_VERIFY(!dialog());
    QCOMPARE(service().tokenList.size(), std::size_t{3});
    click(u"revoke"_s);
    QTest::mouseClick(dialog()->findChild<QPushButton *>(u"danger"_s), Qt::LeftButton);
    QTRY_COMPARE(service().tokenList.size(), std::size_t{2});
    QTRY_VERIFY(!editor()->isVisible());
    QTRY_COMPARE(toast(), u"editor was revoked"_s);
}

void TokensPageTest::asksBeforeChangesAreLost()
{
    openRow(0);
    QTest::keyClicks(find<QLineEdit>(u"name"_s), u"!"_s);
    clickCell(1, TokenTableModel::NameColumn);
    QVERIFY(dialog());
    QTest::mouseClick(dialog()->findChild<QPushButton *>(u"safe"_s), Qt::LeftButton);
    QTRY_VERIFY(!dialog());
    QCOMPARE(find<QLineEdit>(u"name"_s)->text(), u"default!"_s);
    clickCell(1, TokenTableModel::NameColumn);
    QTest::mouseClick(dialog()->findChild<QPushButton *>(u"danger"_s), Qt::LeftButton);
    QCOMPARE(find<QLineEdit>(u"name"_s)->text(), u"editor"_s);
    QCOMPARE(service().tokenList[0].name, "default");
}

void TokensPageTest::asksWhetherANewOneIsWanted()
{
    show();
    click(u"create"_s);
    QTest::keyClicks(find<QLineEdit>(u"name"_s), u"new"_s);
    QTest::mouseClick(editor()->findChild<QPushButton *>(u"close"_s), Qt::LeftButton);
    QVERIFY(dialog());
    QCOMPARE(dialog()->findChild<QPushButton *>(u"other"_s)->text(), u"Create"_s);
    QTest::mouseClick(dialog()->findChild<QPushButton *>(u"danger"_s), Qt::LeftButton);
    QTRY_VERIFY(!dialog());
}

void TokensPageTest::theRowThatWasSavedHasTheFocus()
{
    show();
    click(u"create"_s);
    QTest::keyClicks(find<QLineEdit>(u"name"_s), u"new"_s);
    click(u"save"_s);
    QTRY_VERIFY(m_page->findChild<QWidget *>(u"createdPanel"_s)->isVisible());
    QCOMPARE(m_page->window()->focusWidget(), table());
}

void TokensPageTest::showsWhyTheRelayRefuses()
{
    openRow(0);
    service().refusal = relay::Error{relay::ErrorKind::Conflict, u"there is a token named so already"_s};
    QTest::keyClicks(find<QLineEdit>(u"name"_s), u"!"_s);
    click(u"save"_s);
    const auto *refusal = editor()->findChild<QWidget *>(u"refusal"_s);
    QTRY_VERIFY(refusal->isVisible());
    QVERIFY(editor()->isDirty());
}

void TokensPageTest::saysWhatToDoWithoutTokens()
{
    service().tokenList.clear();
    m_page = m_fixture->shown<TokensPage>();
    auto *create = find<QPushButton>(u"createFirst"_s);
    QTRY_VERIFY(create->isVisible());
    QTest::mouseClick(create, Qt::LeftButton);
    QVERIFY(editor()->isVisible());
}

void TokensPageTest::readsNothingWhileNobodyLooks()
{
    show();
    const auto ticks = [this] {
        const auto timers = m_page->findChildren<QTimer *>(QString(), Qt::FindDirectChildrenOnly);
        return std::ranges::any_of(timers, &QTimer::isActive);
    };
    QVERIFY(ticks());
    m_page->setActive(false);
    QVERIFY(!ticks());
}

void TokensPageTest::looksIntoTheLedgerAfterTraffic()
{
    show();
    const auto lookAgain = [this] {
        m_page->setActive(false);
        m_page->setActive(true);
    };
    const int asked = service().ledger.asked;
    QVERIFY(asked > 0);
    lookAgain();
    QCOMPARE(service().ledger.asked, asked);
    ++service().metricsNow.totalRequests;
    m_fixture->figures.readNow();
    lookAgain();
    QCOMPARE(service().ledger.asked, asked + 1);
}

int main(int argc, char **argv)
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication application(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false);
    TokensPageTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_tokens_page.moc"
