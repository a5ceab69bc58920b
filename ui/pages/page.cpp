// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/page.h"

#include "ui/widgets/banner.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/toast.h"

#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace ui::pages {

namespace {

constexpr int kMargin = 24;
constexpr int kTopMargin = 8;
constexpr int kGap = 12;

} // namespace

void PageContext::whenNothingIsLost(std::function<void()> go, std::function<void()> stay) const
{
    if (beforeAnew)
        beforeAnew(std::move(go), std::move(stay));
    else
        go();
}

Page::Page(const PageContext &context, const QString &title)
    : m_context(context)
{
    setAccessibleName(title);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *top = new QVBoxLayout;
    top->setContentsMargins(kMargin, 0, kMargin, 0);
    top->setSpacing(0);
    m_header = new widgets::PageHeader(title);
    top->addWidget(m_header);
    m_banner = new widgets::Banner;
    m_banner->setObjectName(QStringLiteral("trouble"));
    connect(m_banner, &widgets::Banner::dismissed, this, [this] { m_troubles.clear(); });
    top->addWidget(m_banner);
    column->addLayout(top);

    m_scroll = new QScrollArea;
    m_scroll->setObjectName(QStringLiteral("scroll"));
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setCornerWidget(new QWidget); // in the page's colour
    auto *body = new QWidget;
    m_content = new QVBoxLayout(body);
    m_content->setContentsMargins(kMargin, kTopMargin, kMargin, kMargin);
    m_content->setSpacing(kGap);
    m_scroll->setWidget(body);
    // The bar stands in the margin: cards end where the header does, with it and without.
    connect(m_scroll->verticalScrollBar(), &QScrollBar::rangeChanged, this, [this](int, int most) {
        const int bar = most > 0 ? m_scroll->verticalScrollBar()->sizeHint().width() : 0;
        m_content->setContentsMargins(kMargin, kTopMargin, std::max(0, kMargin - bar), kMargin);
    });
    column->addWidget(m_scroll, 1);
}

void Page::setActive(bool active)
{
    if (active == m_active)
        return;
    m_active = active;
    active ? activate() : deactivate();
}

void Page::showSubject(const QString &) {}

void Page::reveal(QWidget &widget)
{
    if (widget.focusPolicy() != Qt::NoFocus || widget.focusProxy())
        widget.setFocus(Qt::OtherFocusReason);
    // Later: a page that has just been made is not laid out yet.
    QMetaObject::invokeMethod(
        &widget, [this, &widget] { m_scroll->ensureWidgetVisible(&widget); }, Qt::QueuedConnection);
}

void Page::say(const QString &done, std::function<void()> undo)
{
    m_header->toast().say(done, std::move(undo));
    emit somethingDone();
}

void Page::complainOf(const QString &source, const QString &trouble)
{
    const std::pair said(source, trouble);
    if (std::ranges::find(m_troubles, said) != m_troubles.end())
        return; // again: it hides nothing newer
    std::erase_if(m_troubles, [&source](const auto &each) { return each.first == source; });
    if (!trouble.isEmpty())
        m_troubles.push_back(said);
    if (m_troubles.empty())
        m_banner->clear();
    else
        m_banner->say(widgets::Tone::Error, m_troubles.back().second, {}, true);
}

} // namespace ui::pages
