// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/copy_field.h"

#include "ui/widgets/button.h"
#include "ui/widgets/scaled.h"
#include "ui/widgets/secret_line.h"
#include "ui/widgets/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLineEdit>

#include <algorithm>
#include <chrono>

namespace ui::widgets {

namespace {

using namespace std::chrono_literals;

constexpr auto kCopiedShown = 1500ms;
constexpr int kBesideText = 22; // in the line
constexpr int kMostNeeded = 240;

} // namespace

CopyField::CopyField(Kind kind, Weight weight, QWidget *parent)
    : QWidget(parent)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);

    if (kind == Kind::Secret) {
        m_secret = new SecretLine(SecretLine::Hiding::ByOwner);
        connect(m_secret, &SecretLine::revealed, this, &CopyField::showText);
    }
    m_line = m_secret ? m_secret : new QLineEdit;
    m_line->setReadOnly(true);
    m_line->setFont(fontOf(TextRole::Mono));
    m_line->setObjectName(QStringLiteral("line"));
    row->addWidget(m_line, 1);
    m_copy = newButton(weight == Weight::Primary ? ButtonKind::Primary : ButtonKind::Secondary, tr("Copied"),
                       Glyph::Copy);
    const int longer = m_copy->sizeHint().width(); // nothing jumps when the word changes
    m_copy->setText(tr("Copy"));
    m_copy->setMinimumWidth(std::max(longer, m_copy->sizeHint().width()));
    m_copy->setObjectName(QStringLiteral("copy"));
    row->addWidget(m_copy);
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
    if (m_secret)
        m_secret->setSubject(accessibleName());
    m_line->setAccessibleName(accessibleName());
    m_copy->setAccessibleName(tr("Copy %1").arg(accessibleName()));
    showText();
}

void CopyField::setPlaceholder(const QString &text)
{
    m_line->setPlaceholderText(text);
}

void CopyField::reveal()
{
    if (m_secret)
        m_secret->setRevealed(true);
}

void CopyField::showText()
{
    m_line->setText(!m_secret || m_secret->isRevealed() ? m_text : m_masked);
    m_line->setCursorPosition(0);
    if (!m_secret) // an address is read whole, up to a bound
        m_line->setMinimumWidth(
            std::min(m_line->fontMetrics().horizontalAdvance(m_text) + kBesideText, scaled(kMostNeeded)));
}

void CopyField::copy()
{
    QGuiApplication::clipboard()->setText(m_text);
    m_copy->setText(tr("Copied"));
    m_copied.start(kCopiedShown);
    emit copied();
}

} // namespace ui::widgets
