// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/profiling/thread_report.h"

#include "relay/platform/stack_catcher.h"
#include "relay/platform/stack_unwinder.h"
#include "relay/platform/symbol_table.h"
#include "relay/platform/thread_list.h"

#include <spdlog/fmt/fmt.h>

#include <QThread>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>

namespace relay::profiling {

namespace {

constexpr std::chrono::milliseconds kLongestWait{500};
constexpr std::size_t kSpareSlots = 16; // for threads that were started meanwhile

struct WalkedStack
{
    std::vector<std::uintptr_t> frames;
    bool isWhole = false;
};

Result<std::map<std::int64_t, WalkedStack>> walkThreads(const std::vector<platform::ThreadFigures> &threads)
{
    auto catcher =
        platform::StackCatcher::install(platform::StackCatcher::Purpose::Dump, threads.size() + kSpareSlots);
    if (!catcher)
        return catcher.error();
    std::set<std::int64_t> waiting;
    for (const platform::ThreadFigures &thread : threads) {
        if ((*catcher)->interrupt(thread.id))
            waiting.insert(thread.id);
    }
    const platform::StackUnwinder unwinder;
    std::map<std::int64_t, WalkedStack> walked;
    const auto end = std::chrono::steady_clock::now() + kLongestWait;
    while (true) {
        (*catcher)->drain([&](const platform::StackImage &image) {
            WalkedStack &stack = walked[image.thread];
            stack.isWhole = unwinder.unwind(image, stack.frames);
            waiting.erase(image.thread);
        });
        if (waiting.empty() || std::chrono::steady_clock::now() > end)
            return walked;
        QThread::usleep(500);
        std::erase_if(waiting, [](std::int64_t id) { return platform::threadName(id).empty(); }); // ended
    }
}

std::string frameList(const ThreadStack &thread)
{
    std::string addresses;
    for (const ThreadStack::Frame &frame : thread.frames)
        addresses += fmt::format(" {:#x}", frame.address);
    return addresses;
}

} // namespace

Result<std::vector<ThreadStack>> threadStacks()
{
    const std::vector<platform::ThreadFigures> figures = platform::threadList();
    const auto walked = walkThreads(figures);
    if (!walked)
        return walked.error();
    platform::SymbolTable symbols;
    std::vector<ThreadStack> threads;
    for (const platform::ThreadFigures &figure : figures) {
        ThreadStack thread = {
            .id = figure.id, .name = figure.name, .state = figure.state, .cpuUs = figure.cpuUs};
        if (const auto stack = walked->find(figure.id); stack != walked->end()) {
            thread.isWhole = stack->second.isWhole;
            for (const std::uintptr_t address : stack->second.frames) {
                const platform::CodePlace place = symbols.place(address);
                ThreadStack::Frame frame = {.address = address};
                frame.function = place.function.empty() ? "[unknown]" : place.function;
                frame.offset = place.begin == 0 ? 0 : address - place.begin;
                if (place.mapping != platform::CodePlace::kNoMapping)
                    frame.file = symbols.mappings()[place.mapping].path;
                thread.frames.push_back(std::move(frame));
            }
        }
        threads.push_back(std::move(thread));
    }
    return threads;
}

std::string groupedThreadText(std::span<const ThreadStack> threads)
{
    std::map<std::string, std::vector<const ThreadStack *>> groups; // by the stack's addresses
    for (const ThreadStack &thread : threads)
        groups[frameList(thread)].push_back(&thread);
    std::vector<std::pair<std::string, std::vector<const ThreadStack *>>> sorted(groups.begin(),
                                                                                 groups.end());
    std::ranges::stable_sort(sorted, std::ranges::greater(),
                             [](const auto &group) { return group.second.size(); });

    std::string text = fmt::format("threads profile: total {}\n", threads.size());
    for (const auto &[addresses, members] : sorted) {
        text += fmt::format("{} @{}\n", members.size(), addresses);
        text += "# names:";
        for (const ThreadStack *thread : members)
            text += fmt::format(" \"{}\"", thread->name);
        text += '\n';
        for (const ThreadStack::Frame &frame : members.front()->frames)
            text += fmt::format("#\t{:#x}\t{}+{:#x}\t{}\n", frame.address, frame.function, frame.offset,
                                frame.file);
        text += '\n';
    }
    return text;
}

std::string singleThreadText(std::span<const ThreadStack> threads)
{
    std::string text;
    for (const ThreadStack &thread : threads) {
        text += fmt::format("thread {} \"{}\" [{}, {}.{:06} s of processor time]:\n", thread.id, thread.name,
                            thread.state, thread.cpuUs / 1'000'000, thread.cpuUs % 1'000'000);
        if (thread.frames.empty())
            text += "(no stack: it did not answer the signal)\n";
        for (const ThreadStack::Frame &frame : thread.frames)
            text += fmt::format("{}()\n\t{} +{:#x}\n", frame.function, frame.file, frame.offset);
        if (!thread.frames.empty() && !thread.isWhole)
            text += "(the rest of the stack could not be walked)\n";
        text += '\n';
    }
    return text;
}

Profile threadProfile(std::span<const ThreadStack> threads)
{
    Profile profile;
    profile.sampleTypes = {{"threads", "count"}};
    profile.periodType = {"threads", "count"};
    profile.period = 1;
    profile.timeNs = std::chrono::duration_cast<std::chrono::nanoseconds>(
                         std::chrono::system_clock::now().time_since_epoch())
                         .count();
    std::map<std::uint64_t, std::size_t> known;
    for (const ThreadStack &thread : threads) {
        Sample sample = {.values = {1}, .thread = thread.name};
        for (const ThreadStack::Frame &frame : thread.frames) {
            const auto [entry, isNew] = known.try_emplace(frame.address, profile.locations.size());
            if (isNew)
                profile.locations.push_back({.address = frame.address, .function = frame.function});
            sample.stack.push_back(entry->second);
        }
        if (!sample.stack.empty())
            profile.samples.push_back(std::move(sample));
    }
    return profile;
}

} // namespace relay::profiling
