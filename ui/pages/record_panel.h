// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/error.h"
#include "ui/pages/side_panel.h"

#include <cstdint>
#include <functional>

class QPushButton;

namespace ui::widgets {
class Banner;
} // namespace ui::widgets

namespace ui::pages {

// A side panel whose record the relay keeps: it is saved once at a time with the form off, a refusal is said
// beneath the form, and an answer about a record that is no longer open is told to the page. Lives on gui.
class RecordPanel : public SidePanel
{
    Q_OBJECT

public:
    void save(std::function<void()> then = {});
    virtual bool isDirty() const = 0;

signals:
    void saveFailed(const QString &reason); // of one that is no longer open
    void removeRequested(std::int64_t id);

protected:
    explicit RecordPanel(const QString &removeWord, const QString &removeName); // the button's text and name
    void keyPressEvent(QKeyEvent *event) override;
    void begun(bool known); // another record is open; the relay has it
    void clearTrouble();
    QPushButton &saveButton() const { return *m_save; }

    virtual std::int64_t recordId() const = 0;
    virtual bool objects() = 0; // and says so beneath the field
    virtual void send() = 0;    // the record; its answer goes to told()
    virtual void cancel() = 0;
    // `take`: the answer is good; whether the record is still open.
    void told(int opened, const relay::Error *error, const std::function<void(bool stillOpen)> &take);
    int opened() const { return m_opened; } // how often: what was asked for an earlier record is told by it

private:
    void setSaving(bool saving);

    int m_opened = 0;
    bool m_saving = false;
    std::function<void()> m_afterSave;
    widgets::Banner *m_trouble = nullptr;
    QPushButton *m_remove = nullptr;
    QPushButton *m_save = nullptr;
};

} // namespace ui::pages
