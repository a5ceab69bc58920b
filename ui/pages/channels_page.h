// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/channel_table_model.h"
#include "ui/pages/page.h"

#include <QTimer>

#include <memory>
#include <set>

class QLabel;

namespace ui::widgets {
class EmptyNote;
} // namespace ui::widgets

namespace ui::pages {

class ChannelEditor;
class ChannelTable;
class ImportPanel;
class WhoAnswers;

// Where requests go: the channels in the order in which they are tried, one of them open beside, and who
// would answer for a model. Lives on gui.
class ChannelsPage final : public Page
{
    Q_OBJECT

public:
    explicit ChannelsPage(const PageContext &context);

    // add: a new channel; a channel's name, or channel:NAME: that one.
    void showSubject(const QString &subject) override;
    std::any draft() const override;
    void takeDraft(const std::any &draft) override;

protected:
    void activate() override;
    void deactivate() override;

private:
    struct Batch;

    QWidget *buildList();
    QWidget *buildSide();
    void buildActions();
    void connectTable();
    void reload();
    void take(std::vector<relay::model::Channel> channels);
    void look(); // once a second
    void store(std::vector<relay::model::Channel> channels, const QString &done,
               std::vector<relay::model::Channel> before);
    void storeNext(const std::shared_ptr<Batch> &batch);

    void open(const relay::model::Channel &channel);
    void openNew();
    void showNew();
    void close();
    void selectOpen();
    bool isEditing() const;
    void leaveEditor(const std::function<void()> &then); // asks where something would be lost
    void turn(std::int64_t id);
    void move(int from, int to);
    void share(std::int64_t id);
    void askToRemove(std::int64_t id);
    void remove(std::int64_t id, const QString &name);
    void chooseDatabase();

    ChannelTableModel m_channels;
    QTimer m_clock{this};
    int m_ticks = 0;
    bool m_loaded = false;
    std::set<std::int64_t> m_turning; // switches, until their new state is read
    QString m_wanted;                 // to be opened once the channels are here
    QWidget *m_list = nullptr;
    ChannelTable *m_table = nullptr;
    QLabel *m_hint = nullptr;
    widgets::EmptyNote *m_empty = nullptr;
    WhoAnswers *m_who = nullptr;
    QWidget *m_side = nullptr;
    ChannelEditor *m_editor = nullptr;
    ImportPanel *m_import = nullptr;
};

} // namespace ui::pages
