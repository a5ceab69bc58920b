// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/secret_line.h"

#include "ui/widgets/button.h"

#include <QFocusEvent>

namespace ui::widgets {

namespace {

constexpr int kEdge = 2;
constexpr int kEyePx = 26;

} // namespace

SecretLine::SecretLine(Hiding hiding, QWidget *parent)
    : QLineEdit(parent)
    , m_hiding(hiding)
{
    m_eye = newIconButton(Glyph::Eye, {});
    m_eye->setParent(this);
    m_eye->setObjectName(QStringLiteral("eye"));
    m_eye->setCursor(Qt::ArrowCursor);
    setTextMargins(0, 0, kEyePx, 0);
    if (hiding == Hiding::Dots)
        setEchoMode(Password);
    nameEye();
    installEventFilter(this);
    m_eye->installEventFilter(this);
    connect(m_eye, &QPushButton::clicked, this, [this] { setRevealed(!m_isRevealed); });
}

void SecretLine::setSubject(const QString &name)
{
    setAccessibleName(name);
    nameEye();
}

void SecretLine::setRevealed(bool shown)
{
    if (shown == m_isRevealed)
        return;
    m_isRevealed = shown;
    if (m_hiding == Hiding::Dots)
        setEchoMode(shown ? Normal : Password);
    nameEye();
    emit revealed(shown);
}

void SecretLine::nameEye()
{
    setGlyph(m_eye, m_isRevealed ? Glyph::EyeOff : Glyph::Eye);
    const QString name = accessibleName();
    const QString does = name.isEmpty() ? (m_isRevealed ? tr("Hide") : tr("Show"))
                                        : (m_isRevealed ? tr("Hide %1") : tr("Show %1")).arg(name);
    m_eye->setToolTip(does);
    m_eye->setAccessibleName(does);
}

void SecretLine::resizeEvent(QResizeEvent *event)
{
    QLineEdit::resizeEvent(event);
    m_eye->setGeometry(width() - kEyePx - kEdge, kEdge, kEyePx, height() - 2 * kEdge);
}

bool SecretLine::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusOut) {
        const Qt::FocusReason why = static_cast<QFocusEvent *>(event)->reason();
        const bool comesBack = why == Qt::PopupFocusReason || why == Qt::ActiveWindowFocusReason;
        if (!comesBack && !hasFocus() && !m_eye->hasFocus())
            emit left();
    }
    return QLineEdit::eventFilter(watched, event);
}

} // namespace ui::widgets
