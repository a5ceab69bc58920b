// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/update/update_fetch.h"

#include "relay/base/phrase.h"
#include "relay/base/thread_check.h"
#include "relay/update/announcement.h"

#include <QNetworkRequest>
#include <QTimer>

#include <utility>

namespace relay::update {

namespace {

using namespace Qt::StringLiterals;

QNetworkRequest requestTo(QUrl url)
{
    const QString user = url.userName(QUrl::FullyDecoded);
    const QString password = url.password(QUrl::FullyDecoded);
    url.setUserInfo(QString());
    QNetworkRequest request(url);
    request.setHeader(QNetworkRequest::UserAgentHeader, u"trayrelay"_s);
    request.setRawHeader("Accept", "application/json");
    request.setRawHeader("Accept-Encoding", "identity"); // nothing that grows when it is unpacked
    request.setRawHeader("Accept-Language", "en");       // not the system's: nothing tells who asks
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    if (!user.isEmpty())
        request.setRawHeader("Authorization", "Basic " + QString(user % u':' % password).toUtf8().toBase64());
    return request;
}

} // namespace

UpdateFetch::UpdateFetch() = default;

UpdateFetch::~UpdateFetch() = default;

void UpdateFetch::fetch(const QUrl &url, const QNetworkProxy &proxy, Done done)
{
    RELAY_ASSERT_OWN_THREAD();
    m_done = std::move(done);
    m_tooLarge = false;
    m_network = std::make_unique<QNetworkAccessManager>();
    m_network->setProxy(proxy);
    QNetworkRequest request = requestTo(url);
    request.setTransferTimeout(int(kPatience.count()));
    m_reply = m_network->get(request);
    // The bound above is one of silence: a server may as well send a byte now and then.
    QTimer::singleShot(kPatience * 3, m_reply, &QNetworkReply::abort);
    connect(m_reply, &QNetworkReply::readyRead, this, &UpdateFetch::bound);
    connect(m_reply, &QNetworkReply::finished, this, &UpdateFetch::answered);
}

void UpdateFetch::bound()
{
    if (m_reply->bytesAvailable() <= qint64(kMostAnswerBytes))
        return;
    m_tooLarge = true;
    m_reply->abort(); // which tells answered()
}

Result<std::string> UpdateFetch::verdict()
{
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (m_tooLarge)
        return Error{ErrorKind::TooLarge,
                     said(QT_TRANSLATE_NOOP("Phrases", "the answer is larger than an announcement may be"))};
    const QUrl elsewhere = m_reply->attribute(QNetworkRequest::RedirectionTargetAttribute).toUrl();
    if (!elsewhere.isEmpty())
        return Error{
            ErrorKind::Transient,
            said(QT_TRANSLATE_NOOP(
                     "Phrases",
                     "the address leads on to %1, which is not followed: set that one if it is right"),
                 m_reply->url().resolved(elsewhere).toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery))};
    if (m_reply->error() == QNetworkReply::OperationCanceledError)
        return Error{ErrorKind::UpstreamSilent, said(QT_TRANSLATE_NOOP("Phrases", "no answer in time"))};
    if (status != 0 && status != 200)
        return Error{ErrorKind::Transient,
                     said(QT_TRANSLATE_NOOP("Phrases", "the address answers HTTP %1"), status)};
    if (m_reply->error() != QNetworkReply::NoError)
        return Error{status == 0 ? ErrorKind::Unavailable : ErrorKind::Transient, m_reply->errorString()};
    return m_reply->readAll().toStdString();
}

void UpdateFetch::answered()
{
    Result<std::string> told = verdict();
    m_reply->disconnect(this);
    m_reply = nullptr;
    m_network.release()->deleteLater(); // its reply is telling this
    std::exchange(m_done, {})(std::move(told));
}

void UpdateFetch::abandon()
{
    RELAY_ASSERT_OWN_THREAD();
    if (!m_reply)
        return;
    m_reply->disconnect(this);
    m_reply = nullptr;
    m_network.reset();
    m_done = {};
}

} // namespace relay::update
