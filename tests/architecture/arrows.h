// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/architecture/source_tree.h"

namespace architecture {

// Which folder may see which: the table in arrows.cpp, held against includes and against the targets that
// a folder's CMakeLists.txt links. Pure. Reentrant.
Violations wrongIncludes(const SourceFile &file);
Violations wrongLinks(const SourceFile &file);

} // namespace architecture
