// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/relay_service.h"
#include "ui/models/local_ollama.h"

#include <QWidget>

#include <map>
#include <string>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QRadioButton;

namespace ui::widgets {
class Banner;
class LabelledField;
} // namespace ui::widgets

namespace ui::pages {

// The guide's first step: who is to answer. The built-in demo, a provider whose key is tried before it is
// kept, or an Ollama that runs on this machine. Lives on gui.
class GuideBegin final : public QWidget
{
    Q_OBJECT

public:
    explicit GuideBegin(relay::api::RelayService &service);

    void activate(); // looks for what is on this machine
    void go();       // done() follows, or it is said what is wrong
    // Of the channel that was chosen here; empty: of the demo.
    const std::string &modelToTry() const { return m_modelToTry; }

signals:
    void done();
    void busyChanged(bool busy);

private:
    QWidget *buildKey();
    void followChoice();
    void keepHeight();
    void complain(const QString &trouble); // empty: it is over
    void complainOf(widgets::LabelledField &field, const QString &trouble);
    void addProvider();
    void addOllama();
    // A step back and forth again stores nothing twice.
    void keep(const std::string &provider, relay::model::Channel draft, std::vector<std::string> models);
    relay::api::ProviderPreset preset() const; // that is chosen
    bool objects(const relay::api::ProviderPreset &chosen);
    QString reasonOf(const relay::api::ProviderPreset &chosen, const relay::Error &error) const;
    void sayRefused(const relay::api::ProviderPreset &chosen, const relay::Error &error);
    relay::model::Channel draft() const;
    bool isKept(const std::string &provider, const relay::model::Channel &draft) const;
    void finish(const relay::model::Channel &kept);

    struct Kept
    {
        relay::model::Channel draft;
        relay::model::Channel stored;
    };

    relay::api::RelayService &m_service;
    std::map<std::string, Kept> m_kept; // by provider
    std::string m_modelToTry;
    models::LocalOllama m_ollama;
    QStringList m_ollamaModels;
    QRadioButton *m_demo = nullptr;
    QRadioButton *m_provider = nullptr;
    QRadioButton *m_local = nullptr;
    QWidget *m_keyPart = nullptr;
    QComboBox *m_providers = nullptr;
    QLineEdit *m_baseUrl = nullptr;
    widgets::LabelledField *m_baseUrlField = nullptr;
    QLineEdit *m_key = nullptr;
    widgets::LabelledField *m_keyField = nullptr;
    widgets::Banner *m_trouble = nullptr;
    QWidget *m_spare = nullptr;
};

} // namespace ui::pages
