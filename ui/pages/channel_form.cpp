// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/channel_form.h"

#include "ui/models/channel_words.h"
#include "ui/pages/key_rows.h"
#include "ui/pages/model_chips.h"
#include "ui/pages/pair_rows.h"
#include "ui/widgets/button.h"
#include "ui/widgets/labelled_field.h"
#include "ui/widgets/theme.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSpinBox>
#include <QVBoxLayout>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using models::ChannelField;
using relay::model::Channel;
using relay::model::ChannelType;
using widgets::ButtonKind;
using widgets::Glyph;
using widgets::LabelledField;

constexpr int kMostWeight = 1'000'000;
constexpr int kOwnProxy = 1;

QString bare(const QString &url)
{
    QString text = url.trimmed().toLower();
    while (text.endsWith(u'/'))
        text.chop(1);
    return text.endsWith("/v1"_L1) ? text.chopped(3) : text;
}

} // namespace

ChannelForm::ChannelForm(const std::vector<relay::api::ProviderPreset> &providers)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(14);
    column->addWidget(buildIdentity());
    column->addWidget(m_baseUrlField);
    column->addWidget(buildKeys());
    column->addWidget(buildModels());
    column->addWidget(buildMapping());
    column->addWidget(buildExtras());
    column->addWidget(m_proxyField);
    column->addWidget(m_headersField);
    column->addStretch(1);
    listProviders(providers);
    watchFields();
}

// The types with an address of their own, then the known providers, then those that need one.
void ChannelForm::listProviders(const std::vector<relay::api::ProviderPreset> &providers)
{
    for (const ChannelType type :
         {ChannelType::OpenAi, ChannelType::Anthropic, ChannelType::Gemini, ChannelType::Ollama})
        m_providers.push_back({models::channelTypeWord(type), type, {}, {}});
    for (const relay::api::ProviderPreset &preset : providers) {
        if (preset.type == ChannelType::OpenAiCompatible)
            m_providers.push_back({models::providerWord(preset), preset.type,
                                   QString::fromStdString(preset.baseUrl),
                                   QString::fromStdString(preset.name)});
    }
    const int last = int(m_providers.size());
    for (const ChannelType type : {ChannelType::OpenAiCompatible, ChannelType::Azure})
        m_providers.push_back({models::channelTypeWord(type), type, {}, {}});
    m_providers.push_back({tr("Demo, built in"), ChannelType::Demo, {}, {}});
    for (const Provider &provider : m_providers)
        m_type->addItem(provider.name);
    m_type->insertSeparator(last); // shifts what follows: see providerOf() and takeProvider()
    m_providers.insert(m_providers.begin() + last, Provider{{}, ChannelType::OpenAiCompatible, {}, {}});
    m_type->setMaxVisibleItems(16);
    // By rows, the lower separator would leave an empty one at the end.
    m_type->view()->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
}

int ChannelForm::providerOf(const Channel &channel) const
{
    const QString url = bare(QString::fromStdString(channel.baseUrl));
    int generic = 0;
    for (int i = 0; i < int(m_providers.size()); ++i) {
        const Provider &provider = m_providers[std::size_t(i)];
        if (provider.type != channel.type || provider.name.isEmpty())
            continue;
        if (!provider.baseUrl.isEmpty() && bare(provider.baseUrl) == url)
            return i;
        if (provider.baseUrl.isEmpty())
            generic = i;
    }
    return generic;
}

// The first of NAME, NAME 2, NAME 3, … that no other channel has.
QString ChannelForm::freeName(const QString &name) const
{
    QString free = name;
    for (int number = 2; m_taken.contains(free); ++number)
        free = name % u' ' % QString::number(number);
    return free;
}

// A name and an address that came from the one before go with it.
void ChannelForm::takeProvider(int index)
{
    if (index < 0 || index == m_provider)
        return;
    const Provider before = m_provider >= 0 ? m_providers[std::size_t(m_provider)] : Provider{};
    const Provider &now = m_providers[std::size_t(index)];
    m_provider = index;
    const auto brand = [](const Provider &one) { return one.brand.isEmpty() ? one.name : one.brand; };
    if (m_name->text().trimmed().isEmpty() || m_name->text() == freeName(brand(before)))
        m_name->setText(freeName(brand(now)));
    if (m_baseUrl->text().trimmed().isEmpty() || bare(m_baseUrl->text()) == bare(before.baseUrl))
        m_baseUrl->setText(now.baseUrl);
    showWhatItTakes();
    emit changed();
}

// The built-in demo has neither an address nor keys.
void ChannelForm::showWhatItTakes()
{
    const ChannelType type = m_providers[std::size_t(m_provider)].type;
    const bool isElsewhere = type != ChannelType::Demo;
    const QString own = models::ownBaseUrl(type);
    m_baseUrl->setPlaceholderText(own.isEmpty() ? u"https://"_s : own);
    m_baseUrlField->setVisible(isElsewhere);
    m_keysField->setVisible(isElsewhere);
}

QWidget *ChannelForm::buildIdentity()
{
    auto *pair = new QWidget;
    auto *row = new QHBoxLayout(pair);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    m_type = new QComboBox;
    m_type->setObjectName(u"type"_s);
    m_type->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_type->setMinimumContentsLength(8);
    m_name = new QLineEdit;
    m_name->setObjectName(u"name"_s);
    m_nameField = new LabelledField(tr("Name"), m_name);
    row->addWidget(new LabelledField(tr("Type"), m_type), 1, Qt::AlignTop);
    row->addWidget(m_nameField, 1, Qt::AlignTop);
    m_baseUrl = new QLineEdit;
    m_baseUrl->setObjectName(u"baseUrl"_s);
    m_baseUrl->setFont(widgets::fontOf(widgets::TextRole::Mono));
    m_baseUrlField = new LabelledField(tr("Base URL"), m_baseUrl, tr("with or without /v1"));
    return pair;
}

QWidget *ChannelForm::buildKeys()
{
    m_keys = new KeyRows;
    m_keys->setObjectName(u"keys"_s);
    m_keysField = new LabelledField(tr("Keys, used in turn"), m_keys);
    auto *add = widgets::newButton(ButtonKind::Link, tr("Add key"), Glyph::Plus);
    add->setObjectName(u"addKey"_s);
    m_keysField->labelRow()->addWidget(add);
    connect(add, &QPushButton::clicked, m_keys, &KeyRows::askForKey);
    return m_keysField;
}

QWidget *ChannelForm::buildModels()
{
    m_models = new ModelChips({});
    m_models->setObjectName(u"models"_s);
    m_modelsField = new LabelledField(tr("Models"), m_models);
    m_fetch = widgets::newButton(ButtonKind::Link, tr("Fetch models"), Glyph::Refresh);
    m_fetch->setObjectName(u"fetch"_s);
    m_modelsField->labelRow()->addWidget(m_fetch);
    connect(m_fetch, &QPushButton::clicked, this, &ChannelForm::fetchRequested);
    return m_modelsField;
}

QWidget *ChannelForm::buildMapping()
{
    m_mapping = new PairRows(PairRows::Kind::Models);
    m_mapping->setObjectName(u"mapping"_s);
    m_mappingField = new LabelledField(tr("Client asks for → upstream gets"), m_mapping);
    return m_mappingField;
}

QWidget *ChannelForm::buildExtras()
{
    auto *extras = new QWidget;
    auto *row = new QHBoxLayout(extras);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    m_weight = new QSpinBox;
    m_weight->setObjectName(u"weight"_s);
    m_weight->setRange(0, kMostWeight);
    m_weight->setAlignment(Qt::AlignRight);
    m_weight->setToolTip(tr("Its share among channels of the same place in the order"));
    m_proxyKind = new QComboBox;
    m_proxyKind->setObjectName(u"proxyKind"_s);
    m_proxyKind->addItems({tr("as set"), tr("its own")});
    m_headersButton = widgets::newButton(ButtonKind::Secondary, tr("None"), Glyph::Plus);
    m_headersButton->setObjectName(u"headersButton"_s);
    m_headersButton->setCheckable(true);
    row->addWidget(new LabelledField(tr("Weight"), m_weight), 5, Qt::AlignTop);
    row->addWidget(new LabelledField(tr("Proxy"), m_proxyKind), 5, Qt::AlignTop);
    row->addWidget(new LabelledField(tr("Headers"), m_headersButton), 0, Qt::AlignTop);
    m_proxy = new QLineEdit;
    m_proxy->setObjectName(u"proxy"_s);
    m_proxy->setFont(widgets::fontOf(widgets::TextRole::Mono));
    m_proxy->setPlaceholderText(u"socks5://127.0.0.1:1080"_s);
    m_proxyField = new LabelledField(tr("Its own proxy"), m_proxy, tr("http:// or socks5://"));
    m_headers = new PairRows(PairRows::Kind::Headers);
    m_headers->setObjectName(u"headers"_s);
    m_headersField = new LabelledField(tr("Sent with every request to it"), m_headers);
    connect(m_proxyKind, &QComboBox::currentIndexChanged, this, [this](int kind) {
        m_proxyField->setVisible(kind == kOwnProxy);
        if (kind == kOwnProxy && !m_loading)
            m_proxy->setFocus();
    });
    connect(m_headersButton, &QPushButton::toggled, m_headersField, &QWidget::setVisible);
    m_proxyField->hide();
    m_headersField->hide();
    return extras;
}

void ChannelForm::watchFields()
{
    const auto told = [this] {
        if (!m_loading)
            emit changed();
    };
    connect(m_type, &QComboBox::currentIndexChanged, this, [this](int index) {
        if (!m_loading)
            takeProvider(index);
    });
    for (const QLineEdit *line : {m_name, m_baseUrl, m_proxy})
        connect(line, &QLineEdit::textChanged, this, told);
    for (LabelledField *field : {m_nameField, m_baseUrlField, m_keysField, m_modelsField, m_mappingField,
                                 m_proxyField, m_headersField})
        connect(this, &ChannelForm::changed, field, [field] { field->setTrouble({}); });
    connect(m_baseUrl, &QLineEdit::editingFinished, this, [this] {
        if (const QString whole = models::addressOf(m_baseUrl->text()); whole != m_baseUrl->text())
            m_baseUrl->setText(whole);
    });
    connect(m_keys, &KeyRows::changed, this, told);
    connect(m_models, &ModelChips::changed, this, told);
    connect(m_models, &ModelChips::changed, this, &ChannelForm::countModels);
    connect(m_mapping, &PairRows::changed, this, told);
    connect(m_headers, &PairRows::changed, this, told);
    connect(m_headers, &PairRows::changed, this, &ChannelForm::countHeaders);
    connect(m_weight, &QSpinBox::valueChanged, this, told);
    connect(m_proxyKind, &QComboBox::currentIndexChanged, this, told);
}

void ChannelForm::load(const Channel &channel)
{
    m_loading = true;
    m_loaded = channel;
    m_provider = providerOf(channel);
    m_type->setCurrentIndex(m_provider);
    m_name->setText(QString::fromStdString(channel.name));
    m_baseUrl->setText(QString::fromStdString(channel.baseUrl));
    showWhatItTakes();
    m_keys->setKeys(channel.keys);
    m_models->setKnown({});
    m_models->setModels(channel.models);
    m_mapping->setPairs(channel.modelMapping);
    m_weight->setValue(channel.weight);
    m_proxyKind->setCurrentIndex(channel.proxy.empty() ? 0 : kOwnProxy);
    m_proxy->setText(QString::fromStdString(channel.proxy));
    m_headers->setPairs(channel.headers);
    m_headersButton->setChecked(!channel.headers.empty());
    countModels();
    countHeaders();
    setFetching(false);
    for (LabelledField *field : {m_nameField, m_baseUrlField, m_keysField, m_modelsField, m_mappingField,
                                 m_proxyField, m_headersField})
        field->setTrouble({});
    m_mapping->markIncomplete(false);
    m_loading = false;
}

void ChannelForm::suggestName()
{
    m_loading = true; // nothing was typed
    m_name->setText(freeName(m_providers[std::size_t(m_provider)].name));
    m_loading = false;
}

Channel ChannelForm::draft() const
{
    Channel channel = m_loaded;
    channel.type = m_providers[std::size_t(m_provider)].type;
    channel.name = m_name->text().trimmed().toStdString();
    if (channel.type != ChannelType::Demo) {
        channel.baseUrl = models::addressOf(m_baseUrl->text()).toStdString();
        channel.keys = m_keys->keys();
    } else if (m_loaded.type != ChannelType::Demo) {
        channel.baseUrl.clear();
        channel.keys.clear();
    }
    channel.models = m_models->models();
    channel.modelMapping = m_mapping->pairs();
    channel.weight = m_weight->value();
    channel.proxy = m_proxyKind->currentIndex() == kOwnProxy ? m_proxy->text().trimmed().toStdString() : "";
    channel.headers = m_headers->pairs();
    return channel;
}

LabelledField *ChannelForm::fieldOf(ChannelField field) const
{
    switch (field) {
    case ChannelField::Name:
        return m_nameField;
    case ChannelField::BaseUrl:
        return m_baseUrlField;
    case ChannelField::Keys:
        return m_keysField;
    case ChannelField::Mapping:
        return m_mappingField;
    case ChannelField::Proxy:
        return m_proxyField;
    case ChannelField::Headers:
        break;
    }
    return m_headersField;
}

bool ChannelForm::objects()
{
    const std::optional<models::ChannelTrouble> trouble = models::troubleOf(draft());
    m_mapping->markIncomplete(trouble && trouble->field == ChannelField::Mapping);
    m_headers->markIncomplete(trouble && trouble->field == ChannelField::Headers);
    if (!trouble)
        return false;
    LabelledField *field = fieldOf(trouble->field);
    if (trouble->field == ChannelField::Headers)
        m_headersButton->setChecked(true);
    field->setTrouble(trouble->sentence);
    if (QWidget *first = field->findChild<QLineEdit *>())
        first->setFocus();
    return true;
}

void ChannelForm::setHealth(const relay::api::ChannelHealth *health)
{
    m_keys->setHealth(health ? health->keys : std::vector<relay::api::KeyHealth>());
}

void ChannelForm::focusFirst()
{
    m_type->setFocus();
}

void ChannelForm::setFetching(bool fetching)
{
    m_fetch->setText(fetching ? tr("Stop fetching") : tr("Fetch models"));
    widgets::setGlyph(m_fetch, fetching ? Glyph::Stop : Glyph::Refresh);
}

// A channel that had none takes all: it works at once, and what is too much is taken away.
void ChannelForm::setFetched(const std::vector<std::string> &models)
{
    setFetching(false);
    m_modelsField->setTrouble({});
    QStringList known;
    for (const std::string &model : models)
        known.append(QString::fromStdString(model));
    m_models->setKnown(known);
    if (m_models->count() == 0 && !models.empty()) {
        m_models->setModels(models);
        emit changed();
    }
    countModels();
}

void ChannelForm::setFetchFailed(const QString &sentence)
{
    setFetching(false);
    m_modelsField->setTrouble(sentence);
}

void ChannelForm::countModels()
{
    const int chosen = m_models->count();
    const int known = int(m_models->known().size());
    m_modelsField->setLabel(known > 0    ? tr("Models, %1 of %2").arg(chosen).arg(known)
                            : chosen > 0 ? tr("Models, %1").arg(chosen)
                                         : tr("Models"));
}

void ChannelForm::countHeaders()
{
    const int count = int(m_headers->pairs().size());
    m_headersButton->setText(count == 0 ? tr("None") : tr("%n set", nullptr, count));
}

} // namespace ui::pages
