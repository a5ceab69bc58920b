// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/client_snippets.h"
#include "ui/widgets/copy_field.h"

#include <QWidget>

#include <functional>

class QHBoxLayout;

namespace ui::pages {

// Where clients point and with what: address, token, and snippets for the known programs. Lives on gui.
class AccessRows final : public QWidget
{
    Q_OBJECT

public:
    // How much the button stands out that copies the address.
    explicit AccessRows(widgets::CopyField::Weight weight, QWidget *parent = nullptr);

    void setAccess(const models::ClientAccess &access);
    // It stands where the token is copied while there is none; ours then.
    void setTokenMaker(QPushButton *button);
    void setNetwork(const QStringList &urls); // for other computers; none: it is not open to them
    const models::ClientAccess &access() const { return m_access; }
    widgets::CopyField &address() const { return *m_address; }

private:
    models::ClientAccess m_access;
    widgets::CopyField *m_address = nullptr;
    widgets::CopyField *m_network = nullptr;
    QWidget *m_networkName = nullptr;
    widgets::CopyField *m_token = nullptr;
    QHBoxLayout *m_tokenRow = nullptr;
    QPushButton *m_makeToken = nullptr; // null: not here
};

// The buttons alone, for other places. `access` is asked when one is clicked.
QWidget *newSnippetButtons(const std::function<models::ClientAccess()> &access);

} // namespace ui::pages
