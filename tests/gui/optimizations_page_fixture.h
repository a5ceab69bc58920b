// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/gui/page_fixture.h"
#include "ui/pages/optimizations_page.h"
#include "ui/widgets/toast.h"

#include <QDialog>
#include <QPushButton>
#include <QStringBuilder>
#include <QTest>

#include <memory>

namespace tests {

// The page of the optimizations, with a relay's settings. Lives on gui.
class OptimizationsPageFixture : public QObject
{
protected:
    void prepare() { m_fixture = std::make_unique<PageFixture>(); }
    void end()
    {
        m_page.reset();
        m_fixture.reset();
    }
    void show()
    {
        m_page = m_fixture->shown<ui::pages::OptimizationsPage>();
        QTRY_VERIFY(row("SQLITE_JOURNAL_MODE"));
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
        m_page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    }
    template <typename W>
    W *find(const QString &name) const
    {
        return m_page->findChild<W *>(name);
    }
    QWidget *row(const char *setting) const
    {
        return find<QWidget>(QStringLiteral("row:") % QLatin1String(setting));
    }
    template <typename W>
    W *editor(const char *setting) const
    {
        return find<W>(QLatin1String(setting));
    }
    QString toast() const
    {
        return m_page->findChild<ui::widgets::Toast *>()->sentence().replace(QChar(0x00A0), u' ');
    }
    void undoByToast() const
    {
        QTest::mouseClick(
            m_page->findChild<ui::widgets::Toast *>()->findChild<QPushButton *>(QStringLiteral("undo")),
            Qt::LeftButton);
    }
    QDialog *dialog() const { return m_page->findChild<QDialog *>(); }
    FakeSettings &settings() const { return m_fixture->service.fakeSettings; }

    std::unique_ptr<PageFixture> m_fixture;
    std::unique_ptr<ui::pages::OptimizationsPage> m_page;
};

} // namespace tests
