// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/desktop_shell.h"

#include <QTest>

// A log-off: the system waits for the slots of one signal, and may end the process once they have returned.
class SessionEndTest final : public QObject
{
    Q_OBJECT

private slots:
    void whatMustBeWrittenIsWrittenBeforeTheSystemGoesOn();
};

// Only Qt can make a session manager, and nobody of us looks at it: any object stands in for it.
void SessionEndTest::whatMustBeWrittenIsWrittenBeforeTheSystemGoesOn()
{
    char name[] = "trayrelay";
    char *arguments[] = {name, nullptr};
    int count = 1;
    ui::shell::DesktopShell shell(count, arguments);
    int quits = 0;
    int ends = 0;
    shell.onQuit([&quits] { ++quits; });
    shell.onSessionEnd([&ends] { ++ends; });
    int standIn = 0;
    QVERIFY(QMetaObject::invokeMethod(qApp, "commitDataRequest", Qt::DirectConnection,
                                      QGenericArgument("QSessionManager&", &standIn)));
    QCOMPARE(ends, 1); // already, not in a later turn
    QCOMPARE(quits, 0);
}

QTEST_APPLESS_MAIN(SessionEndTest)
#include "tst_session_end.moc"
