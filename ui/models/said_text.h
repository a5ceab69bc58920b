// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/phrase.h"

#include <QString>

namespace ui::models {

// What the relay says, in the language of the window and with figures as the window writes them. What has no
// translation is English, what a system or another program said is as it was. Reentrant.
QString saidText(const relay::Saying &saying);
QString saidText(const relay::Error &error);

} // namespace ui::models
