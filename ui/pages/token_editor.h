// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/relay_service.h"
#include "ui/pages/record_panel.h"

class QComboBox;
class QDateTimeEdit;
class QLabel;
class QLineEdit;

namespace ui::widgets {
class CopyField;
class LabelledField;
class ToggleSwitch;
} // namespace ui::widgets

namespace ui::pages {

class ModelChips;

// The panel in which a token is made and its limits are changed. Lives on gui.
class TokenEditor final : public RecordPanel
{
    Q_OBJECT

public:
    explicit TokenEditor(relay::api::RelayService &service);

    void open(const relay::model::Token &token); // id 0: a new one
    // What the relay has now: shown unless something else was typed meanwhile.
    void refresh(const relay::model::Token &stored);
    void setKnownModels(const QStringList &models);
    bool isDirty() const override;
    relay::model::Token draft() const;           // as the fields have it
    void type(const relay::model::Token &draft); // into what is open
    const relay::model::Token &stored() const { return m_stored; }
    QString title() const;
    void focusFirst();

signals:
    void created(const relay::model::Token &token);
    // `quotaSet`: what it may spend was changed, which nothing brings back as it was.
    void saved(const relay::model::Token &before, const relay::model::Token &now, bool quotaSet);

protected:
    std::int64_t recordId() const override { return m_stored.id; }
    bool objects() override;
    void send() override;
    void cancel() override;

private:
    QWidget *buildForm();
    QWidget *buildQuota();
    QWidget *buildExpiry();
    QWidget *buildEnabled();
    void watchFields();
    void loadQuota(const relay::model::Token &token);
    void loadExpiry(const relay::model::Token &token);
    relay::api::QuotaEdit quotaEdit() const; // Set only where it was typed here
    bool quotaTouched() const;
    void touched();

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
};

} // namespace ui::pages
