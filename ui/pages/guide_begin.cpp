// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/guide_begin.h"

#include "relay/model/channel_type.h"
#include "ui/models/channel_draft.h"
#include "ui/models/channel_words.h"
#include "ui/models/said_text.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/ink.h"
#include "ui/widgets/label.h"
#include "ui/widgets/labelled_field.h"
#include "ui/widgets/secret_line.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QRadioButton>
#include <QStyle>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace ui::pages {

using namespace Qt::StringLiterals;
using relay::api::ProviderPreset;
using relay::model::Channel;

namespace {

constexpr int kFieldGap = 8;
constexpr int kTroubleLines = 2;
constexpr int kTroubleMargins = 12;          // a banner's
constexpr QLatin1StringView kOther{"other"}; // none of the known ones

QString hostOf(const std::string &baseUrl)
{
    return QUrl(QString::fromStdString(baseUrl)).host();
}

// Where the words of a choice begin.
int indent()
{
    const QStyle &style = *QApplication::style();
    return style.pixelMetric(QStyle::PM_ExclusiveIndicatorWidth) +
           style.pixelMetric(QStyle::PM_RadioButtonLabelSpacing);
}

QLabel *newExplanation(const QString &text)
{
    QLabel *label = widgets::newParagraph(text, widgets::TextRole::Secondary, widgets::Ink::Text2);
    label->setIndent(0);
    label->setContentsMargins(indent(), 0, 0, 0);
    return label;
}

// A name is of one channel alone, and the guide asks for none: of a second account the name gets a number.
std::string freeName(const std::string &wanted, const std::vector<Channel> &stored)
{
    std::string name = wanted;
    for (int number = 2; std::ranges::find(stored, name, &Channel::name) != stored.end(); ++number)
        name = wanted + ' ' + std::to_string(number);
    return name;
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
    m_spare = new QWidget;
    column->addWidget(m_spare);
    column->addStretch(1);
    for (QRadioButton *choice : {m_provider, m_local, m_demo})
        connect(choice, &QRadioButton::toggled, this, &GuideBegin::followChoice);
    connect(&m_ollama, &models::LocalOllama::found, this, [this](const QStringList &found) {
        m_ollamaModels = found;
        m_local->setText(tr("Ollama runs on this machine, with %n model(s)", nullptr, int(found.size())));
        m_local->setVisible(!found.isEmpty());
        keepHeight();
    });
    m_provider->setChecked(true);
}

QWidget *GuideBegin::buildKey()
{
    m_keyPart = new QWidget;
    auto *column = new QVBoxLayout(m_keyPart);
    column->setContentsMargins(indent(), 4, 0, 8);
    column->setSpacing(kFieldGap);
    m_providers = new QComboBox;
    m_providers->setObjectName(u"providers"_s);
    m_providers->setAccessibleName(tr("Provider"));
    for (const ProviderPreset &preset : m_service.providers())
        m_providers->addItem(models::providerWord(preset), QString::fromStdString(preset.id));
    m_providers->addItem(tr("Other, OpenAI-compatible"), kOther);
    column->addWidget(new widgets::LabelledField(tr("Provider"), m_providers));
    m_baseUrl = new QLineEdit;
    m_baseUrl->setObjectName(u"baseUrl"_s);
    m_baseUrl->setAccessibleName(tr("Base URL"));
    m_baseUrl->setPlaceholderText(u"https://llm.example/v1"_s);
    m_baseUrlField = new widgets::LabelledField(tr("Base URL"), m_baseUrl, tr("with or without /v1"));
    column->addWidget(m_baseUrlField);
    auto *key = new widgets::SecretLine(widgets::SecretLine::Hiding::Dots);
    m_key = key;
    m_key->setObjectName(u"key"_s);
    key->setSubject(tr("Key"));
    m_key->setPlaceholderText(tr("Paste it here"));
    m_keyField = new widgets::LabelledField(tr("Key"), m_key);
    column->addWidget(m_keyField);
    connect(m_providers, &QComboBox::currentIndexChanged, this, &GuideBegin::followChoice);
    connect(m_baseUrl, &QLineEdit::textEdited, this, [this] { complainOf(*m_baseUrlField, {}); });
    connect(m_baseUrl, &QLineEdit::editingFinished, this,
            [this] { m_baseUrl->setText(models::addressOf(m_baseUrl->text())); });
    connect(m_key, &QLineEdit::textEdited, this, [this] { complainOf(*m_keyField, {}); });
    return m_keyPart;
}

void GuideBegin::activate()
{
    m_ollama.look();
}

void GuideBegin::followChoice()
{
    m_keyPart->setEnabled(m_provider->isChecked()); // hidden, the button below would run away
    const ProviderPreset chosen = preset();
    m_baseUrlField->setVisible(relay::model::needsBaseUrl(chosen.type) && chosen.baseUrl.empty());
    m_keyField->setVisible(!chosen.local);
    m_keyField->setTrouble({});
    m_baseUrlField->setTrouble({});
    complain({});
}

// Room at the end for fields that are not shown, and for two lines on what went wrong or an Ollama that is
// found: the sheet and its buttons stay where they are, whatever is chosen and whatever comes of it.
void GuideBegin::keepHeight()
{
    const int gap = layout()->spacing();
    int spare = 0;
    int used = m_trouble->isHidden() ? 0 : m_trouble->heightForWidth(width()) + gap;
    used += m_local->isHidden() ? 0 : m_local->sizeHint().height() + gap;
    for (const widgets::LabelledField *field : {m_baseUrlField, m_keyField}) {
        if (field->isHidden())
            spare += field->sizeHint().height() + kFieldGap;
        else
            used += field->troubleHeight();
    }
    const int room = kTroubleLines * fontMetrics().lineSpacing() + kTroubleMargins + gap;
    m_spare->setFixedHeight(spare + std::max(0, room - used));
}

void GuideBegin::complain(const QString &trouble)
{
    if (trouble.isEmpty())
        m_trouble->clear();
    else
        m_trouble->say(widgets::Tone::Error, trouble);
    keepHeight();
}

void GuideBegin::complainOf(widgets::LabelledField &field, const QString &trouble)
{
    field.setTrouble(trouble);
    keepHeight();
}

ProviderPreset GuideBegin::preset() const
{
    const std::string id = m_providers->currentData().toString().toStdString();
    if (id == kOther.data())
        return {.id = id, .name = {}, .type = relay::model::ChannelType::OpenAiCompatible, .baseUrl = {}};
    const std::vector<ProviderPreset> all = m_service.providers();
    const auto found = std::ranges::find(all, id, &ProviderPreset::id);
    return found == all.end() ? ProviderPreset() : *found;
}

Channel GuideBegin::draft() const
{
    const ProviderPreset chosen = preset();
    Channel channel;
    channel.name = chosen.name;
    channel.type = chosen.type;
    channel.baseUrl = chosen.baseUrl;
    if (relay::model::needsBaseUrl(channel.type) && channel.baseUrl.empty())
        channel.baseUrl = models::addressOf(m_baseUrl->text()).toStdString();
    if (channel.name.empty())
        channel.name = hostOf(channel.baseUrl).toStdString();
    const QString key = m_key->text().trimmed();
    if (!key.isEmpty() && !chosen.local)
        channel.keys = {key.toStdString()};
    return channel;
}

void GuideBegin::go()
{
    complain({});
    m_modelToTry.clear();
    if (m_provider->isChecked())
        addProvider();
    else if (m_local->isChecked())
        addOllama();
    else
        emit done();
}

bool GuideBegin::isKept(const std::string &provider, const Channel &draft) const
{
    const auto kept = m_kept.find(provider);
    return kept != m_kept.end() && models::sameEdit(kept->second.draft, draft);
}

void GuideBegin::finish(const Channel &kept)
{
    m_modelToTry = kept.models.empty() ? std::string() : kept.models.front();
    emit done();
}

// And says so beneath the field.
bool GuideBegin::objects(const ProviderPreset &chosen)
{
    Channel channel = draft();
    channel.name = "any";
    const std::optional<models::ChannelTrouble> trouble = models::troubleOf(channel);
    if (trouble && trouble->field == models::ChannelField::BaseUrl) {
        complainOf(*m_baseUrlField, trouble->sentence);
        m_baseUrl->setFocus();
        return true;
    }
    // A server of one's own may ask for none.
    const bool noKey = channel.keys.empty() && !chosen.local && chosen.id != kOther.data();
    if (!noKey && !trouble)
        return false;
    complainOf(*m_keyField, noKey ? tr("Paste the key first.") : trouble->sentence);
    m_key->setFocus();
    return true;
}

// Of a server on this machine that does not answer, rather what to look at than what the system calls it.
QString GuideBegin::reasonOf(const ProviderPreset &chosen, const relay::Error &error) const
{
    const QUrl url(QString::fromStdString(chosen.baseUrl));
    if (!chosen.local || !error.message.contains("cannot connect"_L1))
        return models::saidText(error);
    return tr("Is %1 running? Nothing answers at %2.")
        .arg(QString::fromStdString(chosen.name), url.authority());
}

void GuideBegin::sayRefused(const ProviderPreset &chosen, const relay::Error &error)
{
    if (error.kind != relay::ErrorKind::UpstreamRefused || m_keyField->isHidden()) {
        complain(reasonOf(chosen, error));
        return;
    }
    complainOf(*m_keyField, tr("The provider refuses this key."));
    m_key->setFocus();
    m_key->selectAll();
}

void GuideBegin::addProvider()
{
    const ProviderPreset chosen = preset();
    if (objects(chosen))
        return;
    const Channel channel = draft();
    if (isKept(chosen.id, channel))
        return finish(m_kept[chosen.id].stored);
    emit busyChanged(true);
    m_service.draftModels(channel, this,
                          [this, chosen, channel](const relay::Result<std::vector<std::string>> &models) {
                              if (models)
                                  return keep(chosen.id, channel, *models);
                              emit busyChanged(false);
                              sayRefused(chosen, models.error());
                          });
}

void GuideBegin::addOllama()
{
    Channel channel;
    channel.name = "Ollama";
    channel.type = relay::model::ChannelType::Ollama;
    channel.baseUrl = m_ollama.address().toStdString();
    if (isKept({}, channel))
        return finish(m_kept[{}].stored);
    std::vector<std::string> models;
    for (const QString &model : m_ollamaModels)
        models.push_back(model.toStdString());
    emit busyChanged(true);
    keep({}, std::move(channel), std::move(models));
}

void GuideBegin::keep(const std::string &provider, Channel draft, std::vector<std::string> models)
{
    const auto kept = m_kept.find(provider);
    Channel channel = kept == m_kept.end() ? draft : kept->second.stored;
    channel.name = draft.name;
    channel.baseUrl = draft.baseUrl;
    channel.keys = draft.keys;
    channel.models = std::move(models);
    const auto told = [this, provider, draft = std::move(draft)](const relay::Result<Channel> &saved) {
        emit busyChanged(false);
        if (!saved) {
            complain(models::saidText(saved.error()));
            return;
        }
        m_kept[provider] = {draft, *saved};
        finish(*saved);
    };
    if (channel.id != 0)
        return m_service.saveChannel(std::move(channel), this, told);
    m_service.channels(this, [this, channel = std::move(channel),
                              told](const relay::Result<std::vector<Channel>> &stored) mutable {
        if (stored)
            channel.name = freeName(channel.name, *stored);
        m_service.saveChannel(std::move(channel), this, told);
    });
}

} // namespace ui::pages
