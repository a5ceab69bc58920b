// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/sample_profile.h"

#include <algorithm>
#include <random>

namespace tests {

namespace {

using relay::api::FlameFrame;

constexpr std::int64_t kMs = 1'000'000;

FlameFrame leaf(std::string name, std::int64_t ms)
{
    return {.name = std::move(name), .self = ms * kMs, .total = ms * kMs};
}

FlameFrame call(std::string name, std::int64_t selfMs, std::vector<FlameFrame> children)
{
    FlameFrame frame{.name = std::move(name), .self = selfMs * kMs, .total = selfMs * kMs};
    for (const FlameFrame &child : children)
        frame.total += child.total;
    frame.children = std::move(children);
    std::ranges::stable_sort(frame.children, std::ranges::greater(), &FlameFrame::total);
    return frame;
}

FlameFrame relayThread()
{
    const FlameFrame parse = call("relay::http::RequestParser::feed(std::string_view)", 130,
                                  {leaf("relay::http::Headers::add(std::string_view, std::string_view)", 88),
                                   leaf("__memmove_avx_unaligned_erms", 52)});
    const FlameFrame route = call("relay::pipeline::Exchange::route()", 60,
                                  {leaf("relay::routing::FailoverPlan::candidates()", 70),
                                   leaf("relay::access::TokenCheck::check(std::string_view)", 64)});
    const FlameFrame attempt =
        call("relay::pipeline::Attempt::begin()", 90,
             {call("relay::http::ClientPool::send(relay::http::Request)", 110,
                   {call("relay::net::TcpStream::write(std::string_view)", 20, {leaf("__send", 410)})}),
              leaf("simdjson::ondemand::parser::iterate(simdjson::padded_string_view)", 96)});
    const FlameFrame answer =
        call("relay::pipeline::AnswerStage::piece(std::string_view)", 150,
             {call("relay::http::ServerConnection::write(std::string_view)", 60, {leaf("__send", 470)}),
              leaf("relay::dialect::openai_chat::StreamObserver::feed(std::string_view)", 190),
              call("relay::ledger::Journal::stage(relay::model::UsageRecord const&)", 40,
                   {leaf("relay::ledger::RecordCodec::write(relay::model::UsageRecord const&)", 58)})});
    const FlameFrame dispatch =
        call("relay::net::Poller::dispatch()", 70,
             {parse, call("relay::pipeline::Exchange::advance()", 45, {route, attempt}), answer,
              leaf("__recv", 240)});
    return call("relay", 0,
                {call("QThread::exec()", 4,
                      {call("QEventLoop::exec(QFlags<QEventLoop::ProcessEventsFlag>)", 3,
                            {call("relay::net::EventDispatcher::processEvents(QFlags<QEventLoop::"
                                  "ProcessEventsFlag>)",
                                  35, {dispatch, leaf("__poll", 310)})})})});
}

FlameFrame otherThreads(const char *name)
{
    if (std::string_view(name) == "gui")
        return call("gui", 0,
                    {call("QApplication::exec()", 0,
                          {call("QWidgetPrivate::paintSiblingsRecursive(QPaintDevice*)", 30,
                                {leaf("ui::widgets::TimeChart::paintEvent(QPaintEvent*)", 120),
                                 leaf("QRasterPaintEngine::fill(QVectorPath const&, QBrush const&)", 95)}),
                           leaf("relay::service::RelayCore::metrics() const", 34)})});
    return call("ledger", 0,
                {call("relay::ledger::LedgerWriter::writeBatch()", 20,
                      {call("sqlite3_step", 30, {leaf("sqlite3VdbeExec", 150), leaf("pwrite64", 84)}),
                       leaf("relay::ledger::Journal::read(std::size_t)", 26)})});
}

} // namespace

relay::api::ProfileCapture sampleProfile()
{
    relay::api::ProfileCapture capture;
    capture.proto = "a profile";
    capture.flame = call("all", 0, {relayThread(), otherThreads("gui"), otherThreads("ledger")});
    capture.flameUnit = "nanoseconds";
    capture.samples = 2'950;
    capture.groupedText = "2 threads\n    __poll\n    relay::net::Poller::wait(int)\n";
    capture.singleText = "thread relay\n    __poll\nthread gui\n    poll\n";
    capture.comments = {"14 stacks were cut: they were deeper than 128 frames"};
    return capture;
}

relay::api::FlameFrame wideFlame(int frames)
{
    std::mt19937 random(11);
    int left = frames - 1;
    const auto grow = [&](const auto &self, int depth, int mine) -> FlameFrame {
        FlameFrame frame{.name = "relay::folder" + std::to_string(random() % 40) + "::Class::function" +
                                 std::to_string(random() % 400) + "(std::string_view)"};
        while (mine > 0 && depth < 30) {
            const int below = std::min(mine, 1 + int(random() % unsigned(std::max(1, mine))));
            frame.children.push_back(self(self, depth + 1, below - 1));
            mine -= below;
            --left;
        }
        frame.self = 1 + int(random() % 1000);
        frame.total = frame.self;
        for (const FlameFrame &child : frame.children)
            frame.total += child.total;
        std::ranges::stable_sort(frame.children, std::ranges::greater(), &FlameFrame::total);
        return frame;
    };
    FlameFrame root{.name = "all"};
    while (left > 0) {
        root.children.push_back(grow(grow, 1, std::min(left - 1, frames / 5)));
        --left;
        root.total += root.children.back().total;
    }
    return root;
}

} // namespace tests
