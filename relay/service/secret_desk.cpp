// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/secret_desk.h"

#include "relay/base/log.h"
#include "relay/base/phrase.h"
#include "relay/service/answered.h"
#include "relay/service/reply_delivery.h"

namespace relay::service {

using namespace Qt::StringLiterals;
using Place = platform::SecretKeeper::Place;

SecretDesk::SecretDesk(QObject *relayRoot)
    : m_relayRoot(relayRoot)
{
}

SecretDesk::~SecretDesk()
{
    close();
}

void SecretDesk::open(platform::SecretKeeper &keeper)
{
    m_keeper = &keeper;
    m_thread.start();
}

void SecretDesk::close()
{
    m_thread.stop();
}

// One that is in use proves itself by giving the key; one that is not, by answering.
api::SecretKeeping SecretDesk::keepingNow() const
{
    api::SecretKeeping keeping;
    keeping.keyFile = m_keeper->keyFile().toStdString();
    const std::shared_ptr<platform::Keyring> &keyring = m_keeper->keyring();
    const bool used = m_keeper->place() == Place::Keyring;
    keeping.place = used ? api::SecretPlace::Keyring : api::SecretPlace::KeyFile;
    keeping.keyringName = keyring ? keyring->name() : "the system's keyring";
    Result<void> usable;
    if (used) {
        const Result<platform::MasterKey> key = m_keeper->masterKey();
        usable = key ? Result<void>() : key.error();
    } else {
        usable = keyring
                     ? keyring->look()
                     : Result<void>(Error{ErrorKind::Unavailable,
                                          said(QT_TRANSLATE_NOOP("Phrases", "this system has no keyring"))});
    }
    keeping.keyringAvailable = usable.has_value();
    if (!usable)
        keeping.trouble = usable.error();
    return keeping;
}

void SecretDesk::answer(QObject *context, api::Reply<api::SecretKeeping> reply, Work work)
{
    const auto told = onThreadOf(context, m_relayRoot, std::move(reply));
    if (!m_thread.post([told, work = std::move(work)] { told(answered(work)); }))
        told(Error{ErrorKind::Unavailable, said(QT_TRANSLATE_NOOP("Phrases", "the relay is shutting down"))});
}

void SecretDesk::secretKeeping(QObject *context, api::Reply<api::SecretKeeping> reply)
{
    answer(context, std::move(reply), [this]() -> Result<api::SecretKeeping> { return keepingNow(); });
}

void SecretDesk::moveSecrets(api::SecretPlace to, QObject *context, api::Reply<api::SecretKeeping> reply)
{
    answer(context, std::move(reply), [this, to]() -> Result<api::SecretKeeping> {
        const Place place = to == api::SecretPlace::Keyring ? Place::Keyring : Place::File;
        const bool moves = place != m_keeper->place();
        if (const Result<void> moved = m_keeper->moveTo(place); !moved)
            return Error{
                moved.error().kind,
                said(QT_TRANSLATE_NOOP("Phrases", "the master key stays where it is: %1"), moved.error())};
        const api::SecretKeeping keeping = keepingNow();
        if (moves)
            log::sys().info("the master key is in {} from now on",
                            place == Place::Keyring ? keeping.keyringName : keeping.keyFile);
        return keeping;
    });
}

} // namespace relay::service
