// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/side_bar.h"

#include "ui/pages/page_factory.h"
#include "ui/shell/side_bar_row.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/ink.h"
#include "ui/widgets/scaled.h"
#include "ui/widgets/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace ui::shell {

namespace {

using namespace Qt::StringLiterals;
using pages::PageId;
using widgets::scaled;

constexpr int kWidth = 200;
constexpr int kMostWidth = 2 * kWidth;
constexpr int kGroupGap = 10;
constexpr int kLogoPx = 24;

bool beginsGroup(PageId page)
{
    return page == PageId::Channels || page == PageId::Optimizations || page == PageId::Profiling ||
           page == PageId::Settings;
}

} // namespace

SideBar::SideBar()
{
    setAccessibleName(tr("Pages"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    auto *brand = new QHBoxLayout;
    brand->setContentsMargins(scaled(19), 18, 16, 16);
    brand->setSpacing(scaled(9));
    auto *logo = new QLabel;
    logo->setPixmap(
        QIcon(u":/icons/trayrelay-128.png"_s).pixmap(QSize(1, 1) * scaled(kLogoPx), devicePixelRatioF()));
    brand->addWidget(logo);
    auto *name = new QLabel(u"TrayRelay"_s);
    name->setFont(widgets::fontOf(widgets::TextRole::PanelTitle));
    brand->addWidget(name);
    brand->addStretch(1);
    column->addLayout(brand);

    std::size_t at = 0;
    for (const PageId page : pages::kPages) {
        if (beginsGroup(page))
            column->addSpacing(kGroupGap);
        auto *row = new SideBarRow(pages::glyphOf(page), pages::nameOf(page));
        row->setObjectName(u"page%1"_s.arg(at));
        connect(row, &QAbstractButton::clicked, this, [this, page] { emit chosen(page); });
        column->addWidget(row);
        m_rows.at(at++) = row;
    }
    column->addStretch(1);
    column->addWidget(buildFoot());
    fitWidth();
}

// Names, the brand and the address are read whole, up to a bound; it gets wider, and never narrower again.
void SideBar::fitWidth()
{
    QLayout *foot = m_address->parentWidget()->layout();
    foot->activate(); // else the layouts within it still know the words that were
    int wide = std::max(
        {kWidth, layout()->totalMinimumSize().width(), foot->totalSizeHint().width(), minimumWidth()});
    for (const SideBarRow *row : m_rows)
        wide = std::max(wide, row->sizeHint().width());
    setFixedWidth(std::min(wide, kMostWidth)); // what is still longer gives way
}

QWidget *SideBar::buildFoot()
{
    auto *foot = new QWidget;
    auto *column = new QVBoxLayout(foot);
    column->setContentsMargins(16, 0, 16, 20);
    column->setSpacing(16);
    column->addWidget(new widgets::Hairline);
    m_open = new widgets::Badge;
    m_open->setObjectName(u"openToNetwork"_s);
    m_open->setToolTip(
        tr("Every computer in this network can reach the relay. Settings, Network has the addresses."));
    m_open->hide();
    column->addWidget(m_open);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(scaled(16) - 16, 0, 0, 0); // beneath the icons and names above
    row->setSpacing(scaled(8));
    m_dot = new widgets::GlyphLabel;
    m_dot->setFixedWidth(scaled(28));
    row->addWidget(m_dot, 0, Qt::AlignTop);
    auto *words = new QVBoxLayout;
    words->setSpacing(1);
    m_word = new QLabel;
    m_word->setObjectName(u"state"_s);
    m_word->setFont(widgets::fontOf(widgets::TextRole::CardTitle));
    m_address = new widgets::ElidedLabel(Qt::ElideMiddle);
    m_address->setFont(widgets::fontOf(widgets::TextRole::Secondary));
    widgets::setInk(m_address, widgets::Ink::Text2);
    m_address->setObjectName(u"listening"_s);
    words->addWidget(m_word);
    words->addWidget(m_address);
    row->addLayout(words, 1);
    m_pause = widgets::newIconButton(widgets::Glyph::Pause, tr("Pause"), false);
    m_pause->setObjectName(u"pause"_s);
    connect(m_pause, &QPushButton::clicked, this, [this] { emit pauseRequested(!m_paused); });
    row->addWidget(m_pause);
    column->addLayout(row);
    return foot;
}

void SideBar::setCurrent(PageId page)
{
    m_rows.at(std::size_t(page))->setChecked(true);
}

void SideBar::takeFocus()
{
    const auto row = std::ranges::find_if(m_rows, &SideBarRow::isChecked);
    if (row != m_rows.end())
        (*row)->setFocus();
}

void SideBar::setCount(PageId page, int count)
{
    m_rows.at(std::size_t(page))->setCount(count);
}

void SideBar::setState(widgets::Tone tone, const QString &word, const QString &address, bool paused)
{
    if (word == m_word->text() && address == m_address->whole() && paused == m_paused)
        return;
    m_paused = paused;
    const widgets::Glyph glyph = paused                      ? widgets::Glyph::Pause
                                 : tone == widgets::Tone::Ok ? widgets::Glyph::Dot
                                                             : widgets::Glyph::Warning;
    const int px = glyph == widgets::Glyph::Dot ? 18 : 16;
    m_dot->setGlyph(glyph, widgets::inkOf(tone), px);
    m_word->setText(word);
    m_address->setWhole(address);
    fitWidth();
    widgets::setGlyph(m_pause, paused ? widgets::Glyph::Play : widgets::Glyph::Pause);
    m_pause->setToolTip(paused ? tr("Resume") : tr("Pause: clients are told to come back later"));
    m_pause->setAccessibleName(paused ? tr("Resume") : tr("Pause"));
}

// Words have another width with another font.
bool SideBar::event(QEvent *event)
{
    if (event->type() == QEvent::LayoutRequest)
        fitWidth();
    return QWidget::event(event);
}

void SideBar::setOpen(bool open)
{
    m_open->set(widgets::Tone::Warn, open ? tr("open to the network") : QString());
}

void SideBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), widgets::colour(widgets::Ink::Side, palette()));
    painter.fillRect(QRect(width() - 1, 0, 1, height()), widgets::colour(widgets::Ink::Line, palette()));
}

} // namespace ui::shell
