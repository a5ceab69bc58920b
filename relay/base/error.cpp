// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/phrase.h"

namespace relay {

Error::Error(ErrorKind what, const Phrase &said)
    : kind(what)
    , message(QString::fromStdString(said.english()))
    , phrase(std::make_shared<const Phrase>(said))
{
}

} // namespace relay
