// SPDX-License-Identifier: GPL-3.0-or-later
// The linker puts it around a test's own main(): a test ends as the program does, without the libraries' last
// words.
#include "app/platform/process_end.h"

extern "C" int __real_main(int argc, char **argv); // NOLINT: the linker's words

extern "C" int __wrap_main(int argc, char **argv) // NOLINT
{
    return app::platform::endProcess(__real_main(argc, argv));
}
