// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/measuring.h"

namespace ui::models {

Measuring::Measuring(const QString &program, const QString &dataDirectory)
    : m_results(dataDirectory)
    , m_runner(program, dataDirectory)
{
    connect(&m_runner, &MeasureRunner::measured, this, [this](const Measurement &measured) {
        m_results.add(measured);
        m_writer.write(m_results.path(), m_results.content());
    });
    connect(&m_writer, &FileWriter::failed, this,
            [this](const QString &, const QString &reason) { emit notKept(reason); });
}

} // namespace ui::models
