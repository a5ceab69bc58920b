// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/platform/lock_holder.h"

#include "relay/base/phrase.h"

namespace relay::platform {

Error heldBy(const QByteArray &text)
{
    const qlonglong holder = text.trimmed().toLongLong();
    const Phrase who = holder > 0 ? said(QT_TRANSLATE_NOOP("Phrases", "process %1"), holder)
                                  : said(QT_TRANSLATE_NOOP("Phrases", "another process"));
    return Error{ErrorKind::Conflict,
                 said(QT_TRANSLATE_NOOP(
                          "Phrases",
                          "the data directory is in use by %1: quit that one, or choose another --data-dir"),
                      who)};
}

} // namespace relay::platform
