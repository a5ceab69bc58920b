// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/whole_file.h"

#include "relay/base/phrase.h"
#include "relay/base/regular_file.h"

#include <QSaveFile>

namespace app {

using namespace Qt::StringLiterals;

relay::Result<void> writeWhole(const QString &path, const QByteArray &bytes)
{
    if (const auto other = relay::insteadOfFile(path)) // which would be replaced
        return relay::Error{
            relay::ErrorKind::Storage,
            relay::said(QT_TRANSLATE_NOOP("Phrases", "cannot write %1: it is %2"), path, *other)};
    QSaveFile file(path);
    if (file.open(QSaveFile::WriteOnly) && file.write(bytes) == bytes.size() && file.flush() && file.commit())
        return {};
    return relay::Error{
        relay::ErrorKind::Storage,
        relay::said(QT_TRANSLATE_NOOP("Phrases", "cannot write %1: %2"), path, file.errorString())};
}

} // namespace app
