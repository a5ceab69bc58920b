// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/first_start_guide.h"

#include "ui/pages/guide_begin.h"
#include "ui/pages/guide_first_request.h"
#include "ui/pages/setting_columns.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/ink.h"
#include "ui/widgets/label.h"
#include "ui/widgets/return_key.h"
#include "ui/widgets/scaled.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace ui::pages {

using namespace Qt::StringLiterals;

namespace {

constexpr int kSheetWidth = 560;
constexpr double kDim = 0.45;

enum Step { BeginStep, FirstRequestStep };

} // namespace

FirstStartGuide::FirstStartGuide(const PageContext &context, QWidget *over)
    : QWidget(over)
    , Accessible(QAccessible::Dialog)
    , m_context(context)
    , m_before(over->window()->focusWidget())
{
    setAccessibleName(tr("First steps"));
    setGeometry(over->rect());
    over->installEventFilter(this);
    buildPlace();
    showStep(BeginStep);
    disableBeneath();
}

FirstStartGuide::~FirstStartGuide()
{
    for (const QPointer<QWidget> &widget : m_beneath) {
        if (widget)
            widget->setEnabled(true);
    }
    if (m_before)
        m_before->setFocus();
}

// The sheet in the middle, and where it is higher than the window, to be scrolled.
void FirstStartGuide::buildPlace()
{
    auto *place = new QWidget;
    auto *row = new QHBoxLayout(place); // an alignment in a column would give it the height of another width
    row->addStretch(1);
    auto *column = new QVBoxLayout;
    column->addStretch(1);
    column->addWidget(buildSheet());
    column->addStretch(1);
    row->addLayout(column);
    row->addStretch(1);
    auto *scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(place);
    scroll->viewport()->setAutoFillBackground(false); // the dimmed window shows through
    place->setAutoFillBackground(false);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scroll);
}

void FirstStartGuide::disableBeneath()
{
    for (QWidget *widget : parentWidget()->findChildren<QWidget *>(Qt::FindDirectChildrenOnly)) {
        if (widget == this || widget->isWindow() || !widget->isEnabled())
            continue;
        m_beneath.emplace_back(widget);
        widget->setEnabled(false);
    }
}

QWidget *FirstStartGuide::buildSheet()
{
    auto *sheet = new widgets::Card;
    sheet->setFixedWidth(widgets::scaled(kSheetWidth));
    sheet->setMargins(24, 20);
    sheet->column()->setSpacing(14);
    m_progress = widgets::newLabel({}, widgets::TextRole::Secondary, widgets::Ink::Text2);
    sheet->column()->addWidget(m_progress);
    m_title = new QLabel;
    m_title->setObjectName(u"guideTitle"_s);
    m_title->setFont(widgets::fontOf(widgets::TextRole::Title));
    sheet->column()->addWidget(m_title);

    m_steps = new QStackedWidget;
    m_begin = new GuideBegin(m_context.service);
    m_first = new GuideFirstRequest(m_context.service, m_context.figures, m_context.desktop.commandShell());
    m_steps->addWidget(m_begin);
    m_steps->addWidget(m_first);
    sheet->column()->addWidget(m_steps, 1);

    auto *row = new QHBoxLayout;
    m_leave = widgets::newButton(widgets::ButtonKind::Link, tr("Skip"));
    m_leave->setObjectName(u"guideLeave"_s);
    m_back = widgets::newButton(widgets::ButtonKind::Secondary, tr("Back"));
    m_back->setObjectName(u"guideBack"_s);
    m_forward = widgets::newButton(widgets::ButtonKind::Primary, tr("Continue"));
    m_forward->setObjectName(u"guideForward"_s);
    row->addWidget(m_leave);
    row->addStretch(1);
    row->addWidget(m_back);
    row->addWidget(m_forward);
    sheet->column()->addLayout(row);

    connect(m_leave, &QPushButton::clicked, this, &FirstStartGuide::finished);
    connect(m_back, &QPushButton::clicked, this, [this] { showStep(BeginStep); });
    connect(m_forward, &QPushButton::clicked, this, &FirstStartGuide::forward);
    connect(m_begin, &GuideBegin::done, this, [this] { showStep(FirstRequestStep); });
    connect(m_begin, &GuideBegin::busyChanged, this, [this](bool busy) {
        m_forward->setEnabled(!busy);
        m_forward->setText(busy ? tr("Trying the key…") : tr("Continue"));
    });
    connect(m_first, &GuideFirstRequest::arrived, this, [this] { m_forward->setFocus(); });
    return sheet;
}

void FirstStartGuide::showStep(int step)
{
    m_steps->setCurrentIndex(step);
    m_progress->setText(tr("Step %1 of %2").arg(step + 1).arg(m_steps->count()));
    m_title->setText(step == BeginStep ? tr("Who is to answer?") : tr("Point your tools here"));
    m_back->setVisible(step != BeginStep);
    m_leave->setVisible(step == BeginStep);
    m_forward->setText(step == BeginStep ? tr("Continue") : tr("Done"));
    if (step == BeginStep)
        m_begin->activate();
    else
        m_first->activate(m_begin->modelToTry());
    m_forward->setFocus();
}

void FirstStartGuide::forward()
{
    if (m_steps->currentIndex() == BeginStep)
        m_begin->go();
    else
        emit finished();
}

void FirstStartGuide::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_forward->setFocus(); // which is not taken before one is seen
}

void FirstStartGuide::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setOpacity(kDim);
    painter.fillRect(rect(), Qt::black);
}

void FirstStartGuide::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        emit finished();
    else if (!widgets::pressedByReturn(*event, *m_forward))
        QWidget::keyPressEvent(event);
}

bool FirstStartGuide::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(watched, event);
}

} // namespace ui::pages
