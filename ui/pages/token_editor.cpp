// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/token_editor.h"

#include "ui/models/figure_text.h"
#include "ui/models/token_draft.h"
#include "ui/pages/model_chips.h"
#include "ui/widgets/button.h"
#include "ui/widgets/copy_field.h"
#include "ui/widgets/labelled_field.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/toggle_switch.h"

#include <QComboBox>
#include <QDateTimeEdit>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using models::Expiry;
using relay::api::QuotaEdit;
using relay::model::Token;
using widgets::LabelledField;

constexpr int kLimited = 1;

} // namespace

TokenEditor::TokenEditor(relay::api::RelayService &service)
    : RecordPanel(tr("Revoke"), u"revoke"_s)
    , m_service(service)
{
    setForm(buildForm());
    watchFields();
    open({});
}

QWidget *TokenEditor::buildForm()
{
    auto *form = new QWidget;
    auto *column = new QVBoxLayout(form);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(14);
    m_name = new QLineEdit;
    m_name->setObjectName(u"name"_s);
    m_name->setPlaceholderText(tr("Who or what will use it"));
    m_nameField = new LabelledField(tr("Name"), m_name);
    column->addWidget(m_nameField);
    m_key = new widgets::CopyField(widgets::CopyField::Kind::Secret, widgets::CopyField::Weight::Secondary);
    m_key->setObjectName(u"key"_s);
    m_keyField = new LabelledField(tr("Key"), m_key);
    column->addWidget(m_keyField);
    column->addWidget(buildQuota());
    column->addWidget(buildExpiry());
    m_models = new ModelChips(tr("all models"));
    m_models->setObjectName(u"models"_s);
    column->addWidget(new LabelledField(tr("Models it may ask for"), m_models));
    m_addresses = new QLineEdit;
    m_addresses->setObjectName(u"addresses"_s);
    m_addresses->setFont(widgets::fontOf(widgets::TextRole::Mono));
    m_addresses->setPlaceholderText(tr("any address"));
    m_addressesField =
        new LabelledField(tr("Addresses it may come from"), m_addresses, tr("separated by commas"));
    column->addWidget(m_addressesField);
    column->addWidget(buildEnabled());
    column->addStretch(1);
    return form;
}

QWidget *TokenEditor::buildQuota()
{
    auto *pair = new QWidget;
    auto *row = new QHBoxLayout(pair);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_quotaKind = new QComboBox;
    m_quotaKind->setObjectName(u"quotaKind"_s);
    m_quotaKind->setAccessibleName(tr("Limit of what it may spend"));
    m_quotaKind->addItems({tr("any amount"), tr("at most, in $")});
    m_quota = new QLineEdit;
    m_quota->setObjectName(u"quota"_s);
    m_quota->setAccessibleName(tr("Dollars that it may still spend"));
    m_quota->setAlignment(Qt::AlignRight);
    m_quota->setPlaceholderText(u"5.00"_s);
    row->addWidget(m_quotaKind, 1);
    row->addWidget(m_quota, 1);
    m_quotaField = new LabelledField(tr("May still spend"), pair);
    connect(m_quotaKind, &QComboBox::currentIndexChanged, this, [this](int kind) {
        m_quota->setEnabled(kind == kLimited);
        if (kind == kLimited && !m_loading)
            m_quota->setFocus();
    });
    return m_quotaField;
}

QWidget *TokenEditor::buildExpiry()
{
    auto *pair = new QWidget;
    auto *row = new QHBoxLayout(pair);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_expiry = new QComboBox;
    m_expiry->setObjectName(u"expiry"_s);
    m_expiry->setAccessibleName(tr("Expires"));
    m_expiry->addItems({tr("never"), tr("in 1 day"), tr("in 7 days"), tr("in 30 days"), tr("on a date")});
    m_date = new QDateTimeEdit;
    m_date->setObjectName(u"date"_s);
    m_date->setAccessibleName(tr("Date and time at which it expires"));
    m_date->setDisplayFormat(u"yyyy-MM-dd HH:mm"_s);
    row->addWidget(m_expiry, 1);
    row->addWidget(m_date, 1);
    connect(m_expiry, &QComboBox::currentIndexChanged, this,
            [this](int index) { m_date->setVisible(Expiry(index) == Expiry::Date); });
    return new LabelledField(tr("Expires"), pair);
}

QWidget *TokenEditor::buildEnabled()
{
    auto *line = new QWidget;
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_enabled = new widgets::ToggleSwitch;
    m_enabled->setObjectName(u"enabled"_s);
    m_enabled->setAccessibleName(tr("Clients may use it"));
    m_enabledWord = new QLabel(tr("Clients may use it"));
    row->addWidget(m_enabled);
    row->addWidget(m_enabledWord, 1);
    return line;
}

void TokenEditor::watchFields()
{
    for (const QLineEdit *line : {m_name, m_quota, m_addresses})
        connect(line, &QLineEdit::textChanged, this, &TokenEditor::touched);
    for (const QComboBox *combo : {m_quotaKind, m_expiry})
        connect(combo, &QComboBox::currentIndexChanged, this, &TokenEditor::touched);
    connect(m_date, &QDateTimeEdit::dateTimeChanged, this, &TokenEditor::touched);
    // A wrong address is said while it is typed: once there is a comma, or the field is left.
    connect(m_addresses, &QLineEdit::editingFinished, this,
            [this] { m_addressesField->setTrouble(models::addressTrouble(m_addresses->text())); });
}

void TokenEditor::touched()
{
    if (m_loading)
        return;
    clearTrouble();
    m_nameField->setTrouble({});
    m_quotaField->setTrouble({});
    const qsizetype comma = m_addresses->text().lastIndexOf(u',');
    const QString finished = comma < 0 ? QString() : m_addresses->text().left(comma);
    m_addressesField->setTrouble(models::addressTrouble(finished));
}

QString TokenEditor::title() const
{
    return m_stored.id == 0 ? tr("New token") : QString::fromStdString(m_stored.name);
}

void TokenEditor::focusFirst()
{
    m_name->setFocus();
}

void TokenEditor::setKnownModels(const QStringList &models)
{
    if (models != m_models->known())
        m_models->setKnown(models);
}

void TokenEditor::open(const Token &token)
{
    m_loading = true;
    m_stored = token;
    const bool known = token.id != 0;
    begun(known);
    setPanelTitle(title());
    const QString key = u"sk-"_s % QString::fromStdString(token.key);
    m_keyField->setVisible(known);
    m_key->setSecret(key, models::maskedKey(key));
    m_name->setText(QString::fromStdString(token.name));
    loadQuota(token);
    loadExpiry(token);
    m_models->setModels(token.models);
    m_addresses->setText(QString::fromStdString(token.subnet));
    m_enabled->setChecked(token.enabled);
    saveButton().setText(known ? tr("Save") : tr("Create"));
    for (LabelledField *field : {m_nameField, m_quotaField, m_addressesField})
        field->setTrouble({});
    m_loading = false;
    m_baseline = draft();
}

void TokenEditor::type(const Token &draft)
{
    m_name->setText(QString::fromStdString(draft.name));
    m_quotaKind->setCurrentIndex(draft.unlimitedQuota ? 0 : kLimited);
    if (!draft.unlimitedQuota && (m_stored.unlimitedQuota || draft.remainQuota != m_stored.remainQuota))
        m_quota->setText(models::dollarsOf(draft.remainQuota));
    loadExpiry(draft);
    m_models->setModels(draft.models);
    m_addresses->setText(QString::fromStdString(draft.subnet));
    m_enabled->setChecked(draft.enabled);
}

void TokenEditor::loadQuota(const Token &token)
{
    m_quotaKind->setCurrentIndex(token.unlimitedQuota ? 0 : kLimited);
    m_quota->setText(token.unlimitedQuota ? QString() : models::dollarsOf(token.remainQuota));
    m_quota->setEnabled(!token.unlimitedQuota);
    m_quotaText = m_quota->text();
    m_quotaField->setLabel(
        token.id == 0
            ? tr("May spend")
            : tr("May still spend; $%1 are spent")
                  .arg(models::moneyText(double(token.usedQuota) / double(relay::model::kQuotaPerDollar))));
}

void TokenEditor::loadExpiry(const Token &token)
{
    const bool never = token.expiredTime < 0;
    m_expiry->setCurrentIndex(int(never ? Expiry::Never : Expiry::Date));
    m_date->setDateTime(never ? QDateTime::currentDateTime().addDays(30)
                              : QDateTime::fromSecsSinceEpoch(token.expiredTime));
    m_date->setVisible(!never);
}

bool TokenEditor::quotaTouched() const
{
    const bool limited = m_quotaKind->currentIndex() == kLimited;
    return limited == m_stored.unlimitedQuota || (limited && m_quota->text() != m_quotaText);
}

QuotaEdit TokenEditor::quotaEdit() const
{
    const bool limited = m_quotaKind->currentIndex() == kLimited;
    return limited && (m_stored.id == 0 || quotaTouched()) ? QuotaEdit::Set : QuotaEdit::Keep;
}

Token TokenEditor::draft() const
{
    Token token = m_stored;
    token.name = m_name->text().trimmed().toStdString();
    token.unlimitedQuota = m_quotaKind->currentIndex() != kLimited;
    if (const auto quota = models::quotaOf(m_quota->text()); quota && quotaEdit() == QuotaEdit::Set)
        token.remainQuota = *quota;
    const auto expiry = Expiry(m_expiry->currentIndex());
    const bool sameDate = expiry == Expiry::Date && m_stored.expiredTime >= 0 &&
                          m_date->dateTime().toSecsSinceEpoch() / 60 == m_stored.expiredTime / 60;
    if (!sameDate) // its seconds are not shown
        token.expiredTime = models::expiryOf(expiry, QDateTime::currentDateTime(), m_date->dateTime());
    token.models = m_models->models();
    token.subnet = m_addresses->text().trimmed().toStdString();
    token.enabled = m_enabled->isChecked();
    return token;
}

void TokenEditor::refresh(const Token &stored)
{
    if (stored.id != m_stored.id)
        return;
    if (!isDirty()) {
        const bool same = models::sameLimits(stored, m_stored) &&
                          stored.remainQuota == m_stored.remainQuota &&
                          stored.usedQuota == m_stored.usedQuota;
        if (!same)
            open(stored);
        return;
    }
    m_stored.usedQuota = stored.usedQuota;
}

bool TokenEditor::isDirty() const
{
    return quotaTouched() || !models::sameLimits(draft(), m_baseline);
}

bool TokenEditor::objects()
{
    const bool limited = m_quotaKind->currentIndex() == kLimited;
    const bool unnamed = m_name->text().trimmed().isEmpty();
    const bool noSum = limited && quotaEdit() == QuotaEdit::Set && !models::quotaOf(m_quota->text());
    const QString address = models::addressTrouble(m_addresses->text());
    m_nameField->setTrouble(unnamed ? tr("Give it a name: the list of requests shows it.") : QString());
    m_quotaField->setTrouble(noSum ? tr("How many dollars? For example 5.00.") : QString());
    m_quota->setProperty("invalid", noSum);
    m_addressesField->setTrouble(address);
    if (unnamed)
        m_name->setFocus();
    else if (noSum)
        m_quota->setFocus();
    else if (!address.isEmpty())
        m_addresses->setFocus();
    return unnamed || noSum || !address.isEmpty();
}

void TokenEditor::cancel()
{
    const bool revert = isDirty() && m_stored.id != 0;
    open(Token(m_stored));
    if (!revert)
        emit closeRequested();
}

void TokenEditor::send()
{
    const auto reply = [this, before = m_stored, quotaSet = quotaTouched(),
                        number = opened()](const relay::Result<Token> &stored) {
        told(number, stored ? nullptr : &stored.error(), [&](bool stillOpen) {
            if (stillOpen)
                open(*stored);
            if (before.id == 0)
                emit created(*stored);
            else
                emit saved(before, *stored, quotaSet);
        });
    };
    m_service.saveToken(draft(), quotaEdit(), this, reply);
}

} // namespace ui::pages
