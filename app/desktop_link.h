// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/desktop.h"

namespace app {

// What the window learns and changes of the program around it. Lives on gui.
class DesktopLink final : public ui::models::Desktop
{
public:
    explicit DesktopLink(QString dataDir);

    QString dataDirectory() const override { return m_dataDir; }
    QString programFile() const override;
    QList<QPair<QString, QString>> versions() const override;
    ui::models::AutostartState autostart() const override;
    relay::Result<void> setAutostart(bool on, bool minimized) override;

private:
    const QString m_dataDir;
};

} // namespace app
