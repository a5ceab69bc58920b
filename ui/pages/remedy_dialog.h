// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/settings_service.h"

#include <QDialog>

class QGridLayout;

namespace ui::pages {

// What a remedy would change, before it does: name, now, then; what is locked
// stays, and says so. The safe answer is the default. Deletes itself when it
// closes. Lives on gui.
class RemedyDialog final : public QDialog
{
    Q_OBJECT

public:
    RemedyDialog(const QString &title, const QString &text, const std::vector<relay::api::SettingEdit> &edits,
                 QWidget *parent);

private:
    static QGridLayout *buildTable(const std::vector<relay::api::SettingEdit> &edits);
};

} // namespace ui::pages
