// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <optional>

class QDBusPendingCallWatcher;
class QDBusVariant;

namespace ui::shell {

// Whether the desktop is dark, as its portal says it: Qt 6.4 knows it of KDE, and not of GNOME. Asks once,
// follows changes, waits for nothing; without a session's bus nothing is said. Lives on gui.
// Source: flatpak.github.io/xdg-desktop-portal, org.freedesktop.portal.Settings.
class SystemColours final : public QObject
{
    Q_OBJECT

public:
    explicit SystemColours(QObject *parent = nullptr);

    void ask();

signals:
    void said(std::optional<bool> dark); // none: no preference

private slots:
    void take(const QString &space, const QString &key, const QDBusVariant &value);

private:
    void answered(QDBusPendingCallWatcher *call);
};

} // namespace ui::shell
