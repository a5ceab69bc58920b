// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/telemetry/exchange_trace.h"

#include <QByteArray>

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace relay::telemetry {

// Who exports. A value.
struct Exporter
{
    std::string version;
    std::string instanceId;
};

// An ExportTraceServiceRequest in OTLP's JSON: ids in hex, 64-bit integers as text, enumerations as numbers.
// Bytes that are not UTF-8 become U+FFFD. Reentrant.
QByteArray encodeTraces(std::span<const std::unique_ptr<ExchangeTrace>> traces, const Exporter &exporter);

// What an ExportTraceServiceResponse tells of a batch that was taken in part. A value.
struct PartialSuccess
{
    std::uint64_t rejectedSpans = 0;
    std::string message; // the collector's words: one line, bounded; may stand alone, as a warning
};

// Nothing is rejected of what is no such response. Reentrant.
PartialSuccess readExportResponse(const QByteArray &body);

} // namespace relay::telemetry
