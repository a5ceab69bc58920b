// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/pipeline/shown_path.h"

#include "relay/base/text.h"
#include "relay/model/provider_keys.h"

#include <algorithm>
#include <iterator>

namespace relay::pipeline {

namespace {

constexpr std::size_t kShownPathBytes = 200;

// Of the APIs that clients speak or take us for, and what browsers ask for by themselves. Sorted.
// clang-format off
constexpr std::string_view kWords[] = {
    "*", ".well-known", "account", "anthropic", "api", "apple-touch-icon.png", "assistants", "audio",
    "batch", "batches", "beta", "billing", "calls", "cancel", "chat", "chatkit", "checkpoints",
    "classify", "client_secrets", "compact", "compatible-mode", "complete", "completions", "config",
    "containers", "content", "conversations", "copy", "count_tokens", "create", "credits", "dashboard",
    "delete", "deployments", "detokenize", "edits", "embed", "embeddings", "engines", "evals", "events",
    "favicon.ico", "feedback", "file_batches", "files", "fine-tunes", "fine_tuning", "gateway",
    "gemini", "generate", "generations", "gpt", "grader", "graders", "graphql", "guardrails", "health",
    "healthz", "images", "index.html", "inference", "infill", "info", "input_items", "input_tokens",
    "items", "jobs", "key", "keys", "limits", "list", "live", "llm", "locations", "login",
    "lora-adapters", "mcp", "me", "messages", "metrics", "model", "models", "moderations", "openai",
    "openapi.json", "openrouter", "organization", "organizations", "parts", "pause", "permissions",
    "ping", "pooling", "project", "projects", "prompt", "props", "proxy", "ps", "publishers", "pull",
    "push", "rankings", "ready", "realtime", "remix", "rerank", "responses", "resume", "robots.txt",
    "runs", "score", "search", "sessions", "settings", "show", "slots", "speech", "stats", "status",
    "submit_tool_outputs", "subscription", "tags", "threads", "tokenize", "tools",
    "transcription_sessions", "transcriptions", "translate", "translations", "uploads", "usage", "user",
    "users", "v0", "v1", "v1alpha", "v1beta", "v1beta1", "v2", "v3", "v4", "variations",
    "vector_stores", "vectors", "version", "videos", "voices", "workflows"};
// clang-format on
static_assert(std::ranges::is_sorted(kWords));

// Also where it is mistyped, which is what somebody reads it for: in capitals, not written out, or with a
// letter or two too many. No key is any of these.
bool isWord(std::string_view segment)
{
    constexpr std::size_t kLongest = 32;
    constexpr std::size_t kFewLetters = 4;
    if (segment.size() > kLongest)
        return false;
    std::string typed(segment);
    for (char &c : typed)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    const auto *const next = std::ranges::lower_bound(kWords, typed);
    if (next != std::end(kWords) &&
        (*next == typed || (typed.size() >= kFewLetters && next->starts_with(typed))))
        return true;
    if (next == std::begin(kWords))
        return false;
    const std::string_view before = *std::prev(next);
    const std::string_view more = std::string_view(typed).substr(std::min(before.size(), typed.size()));
    return before.size() >= kFewLetters && typed.starts_with(before) && more.size() <= 2 &&
           std::ranges::all_of(more, [](char c) { return c >= 'a' && c <= 'z'; });
}

bool isModelName(std::string_view segment)
{
    constexpr std::size_t kShortestKey = 20;
    const bool isBareKey = segment.size() >= kShortestKey &&
                           segment.find_first_of("0123456789") != segment.npos &&
                           segment.find_first_of("-.:") == segment.npos;
    return isUtf8(segment) && !isBareKey && !model::looksLikeKey(segment);
}

} // namespace

void appendShownPath(std::string &out, std::string_view path)
{
    const std::size_t begin = out.size();
    bool namesModel = false; // what comes next
    bool toItsEnd = false;   // models' names have slashes themselves
    path = path.substr(0, path.find('?'));
    while (!path.empty() && out.size() - begin < kShownPathBytes) {
        const std::string_view segment = path.substr(0, path.find('/'));
        const bool shown =
            segment.empty() || isWord(segment) || ((namesModel || toItsEnd) && isModelName(segment));
        out.append(shown ? segment.substr(0, kShownPathBytes) : "***");
        if (!segment.empty()) {
            toItsEnd = toItsEnd || segment == "models";
            namesModel = segment == "deployments";
        }
        path.remove_prefix(segment.size());
        if (!path.empty()) {
            out += '/';
            path.remove_prefix(1);
        }
    }
    out.resize(begin + cutText(std::string_view(out).substr(begin), kShownPathBytes).size());
}

std::string shownPath(std::string_view path)
{
    std::string shown;
    appendShownPath(shown, path);
    return shown;
}

} // namespace relay::pipeline
