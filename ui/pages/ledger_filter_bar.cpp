// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/ledger_filter_bar.h"

#include "ui/widgets/button.h"
#include "ui/widgets/ink.h"
#include "ui/widgets/label.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QDateTimeEdit>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

#include <chrono>

namespace ui::pages {

namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using models::LedgerFilter;
using models::TimeRange;

constexpr auto kTypingPause = 150ms;

QComboBox *newCombo(const QString &name, const char *object)
{
    auto *combo = new QComboBox;
    combo->setObjectName(QLatin1String(object));
    combo->setAccessibleName(name);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    combo->setMinimumContentsLength(6);
    combo->setProperty("firstIsNone", true); // as grey as the words in an empty field
    combo->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    return combo;
}

} // namespace

LedgerFilterBar::LedgerFilterBar(relay::api::RelayService &service)
    : m_service(service)
{
    build();
    m_typing.setSingleShot(true);
    connect(&m_typing, &QTimer::timeout, this, &LedgerFilterBar::read);
    for (QComboBox *combo : {m_range, m_token, m_channel})
        connect(combo, &QComboBox::currentIndexChanged, this, [this] { read(); });
    for (QComboBox *combo : {m_model, m_status}) {
        connect(combo, &QComboBox::editTextChanged, this, [this] { m_typing.start(kTypingPause); });
        connect(combo, &QComboBox::activated, this, [this] { read(); });
    }
    connect(m_slow, &QCheckBox::toggled, this, [this] { read(); });
    for (QDateTimeEdit *edit : {m_from, m_to})
        connect(edit, &QDateTimeEdit::dateTimeChanged, this, [this] { m_typing.start(kTypingPause); });
    connect(m_clear, &QPushButton::clicked, this, &LedgerFilterBar::clear);
    showFilter();
}

void LedgerFilterBar::build()
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    column->addLayout(row);
    m_range = newCombo(tr("Time"), "range");
    m_range->addItems({tr("Any time"), tr("Today"), tr("Last 24 hours"), tr("Last 7 days"),
                       tr("Last 30 days"), tr("From … to …")});
    row->addWidget(m_range, 5);
    m_model = newCombo(tr("Model"), "model");
    m_model->setEditable(true);
    m_model->setInsertPolicy(QComboBox::NoInsert);
    m_model->completer()->setCompletionMode(QCompleter::PopupCompletion);
    m_model->completer()->setFilterMode(Qt::MatchContains);
    m_model->lineEdit()->setPlaceholderText(tr("Any model"));
    m_model->lineEdit()->setAccessibleName(tr("Model"));
    row->addWidget(m_model, 6);
    m_token = newCombo(tr("Token"), "token");
    m_token->addItem(tr("Any token"));
    row->addWidget(m_token, 5);
    m_channel = newCombo(tr("Channel"), "channel");
    m_channel->addItem(tr("Any channel"));
    row->addWidget(m_channel, 5);
    m_status = newCombo(tr("Status"), "status");
    m_status->setEditable(true);
    m_status->setInsertPolicy(QComboBox::NoInsert);
    m_status->lineEdit()->setPlaceholderText(tr("Any status"));
    m_status->lineEdit()->setAccessibleName(tr("Status, or a code of your own"));
    m_status->setToolTip(tr("Choose, or type a status code"));
    m_status->addItem(QString());
    m_status->addItem(tr("failed"), 0);
    m_status->addItem(tr("2xx answered"), 2);
    m_status->addItem(tr("4xx refused"), 4);
    m_status->addItem(tr("5xx failed"), 5);
    row->addWidget(m_status, 5);
    m_slow = new QCheckBox(tr("Slow only"));
    m_slow->setObjectName(u"slow"_s);
    row->addWidget(m_slow);
    m_clear = widgets::newButton(widgets::ButtonKind::Link, tr("Clear"));
    m_clear->setObjectName(u"clear"_s);
    QSizePolicy keeps = m_clear->sizePolicy();
    keeps.setRetainSizeWhenHidden(true); // nothing jumps
    m_clear->setSizePolicy(keeps);
    row->addWidget(m_clear);
    buildOwnRange();
    column->addWidget(m_own);
}

void LedgerFilterBar::buildOwnRange()
{
    m_own = new QWidget;
    auto *row = new QHBoxLayout(m_own);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_from = new QDateTimeEdit(QDate::currentDate().startOfDay());
    m_from->setObjectName(u"from"_s);
    m_to = new QDateTimeEdit(QDate::currentDate().addDays(1).startOfDay());
    m_to->setObjectName(u"to"_s);
    for (const auto &[name, edit] : {std::pair(tr("From"), m_from), std::pair(tr("to"), m_to)}) {
        QLabel *label = widgets::newLabel(name, widgets::TextRole::Body, widgets::Ink::Text2);
        label->setBuddy(edit);
        edit->setAccessibleName(name);
        edit->setCalendarPopup(true);
        edit->setDisplayFormat(u"yyyy-MM-dd HH:mm"_s);
        row->addWidget(label);
        row->addWidget(edit);
    }
    row->addStretch(1);
    m_own->hide();
}

void LedgerFilterBar::refreshChoices()
{
    m_service.tokens(this, [this](const auto &tokens) {
        if (!tokens)
            return;
        m_quiet = true;
        m_token->clear();
        m_token->addItem(tr("Any token"));
        for (const relay::model::Token &token : *tokens)
            m_token->addItem(QString::fromStdString(token.name), qlonglong(token.id));
        m_quiet = false;
        showFilter();
    });
    m_service.channels(this, [this](const auto &channels) {
        if (!channels)
            return;
        m_quiet = true;
        m_channel->clear();
        m_channel->addItem(tr("Any channel"));
        for (const relay::model::Channel &channel : *channels)
            m_channel->addItem(QString::fromStdString(channel.name), qlonglong(channel.id));
        m_quiet = false;
        showFilter();
    });
}

void LedgerFilterBar::offerModels(const std::vector<QString> &models)
{
    m_quiet = true;
    if (m_model->count() == 0)
        m_model->addItem(QString());
    for (const QString &model : models) {
        if (!model.isEmpty() && m_model->findText(model, Qt::MatchExactly) < 0)
            m_model->addItem(model);
    }
    m_model->setEditText(m_filter.model);
    m_quiet = false;
}

void LedgerFilterBar::read()
{
    if (m_quiet)
        return;
    m_typing.stop();
    LedgerFilter filter;
    filter.range = TimeRange(std::max(0, m_range->currentIndex()));
    if (filter.range == TimeRange::Own) {
        filter.from = m_from->dateTime();
        filter.to = m_to->dateTime();
    }
    filter.model = m_model->currentText().trimmed();
    if (const QVariant id = m_token->currentData(); id.isValid())
        filter.tokenId = id.toLongLong();
    if (const QVariant id = m_channel->currentData(); id.isValid())
        filter.channelId = id.toLongLong();
    else if (m_channel->currentIndex() > 0) // one that is gone
        filter.channelName = m_channel->currentText();
    const QString words = m_status->currentText();
    const int known = m_status->findText(words, Qt::MatchExactly);
    if (known > 0)
        filter.status = m_status->itemData(known).toInt();
    else
        filter.status = models::statusOf(words);
    m_status->setProperty("invalid", known < 0 && !words.trimmed().isEmpty() && !filter.status);
    m_status->update();
    filter.slowOnly = m_slow->isChecked();
    m_own->setVisible(filter.range == TimeRange::Own);
    m_clear->setVisible(!filter.isAll());
    if (filter == m_filter)
        return;
    m_filter = filter;
    emit changed();
}

void LedgerFilterBar::choose(QComboBox *combo, const std::optional<std::int64_t> &id, const QString &name)
{
    int index = id ? combo->findData(qlonglong(*id)) : 0;
    if (!id && !name.isEmpty())
        index = combo->findText(name, Qt::MatchExactly);
    if (index < 0) { // gone, but its rows are there
        index = combo->count();
        if (id)
            combo->addItem(tr("removed (%1)").arg(*id), qlonglong(*id));
        else
            combo->addItem(name);
    }
    combo->setCurrentIndex(index);
}

void LedgerFilterBar::showFilter()
{
    m_quiet = true;
    m_range->setCurrentIndex(int(m_filter.range));
    if (m_filter.range == TimeRange::Own && m_filter.from.isValid() && m_filter.to.isValid()) {
        m_from->setDateTime(m_filter.from);
        m_to->setDateTime(m_filter.to);
    }
    m_model->setEditText(m_filter.model);
    choose(m_token, m_filter.tokenId, {});
    choose(m_channel, m_filter.channelId, m_filter.channelName);
    const int known = m_filter.status ? m_status->findData(*m_filter.status) : 0;
    if (known >= 0)
        m_status->setCurrentIndex(known);
    else
        m_status->setEditText(QString::number(*m_filter.status));
    m_slow->setChecked(m_filter.slowOnly);
    m_own->setVisible(m_filter.range == TimeRange::Own);
    m_clear->setVisible(!m_filter.isAll());
    m_typing.stop();
    m_quiet = false;
}

void LedgerFilterBar::setFilter(const LedgerFilter &filter)
{
    m_filter = filter;
    showFilter();
}

void LedgerFilterBar::clear()
{
    if (m_filter.isAll())
        return;
    setFilter({});
    emit changed();
}

} // namespace ui::pages
