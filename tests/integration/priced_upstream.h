// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTcpServer>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

class QTcpSocket;

namespace tests {

// An OpenAI-compatible upstream whose usage follows from the model's last eight digits, so that each row of
// a ledger can be checked by itself: see promptTokens(), completionTokens(). Answers after random delays,
// streams in pieces. Lives on the test's thread, in its event loop.
class PricedUpstream final : public QObject
{
    Q_OBJECT

public:
    explicit PricedUpstream(std::uint32_t seed);

    struct Scripted
    {
        int status = 200;
        std::string body;
    };
    // What to answer instead of the usual, if it returns something. Arguments: head and body of the request.
    std::function<std::optional<Scripted>(std::string_view, std::string_view)> script;
    int longestPauseMs = 8;
    // The stream for this number stops after its first piece until release().
    std::int64_t heldNumber = -1;
    bool holding() const { return static_cast<bool>(m_held); }
    void release();

    std::uint16_t port() const { return m_server.serverPort(); }

    static std::int64_t promptTokens(std::int64_t number) { return 1000 + number % 977; }
    static std::int64_t completionTokens(std::int64_t number) { return 100 + number % 89; }
    static std::int64_t numberOf(std::string_view model); // the last eight digits

private:
    struct Connection;
    void read(QTcpSocket *socket, const std::shared_ptr<Connection> &connection);
    void answer(QTcpSocket *socket, const std::string &head, const std::string &body);
    void writeLater(QTcpSocket *socket, std::vector<std::string> pieces, std::size_t next, bool held);

    QTcpServer m_server;
    std::mt19937 m_random;
    std::function<void()> m_held;
};

} // namespace tests
