// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/relay_service.h"

#include <QObject>

namespace ui::models {

struct ListenPlace
{
    QString address;
    std::uint16_t port = 0;
    bool addressLocked = false; // by the environment or the command line: not to be set
    bool portLocked = false;
};

// Moves the relay to another address: tried first, then set, then begun anew with it. Where one step fails
// nothing is different. Lives on gui.
class ListenChange final : public QObject
{
    Q_OBJECT

public:
    explicit ListenChange(relay::api::RelayService &service, QObject *parent = nullptr);

    void apply(const ListenPlace &place);
    void undo(std::int64_t entry); // and begins anew
    bool isBusy() const { return m_busy; }

signals:
    void began();
    void moved(qint64 entry); // of the history; 0: everything was so already
    void failed(const QString &reason);

private:
    void start();
    void set(const ListenPlace &place);
    void beginAnew(std::int64_t entry);
    void putBack(std::int64_t entry, const QString &reason);
    void fail(const QString &reason);

    relay::api::RelayService &m_service;
    bool m_busy = false;
};

// Whether others than this computer could call it there.
bool isOpenToNetwork(const QString &address);

} // namespace ui::models
