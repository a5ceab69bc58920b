// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/model/token.h"
#include "ui/models/client_snippets.h"
#include "ui/pages/side_panel.h"

class QLabel;

namespace ui::widgets {
class CopyField;
} // namespace ui::widgets

namespace ui::pages {

// A token that was made a moment ago: its whole key, to be taken along, alone or in a snippet. Lives on gui.
class TokenCreatedPanel final : public SidePanel
{
    Q_OBJECT

public:
    explicit TokenCreatedPanel(models::CommandShell shell); // for the snippets

    // `models`: those that there are.
    void tell(const relay::model::Token &token, const QString &baseUrl, const QStringList &models);

private:
    models::ClientAccess m_access; // for the snippets
    QLabel *m_sentence = nullptr;
    widgets::CopyField *m_key = nullptr;
    widgets::CopyField *m_address = nullptr;
};

} // namespace ui::pages
