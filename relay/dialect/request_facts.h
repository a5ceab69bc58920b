// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/result.h"
#include "relay/dialect/endpoint.h"
#include "relay/dialect/padded_view.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace relay::dialect {

// Bytes [begin, end) of a body.
struct ByteRange
{
    std::size_t begin = 0;
    std::size_t end = 0;

    bool empty() const { return begin == end; }
    std::size_t size() const { return end - begin; }
};

// What the relay must know of a request to route it, and where in its body to splice. Views the body,
// which must stay where it is. A value.
struct RequestFacts
{
    enum class Encoding { None, Json, Multipart };
    enum class UsageOption {
        Asked,       // the client wants the usage chunk itself
        Insert,      // no stream_options: a member goes to usageAt
        InsertInto,  // an object without include_usage: a member goes to usageAt
        Replace,     // usageAt is a value to be replaced by `true`
        ReplaceAll,  // usageAt is stream_options' own null, to be replaced by an object
        Untouchable, // stream_options is something else: the upstream will say so
    };
    static constexpr std::size_t kMaxModels = 2; // the same member twice: both are spliced, the last counts

    Encoding encoding = Encoding::None;
    std::string_view body;
    bool stream = false;
    bool modelFromPath = false; // whatever the body has, or has not: the splice writes it there

    std::array<ByteRange, kMaxModels> modelAt; // JSON: with its quotes; multipart: the bare value
    std::size_t modelCount = 0;
    bool modelsDiffer = false;
    std::size_t memberAt = 0; // JSON: behind the opening brace, where a member may go
    bool emptyObject = false; // ... and needs no comma
    UsageOption usageOption = UsageOption::Insert;
    ByteRange usageAt;
    bool emptyStreamOptions = false;

    ByteRange delimiterAt; // multipart: the first `--boundary`

    std::int64_t choiceCount = 1; // `n`
    std::int64_t maxTokens = 0;   // the largest bound that the client sets its answer; 0: none

    std::string_view model() const { return m_decoded.empty() ? m_plain : std::string_view(m_decoded); }
    void setModel(std::string_view view)
    {
        m_plain = view;
        m_decoded.clear();
    }
    void setDecodedModel(std::string text) { m_decoded = std::move(text); }

private:
    std::string_view m_plain;
    std::string m_decoded; // only where the body writes it with escapes
};

// Reads the top level alone; the rest is the upstream's to judge, but a truncated body is found.
// `pathModel`: EndpointMatch::model. Reentrant.
Result<RequestFacts> readJsonRequest(PaddedView body, const Endpoint &endpoint, JsonParser &parser,
                                     std::string_view pathModel = {});

// Finds the fields `model` and `stream` of multipart/form-data. Reentrant.
Result<RequestFacts> readMultipartRequest(std::string_view body, std::string_view contentType,
                                          const Endpoint &endpoint, std::string_view pathModel = {});

// A name goes into paths, log lines, metrics and the ledger: short, of one line, UTF-8, nothing that a
// terminal obeys, and no key that somebody has put into the wrong field.
Result<void> checkModelName(std::string_view model);

// The path's model, else the body's, which has been read, else the endpoint's own; false: there is none.
bool chooseModel(RequestFacts &facts, const Endpoint &endpoint, std::string_view pathModel);

// Chooses by endpoint and content type; a body-less endpoint gives facts without a model.
Result<RequestFacts> readRequest(PaddedView body, std::string_view contentType, const EndpointMatch &match,
                                 JsonParser &parser);

} // namespace relay::dialect
