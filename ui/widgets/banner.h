// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/accessible.h"
#include "ui/widgets/badge.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace ui::widgets {

class GlyphLabel;

// One sentence on a soft fill, with one button if something can be done, and another to be rid of it.
// Invisible while it has nothing to say. Lives on gui.
class Banner final : public QFrame, public Accessible
{
    Q_OBJECT

public:
    explicit Banner(QWidget *parent = nullptr);

    void say(Tone tone, const QString &sentence, const QString &action = {}, bool dismissible = false);
    void clear();
    QString sentence() const;

signals:
    void actionRequested();
    void dismissed();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Tone m_tone = Tone::Neutral;
    GlyphLabel *m_icon = nullptr;
    QLabel *m_sentence = nullptr;
    QPushButton *m_action = nullptr;
    QPushButton *m_close = nullptr;
};

} // namespace ui::widgets
