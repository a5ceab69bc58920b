// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/examination.h"
#include "ui/models/file_writer.h"
#include "ui/models/settings_access.h"
#include "ui/pages/page.h"

class QPushButton;
class QStackedWidget;

namespace ui::widgets {
class Banner;
class EmptyNote;
} // namespace ui::widgets

namespace ui::pages {

class WatchColumn;

// What ails the relay and what helps, which alerts are raised, and a report of
// it all without secrets. The doctor looks when the page is seen, if he has not
// for a while, and when asked. Lives on gui.
class DiagnosePage final : public Page
{
    Q_OBJECT

public:
    explicit DiagnosePage(const PageContext &context);

    void showSubject(const QString &subject) override; // an alert; else what has happened
    std::any draft() const override;                   // what was found: it is so in any language
    void takeDraft(const std::any &draft) override;
    void followChange() override;

private:
    void activate() override;
    void deactivate() override;
    void connectAll();
    QWidget *buildBody();
    void showRunning();
    void showFindings();
    void showFacts();
    void showRaised();
    std::string remedyOf(const relay::api::AlertRow &alert) const;
    void mendRaised();
    void askForRemedy(const QString &name);
    void mended(const QString &name, qint64 entry);
    void goTo(models::MendingPlace place);
    void saveReport();
    void reported(const QString &path);

    models::Examination m_examination;
    models::SettingsAccess m_settings;
    models::FileWriter m_writer;
    bool m_asking = false; // one question at a time
    QPushButton *m_again = nullptr;
    QPushButton *m_report = nullptr;
    widgets::Banner *m_raised = nullptr;
    QStackedWidget *m_stack = nullptr;
    widgets::EmptyNote *m_empty = nullptr;
    WatchColumn *m_watch = nullptr;
};

} // namespace ui::pages
