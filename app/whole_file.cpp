// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/whole_file.h"

#include "relay/base/regular_file.h"

#include <QSaveFile>

namespace app {

using namespace Qt::StringLiterals;

relay::Result<void> writeWhole(const QString &path, const QByteArray &bytes)
{
    if (const QString other = relay::insteadOfFile(path); !other.isEmpty()) // which would be replaced
        return relay::Error{relay::ErrorKind::Storage, u"cannot write "_s % path % u": it is "_s % other};
    QSaveFile file(path);
    if (file.open(QSaveFile::WriteOnly) && file.write(bytes) == bytes.size() && file.flush() && file.commit())
        return {};
    return relay::Error{relay::ErrorKind::Storage, u"cannot write "_s % path % u": "_s % file.errorString()};
}

} // namespace app
