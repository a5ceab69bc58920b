// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/snapshots.h"
#include "relay/base/result.h"
#include "ui/widgets/badge.h"

#include <QFrame>
#include <QTimer>

class QLabel;
class QPushButton;

namespace ui::widgets {
class GlyphLabel;
class ElidedLabel;
} // namespace ui::widgets

namespace ui::pages {

// What a channel's test came to, with the button that tests; it counts while it waits. Lives on gui.
class VerdictStrip final : public QFrame
{
    Q_OBJECT

public:
    explicit VerdictStrip(QWidget *parent = nullptr);

    void forget(); // nothing was tested yet
    void wait();
    void tell(const relay::Result<relay::api::ChannelTest> &test);
    bool waits() const { return m_clock.isActive(); }
    QString verdict() const;

signals:
    void testRequested();
    void cancelRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void say(widgets::Tone tone, const QString &text, const QString &model);

    widgets::Tone m_tone = widgets::Tone::Neutral;
    widgets::GlyphLabel *m_icon = nullptr;
    QLabel *m_text = nullptr;
    widgets::ElidedLabel *m_model = nullptr;
    QPushButton *m_test = nullptr;
    QTimer m_clock;
    int m_seconds = 0;
};

} // namespace ui::pages
