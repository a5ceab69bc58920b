// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/key_rows.h"

#include "ui/models/channel_words.h"
#include "ui/widgets/button.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/label.h"
#include "ui/widgets/secret_line.h"
#include "ui/widgets/theme.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QRegularExpression>
#include <QVBoxLayout>

#include <algorithm>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using relay::api::HealthState;
using widgets::Glyph;
using widgets::Ink;

constexpr int kGlyphPx = 12;
constexpr int kRowHeight = 32;

} // namespace

KeyRow::KeyRow(const QString &key)
    : m_key(key)
{
    setMinimumHeight(kRowHeight);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(10, 1, 2, 1);
    row->setSpacing(2);
    auto *text = new widgets::ElidedLabel(Qt::ElideMiddle);
    m_text = text;
    m_text->setObjectName(u"key"_s);
    m_text->setFont(widgets::fontOf(widgets::TextRole::Mono));
    row->addWidget(m_text, 1);
    m_glyph = new widgets::GlyphLabel(kGlyphPx);
    row->addWidget(m_glyph);
    m_state = widgets::newLabel({}, widgets::TextRole::Secondary);
    m_state->setObjectName(u"keyState"_s);
    row->addSpacing(4);
    row->addWidget(m_state);
    row->addSpacing(4);
    m_reveal = widgets::newIconButton(Glyph::Eye, tr("Show the key"));
    m_reveal->setObjectName(u"reveal"_s);
    auto *remove = widgets::newIconButton(Glyph::Trash, tr("Remove the key"));
    remove->setObjectName(u"remove"_s);
    for (QPushButton *button : {m_reveal, remove}) {
        widgets::setInRow(button);
        row->addWidget(button);
    }
    connect(m_reveal, &QPushButton::clicked, this, [this] {
        m_revealed = !m_revealed;
        showKey();
    });
    connect(remove, &QPushButton::clicked, this, &KeyRow::removeRequested);
    setHealth(nullptr, 0);
    showKey();
}

void KeyRow::showKey()
{
    static_cast<widgets::ElidedLabel *>(m_text)->setWhole(m_revealed ? m_key : models::shortMask(m_key));
    if (!m_revealed)
        m_text->setToolTip({});
    widgets::setGlyph(m_reveal, m_revealed ? Glyph::EyeOff : Glyph::Eye);
    const QString does = m_revealed ? tr("Hide the key") : tr("Show the key");
    m_reveal->setToolTip(does);
    m_reveal->setAccessibleName(does);
}

void KeyRow::setHealth(const relay::api::KeyHealth *health, std::int64_t nowMs)
{
    m_glyph->setVisible(health);
    m_state->setVisible(health);
    if (!health)
        return;
    const bool fine = health->state == HealthState::Healthy;
    const bool open = health->state == HealthState::Open;
    const Ink ink = fine ? Ink::Ok : open ? Ink::Error : Ink::Warn;
    const Glyph glyph = fine ? Glyph::Dot : open ? Glyph::Warning : Glyph::Half;
    const QString text = models::keyHealthText(*health, nowMs);
    if (text == m_state->text())
        return;
    m_state->setText(text);
    widgets::setInk(m_state, fine ? Ink::Text2 : ink);
    m_glyph->setGlyph(glyph, ink);
}

void KeyRow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(widgets::colour(Ink::Line, palette()));
    painter.setBrush(widgets::colour(Ink::Sunken, palette()));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
}

KeyRows::KeyRows(QWidget *parent)
    : QWidget(parent)
{
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(4);
    m_entry = new widgets::SecretLine(widgets::SecretLine::Hiding::Dots);
    m_entry->setObjectName(u"newKey"_s);
    m_entry->setSubject(tr("New key"));
    m_entry->setPlaceholderText(tr("Paste a key"));
    m_entry->setFont(widgets::fontOf(widgets::TextRole::Mono));
    m_column->addWidget(m_entry);
    connect(m_entry, &QLineEdit::textChanged, this, &KeyRows::changed);
    connect(m_entry, &QLineEdit::returnPressed, this, [this] {
        m_took = !m_entry->text().trimmed().isEmpty();
        take();
    });
    connect(m_entry, &widgets::SecretLine::left, this, [this] {
        if (!m_rows.empty() && m_entry->text().trimmed().isEmpty())
            m_entry->hide(); // what was typed stays as it is until it is saved: it may be wrong
    });
}

// A Return that has made a row is used up.
void KeyRows::keyPressEvent(QKeyEvent *event)
{
    if (!std::exchange(m_took, false))
        QWidget::keyPressEvent(event);
}

void KeyRows::setKeys(const std::vector<std::string> &keys)
{
    for (KeyRow *row : m_rows) {
        row->hide();
        row->deleteLater();
    }
    m_rows.clear();
    m_entry->blockSignals(true);
    m_entry->clear();
    m_entry->blockSignals(false);
    for (const std::string &key : keys)
        addRow(QString::fromStdString(key));
    m_entry->setVisible(keys.empty());
}

std::vector<std::string> KeyRows::keys() const
{
    std::vector<std::string> keys;
    for (const KeyRow *row : m_rows)
        keys.push_back(row->key().toStdString());
    const QStringList typed = m_entry->text().split(QRegularExpression(u"[\\s,]+"_s), Qt::SkipEmptyParts);
    for (const QString &key : typed)
        keys.push_back(key.toStdString());
    return keys;
}

void KeyRows::setHealth(const std::vector<relay::api::KeyHealth> &health)
{
    const std::int64_t now = QDateTime::currentMSecsSinceEpoch();
    const bool fits = health.size() == m_rows.size(); // else keys were added or taken away meanwhile
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        m_rows[i]->setHealth(fits ? &health[i] : nullptr, now);
}

void KeyRows::askForKey()
{
    take(); // one more than what is being typed
    m_entry->show();
    m_entry->setFocus();
}

void KeyRows::take()
{
    const std::vector<std::string> all = keys();
    if (m_entry->text().trimmed().isEmpty()) {
        if (!m_rows.empty() && !m_entry->hasFocus())
            m_entry->hide();
        return;
    }
    for (std::size_t i = m_rows.size(); i < all.size(); ++i)
        addRow(QString::fromStdString(all[i]));
    m_entry->clear();
    m_entry->hide();
    emit changed();
}

void KeyRows::addRow(const QString &key)
{
    auto *row = new KeyRow(key);
    m_column->insertWidget(int(m_rows.size()), row);
    m_rows.push_back(row);
    connect(row, &KeyRow::removeRequested, this, [this, row] {
        std::erase(m_rows, row);
        row->hide();
        row->deleteLater();
        m_entry->setVisible(m_rows.empty());
        emit changed();
    });
}

} // namespace ui::pages
