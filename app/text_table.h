// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace app {

// Columns as wide as their widest cell; the last one runs free. All rows are of one length. Reentrant.
QString textTable(const QList<QStringList> &rows);

} // namespace app
