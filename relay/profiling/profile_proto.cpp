// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/profiling/profile_proto.h"

#include "relay/profiling/gzip.h"
#include "relay/profiling/protobuf_writer.h"

#include <unordered_map>
#include <utility>

namespace relay::profiling {

namespace {

// Profile's texts are numbers of a list, whose first is empty.
class StringTable final
{
public:
    StringTable() { number(""); }

    std::uint64_t number(const std::string &text)
    {
        const auto [entry, isNew] = m_numbers.try_emplace(text, m_texts.size());
        if (isNew)
            m_texts.push_back(text);
        return entry->second;
    }

    const std::vector<std::string> &texts() const { return m_texts; }

private:
    std::unordered_map<std::string, std::uint64_t> m_numbers;
    std::vector<std::string> m_texts;
};

std::string valueType(const ValueType &value, StringTable &strings)
{
    ProtobufWriter writer;
    writer.number(1, strings.number(value.type));
    writer.number(2, strings.number(value.unit));
    return writer.result();
}

std::string sampleMessage(const Sample &sample, StringTable &strings)
{
    ProtobufWriter writer;
    std::vector<std::uint64_t> ids; // ids begin at 1: 0 means none
    for (const std::size_t location : sample.stack)
        ids.push_back(location + 1);
    writer.packed(1, ids);
    writer.packed(2, sample.values);
    if (!sample.thread.empty()) {
        ProtobufWriter label;
        label.number(1, strings.number("thread"));
        label.number(2, strings.number(sample.thread));
        writer.bytes(3, label.result());
    }
    return writer.result();
}

std::string mappingMessage(const Mapping &mapping, std::uint64_t id, StringTable &strings)
{
    ProtobufWriter writer;
    writer.number(1, id);
    writer.number(2, mapping.begin);
    writer.number(3, mapping.end);
    writer.number(4, mapping.fileOffset);
    writer.number(5, strings.number(mapping.file));
    writer.number(6, strings.number(mapping.buildId));
    writer.flag(7, true); // has_functions: no reader needs the file
    return writer.result();
}

std::string locationMessage(const Location &location, std::uint64_t id, std::uint64_t function)
{
    ProtobufWriter line;
    line.number(1, function);
    ProtobufWriter writer;
    writer.number(1, id);
    writer.number(2, location.mapping == Location::kNoMapping ? 0 : std::uint64_t{location.mapping} + 1);
    writer.number(3, location.address);
    writer.bytes(4, line.result());
    return writer.result();
}

} // namespace

std::string profileProto(const Profile &profile)
{
    ProtobufWriter writer;
    StringTable strings;
    for (const ValueType &type : profile.sampleTypes)
        writer.bytes(1, valueType(type, strings));
    for (const Sample &sample : profile.samples)
        writer.bytes(2, sampleMessage(sample, strings));
    std::uint64_t id = 0;
    for (const Mapping &mapping : profile.mappings)
        writer.bytes(3, mappingMessage(mapping, ++id, strings));

    std::unordered_map<std::string, std::uint64_t> functions; // by symbol and name
    ProtobufWriter functionMessages;
    id = 0;
    for (const Location &location : profile.locations) {
        const auto [entry, isNew] =
            functions.try_emplace(location.symbol + '\n' + location.function, functions.size() + 1);
        if (isNew) {
            ProtobufWriter function;
            function.number(1, entry->second);
            function.number(2, strings.number(location.function));
            function.number(3, strings.number(location.symbol));
            functionMessages.bytes(5, function.result());
        }
        writer.bytes(4, locationMessage(location, ++id, entry->second));
    }

    const std::string periodType = valueType(profile.periodType, strings);
    std::vector<std::uint64_t> comments;
    for (const std::string &comment : profile.comments)
        comments.push_back(strings.number(comment));
    const std::uint64_t defaultType = strings.number(profile.defaultSampleType);
    std::string message = writer.result() + functionMessages.result(); // any order of fields is right
    ProtobufWriter rest;
    for (const std::string &text : strings.texts())
        rest.bytes(6, text);
    rest.number(9, profile.timeNs);
    rest.number(10, profile.durationNs);
    rest.bytes(11, periodType);
    rest.number(12, profile.period);
    rest.packed(13, comments);
    rest.number(14, defaultType);
    return message += rest.result();
}

std::string gzippedProto(const Profile &profile)
{
    return gzip(profileProto(profile));
}

} // namespace relay::profiling
