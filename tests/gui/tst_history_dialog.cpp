// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/history_card.h"
#include "ui/pages/history_dialog.h"

#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using ui::models::HistoryLine;
using ui::pages::HistoryDialog;
using ui::pages::HistoryEntryView;

class HistoryDialogTest final : public QObject
{
    Q_OBJECT

private slots:
    void aLongHistoryComesInParts();
    void aShortOneIsWhole();

private:
    static std::vector<HistoryLine> lines(std::int64_t count)
    {
        std::vector<HistoryLine> lines;
        for (std::int64_t id = count; id > 0; --id)
            lines.push_back({.id = id, .title = QString::number(id), .canUndo = true});
        return lines;
    }
};

void HistoryDialogTest::aLongHistoryComesInParts()
{
    auto *dialog = new HistoryDialog(lines(250), nullptr);
    dialog->show();
    const auto entries = [dialog] { return dialog->findChildren<HistoryEntryView *>().size(); };
    auto *more = dialog->findChild<QPushButton *>(u"olderHistory"_s);
    QCOMPARE(entries(), qsizetype(HistoryDialog::kAtOnce));
    QVERIFY(more->isVisible());
    more->click();
    QCOMPARE(entries(), qsizetype(2 * HistoryDialog::kAtOnce));
    more->click();
    QCOMPARE(entries(), qsizetype(250));
    QVERIFY(!more->isVisible());
    QSignalSpy back(dialog, &HistoryDialog::backRequested);
    dialog->findChild<QPushButton *>(u"back:1"_s)->click(); // the oldest
    QCOMPARE(back.count(), 1);
    QCOMPARE(back.first().first().toLongLong(), 1LL);
}

void HistoryDialogTest::aShortOneIsWhole()
{
    auto *dialog = new HistoryDialog(lines(3), nullptr);
    dialog->show();
    QCOMPARE(dialog->findChildren<HistoryEntryView *>().size(), qsizetype(3));
    QVERIFY(!dialog->findChild<QPushButton *>(u"olderHistory"_s)->isVisible());
    dialog->reject();
}

QTEST_MAIN(HistoryDialogTest)
#include "tst_history_dialog.moc"
