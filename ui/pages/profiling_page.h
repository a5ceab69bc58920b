// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/file_writer.h"
#include "ui/models/profiler.h"
#include "ui/models/settings_access.h"
#include "ui/pages/page.h"

class QLabel;
class QPushButton;
class QStackedWidget;

namespace ui::widgets {
class Card;
class EmptyNote;
class ProgressLine;
class SegmentedControl;
} // namespace ui::widgets

namespace ui::pages {

class ProfileView;

// Where the program spends its time and memory, and who waits for whom: taken from the running program. Lives
// on gui.
class ProfilingPage final : public Page
{
    Q_OBJECT

public:
    explicit ProfilingPage(const PageContext &context);

    QStringList wouldBeLost() const override;

private:
    void activate() override;
    widgets::Card *buildCapture();
    QWidget *buildResult();
    relay::api::ProfileKind chosenKind() const;
    void capture();
    void showRunning();
    void showProgress();
    void showResult();
    void explain();
    void save();

    models::Profiler m_profiler;
    models::SettingsAccess m_settings;
    models::FileWriter m_writer;
    bool m_saved = true; // what is shown
    widgets::SegmentedControl *m_kind = nullptr;
    widgets::SegmentedControl *m_seconds = nullptr;
    QPushButton *m_capture = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_save = nullptr;
    QLabel *m_left = nullptr;
    QLabel *m_hint = nullptr;
    widgets::ProgressLine *m_progress = nullptr;
    QStackedWidget *m_stack = nullptr;
    widgets::EmptyNote *m_empty = nullptr;
    ProfileView *m_view = nullptr;
};

} // namespace ui::pages
