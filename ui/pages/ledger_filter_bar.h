// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/relay_service.h"
#include "ui/models/ledger_filter.h"

#include <QTimer>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QDateTimeEdit;
class QPushButton;

namespace ui::pages {

// What to see of the ledger: when, which model, token, channel, status, slow ones. Lives on gui.
class LedgerFilterBar final : public QWidget
{
    Q_OBJECT

public:
    explicit LedgerFilterBar(relay::api::RelayService &service);

    void refreshChoices(); // tokens and channels, as they are now
    void offerModels(const std::vector<QString> &models);
    const models::LedgerFilter &filter() const { return m_filter; }
    void setFilter(const models::LedgerFilter &filter); // tells nobody
    void clear();                                       // tells

signals:
    void changed();

private:
    void build();
    void buildOwnRange();
    void read();
    void showFilter();
    void choose(QComboBox *combo, const std::optional<std::int64_t> &id, const QString &name);

    relay::api::RelayService &m_service;
    models::LedgerFilter m_filter;
    QTimer m_typing;
    bool m_quiet = false;
    QComboBox *m_range = nullptr;
    QComboBox *m_model = nullptr;
    QComboBox *m_token = nullptr;
    QComboBox *m_channel = nullptr;
    QComboBox *m_status = nullptr;
    QCheckBox *m_slow = nullptr;
    QPushButton *m_clear = nullptr;
    QWidget *m_own = nullptr;
    QDateTimeEdit *m_from = nullptr;
    QDateTimeEdit *m_to = nullptr;
};

} // namespace ui::pages
