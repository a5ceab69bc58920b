// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/database_restore.h"
#include "relay/service/store.h"
#include "tests/support/database_holder.h"
#include "tests/support/database_view.h"

#include <QFile>
#include <QFileInfo>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

#include <sys/mount.h>

using namespace relay;

class RestoreFailsTest final : public QObject
{
    Q_OBJECT

private slots:
    // Where the backup cannot take its place, what stood there has its log as before.
    void theOldLogStaysBesideTheOldDatabase()
    {
        QTemporaryDir folder;
        const config::Settings settings = config::defaultSettings();
        service::Store store(settings, folder.path());
        QVERIFY(store.open());
        const storage::DatabaseOptions options = store.options();
        const QString database = store.path();
        store.close();
        const QString backup = folder.filePath(QStringLiteral("backup.db"));
        QVERIFY(QFile::copy(database, backup));
        // Another program has it open, so that its last commits stay in the log.
        const tests::DatabaseHolder other(
            database, QStringLiteral("CREATE TABLE mark(x); INSERT INTO mark VALUES(1); SELECT 1"));
        QVERIFY(other.holds());
        QVERIFY(QFileInfo(database + QStringLiteral("-wal")).size() > 0);
        const QByteArray place = QFile::encodeName(database);
        if (::mount(place.constData(), place.constData(), nullptr, MS_BIND, nullptr) != 0)
            QSKIP("a file cannot be kept from being replaced here (that takes root)");
        const auto unmount = qScopeGuard([&] { ::umount2(place.constData(), MNT_DETACH); });
        const auto restored = service::DatabaseRestore(options, folder.path()).from(backup);
        QVERIFY(!restored);
        const QString said = restored.error().message;
        QVERIFY2(said.contains(QStringLiteral("before-restore-")), qPrintable(said));
        QCOMPARE(tests::DatabaseView::number(database, "SELECT count(*) FROM mark"), std::int64_t{1});
    }
};

int main(int argc, char **argv)
{
    if (const int held = tests::DatabaseHolder::holdIfAsked(argc, argv); held >= 0)
        return held;
    QCoreApplication application(argc, argv);
    RestoreFailsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_restore_fails.moc"
