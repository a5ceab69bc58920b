// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/phrase.h"
#include "relay/net/resolver.h"

#include <QHostAddress>
#include <QHostInfo>
#include <QObject>

#include <utility>

namespace relay::net {

namespace {

class QtNameLookup final : public NameLookup
{
public:
    int start(const std::string &name, Answer answer) override
    {
        return QHostInfo::lookupHost(
            QString::fromStdString(name), &m_context,
            [name, answer = std::move(answer)](const QHostInfo &info) { answer(read(name, info)); });
    }

    void abort(int lookup) override { QHostInfo::abortHostLookup(lookup); }

private:
    static Result<std::vector<HostAddress>> read(const std::string &name, const QHostInfo &info)
    {
        const QString host = QString::fromStdString(name);
        if (info.error() == QHostInfo::HostNotFound) {
            return Error{
                ErrorKind::Transient,
                said(QT_TRANSLATE_NOOP(
                         "Phrases",
                         "The host name %1 is not known to DNS. Check the base URL and the network."),
                     host)};
        }
        if (info.error() != QHostInfo::NoError) {
            return Error{ErrorKind::Transient,
                         said(QT_TRANSLATE_NOOP("Phrases", "The host name %1 could not be looked up: %2"),
                              host, info.errorString())};
        }
        std::vector<HostAddress> addresses;
        for (const QHostAddress &found : info.addresses()) {
            if (const auto address = HostAddress::parse(found.toString().toStdString()))
                addresses.push_back(*address);
        }
        return addresses;
    }

    QObject m_context; // no answer comes after its end
};

} // namespace

std::unique_ptr<NameLookup> NameLookup::system()
{
    return std::make_unique<QtNameLookup>();
}

} // namespace relay::net
