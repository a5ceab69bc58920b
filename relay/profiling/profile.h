// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace relay::profiling {

// What a number counts, in pprof's words: {"cpu", "nanoseconds"}.
struct ValueType
{
    std::string type;
    std::string unit;
};

// A piece of code that was mapped into the process.
struct Mapping
{
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    std::uint64_t fileOffset = 0;
    std::string file;
    std::string buildId;
};

// A place in the code and the function that it is in.
struct Location
{
    static constexpr std::size_t kNoMapping = ~std::size_t{0};

    std::uint64_t address = 0;
    std::string function; // readable; never empty
    std::string symbol;   // the linker's name; may be empty
    std::size_t mapping = kNoMapping;
};

// All that happened with one stack.
struct Sample
{
    std::vector<std::size_t> stack;   // of locations, the innermost first
    std::vector<std::int64_t> values; // one per sample type
    std::string thread;               // its name; empty: of any
};

// A profile with its function names inside. A value.
struct Profile
{
    std::vector<ValueType> sampleTypes;
    std::vector<Sample> samples;
    std::vector<Location> locations;
    std::vector<Mapping> mappings;
    ValueType periodType;
    std::int64_t period = 0;
    std::int64_t timeNs = 0; // Unix time of its begin
    std::int64_t durationNs = 0;
    std::vector<std::string> comments; // for people: what this system could not give
    std::string defaultSampleType;
};

} // namespace relay::profiling
