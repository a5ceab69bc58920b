// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/flame_tree.h"
#include "ui/widgets/accessible.h"

#include <QAbstractScrollArea>

#include <functional>

namespace ui::widgets {

// A profile as boxes: as wide as what a function took with all that it called, its callers on the one side,
// what it called on the other. A click or Enter looks closer, a click on a caller, Backspace or Home goes
// back. Lives on gui.
class FlameGraph final : public QAbstractScrollArea, public Accessible
{
    Q_OBJECT

public:
    enum class Growth { Down, Up }; // callers on top, as an icicle has it, or at the foot
    using ValueText = std::function<QString(std::int64_t)>;

    explicit FlameGraph(QWidget *parent = nullptr);

    void set(models::FlameTree tree, ValueText text);
    const models::FlameTree &tree() const { return m_tree; }
    void setGrowth(Growth growth);
    void search(const QString &pattern);
    double matched() const; // share of the whole, 0 to 1
    void zoomTo(int node);
    int zoomed() const { return m_zoom; } // 0: all is seen
    int current() const { return m_current; }
    QString describe(int node) const;      // name, figures and origin, for people
    QRect boxOf(int node) const;           // in the viewport
    int nodeAt(const QPoint &point) const; // -1: none
    static QColor fillOf(models::CodeOrigin origin, int depth, const QPalette &palette);

    QSize minimumSizeHint() const override { return {240, 160}; }

signals:
    void zoomChanged(int node);
    void pointedAt(int node); // by the mouse or the keys; -1: at nothing

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    struct Span
    {
        double left = 0;
        double width = 0;
    };

    Span spanOf(int node) const;
    int topOf(int depth) const;
    int rowHeight() const;
    bool isCaller(int node) const; // of what is looked at
    bool isShown(int node) const;
    void arrange();
    void point(int node, bool show);
    int stepped(int key) const;
    void paintBox(QPainter &painter, int node, const QRectF &box) const;
    QColor fillOf(int node) const;

    models::FlameTree m_tree;
    ValueText m_text;
    models::FlameTree::Matches m_matches;
    QString m_pattern;
    Growth m_growth = Growth::Down;
    int m_zoom = 0;
    int m_current = 0;  // of the keys
    int m_hovered = -1; // of the mouse
};

} // namespace ui::widgets
