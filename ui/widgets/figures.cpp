// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/figures.h"

#include <QPainter>
#include <QStyle>

#include <algorithm>
#include <cmath>
#include <optional>

namespace ui::widgets {

namespace {

bool isDigit(QChar sign)
{
    return sign >= u'0' && sign <= u'9';
}

// Of the widest digit; none: all are alike.
std::optional<double> cellOf(const QFontMetricsF &metrics)
{
    constexpr double kAlike = 0.01;
    double least = metrics.horizontalAdvance(u'0');
    double most = least;
    for (char16_t digit = u'1'; digit <= u'9'; ++digit) {
        const double advance = metrics.horizontalAdvance(QChar(digit));
        least = std::min(least, advance);
        most = std::max(most, advance);
    }
    return most - least < kAlike ? std::nullopt : std::optional(most);
}

// Calls `take(piece, its width, how far its text stands from its left)` for digits and for what is between.
template <typename Take>
void eachPiece(const QFontMetricsF &metrics, const QString &text, double cell, Take take)
{
    qsizetype from = 0;
    while (from < text.size()) {
        qsizetype to = from + 1;
        if (isDigit(text.at(from))) {
            const double advance = metrics.horizontalAdvance(text.at(from));
            take(text.mid(from, 1), cell, (cell - advance) / 2);
        } else {
            while (to < text.size() && !isDigit(text.at(to)))
                ++to;
            const QString words = text.mid(from, to - from);
            take(words, metrics.horizontalAdvance(words), 0.0);
        }
        from = to;
    }
}

} // namespace

double figuresWidth(const QFontMetricsF &metrics, const QString &text)
{
    const std::optional<double> cell = cellOf(metrics);
    if (!cell)
        return metrics.horizontalAdvance(text);
    double width = 0;
    eachPiece(metrics, text, *cell, [&](const QString &, double wide, double) { width += wide; });
    return width;
}

QString elidedFigures(const QFontMetricsF &metrics, const QString &text, double width)
{
    if (!cellOf(metrics))
        return metrics.elidedText(text, Qt::ElideRight, width);
    if (figuresWidth(metrics, text) <= width)
        return text;
    const auto kept = [&text](qsizetype signs) -> QString {
        const bool splits = signs > 0 && text.at(signs - 1).isHighSurrogate();
        return text.left(splits ? signs - 1 : signs) % QChar(0x2026);
    };
    qsizetype fits = 0;
    for (qsizetype over = text.size(); over - fits > 1;) {
        const qsizetype middle = fits + (over - fits) / 2;
        (figuresWidth(metrics, kept(middle)) <= width ? fits : over) = middle;
    }
    return kept(fits);
}

void drawFigures(QPainter &painter, const QRectF &box, Qt::Alignment alignment, const QString &text)
{
    const QFontMetricsF metrics(painter.font(), painter.device());
    const std::optional<double> cell = cellOf(metrics);
    if (!cell) {
        painter.drawText(box, int(alignment.toInt()) | int(Qt::TextSingleLine), text);
        return;
    }
    const double room = box.width() - figuresWidth(metrics, text);
    double left = box.left() + (alignment & Qt::AlignRight     ? room
                                : alignment & Qt::AlignHCenter ? room / 2
                                                               : 0);
    const double above = box.height() - metrics.height();
    const double top = box.top() + (alignment & Qt::AlignBottom    ? above
                                    : alignment & Qt::AlignVCenter ? above / 2
                                                                   : 0);
    const double baseline = std::round(top + metrics.ascent());
    eachPiece(metrics, text, *cell, [&](const QString &piece, double wide, double inset) {
        painter.drawText(QPointF(left + inset, baseline), piece);
        left += wide;
    });
}

FigureLabel::FigureLabel(TextRole role, Ink ink)
{
    setTextFormat(Qt::PlainText);
    setFont(fontOf(role));
    setInk(this, ink);
}

QSize FigureLabel::sizeHint() const
{
    const QSize words = QLabel::sizeHint();
    const QMargins margins = contentsMargins();
    const int wide =
        int(std::ceil(figuresWidth(QFontMetricsF(font()), text()))) + margins.left() + margins.right();
    return {std::max(words.width(), wide), words.height()};
}

void FigureLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QPalette::ColorGroup group = isEnabled() ? QPalette::Active : QPalette::Disabled;
    painter.setPen(palette().color(group, foregroundRole()));
    drawFigures(painter, QRectF(contentsRect()), alignment(), text());
}

} // namespace ui::widgets
