// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/client_snippets.h"

#include <QFrame>

namespace ui::pages {

// Says what has just been copied and where to paste it; the token is not shown. Escape, or a click elsewhere,
// is the end of it. Lives on gui.
class SnippetPopover final : public QFrame
{
    Q_OBJECT

public:
    SnippetPopover(const models::ClientSnippet &snippet, const QString &token, QWidget *parent);

    void showBelow(const QWidget &button);

protected:
    void paintEvent(QPaintEvent *event) override;
};

// Copies the snippet and says so beside the button.
void copySnippet(const models::ClientSnippet &snippet, const QString &token, QWidget &button);

} // namespace ui::pages
