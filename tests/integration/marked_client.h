// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTcpSocket>

#include <cstdint>
#include <functional>
#include <string>

namespace tests {

// An answer that a client has received completely: a body to its last byte, a stream to its [DONE].
struct WholeAnswer
{
    std::int64_t number = 0;
    std::string requestId;
    int status = 0;
    bool stream = false;
    double elapsedMs = 0;
    std::string body; // of errors
};

// Sends one chat request after another on one connection, each with a model of its own, and tells of each
// answer that came whole. Ends with its connection. Lives on the test's thread, in its event loop.
class MarkedClient final : public QObject
{
    Q_OBJECT

public:
    struct Plan
    {
        std::uint16_t port = 0;
        std::string key;
        std::string modelPrefix = "gpt-4o-mini-";
        std::string prompt = "Hello";
        std::function<std::int64_t()> nextNumber; // below 0: that was all
        std::function<void(const WholeAnswer &)> answered;
    };

    explicit MarkedClient(Plan plan, QObject *parent = nullptr);

    bool ended() const { return m_ended; }

private:
    void send();
    void read();
    bool parse(); // the answer is at its end
    void tell();

    Plan m_plan;
    QTcpSocket m_socket;
    std::string m_received;
    std::string m_content;
    WholeAnswer m_answer;
    std::int64_t m_sentAtNs = 0;
    bool m_told = false;
    bool m_ended = false;
};

} // namespace tests
