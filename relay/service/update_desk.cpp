// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/service/update_desk.h"

#include "relay/base/clock.h"
#include "relay/base/log.h"
#include "relay/base/phrase.h"
#include "relay/base/regular_file.h"
#include "relay/net/proxy_url.h"
#include "relay/service/reply_delivery.h"
#include "relay/update/version_number.h"

#include <QCryptographicHash>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

#include <mutex>
#include <utility>

namespace relay::service {

namespace {

using namespace Qt::StringLiterals;

constexpr std::string_view kRunning = TRAYRELAY_VERSION;
constexpr qint64 kMostFileBytes = 2 * qint64(update::kMostAnswerBytes); // the answer, with quotes escaped

QUrl urlOf(const std::string &address)
{
    return QUrl(QString::fromStdString(address), QUrl::StrictMode);
}

// Two addresses can be told apart by it, and it holds no password.
QString markOf(const std::string &address)
{
    return QString::fromLatin1(
        QCryptographicHash::hash(QByteArray::fromStdString(address), QCryptographicHash::Sha256).toHex());
}

QNetworkProxy proxyOf(const std::string &text)
{
    const Result<net::ProxyUrl> url = net::ProxyUrl::parse(text);
    if (text.empty() || !url)
        return QNetworkProxy::NoProxy;
    return {url->kind == net::ProxyUrl::Kind::Socks5 ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy,
            QString::fromStdString(url->host), url->port, QString::fromStdString(url->user),
            QString::fromStdString(url->password)};
}

Error keyless(const Error &error)
{
    return {ErrorKind::Unavailable,
            said(QT_TRANSLATE_NOOP("Phrases", "this build cannot check announcements of newer versions: %1"),
                 error)};
}

bool isAnswered(const Result<std::string> &answer)
{
    return answer || (answer.error().kind != ErrorKind::Unavailable &&
                      answer.error().kind != ErrorKind::UpstreamSilent);
}

// What the other side did wrong is no mistake of who asked us.
Error told(const Error &error)
{
    return {error.kind == ErrorKind::UpstreamSilent ? error.kind : ErrorKind::Transient, phraseOf(error)};
}

} // namespace

UpdateDesk::UpdateDesk(Parts parts)
    : m_parts(std::move(parts))
    , m_key(platform::P256PublicKey::fromPem(m_parts.keyPem))
{
    m_thread.setObjectName(u"update"_s);
    m_fetch.moveToThread(&m_thread);
}

UpdateDesk::~UpdateDesk()
{
    close();
}

void UpdateDesk::open()
{
    recall();
    const std::scoped_lock lock(m_mutex);
    m_open = true;
}

void UpdateDesk::look(std::int64_t unixMs)
{
    const auto settings = m_parts.settings();
    if (!settings->update.enabled || settings->update.address.empty() || !m_key)
        return;
    const std::scoped_lock lock(m_mutex);
    const std::chrono::milliseconds since(unixMs - m_askedAtMs);
    const bool asked = since.count() >= 0 && since < (m_answered ? kPeriod : kRetryPeriod) &&
                       m_askedMark == markOf(settings->update.address);
    if (m_open && !m_asking && !asked)
        begin(*settings, unixMs);
}

void UpdateDesk::close()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_open = false;
    }
    if (m_thread.isRunning()) {
        QMetaObject::invokeMethod(&m_fetch, &update::UpdateFetch::abandon, Qt::BlockingQueuedConnection);
        m_thread.quit();
        m_thread.wait();
    }
    std::vector<api::Reply<api::UpdateStatus>> waiting;
    {
        const std::scoped_lock lock(m_mutex);
        waiting.swap(m_waiting);
        m_asking = false;
    }
    for (const auto &tell : waiting)
        tell(Error{ErrorKind::Unavailable, said(QT_TRANSLATE_NOOP("Phrases", "the relay is shutting down"))});
}

void UpdateDesk::checkForUpdate(QObject *context, api::Reply<api::UpdateStatus> reply)
{
    const auto tell = onThreadOf(context, m_parts.relayRoot, std::move(reply));
    const auto settings = m_parts.settings();
    if (!m_key)
        return tell(keyless(m_key.error()));
    if (settings->update.address.empty())
        return tell(
            Error{ErrorKind::Unavailable,
                  said(QT_TRANSLATE_NOOP("Phrases", "UPDATE_CHECK_URL is empty: there is nobody to ask"))});
    const std::scoped_lock lock(m_mutex);
    if (!m_open)
        return tell(
            Error{ErrorKind::Unavailable, said(QT_TRANSLATE_NOOP("Phrases", "the relay is shutting down"))});
    m_waiting.push_back(tell);
    if (!m_asking)
        begin(*settings, Clock::system().unixMs());
}

// Under the lock.
void UpdateDesk::begin(const config::Settings &settings, std::int64_t unixMs)
{
    m_asking = true;
    m_askedAtMs = unixMs;
    m_askedMark = markOf(settings.update.address);
    if (!m_thread.isRunning())
        m_thread.start();
    QMetaObject::invokeMethod(
        &m_fetch,
        [this, url = urlOf(settings.update.address), proxy = proxyOf(settings.upstream.proxy)] {
            m_fetch.fetch(url, proxy, [this](const Result<std::string> &answer) { heard(answer); });
        },
        Qt::QueuedConnection);
}

void UpdateDesk::heard(const Result<std::string> &answer)
{
    const Result<update::Announcement> announcement =
        answer ? update::readAnswer(*answer, *m_key) : Result<update::Announcement>(answer.error());
    bool news = false;
    update::Announcement newest;
    {
        const std::scoped_lock lock(m_mutex);
        m_answered = isAnswered(answer);
        m_trouble.reset();
        if (!announcement)
            m_trouble = told(announcement.error());
        else if (!update::isNewer(m_newest.version, announcement->version)) { // an older one may be a replay
            news =
                update::isNewer(announcement->version, kRunning) && announcement->version != m_newest.version;
            m_newest = *announcement;
            m_newestAnswer = *answer;
        }
        newest = m_newest;
    }
    remember();
    if (!announcement)
        log::sys().info("nothing is known of newer versions: {}", announcement.error().message.toStdString());
    if (news)
        m_parts.news(newest.version, newest.page);
    tellWaiting();
}

void UpdateDesk::tellWaiting()
{
    std::vector<api::Reply<api::UpdateStatus>> waiting;
    std::optional<Error> trouble;
    {
        const std::scoped_lock lock(m_mutex);
        m_asking = false; // only now: all that follows from the answer is done
        waiting.swap(m_waiting);
        trouble = m_trouble;
    }
    const api::UpdateStatus status = updateStatus();
    for (const auto &tell : waiting) {
        if (trouble)
            tell(*trouble);
        else
            tell(status);
    }
}

api::UpdateStatus UpdateDesk::updateStatus() const
{
    const auto settings = m_parts.settings();
    api::UpdateStatus status;
    status.enabled = settings->update.enabled;
    if (!settings->update.address.empty())
        status.address =
            urlOf(settings->update.address).toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery).toStdString();
    status.running = kRunning;
    const std::scoped_lock lock(m_mutex);
    status.asking = m_asking;
    status.askedAtMs = m_askedAtMs;
    if (!m_newest.version.empty())
        status.verdict = update::isNewer(m_newest.version, kRunning) ? api::UpdateVerdict::Newer
                                                                     : api::UpdateVerdict::Current;
    status.version = m_newest.version;
    status.page = m_newest.page;
    status.notes = m_newest.notes;
    status.sha256 = m_newest.sha256;
    if (!m_key)
        status.trouble = keyless(m_key.error());
    else if (m_trouble)
        status.trouble = *m_trouble;
    return status;
}

void UpdateDesk::remember() const
{
    QJsonObject object;
    {
        const std::scoped_lock lock(m_mutex);
        object = {{u"asked_at"_s, qint64{m_askedAtMs}},
                  {u"address"_s, m_askedMark},
                  {u"answered"_s, m_answered},
                  {u"answer"_s, QString::fromStdString(m_newestAnswer)}};
    }
    QSaveFile file(m_parts.file);
    if (!file.open(QSaveFile::WriteOnly) || file.write(QJsonDocument(object).toJson()) < 0 || !file.flush() ||
        !file.commit())
        log::sys().warn("cannot write {}: {}", m_parts.file.toStdString(), file.errorString().toStdString());
}

// What it says is believed as far as its signature is right: the folder is the user's, the key is ours.
void UpdateDesk::recall()
{
    QFile file(m_parts.file);
    if (!openFile(file))
        return;
    const QJsonObject object = QJsonDocument::fromJson(file.read(kMostFileBytes)).object();
    const std::string answer = object["answer"_L1].toString().toStdString();
    const std::scoped_lock lock(m_mutex);
    m_askedAtMs = object["asked_at"_L1].toInteger();
    m_askedMark = object["address"_L1].toString();
    m_answered = object["answered"_L1].toBool(true);
    if (!m_key || answer.empty())
        return;
    if (Result<update::Announcement> announcement = update::readAnswer(answer, *m_key)) {
        m_newest = std::move(*announcement);
        m_newestAnswer = answer;
    }
}

} // namespace relay::service
