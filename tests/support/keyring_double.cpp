// SPDX-License-Identifier: GPL-3.0-or-later
// In the place of the program that talks to the system's keyring (relay/platform/child_keyring.h): entries
// are files of KEYRING_DIR, and a file MOOD there says how it behaves: a word, and the call that it is for.
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <sys/prctl.h>
#include <thread>

namespace {

std::string contents(std::istream &stream)
{
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

} // namespace

int main(int argc, char **argv)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL); // one that hangs does not outlive a caller that was killed
    const char *const given = std::getenv("KEYRING_DIR");
    const std::filesystem::path folder = given ? given : "";
    const std::string verb = argc > 1 ? argv[1] : "";
    const std::string item = argc > 2 ? argv[2] : "";

    std::string mood;
    std::string moodFor;
    std::ifstream(folder / "MOOD") >> mood >> moodFor;
    if (moodFor.empty() || moodFor == verb) {
        if (mood == "hangs") {
            std::ofstream(folder / "HANGS") << verb;
            std::this_thread::sleep_for(std::chrono::hours(1)); // until it is killed
        }
        if (mood == "crashes")
            std::abort();
        if (mood == "locked")
            return 4;
        if (mood == "absent")
            return std::cerr << "no bus\n", 5;
        if (mood == "sessionless")
            return 6;
        if (mood == "empty")
            return 7;
        if (mood == "refuses")
            return std::cerr << "not today\n", 1;
    }
    if (verb == "set")
        return std::ofstream(folder / item) << contents(std::cin) ? 0 : 1;
    if (verb == "get") {
        std::ifstream file(folder / item);
        return file ? (std::cout << contents(file), 0) : 3;
    }
    if (verb == "clear")
        return std::filesystem::remove(folder / item) ? 0 : 3;
    return verb == "look" ? 0 : 2;
}
