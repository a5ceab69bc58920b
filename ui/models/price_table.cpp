// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/price_table.h"

#include "ui/models/figure_text.h"
#include "ui/models/said_text.h"

#include <QLocale>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ui::models {

namespace {

using namespace Qt::StringLiterals;
using relay::model::Price;

constexpr double kMostDollars = 100'000; // per million tokens: beyond is a slip of the hand

std::optional<double> numberOf(const QString &text)
{
    bool fine = false;
    double number = QLocale().toDouble(text.trimmed(), &fine);
    if (!fine)
        number = QLocale::c().toDouble(text.trimmed(), &fine);
    return fine && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

QString written(double price)
{
    return QLocale().toString(price, 'g', 10);
}

bool isPrice(int column)
{
    return column >= PriceTable::Input && column <= PriceTable::Reasoning;
}

} // namespace

PriceTable::PriceTable(relay::api::PriceService &service, QObject *parent)
    : QAbstractTableModel(parent)
    , m_service(service)
{
}

void PriceTable::refresh()
{
    m_service.prices(this, [this](const auto &list) {
        if (!list) {
            emit unreadable(saidText(list.error()));
            return;
        }
        m_prices = list->prices;
        m_unpriced = list->unpriced;
        std::erase_if(m_added, [this](const Row &row) { return priceOf(row.model).has_value(); });
        update();
        emit refreshed();
    });
}

void PriceTable::narrow(const QString &text)
{
    if (text.trimmed() == m_narrowed)
        return;
    m_narrowed = text.trimmed();
    fill();
}

void PriceTable::fill()
{
    beginResetModel();
    m_rows = rowsNow();
    endResetModel();
}

// The order, with one's own prices first, is made anew only when other models are to be shown: nothing jumps
// away beneath the cell that follows.
void PriceTable::update()
{
    std::vector<Row> now = rowsNow();
    std::vector<Row> sorted;
    for (const Row &row : m_rows) {
        const auto found = std::ranges::find(now, row.model, &Row::model);
        if (found == now.end())
            return fill();
        sorted.push_back(*found);
    }
    if (sorted.size() != now.size())
        return fill();
    std::swap(m_rows, sorted);
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (!(m_rows[i] == sorted[i]))
            emit dataChanged(index(int(i), 0), index(int(i), kColumns - 1));
    }
}

std::vector<PriceTable::Row> PriceTable::rowsNow() const
{
    std::vector<Row> rows;
    const auto add = [this, &rows](Row row) {
        if (row.model.contains(m_narrowed, Qt::CaseInsensitive))
            rows.push_back(std::move(row));
    };
    for (const Row &row : m_added)
        add(row);
    for (const std::string &model : m_unpriced) {
        const QString name = QString::fromStdString(model);
        if (std::ranges::find(m_added, name, &Row::model) == m_added.end())
            add({.model = name, .unpriced = true});
    }
    for (const bool own : {true, false}) {
        for (const Price &price : m_prices) {
            if ((price.source == "user") == own)
                add({.model = QString::fromStdString(price.model),
                     .input = price.input,
                     .output = price.output,
                     .cached = price.cached,
                     .reasoning = price.reasoning,
                     .date = QString::fromStdString(price.date),
                     .own = own});
        }
    }
    return rows;
}

void PriceTable::addModel(const QString &model)
{
    if (model.isEmpty() || priceOf(model) || rowOf(model) >= 0)
        return;
    m_added.insert(m_added.begin(), {.model = model, .unpriced = true});
    fill();
}

int PriceTable::rowOf(const QString &model) const
{
    const auto found = std::ranges::find(m_rows, model, &Row::model);
    return found == m_rows.end() ? -1 : int(found - m_rows.begin());
}

std::optional<Price> PriceTable::priceOf(const QString &model) const
{
    const auto found = std::ranges::find(m_prices, model.toStdString(), &Price::model);
    return found == m_prices.end() ? std::nullopt : std::optional(*found);
}

QString PriceTable::objection(const QString &text, int column)
{
    if (text.trimmed().isEmpty())
        return column >= Cached ? QString() : tr("A price is a number of dollars per million tokens.");
    const std::optional<double> number = numberOf(text);
    if (!number)
        return tr("“%1” is not a number of dollars.").arg(text.trimmed());
    if (*number < 0)
        return tr("A price is not below 0.");
    return *number > kMostDollars ? tr("A price is at most %1.").arg(written(kMostDollars)) : QString();
}

int PriceTable::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int PriceTable::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

Qt::ItemFlags PriceTable::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return isPrice(index.column()) ? flags | Qt::ItemIsEditable : flags;
}

QVariant PriceTable::price(const Row &row, int column, int role) const
{
    const std::optional<double> value = column == Input    ? row.input
                                        : column == Output ? row.output
                                        : column == Cached ? row.cached
                                                           : row.reasoning;
    if (value)
        return written(*value);
    if (role == Qt::EditRole)
        return QString();
    if (row.unpriced)
        return column <= Output ? tr("add a price") : dash();
    return column == Cached ? tr("as input") : tr("as output");
}

QVariant PriceTable::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const int column = index.column();
    if (role == Qt::TextAlignmentRole)
        return int((isPrice(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::EditRole)
        return {};
    const Row &row = m_rows[std::size_t(index.row())];
    if (isPrice(column))
        return price(row, column, role);
    if (column == Model)
        return row.model;
    if (column == Source)
        return row.unpriced ? tr("no price") : row.own ? tr("yours") : tr("built in");
    return row.date;
}

bool PriceTable::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const int column = index.column();
    if (role != Qt::EditRole || !isPrice(column) || !objection(value.toString(), column).isEmpty())
        return false;
    Row &row = m_rows[std::size_t(index.row())];
    const std::optional<double> number = numberOf(value.toString());
    std::optional<double> &place = column == Input    ? row.input
                                   : column == Output ? row.output
                                   : column == Cached ? row.cached
                                                      : row.reasoning;
    if (place == number)
        return true;
    place = number;
    emit dataChanged(index, index);
    if (row.unpriced) {
        std::erase_if(m_added, [&row](const Row &added) { return added.model == row.model; });
        m_added.insert(m_added.begin(), row); // outlives a refresh
        if (!row.input || !row.output)
            return true; // the other half is still to come
    }
    relay::api::PriceEdit edit{.model = row.model.toStdString()};
    if (column == Input || row.unpriced)
        edit.input = row.input;
    if (column == Output || row.unpriced)
        edit.output = row.output;
    if (column == Cached || row.unpriced)
        edit.cached = row.cached;
    if (column == Reasoning || row.unpriced)
        edit.reasoning = row.reasoning;
    edit.cachedAsInput = column == Cached && !number;
    edit.reasoningAsOutput = column == Reasoning && !number;
    send(std::move(edit), priceOf(row.model), true);
    return true;
}

void PriceTable::send(relay::api::PriceEdit edit, const std::optional<Price> &before, bool tell)
{
    const QString model = QString::fromStdString(edit.model);
    m_service.changePrice(std::move(edit), this, [this, model, before, tell](const auto &price) {
        refresh(); // also what was refused: the table shows what counts
        if (!price)
            emit failed(saidText(price.error()));
        else if (tell)
            emit changed(model, before);
    });
}

void PriceTable::reset(int row)
{
    const QString model = modelAt(row);
    const std::optional<Price> before = priceOf(model);
    m_service.resetPrice(model.toStdString(), this, [this, model, before](const auto &price) {
        refresh();
        if (!price)
            emit failed(saidText(price.error()));
        else
            emit givenUp(model, before, price->has_value());
    });
}

void PriceTable::putBack(const QString &model, const std::optional<Price> &before)
{
    if (before && before->source == "user") {
        send({.model = before->model,
              .input = before->input,
              .output = before->output,
              .cached = before->cached,
              .reasoning = before->reasoning,
              .cachedAsInput = !before->cached,
              .reasoningAsOutput = !before->reasoning,
              .date = before->date},
             {}, false);
        return;
    }
    m_service.resetPrice(model.toStdString(), this, [this](const auto &price) {
        refresh();
        if (!price)
            emit failed(saidText(price.error()));
    });
}

QVariant PriceTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= kColumns)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((isPrice(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QString names[kColumns] = {tr("Model"),     tr("Input"),  tr("Output"), tr("Cached"),
                                     tr("Reasoning"), tr("Source"), tr("Date")};
    return names[section];
}

} // namespace ui::models
