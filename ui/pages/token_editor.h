// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/relay_service.h"
#include "ui/pages/side_panel.h"

#include <functional>

class QComboBox;
class QDateTimeEdit;
class QLabel;
class QLineEdit;
class QPushButton;

namespace ui::widgets {
class Banner;
class CopyField;
class LabelledField;
class ToggleSwitch;
} // namespace ui::widgets

namespace ui::pages {

class ModelChips;

// The panel in which a token is made and its limits are changed. Lives on gui.
class TokenEditor final : public SidePanel
{
    Q_OBJECT

public:
    explicit TokenEditor(relay::api::RelayService &service);

    void open(const relay::model::Token &token); // id 0: a new one
    // What the relay has now: shown unless something else was typed meanwhile.
    void refresh(const relay::model::Token &stored);
    void setKnownModels(const QStringList &models);
    bool isDirty() const;
    const relay::model::Token &stored() const { return m_stored; }
    QString title() const;
    void focusFirst();

    void save(std::function<void()> then = {});

signals:
    void created(const relay::model::Token &token);
    // `quotaSet`: what it may spend was changed, which nothing brings back as it was.
    void saved(const relay::model::Token &before, const relay::model::Token &now, bool quotaSet);
    void removeRequested(std::int64_t id);

private:
    QWidget *buildForm();
    QWidget *buildQuota();
    QWidget *buildExpiry();
    QWidget *buildEnabled();
    void buildFoot();
    void watchFields();
    void loadQuota(const relay::model::Token &token);
    void loadExpiry(const relay::model::Token &token);
    relay::model::Token draft() const;
    relay::api::QuotaEdit quotaEdit() const; // Set only where it was typed here
    bool quotaTouched() const;
    bool objects();
    void touched();
    void cancel();

    relay::api::RelayService &m_service;
    relay::model::Token m_stored;
    relay::model::Token m_baseline; // as the fields understood it
    QString m_quotaText;            // likewise
    bool m_loading = false;
    widgets::LabelledField *m_keyField = nullptr;
    widgets::CopyField *m_key = nullptr;
    QLineEdit *m_name = nullptr;
    QComboBox *m_quotaKind = nullptr;
    QLineEdit *m_quota = nullptr;
    QComboBox *m_expiry = nullptr;
    QDateTimeEdit *m_date = nullptr;
    ModelChips *m_models = nullptr;
    QLineEdit *m_addresses = nullptr;
    widgets::ToggleSwitch *m_enabled = nullptr;
    QLabel *m_enabledWord = nullptr;
    widgets::LabelledField *m_nameField = nullptr;
    widgets::LabelledField *m_quotaField = nullptr;
    widgets::LabelledField *m_addressesField = nullptr;
    widgets::Banner *m_trouble = nullptr;
    QPushButton *m_remove = nullptr;
    QPushButton *m_save = nullptr;
};

} // namespace ui::pages
