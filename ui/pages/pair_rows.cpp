// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/pair_rows.h"

#include "relay/model/secret_mask.h"
#include "ui/widgets/button.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using widgets::Glyph;

constexpr int kArrowPx = 14;

void setWrong(QLineEdit *line, bool wrong)
{
    line->setProperty("invalid", wrong);
    line->update();
}

} // namespace

PairRows::PairRows(Kind kind, QWidget *parent)
    : QWidget(parent)
    , m_kind(kind)
{
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(4);
    setPairs({});
}

void PairRows::setPairs(const relay::model::StringPairs &pairs)
{
    for (const Row &row : m_rows) {
        row.whole->hide();
        row.whole->deleteLater();
    }
    m_rows.clear();
    for (const auto &[first, second] : pairs)
        addRow(QString::fromStdString(first), QString::fromStdString(second));
    if (pairs.empty())
        addRow({}, {});
    dressButtons();
}

relay::model::StringPairs PairRows::pairs() const
{
    relay::model::StringPairs pairs;
    for (const Row &row : m_rows) {
        const QString first = row.first->text().trimmed();
        const QString second = row.second->text().trimmed();
        if (!first.isEmpty() || !second.isEmpty())
            pairs.emplace_back(first.toStdString(), second.toStdString());
    }
    return pairs;
}

void PairRows::markIncomplete(bool wrong)
{
    for (const Row &row : m_rows) {
        const bool empty = row.first->text().isEmpty() && row.second->text().isEmpty();
        setWrong(row.first, wrong && !empty && row.first->text().trimmed().isEmpty());
        setWrong(row.second,
                 wrong && !empty && m_kind == Kind::Models && row.second->text().trimmed().isEmpty());
    }
}

PairRows::Row &PairRows::addRow(const QString &first, const QString &second)
{
    const bool models = m_kind == Kind::Models;
    auto *whole = new QWidget;
    auto *line = new QHBoxLayout(whole);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(8);
    Row row{whole, new QLineEdit(first), new QLineEdit(second), nullptr};
    row.first->setAccessibleName(models ? tr("Model that a client asks for") : tr("Name of the header"));
    row.second->setAccessibleName(models ? tr("Model that the upstream gets") : tr("Value of the header"));
    row.first->setPlaceholderText(models ? u"gpt-4"_s : tr("Name"));
    row.second->setPlaceholderText(models ? u"gpt-4o"_s : tr("Value"));
    row.first->setObjectName(u"first"_s);
    row.second->setObjectName(u"second"_s);
    for (QLineEdit *edit : {row.first, row.second})
        edit->setFont(widgets::fontOf(widgets::TextRole::Mono));
    line->addWidget(row.first, 1);
    if (models) {
        auto *arrow = new widgets::GlyphLabel(kArrowPx);
        arrow->setGlyph(Glyph::ArrowRight, widgets::Ink::Text);
        line->addWidget(arrow);
    }
    line->addWidget(row.second, 1);
    row.button = widgets::newIconButton(Glyph::Plus, tr("Add a row"));
    row.button->setObjectName(u"rowButton"_s);
    widgets::setInRow(row.button);
    line->addWidget(row.button);
    m_column->addWidget(whole);
    const auto hide = [first = row.first, second = row.second, models] {
        const bool secret = !models && relay::model::isSecretHeader(first->text().toStdString());
        second->setEchoMode(secret ? QLineEdit::PasswordEchoOnEdit : QLineEdit::Normal);
    };
    hide();
    connect(row.first, &QLineEdit::textChanged, this, hide);
    for (QLineEdit *edit : {row.first, row.second})
        connect(edit, &QLineEdit::textChanged, this, &PairRows::changed);
    connect(row.button, &QPushButton::clicked, this, [this, whole] {
        if (!m_rows.empty() && m_rows.back().whole == whole) {
            addRow({}, {}).first->setFocus();
            dressButtons();
        } else {
            removeRow(whole);
        }
    });
    m_rows.push_back(row);
    return m_rows.back();
}

void PairRows::removeRow(const QWidget *whole)
{
    const auto found = std::ranges::find(m_rows, whole, &Row::whole);
    if (found == m_rows.end())
        return;
    found->whole->hide();
    found->whole->deleteLater();
    m_rows.erase(found);
    dressButtons();
    emit changed();
}

// The last row's adds one, the others' take theirs away.
void PairRows::dressButtons()
{
    for (const Row &row : m_rows) {
        const bool last = row.whole == m_rows.back().whole;
        widgets::setGlyph(row.button, last ? Glyph::Plus : Glyph::Close);
        const QString does = last ? tr("Add a row") : tr("Remove the row");
        row.button->setToolTip(does);
        row.button->setAccessibleName(does);
    }
}

} // namespace ui::pages
