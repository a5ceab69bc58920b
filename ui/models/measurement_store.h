// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/measurement.h"

#include <QByteArray>

#include <map>

namespace ui::models {

// The last measurement of each setting, kept in measurements.json in the data directory. What is wrong in
// that file is left out. Lives on gui.
class MeasurementStore final
{
public:
    explicit MeasurementStore(const QString &dataDirectory);

    const Measurement *find(const std::string &setting) const; // null: it was never measured
    void add(Measurement measurement);
    const QString &path() const { return m_path; }
    QByteArray content() const; // of the file, for who writes it

private:
    const QString m_path;
    std::map<std::string, Measurement> m_all;
};

} // namespace ui::models
