// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/snapshots.h"
#include "ui/models/command_shell.h"

#include <QHash>
#include <QWidget>

class QGridLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace ui::widgets {
class Badge;
class ElidedLabel;
class ShareBar;
} // namespace ui::widgets

namespace ui::pages {

// One exchange in full: how it ended and what to do about it, where its time went, who was tried, what it
// used. Lives on gui.
class RequestDetail final : public QWidget
{
    Q_OBJECT

public:
    explicit RequestDetail(models::CommandShell shell, QWidget *parent = nullptr); // that curl is copied for

    void setChannels(const QHash<std::int64_t, QString> &names) { m_channels = names; }
    void set(const relay::api::UsageRow &row, const QString &baseUrl);
    std::int64_t id() const { return m_row.id; }

signals:
    void closed();
    void channelRequested(const QString &name);
    void curlCopied();

private:
    QWidget *buildBody();
    void buildFooter(QVBoxLayout *column);
    void showEnd();
    void showStages();
    void showAttempts();
    void showFacts();
    QString channelName(std::int64_t id) const;

    const models::CommandShell m_shell;
    relay::api::UsageRow m_row;
    QString m_baseUrl;
    QHash<std::int64_t, QString> m_channels;
    widgets::ElidedLabel *m_title = nullptr;
    QLabel *m_when = nullptr;
    widgets::Badge *m_badge = nullptr;
    QLabel *m_total = nullptr;
    QLabel *m_error = nullptr;
    QLabel *m_remedy = nullptr;
    widgets::ShareBar *m_bar = nullptr;
    QGridLayout *m_stages = nullptr;
    QVBoxLayout *m_attempts = nullptr;
    QGridLayout *m_facts = nullptr;
    QPushButton *m_curl = nullptr;
    QPushButton *m_channel = nullptr;
};

} // namespace ui::pages
