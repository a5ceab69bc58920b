// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/record_names.h"

namespace app {

using namespace Qt::StringLiterals;

relay::Error unknownName(const QString &what, const std::string &name)
{
    return {relay::ErrorKind::NotFound, u"there is no "_s % what % u" named \""_s %
                                            QString::fromStdString(name) % u"\"; trayrelay "_s % what %
                                            u" list shows them"_s};
}

relay::Error takenName(const QString &what, const std::string &name)
{
    return {relay::ErrorKind::Conflict,
            u"there is a "_s % what % u" named \""_s % QString::fromStdString(name) % u"\" already"_s};
}

relay::Error severalOfName(const QString &what, const std::string &name)
{
    return {relay::ErrorKind::Conflict, u"several of the "_s % what % u"s are named \""_s %
                                            QString::fromStdString(name) %
                                            u"\": change or remove one by its id with PUT or DELETE /api/"_s %
                                            what % u"/ID, or give it another name first"_s};
}

} // namespace app
