// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/architecture/source_tree.h"

namespace architecture {

// One thing that must not be in a source, and where it is looked for. Plain greps: a comment counts too.
struct SourceRule
{
    const char *name; // the claim
    Violations (*check)(const SourceFile &file);
};

// Every rule of the tree, the arrows among them. Reentrant.
const std::vector<SourceRule> &sourceRules();

} // namespace architecture
