// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"
#include "ui/pages/token_table_model.h"

#include <QTimer>

#include <optional>
#include <set>

class QLabel;

namespace ui::widgets {
class EmptyNote;
} // namespace ui::widgets

namespace ui::pages {

class TokenCreatedPanel;
class TokenEditor;
class TokenTable;

// The keys that clients of this relay show: made, limited, copied, revoked. Lives on gui.
class TokensPage final : public Page
{
    Q_OBJECT

public:
    explicit TokensPage(const PageContext &context);

    // add: a new token; a token's name, or token:NAME: that one.
    void showSubject(const QString &subject) override;
    std::any draft() const override;
    void takeDraft(const std::any &draft) override;

protected:
    void activate() override;
    void deactivate() override;

private:
    QWidget *buildList();
    QWidget *buildSide();
    void connectTable();
    void connectPanels();
    void reload();
    void take(std::vector<relay::model::Token> tokens);
    void look(); // once a second
    void readModels();

    void open(const relay::model::Token &token);
    void openNew();
    void showPanel(QWidget *panel); // null: none
    void selectOpen();
    bool isEditing() const;
    void leaveEditor(const std::function<void()> &then); // asks where something would be lost
    void copyKey(std::int64_t id);
    void turn(std::int64_t id);
    void store(const relay::model::Token &token, const QString &done, std::function<void()> undo);
    void askToRevoke(std::int64_t id);
    void revoke(std::int64_t id, const QString &name);

    TokenTableModel m_tokens;
    QTimer m_clock{this};
    int m_ticks = 0;
    bool m_loaded = false;
    std::optional<std::uint64_t> m_seenRequests; // when the ledger was looked at
    std::set<std::int64_t> m_turning;            // switches, until their new state is read
    QStringList m_models;                        // of all channels
    QString m_wanted;                            // to be opened once the tokens are here
    TokenTable *m_table = nullptr;
    QLabel *m_hint = nullptr;
    widgets::EmptyNote *m_empty = nullptr;
    QWidget *m_side = nullptr;
    TokenEditor *m_editor = nullptr;
    TokenCreatedPanel *m_created = nullptr;
};

} // namespace ui::pages
