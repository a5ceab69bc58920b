// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>

namespace bench {

// `--name value` pairs of a bench program's command line, checked against the names it knows. Reentrant.
class CommandOptions final
{
public:
    CommandOptions(int argc, char **argv, std::map<std::string, std::string, std::less<>> defaults)
        : m_values(std::move(defaults))
    {
        for (int i = 1; i < argc; i += 2) {
            const std::string_view name = std::string_view(argv[i]).starts_with("--") ? argv[i] + 2 : argv[i];
            const auto known = m_values.find(name);
            if (known == m_values.end() || i + 1 == argc) {
                std::fprintf(stderr, "unknown option or missing value: %s\nknown:", argv[i]);
                for (const auto &[option, value] : m_values)
                    std::fprintf(stderr, " --%s (%s)", option.c_str(), value.c_str());
                std::fprintf(stderr, "\n");
                std::exit(2);
            }
            known->second = argv[i + 1];
        }
    }

    [[nodiscard]] const std::string &text(std::string_view name) const { return m_values.find(name)->second; }
    [[nodiscard]] double number(std::string_view name) const
    {
        return std::strtod(text(name).c_str(), nullptr);
    }
    [[nodiscard]] std::size_t count(std::string_view name) const
    {
        return std::strtoull(text(name).c_str(), nullptr, 10);
    }

private:
    std::map<std::string, std::string, std::less<>> m_values;
};

} // namespace bench
