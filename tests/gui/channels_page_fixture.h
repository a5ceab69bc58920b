// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/gui/page_fixture.h"
#include "ui/pages/channel_editor.h"
#include "ui/pages/channel_table.h"
#include "ui/pages/channels_page.h"
#include "ui/widgets/ask_dialog.h"
#include "ui/widgets/toast.h"

#include <QPushButton>
#include <QTest>

namespace tests {

// The page with four channels, and the hands of who uses it.
class ChannelsPageFixture : public QObject
{
    Q_OBJECT

protected:
    void prepare();
    void show();
    template <typename W>
    W *find(const QString &name) const
    {
        return m_page->findChild<W *>(name);
    }
    void click(const QString &button) const { QTest::mouseClick(find<QPushButton>(button), Qt::LeftButton); }
    void clickCell(int row, int column) const;
    ui::widgets::AskDialog *dialog() const { return m_page->window()->findChild<ui::widgets::AskDialog *>(); }
    ui::pages::ChannelEditor *editor() const
    {
        return find<ui::pages::ChannelEditor>(QStringLiteral("editor"));
    }
    ui::pages::ChannelTable *table() const
    {
        return find<ui::pages::ChannelTable>(QStringLiteral("channels"));
    }
    QString cell(int row, int column) const
    {
        return table()->model()->index(row, column).data().toString().replace(QChar(0x00A0), u' ');
    }
    QString toast() const { return m_page->findChild<ui::widgets::Toast *>()->sentence(); }

    std::unique_ptr<PageFixture> m_fixture;
    std::unique_ptr<ui::pages::ChannelsPage> m_page;
};

} // namespace tests
