// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/page.h"

#include "ui/widgets/banner.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/toast.h"

#include <QScrollArea>
#include <QVBoxLayout>

namespace ui::pages {

namespace {

constexpr int kMargin = 24;
constexpr int kGap = 12;

} // namespace

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
    top->addWidget(m_banner);
    column->addLayout(top);

    auto *scroll = new QScrollArea;
    scroll->setObjectName(QStringLiteral("scroll"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *body = new QWidget;
    m_content = new QVBoxLayout(body);
    m_content->setContentsMargins(kMargin, 8, kMargin, kMargin);
    m_content->setSpacing(kGap);
    scroll->setWidget(body);
    column->addWidget(scroll, 1);
}

void Page::setActive(bool active)
{
    if (active == m_active)
        return;
    m_active = active;
    active ? activate() : deactivate();
}

void Page::showSubject(const QString &) {}

void Page::say(const QString &done, std::function<void()> undo)
{
    m_header->toast().say(done, std::move(undo));
}

void Page::complain(const QString &trouble)
{
    if (trouble.isEmpty())
        m_banner->clear();
    else
        m_banner->say(widgets::Tone::Error, trouble, {}, true);
}

} // namespace ui::pages
