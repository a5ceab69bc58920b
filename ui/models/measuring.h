// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/file_writer.h"
#include "ui/models/measure_runner.h"
#include "ui/models/measurement_store.h"

namespace ui::models {

// What is measured at the moment, and what was before. It outlives the page that shows it: a change of the
// language ends no measurement. Lives on gui.
class Measuring final : public QObject
{
    Q_OBJECT

public:
    Measuring(const QString &program, const QString &dataDirectory);

    MeasureRunner &runner() { return m_runner; }
    const MeasurementStore &results() const { return m_results; }

signals:
    void notKept(const QString &why); // a result: it is known until the program ends

private:
    MeasurementStore m_results;
    FileWriter m_writer;
    MeasureRunner m_runner;
};

} // namespace ui::models
