// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/pipeline/shown_path.h"

#include "relay/base/text.h"
#include "relay/model/provider_keys.h"

#include <algorithm>

namespace relay::pipeline {

namespace {

constexpr std::size_t kShownPathBytes = 200;

// Of the APIs that clients speak or take us for, and what browsers ask for by themselves. Sorted.
// clang-format off
constexpr std::string_view kWords[] = {
    "*", ".well-known", "account", "api", "apple-touch-icon.png", "assistants", "audio", "batches",
    "beta", "billing", "cancel", "chat", "compact", "compatible-mode", "completions", "config", "content",
    "conversations", "copy", "count_tokens", "create", "credits", "dashboard", "delete", "deployments",
    "edits", "embed", "embeddings", "engines", "favicon.ico", "files", "fine-tunes", "fine_tuning",
    "generate", "generations", "graphql", "health", "healthz", "images", "index.html", "inference",
    "info", "input_items", "input_tokens", "items", "jobs", "key", "keys", "limits", "list", "live",
    "login", "mcp", "me", "messages", "metrics", "models", "moderations", "openai", "openapi.json",
    "organization", "ping", "prompt", "props", "ps", "pull", "push", "ready", "realtime", "rerank",
    "responses", "robots.txt", "runs", "sessions", "settings", "show", "speech", "stats", "status",
    "submit_tool_outputs", "subscription", "tags", "threads", "tokenize", "transcriptions",
    "translations", "uploads", "usage", "user", "users", "v1", "v1alpha", "v1beta", "v1beta1", "v2", "v3",
    "v4", "variations", "vector_stores", "version", "videos"};
// clang-format on
static_assert(std::ranges::is_sorted(kWords));

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
    path = path.substr(0, path.find('?'));
    while (!path.empty() && out.size() - begin < kShownPathBytes) {
        const std::string_view segment = path.substr(0, path.find('/'));
        const bool shown = segment.empty() || std::ranges::binary_search(kWords, segment) ||
                           (namesModel && isModelName(segment));
        out.append(shown ? segment.substr(0, kShownPathBytes) : "***");
        if (!segment.empty())
            namesModel = segment == "models" || segment == "deployments";
        path.remove_prefix(segment.size());
        if (!path.empty()) {
            out += '/';
            path.remove_prefix(1);
        }
    }
    std::size_t end = std::min(out.size(), begin + kShownPathBytes);
    while (end < out.size() && end > begin && (static_cast<unsigned char>(out[end]) & 0xC0U) == 0x80U)
        --end; // between two characters
    out.resize(end);
}

std::string shownPath(std::string_view path)
{
    std::string shown;
    appendShownPath(shown, path);
    return shown;
}

} // namespace relay::pipeline
