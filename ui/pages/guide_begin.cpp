// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/guide_begin.h"

#include "relay/model/channel_type.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/glyph.h"
#include "ui/widgets/ink.h"
#include "ui/widgets/labelled_field.h"
#include "ui/widgets/theme.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QRadioButton>
#include <QVBoxLayout>

#include <algorithm>

namespace ui::pages {

using namespace Qt::StringLiterals;
using relay::api::ProviderPreset;
using relay::model::Channel;

namespace {

constexpr int kIndent = 28;

QLabel *newExplanation(const QString &text)
{
    auto *label = new QLabel(text);
    label->setWordWrap(true);
    label->setIndent(0);
    label->setContentsMargins(kIndent, 0, 0, 0);
    label->setFont(widgets::fontOf(widgets::TextRole::Secondary));
    widgets::setInk(label, widgets::Ink::Text2);
    return label;
}

} // namespace

GuideBegin::GuideBegin(relay::api::RelayService &service)
    : m_service(service)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    m_provider = new QRadioButton(tr("I have a provider's key"));
    m_provider->setObjectName(u"provider"_s);
    column->addWidget(m_provider);
    column->addWidget(newExplanation(tr("It is tried at once, and kept encrypted on this machine.")));
    column->addWidget(buildKey());
    m_local = new QRadioButton(tr("Ollama runs on this machine"));
    m_local->setObjectName(u"ollama"_s);
    m_local->hide();
    column->addWidget(m_local);
    m_demo = new QRadioButton(tr("Just show me: the built-in demo answers"));
    m_demo->setObjectName(u"demo"_s);
    column->addWidget(m_demo);
    column->addWidget(newExplanation(tr("It needs no key and no network. A channel can be added later.")));
    m_trouble = new widgets::Banner;
    m_trouble->setObjectName(u"trouble"_s);
    column->addWidget(m_trouble);
    column->addStretch(1);
    for (QRadioButton *choice : {m_provider, m_local, m_demo})
        connect(choice, &QRadioButton::toggled, this, &GuideBegin::followChoice);
    connect(&m_ollama, &models::LocalOllama::found, this, [this](const QStringList &found) {
        m_ollamaModels = found;
        m_local->setText(tr("Ollama runs on this machine, with %n model(s)", nullptr, int(found.size())));
        m_local->setVisible(!found.isEmpty());
    });
    m_provider->setChecked(true);
}

QWidget *GuideBegin::buildKey()
{
    m_keyPart = new QWidget;
    auto *column = new QVBoxLayout(m_keyPart);
    column->setContentsMargins(kIndent, 4, 0, 8);
    column->setSpacing(8);
    m_providers = new QComboBox;
    m_providers->setObjectName(u"providers"_s);
    m_providers->setAccessibleName(tr("Provider"));
    for (const ProviderPreset &preset : m_service.providers())
        m_providers->addItem(QString::fromStdString(preset.name), QString::fromStdString(preset.id));
    column->addWidget(new widgets::LabelledField(tr("Provider"), m_providers));
    m_baseUrl = new QLineEdit;
    m_baseUrl->setObjectName(u"baseUrl"_s);
    m_baseUrl->setAccessibleName(tr("Base URL"));
    m_baseUrl->setPlaceholderText(u"https://llm.example/v1"_s);
    m_baseUrlField = new widgets::LabelledField(tr("Base URL"), m_baseUrl, tr("with or without /v1"));
    column->addWidget(m_baseUrlField);
    m_key = new QLineEdit;
    m_key->setObjectName(u"key"_s);
    m_key->setAccessibleName(tr("Key"));
    m_key->setEchoMode(QLineEdit::Password);
    m_key->setPlaceholderText(tr("Paste it here"));
    QAction *reveal = m_key->addAction(widgets::icon(widgets::Glyph::Eye, widgets::Ink::Text2),
                                       QLineEdit::TrailingPosition);
    reveal->setCheckable(true);
    reveal->setToolTip(tr("Show"));
    connect(reveal, &QAction::toggled, this,
            [this](bool shown) { m_key->setEchoMode(shown ? QLineEdit::Normal : QLineEdit::Password); });
    m_keyField = new widgets::LabelledField(tr("Key"), m_key);
    column->addWidget(m_keyField);
    connect(m_providers, &QComboBox::currentIndexChanged, this, &GuideBegin::followChoice);
    return m_keyPart;
}

void GuideBegin::activate()
{
    m_ollama.look();
}

void GuideBegin::followChoice()
{
    m_keyPart->setVisible(m_provider->isChecked());
    const Channel channel = draft();
    m_baseUrlField->setVisible(relay::model::needsBaseUrl(channel.type) && channel.baseUrl.empty());
    m_trouble->clear();
    m_keyField->setTrouble({});
}

Channel GuideBegin::draft() const
{
    Channel channel;
    const std::string id = m_providers->currentData().toString().toStdString();
    for (const ProviderPreset &preset : m_service.providers()) {
        if (preset.id != id)
            continue;
        channel.name = preset.name;
        channel.type = preset.type;
        channel.baseUrl = preset.baseUrl;
    }
    if (relay::model::needsBaseUrl(channel.type) && channel.baseUrl.empty())
        channel.baseUrl = m_baseUrl->text().trimmed().toStdString();
    const QString key = m_key->text().trimmed();
    if (!key.isEmpty())
        channel.keys = {key.toStdString()};
    return channel;
}

void GuideBegin::go()
{
    m_trouble->clear();
    if (m_provider->isChecked())
        addProvider();
    else if (m_local->isChecked())
        addOllama();
    else
        emit done();
}

void GuideBegin::addProvider()
{
    if (m_key->text().trimmed().isEmpty()) {
        m_keyField->setTrouble(tr("Paste the key first."));
        m_key->setFocus();
        return;
    }
    emit busyChanged(true);
    const Channel channel = draft();
    m_service.draftModels(channel, this,
                          [this, channel](const relay::Result<std::vector<std::string>> &models) {
                              if (!models) {
                                  emit busyChanged(false);
                                  m_trouble->say(widgets::Tone::Error, models.error().message);
                                  return;
                              }
                              Channel filled = channel;
                              filled.models = *models;
                              keep(filled);
                          });
}

void GuideBegin::addOllama()
{
    emit busyChanged(true);
    Channel channel;
    channel.name = "Ollama";
    channel.type = relay::model::ChannelType::Ollama;
    channel.baseUrl = m_ollama.address().toStdString();
    for (const QString &model : m_ollamaModels)
        channel.models.push_back(model.toStdString());
    keep(channel);
}

void GuideBegin::keep(Channel channel)
{
    m_service.saveChannel(std::move(channel), this, [this](const relay::Result<Channel> &saved) {
        emit busyChanged(false);
        if (saved)
            emit done();
        else
            m_trouble->say(widgets::Tone::Error, saved.error().message);
    });
}

} // namespace ui::pages
