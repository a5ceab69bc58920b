// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/page_fixture.h"
#include "tests/gui/sample_profile.h"
#include "ui/pages/profiling_page.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/flame_graph.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/toast.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStandardPaths>
#include <QTableView>
#include <QTest>

using namespace Qt::StringLiterals;
using relay::api::ProfileKind;
using ui::pages::ProfilingPage;
using ui::widgets::FlameGraph;
using ui::widgets::SegmentedControl;

class ProfilingPageTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void saysWhatAProfileIsGoodFor();
    void capturesAsLongAsAsked();
    void fewSamplesAreNotJudgedBy();
    void canBeCancelled();
    void saysWhyThereIsNone();
    void aClickLooksCloser();
    void keysMoveAndLookCloser();
    void growsUpAsWell();
    void searchSaysHowMuchMatches();
    void theTableLeadsToTheGraph();
    void threadsAreText();
    void savesTheProfile();
    void movesItsServerWhenAsked();
    void saysWhyTheServerStays();
    void saysWhatCannotBeUndone();
    void manyFramesArePaintedQuickly();

private:
    std::unique_ptr<ProfilingPage> captured();
    template <typename T>
    static T *part(const QWidget &page, const QString &name)
    {
        return page.findChild<T *>(name);
    }
    static int node(const FlameGraph &graph, const QString &name);
    static void choose(SegmentedControl *control, int index);

    std::unique_ptr<tests::PageFixture> m_fixture;
};

void ProfilingPageTest::init()
{
    m_fixture = std::make_unique<tests::PageFixture>();
    m_fixture->service.fakeProfiles.next = tests::sampleProfile();
}

std::unique_ptr<ProfilingPage> ProfilingPageTest::captured()
{
    auto page = m_fixture->shown<ProfilingPage>();
    part<QPushButton>(*page, u"capture"_s)->click();
    [&] { QTRY_VERIFY(part<FlameGraph>(*page, u"graph"_s)->isVisible()); }();
    return page;
}

int ProfilingPageTest::node(const FlameGraph &graph, const QString &name)
{
    for (int i = 0; i < graph.tree().count(); ++i) {
        if (graph.tree().at(i).name.startsWith(name))
            return i;
    }
    return -1;
}

void ProfilingPageTest::choose(SegmentedControl *control, int index)
{
    control->setFocus();
    for (int i = 0; i < 6; ++i)
        QTest::keyClick(control, Qt::Key_Left);
    for (int i = 0; i < index; ++i)
        QTest::keyClick(control, Qt::Key_Right);
}

void ProfilingPageTest::saysWhatAProfileIsGoodFor()
{
    const auto page = m_fixture->shown<ProfilingPage>();
    QStringList texts;
    for (const QLabel *label : page->findChildren<QLabel *>())
        texts.append(label->text());
    QVERIFY(texts.contains(u"No profile yet"_s));
    QVERIFY(texts.join(u'|').contains(u"Which functions the processor works for"_s));
    choose(part<SegmentedControl>(*page, u"kind"_s), 2);
    texts.clear();
    for (const QLabel *label : page->findChildren<QLabel *>())
        texts.append(label->text());
    QVERIFY(texts.join(u'|').contains(u"when something hangs"_s));
    QVERIFY(!part<SegmentedControl>(*page, u"seconds"_s)->isVisible()); // of the CPU alone
    QVERIFY(!part<QPushButton>(*page, u"saveProfile"_s)->isEnabled());
}

void ProfilingPageTest::capturesAsLongAsAsked()
{
    const auto page = m_fixture->shown<ProfilingPage>();
    choose(part<SegmentedControl>(*page, u"seconds"_s), 2);
    QTest::mouseClick(part<QPushButton>(*page, u"capture"_s), Qt::LeftButton);
    QCOMPARE(m_fixture->service.fakeProfiles.lastRequest.kind, ProfileKind::Cpu);
    QCOMPARE(m_fixture->service.fakeProfiles.lastRequest.duration, std::chrono::milliseconds(30'000));
    QTRY_VERIFY(part<FlameGraph>(*page, u"graph"_s)->isVisible());
    QVERIFY(part<QLabel>(*page, u"comments"_s)->text().contains(u"14 stacks were cut"_s));
    QVERIFY(part<QLabel>(*page, u"facts"_s)->text().contains(u"CPU, 30 s"_s));
    QVERIFY(part<QLabel>(*page, u"facts"_s)->text().endsWith(u"2,950 sample(s)"_s));
}

void ProfilingPageTest::fewSamplesAreNotJudgedBy()
{
    m_fixture->service.fakeProfiles.next.samples = 9;
    const auto page = captured();
    QVERIFY2(part<QLabel>(*page, u"facts"_s)->text().endsWith(u"9 sample(s): too few to judge by"_s),
             qPrintable(part<QLabel>(*page, u"facts"_s)->text()));
}

void ProfilingPageTest::canBeCancelled()
{
    m_fixture->service.fakeProfiles.held = true;
    const auto page = m_fixture->shown<ProfilingPage>();
    part<QPushButton>(*page, u"capture"_s)->click();
    auto *cancel = part<QPushButton>(*page, u"cancel"_s);
    QTRY_VERIFY(cancel->isVisible());
    QVERIFY(part<QLabel>(*page, u"left"_s)->text().contains(u"left"_s));
    QTest::keyClick(cancel, Qt::Key_Space);
    QCOMPARE(m_fixture->service.fakeProfiles.abandoned, std::optional<std::uint64_t>(1));
    QVERIFY(part<QPushButton>(*page, u"capture"_s)->isVisible());
    QVERIFY(!cancel->isVisible());
}

void ProfilingPageTest::saysWhyThereIsNone()
{
    m_fixture->service.fakeProfiles.failure =
        relay::Error{relay::ErrorKind::Conflict, u"another profile is being taken"_s};
    const auto page = m_fixture->shown<ProfilingPage>();
    part<QPushButton>(*page, u"capture"_s)->click();
    const auto *trouble = part<ui::widgets::Banner>(*page, u"trouble"_s);
    QTRY_COMPARE(trouble->sentence(), u"another profile is being taken"_s);
    QVERIFY(part<QPushButton>(*page, u"capture"_s)->isVisible());
}

void ProfilingPageTest::aClickLooksCloser()
{
    const auto page = captured();
    auto *graph = part<FlameGraph>(*page, u"graph"_s);
    const int dispatch = node(*graph, u"relay::net::Poller::dispatch"_s);
    QTest::mouseClick(graph->viewport(), Qt::LeftButton, {}, graph->boxOf(dispatch).center());
    QCOMPARE(graph->zoomed(), dispatch);
    QVERIFY(graph->boxOf(dispatch).width() >= graph->viewport()->width() - 1);
    QVERIFY(part<QPushButton>(*page, u"whole"_s)->isVisible());
    // Its callers are still there, and lead back.
    const int thread = node(*graph, u"relay"_s);
    QTest::mouseClick(graph->viewport(), Qt::LeftButton, {}, graph->boxOf(thread).center());
    QCOMPARE(graph->zoomed(), thread);
    QTest::mouseClick(part<QPushButton>(*page, u"whole"_s), Qt::LeftButton);
    QCOMPARE(graph->zoomed(), 0);
}

void ProfilingPageTest::keysMoveAndLookCloser()
{
    const auto page = captured();
    auto *graph = part<FlameGraph>(*page, u"graph"_s);
    graph->setFocus();
    QTest::keyClick(graph, Qt::Key_Down); // the thread
    QCOMPARE(graph->tree().at(graph->current()).name, u"relay"_s);
    QTest::keyClick(graph, Qt::Key_Right);
    const int second = graph->current();
    QCOMPARE(graph->tree().at(second).depth, 1);
    QVERIFY(graph->tree().at(second).name != u"relay"_s);
    QVERIFY(graph->accessibleDescription().contains(graph->tree().at(second).name));
    QTest::keyClick(graph, Qt::Key_Return);
    QCOMPARE(graph->zoomed(), second);
    QTest::keyClick(graph, Qt::Key_Up);
    QCOMPARE(graph->current(), 0);
    QTest::keyClick(graph, Qt::Key_Down);
    QCOMPARE(graph->current(), second);
    QTest::keyClick(graph, Qt::Key_Down);
    QTest::keyClick(graph, Qt::Key_Return);
    const int third = graph->zoomed();
    QCOMPARE(graph->tree().at(third).parent, second);
    QTest::keyClick(graph, Qt::Key_Backspace);
    QCOMPARE(graph->zoomed(), second);
    QTest::keyClick(graph, Qt::Key_Home);
    QCOMPARE(graph->zoomed(), 0);
}

void ProfilingPageTest::growsUpAsWell()
{
    const auto page = captured();
    auto *graph = part<FlameGraph>(*page, u"graph"_s);
    QVERIFY(graph->boxOf(0).top() < graph->boxOf(1).top());
    choose(part<SegmentedControl>(*page, u"growth"_s), 1);
    QVERIFY(graph->boxOf(0).top() > graph->boxOf(1).top());
    QVERIFY(graph->viewport()->rect().contains(graph->boxOf(0)));
    QCOMPARE(graph->nodeAt(graph->boxOf(1).center()), 1);
}

void ProfilingPageTest::searchSaysHowMuchMatches()
{
    const auto page = captured();
    auto *search = part<QLineEdit>(*page, u"search"_s);
    const auto *matched = part<QLabel>(*page, u"matched"_s);
    QVERIFY(matched->text().isEmpty());
    search->setFocus();
    QTest::keyClicks(search, u"__send"_s);
    const double share = part<FlameGraph>(*page, u"graph"_s)->matched();
    QVERIFY(share > 0.2 && share < 0.4);
    QCOMPARE(matched->text(), u"%1 % matched"_s.arg(QLocale().toString(share * 100, 'f', 1)));
    search->clear();
    QVERIFY(matched->text().isEmpty());
}

void ProfilingPageTest::theTableLeadsToTheGraph()
{
    const auto page = captured();
    choose(part<SegmentedControl>(*page, u"part"_s), 1);
    auto *table = part<QTableView>(*page, u"functions"_s);
    QVERIFY(table->isVisible());
    QCOMPARE(table->model()->index(0, 0).data().toString(), u"__send"_s); // the most by itself
    table->sortByColumn(3, Qt::DescendingOrder);
    const QString name = table->model()->index(0, 0).data().toString();
    table->selectRow(0);
    table->sortByColumn(0, Qt::AscendingOrder);
    QVERIFY(table->model()->index(0, 0).data().toString() != name);
    QCOMPARE(table->selectionModel()->selectedRows().front().data().toString(), name); // the same function
    table->sortByColumn(3, Qt::DescendingOrder);
    QCOMPARE(table->model()->index(0, 0).data().toString(), name);
    QTest::mouseDClick(table->viewport(), Qt::LeftButton, {},
                       table->visualRect(table->model()->index(0, 0)).center());
    const QPoint at = table->visualRect(table->model()->index(0, 0)).center();
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, at);
    QTest::mouseDClick(table->viewport(), Qt::LeftButton, {}, at);
    const auto *graph = part<FlameGraph>(*page, u"graph"_s);
    QTRY_VERIFY(graph->isVisible());
    QCOMPARE(graph->tree().at(graph->zoomed()).name, name);
}

void ProfilingPageTest::threadsAreText()
{
    const auto page = m_fixture->shown<ProfilingPage>();
    choose(part<SegmentedControl>(*page, u"kind"_s), 2);
    part<QPushButton>(*page, u"capture"_s)->click();
    auto *text = part<QPlainTextEdit>(*page, u"text"_s);
    QTRY_VERIFY(text->isVisible());
    QVERIFY(text->toPlainText().startsWith(u"2 threads"_s));
    choose(part<SegmentedControl>(*page, u"form"_s), 1);
    QVERIFY(text->toPlainText().startsWith(u"thread relay"_s));
    QVERIFY(!part<QLineEdit>(*page, u"search"_s)->isVisible());
}

void ProfilingPageTest::savesTheProfile()
{
    const auto page = captured();
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"cpu.pb.gz"_s);
    QTest::mouseClick(part<QPushButton>(*page, u"saveProfile"_s), Qt::LeftButton);
    auto *dialog = part<QFileDialog>(*page, u"save"_s);
    QVERIFY(dialog);
    const QString downloads = QStandardPaths::writableLocation(QStandardPaths::DownloadLocation);
    QCOMPARE(dialog->directory(), QDir(QFileInfo(downloads).isDir() ? downloads : QDir::homePath()));
    emit dialog->fileSelected(path);
    dialog->close();
    const auto content = [&path] {
        QFile file(path);
        return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
    };
    QTRY_COMPARE(content(), QByteArray("a profile"));
    QTRY_COMPARE(page->findChild<ui::widgets::Toast *>()->sentence(),
                 u"Saved as %1"_s.arg(QDir::toNativeSeparators(path)));
}

void ProfilingPageTest::movesItsServerWhenAsked()
{
    const auto page = m_fixture->shown<ProfilingPage>();
    auto *port = part<QSpinBox>(*page, u"port"_s);
    auto *apply = part<QPushButton>(*page, u"applyPort"_s);
    QTRY_COMPARE(port->value(), 6060);
    QTRY_VERIFY(port->isEnabled());
    QVERIFY(!apply->isVisible());
    port->setFocus();
    for (int i = 0; i < 3; ++i)
        QTest::keyClick(port, Qt::Key_Up); // no step of these is listened at
    apply->setFocus();
    QCOMPARE(m_fixture->service.fakeSettings.changes, 0);
    QVERIFY(apply->isVisible());
    QTest::mouseClick(apply, Qt::LeftButton);
    QTRY_COMPARE(m_fixture->service.fakeSettings.value("PPROF_PORT"), "6063");
    QCOMPARE(m_fixture->service.fakeTraffic.tried, std::pair(std::string("127.0.0.1"), std::uint16_t(6063)));
    QCOMPARE(m_fixture->service.fakeSettings.changes, 1);
    QTRY_VERIFY(!apply->isVisible());
}

void ProfilingPageTest::saysWhyTheServerStays()
{
    m_fixture->service.fakeTraffic.listening =
        relay::Error{relay::ErrorKind::Conflict, u"port 6061 is taken by somebody"_s};
    const auto page = m_fixture->shown<ProfilingPage>();
    auto *port = part<QSpinBox>(*page, u"port"_s);
    QTRY_VERIFY(port->isEnabled());
    port->setFocus();
    QTest::keyClick(port, Qt::Key_Up);
    QTest::keyClick(port, Qt::Key_Return);
    const auto *trouble = part<QLabel>(*page, u"serverTrouble"_s);
    QTRY_COMPARE(trouble->text(), u"port 6061 is taken by somebody"_s);
    QVERIFY(port->property("invalid").toBool());
    QCOMPARE(m_fixture->service.fakeSettings.changes, 0);
}

void ProfilingPageTest::saysWhatCannotBeUndone()
{
    const auto page = m_fixture->shown<ProfilingPage>();
    auto *server = part<QAbstractButton>(*page, u"server"_s);
    QTRY_VERIFY(server->isEnabled());
    QTest::mouseClick(server, Qt::LeftButton);
    auto *undo = page->findChild<ui::widgets::Toast *>()->findChild<QPushButton *>(u"undo"_s);
    QTRY_VERIFY(undo->isVisible());
    m_fixture->service.fakeSettings.refuses = relay::Error{relay::ErrorKind::Storage, u"the disk is full"_s};
    QTest::mouseClick(undo, Qt::LeftButton);
    QTRY_COMPARE(part<ui::widgets::Banner>(*page, u"trouble"_s)->sentence(), u"the disk is full"_s);
}

// A picture is painted in a sixtieth of a second; a busy machine has ten times as long here.
void ProfilingPageTest::manyFramesArePaintedQuickly()
{
    FlameGraph graph;
    graph.resize(1400, 700);
    graph.set(ui::models::FlameTree(tests::wideFlame(10'000), ui::models::FlameTree::FirstLevel::Threads),
              [](std::int64_t value) { return QString::number(value); });
    QVERIFY(graph.tree().count() >= 10'000);
    graph.show();
    QVERIFY(QTest::qWaitForWindowExposed(&graph));
    QImage image(graph.viewport()->size(), QImage::Format_ARGB32_Premultiplied);
    graph.viewport()->render(&image); // glyphs are made once
    qint64 best = std::numeric_limits<qint64>::max();
    for (int i = 0; i < 20; ++i) {
        QElapsedTimer clock;
        clock.start();
        graph.viewport()->render(&image);
        best = std::min(best, clock.nsecsElapsed());
    }
    qInfo("%d frames in %.2f ms", graph.tree().count(), double(best) / 1e6);
    QVERIFY(best < 160'000'000);
}

int main(int argc, char **argv)
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication application(argc, argv);
    const ui::widgets::Theme theme(application);
    ProfilingPageTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_profiling_page.moc"
