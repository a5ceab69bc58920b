// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"

#include <QByteArray>
#include <QString>

namespace app {

// The whole of it or nothing, whoever reads meanwhile; what was there before stays where it fails. Reentrant.
relay::Result<void> writeWhole(const QString &path, const QByteArray &bytes);

} // namespace app
