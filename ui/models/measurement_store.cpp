// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/measurement_store.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

#include <utility>

namespace ui::models {

namespace {

using namespace Qt::StringLiterals;

constexpr qint64 kMostBytes = 1 << 20; // some sixty settings of one KB each are expected

} // namespace

MeasurementStore::MeasurementStore(const QString &dataDirectory)
    : m_path(QDir(dataDirectory).filePath(u"measurements.json"_s))
{
    QFile file(m_path);
    if (!file.open(QFile::ReadOnly))
        return;
    for (const QJsonValue &value : QJsonDocument::fromJson(file.read(kMostBytes)).array()) {
        if (relay::Result<Measurement> one = Measurement::fromJson(value.toObject())) {
            const std::string setting = one->setting;
            m_all.insert_or_assign(setting, std::move(*one));
        }
    }
}

const Measurement *MeasurementStore::find(const std::string &setting) const
{
    const auto found = m_all.find(setting);
    return found == m_all.end() ? nullptr : &found->second;
}

void MeasurementStore::add(Measurement measurement)
{
    const std::string setting = measurement.setting;
    m_all.insert_or_assign(setting, std::move(measurement));
}

QByteArray MeasurementStore::content() const
{
    QJsonArray all;
    for (const auto &[name, one] : m_all)
        all.append(one.toJson());
    return QJsonDocument(all).toJson();
}

} // namespace ui::models
