// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/relay_service.h"
#include "ui/models/local_ollama.h"

#include <QWidget>

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

signals:
    void done();
    void busyChanged(bool busy);

private:
    QWidget *buildKey();
    void followChoice();
    void addProvider();
    void addOllama();
    void keep(relay::model::Channel channel);
    relay::model::Channel draft() const;

    relay::api::RelayService &m_service;
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
};

} // namespace ui::pages
