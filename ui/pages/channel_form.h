// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/snapshots.h"
#include "relay/api/traffic_service.h"
#include "ui/models/channel_draft.h"

#include <QWidget>

#include <vector>

class QComboBox;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QVBoxLayout;

namespace ui::widgets {
class LabelledField;
} // namespace ui::widgets

namespace ui::pages {

class KeyRows;
class ModelChips;
class PairRows;

// The fields of a channel. Says beneath each what is wrong with it. Lives on gui.
class ChannelForm final : public QWidget
{
    Q_OBJECT

public:
    explicit ChannelForm(const std::vector<relay::api::ProviderPreset> &providers);

    void load(const relay::model::Channel &channel);
    void suggestName();                  // its provider's
    relay::model::Channel draft() const; // what is not shown here is as it was loaded
    bool objects();                      // and says so beneath the field
    void setHealth(const relay::api::ChannelHealth *health);
    void setTaken(const QStringList &names)
    {
        m_taken = names;
    }                  // of other channels, where a name is suggested
    void focusFirst(); // where one begins

    void setFetching(bool fetching);
    void setFetched(const std::vector<std::string> &models);
    void setFetchFailed(const QString &sentence);

signals:
    void changed();
    void fetchRequested(); // or, while fetching, that it be given up

private:
    struct Provider
    {
        QString name;
        relay::model::ChannelType type;
        QString baseUrl; // empty: the type's own
        QString brand;   // for a channel's name; empty: as above
    };

    void listProviders(const std::vector<relay::api::ProviderPreset> &providers);
    int providerOf(const relay::model::Channel &channel) const;
    void takeProvider(int index);
    QString freeName(const QString &name) const;
    void showWhatItTakes();
    QWidget *buildIdentity();
    QWidget *buildKeys();
    QWidget *buildModels();
    QWidget *buildMapping();
    QWidget *buildExtras();
    void watchFields();
    void countModels();
    void countHeaders();
    widgets::LabelledField *fieldOf(models::ChannelField field) const;

    relay::model::Channel m_loaded;
    std::vector<Provider> m_providers;
    QStringList m_taken;
    int m_provider = -1;
    bool m_loading = false;

    QComboBox *m_type = nullptr;
    QLineEdit *m_name = nullptr;
    QLineEdit *m_baseUrl = nullptr;
    KeyRows *m_keys = nullptr;
    ModelChips *m_models = nullptr;
    QPushButton *m_fetch = nullptr;
    PairRows *m_mapping = nullptr;
    QSpinBox *m_weight = nullptr;
    QComboBox *m_proxyKind = nullptr;
    QLineEdit *m_proxy = nullptr;
    QPushButton *m_headersButton = nullptr;
    PairRows *m_headers = nullptr;
    widgets::LabelledField *m_nameField = nullptr;
    widgets::LabelledField *m_baseUrlField = nullptr;
    widgets::LabelledField *m_keysField = nullptr;
    widgets::LabelledField *m_modelsField = nullptr;
    widgets::LabelledField *m_mappingField = nullptr;
    widgets::LabelledField *m_proxyField = nullptr;
    widgets::LabelledField *m_headersField = nullptr;
};

} // namespace ui::pages
