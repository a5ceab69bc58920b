// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/copy_field.h"

#include "ui/widgets/theme.h"

#include <QClipboard>
#include <QFontMetrics>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

#include <algorithm>
#include <chrono>

namespace ui::widgets {

namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

constexpr auto kCopiedShown = 1500ms;
constexpr int kHeight = 32;

// As wide as its longer word, so that nothing jumps when it changes.
void fitBoth(QPushButton *button, const QString &one, const QString &other)
{
    button->setText(one);
    const int first = button->sizeHint().width();
    button->setText(other);
    button->setMinimumWidth(std::max(first, button->sizeHint().width()));
    button->setText(one);
    button->setMinimumHeight(kHeight);
}

} // namespace

CopyField::CopyField(Kind kind)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);

    m_line = new QLineEdit;
    m_line->setReadOnly(true);
    m_line->setFont(fontOf(TextRole::Mono));
    m_line->setMinimumHeight(kHeight);
    m_line->setObjectName(u"line"_s);
    row->addWidget(m_line, 1);

    if (kind == Kind::Secret) {
        m_reveal = new QPushButton;
        m_reveal->setObjectName(u"reveal"_s);
        m_reveal->setCheckable(true);
        row->addWidget(m_reveal);
        fitBoth(m_reveal, tr("Show"), tr("Hide"));
        connect(m_reveal, &QPushButton::toggled, this, &CopyField::showText);
    }
    m_copy = new QPushButton;
    m_copy->setObjectName(u"copy"_s);
    setLook(m_copy, kind == Kind::Plain ? "primary" : "");
    row->addWidget(m_copy);
    fitBoth(m_copy, tr("Copy"), tr("Copied"));
    setFocusProxy(m_copy);
    connect(m_copy, &QPushButton::clicked, this, &CopyField::copy);

    m_copied.setSingleShot(true);
    connect(&m_copied, &QTimer::timeout, this, [this] { m_copy->setText(tr("Copy")); });
}

void CopyField::setSecret(const QString &text, const QString &masked)
{
    if (text == m_text && masked == m_masked)
        return; // a selection in the field survives the refresh
    m_text = text;
    m_masked = masked;
    m_copy->setEnabled(!text.isEmpty());
    showText();
}

void CopyField::showText()
{
    const bool revealed = !m_reveal || m_reveal->isChecked();
    m_line->setText(revealed ? m_text : m_masked);
    m_line->setCursorPosition(0);
    if (m_reveal)
        m_reveal->setText(revealed ? tr("Hide") : tr("Show"));
}

void CopyField::copy()
{
    QGuiApplication::clipboard()->setText(m_text);
    m_copy->setText(tr("Copied"));
    m_copied.start(kCopiedShown);
}

} // namespace ui::widgets
