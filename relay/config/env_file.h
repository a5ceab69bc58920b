// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace relay::config {

struct EnvEntry
{
    std::string name;
    std::string value; // without quotes and comment
    int line = 0;      // from 1
    // Where in the content the value stands, with its quotes; of an empty one: where it would stand.
    std::size_t begin = 0;
    std::size_t end = 0;
};

struct EnvProblem
{
    int line = 0;        // 0: the whole file
    std::string message; // never repeats the line: it may hold a key
};

// What a .env file says, line by line and in its order. Any bytes may be read. Reentrant.
// A line is NAME=VALUE, with blanks around either and `export ` before it allowed. VALUE ends at a blank and
// a #, and may stand in quotes: nothing is special inside '...'; inside "..." \" and \\ stand for " and \,
// and any other \ for itself, so that C:\new is a path. Lines end in LF or CRLF; a UTF-8 BOM is skipped.
struct EnvFile
{
    std::vector<EnvEntry> entries; // a name may come twice
    std::vector<EnvProblem> problems;

    static EnvFile parse(std::string_view content);
};

} // namespace relay::config
