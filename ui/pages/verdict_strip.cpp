// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/verdict_strip.h"

#include "ui/models/figure_text.h"
#include "ui/models/said_text.h"
#include "ui/widgets/button.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/label.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

#include <chrono>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using widgets::Glyph;
using widgets::Ink;
using widgets::Tone;

constexpr int kIconPx = 16;
constexpr int kLeastHeight = 40;
constexpr int kFirstBad = 300;

} // namespace

VerdictStrip::VerdictStrip(QWidget *parent)
    : QFrame(parent)
{
    setMinimumHeight(kLeastHeight);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(10, 5, 6, 5);
    row->setSpacing(8);
    m_icon = new widgets::GlyphLabel(kIconPx);
    row->addWidget(m_icon);
    m_text = widgets::newLabel({}, widgets::TextRole::Secondary);
    m_text->setObjectName(u"verdict"_s);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    row->addWidget(m_text);
    m_model = new widgets::ElidedLabel(Qt::ElideMiddle);
    m_model->setFont(widgets::fontOf(widgets::TextRole::MonoSmall));
    widgets::setInk(m_model, Ink::Text2);
    row->addWidget(m_model, 1);
    m_test = widgets::newButton(widgets::ButtonKind::Secondary, tr("Test"), Glyph::Play);
    m_test->setObjectName(u"test"_s);
    widgets::setInRow(m_test);
    row->addWidget(m_test);
    connect(m_test, &QPushButton::clicked, this, [this] {
        if (waits()) {
            forget();
            emit cancelRequested();
        } else {
            emit testRequested();
        }
    });
    connect(&m_clock, &QTimer::timeout, this, [this] {
        ++m_seconds;
        say(Tone::Neutral, tr("Testing… %1 s").arg(m_seconds), {});
    });
    forget();
}

void VerdictStrip::forget()
{
    m_clock.stop();
    m_test->setText(tr("Test"));
    widgets::setGlyph(m_test, Glyph::Play);
    say(Tone::Neutral, tr("Not tested yet"), {});
}

void VerdictStrip::wait()
{
    m_seconds = 0;
    m_clock.start(1s);
    m_test->setText(tr("Cancel"));
    widgets::setGlyph(m_test, Glyph::Stop);
    say(Tone::Neutral, tr("Testing…"), {});
}

void VerdictStrip::tell(const relay::Result<relay::api::ChannelTest> &test)
{
    forget();
    if (!test) {
        say(Tone::Error, models::saidText(test.error()), {});
        return;
    }
    const QString model = QString::fromStdString(test->model);
    const QString message = models::saidText(test->message);
    if (test->status == 0) {
        say(Tone::Error, message.isEmpty() ? tr("No answer") : message, {});
    } else if (test->status >= kFirstBad) {
        const QString status = QString::number(test->status);
        say(Tone::Error, message.isEmpty() ? status : tr("%1 · %2").arg(status, message), {});
    } else if (test->ttftUs >= 0 && !model.isEmpty()) {
        say(Tone::Ok,
            tr("%1 · first token %2")
                .arg(QString::number(test->status), models::durationText(double(test->ttftUs)).whole()),
            model);
    } else {
        say(Tone::Ok,
            tr("%1 · answered in %2")
                .arg(QString::number(test->status), models::durationText(double(test->elapsedUs)).whole()),
            model);
    }
}

QString VerdictStrip::verdict() const
{
    return m_text->text();
}

void VerdictStrip::say(Tone tone, const QString &text, const QString &model)
{
    m_tone = tone;
    const Glyph glyph = tone == Tone::Ok ? Glyph::Check : tone == Tone::Error ? Glyph::Warning : Glyph::Info;
    m_icon->setGlyph(glyph, inkOf(tone));
    m_text->setText(text);
    m_text->setWordWrap(tone == Tone::Error);
    const QSizePolicy::Policy wide = tone == Tone::Error ? QSizePolicy::Expanding : QSizePolicy::Preferred;
    m_text->setSizePolicy(wide, QSizePolicy::Preferred);
    m_model->setWhole(model);
    m_model->setVisible(tone != Tone::Error);
    update();
}

void VerdictStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const Ink fill = m_tone == Tone::Neutral ? Ink::Sunken : softInkOf(m_tone);
    painter.setBrush(widgets::colour(fill, palette()));
    painter.drawRoundedRect(rect(), 6, 6);
}

} // namespace ui::pages
