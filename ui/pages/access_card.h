// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/client_snippets.h"

#include <QWidget>

#include <functional>

namespace ui::widgets {
class CopyField;
} // namespace ui::widgets

namespace ui::pages {

// Where clients point and with what: address, token, and snippets for the known programs. Lives on gui.
class AccessCard final : public QWidget
{
    Q_OBJECT

public:
    explicit AccessCard(QWidget *parent = nullptr);

    void setAccess(const models::ClientAccess &access);
    const models::ClientAccess &access() const { return m_access; }

private:
    models::ClientAccess m_access;
    widgets::CopyField *m_address = nullptr;
    widgets::CopyField *m_token = nullptr;
};

// The buttons alone, for other places. `access` is asked when one is clicked.
QWidget *newSnippetButtons(std::function<models::ClientAccess()> access);

} // namespace ui::pages
