// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <string_view>

namespace ui::models {

// What is to be known of a value before it is chosen from a list. Reentrant.
struct ChoiceNote
{
    QString word; // beside it; empty: nothing
    QString risk; // a sentence; empty: it is safe
};

ChoiceNote choiceNote(std::string_view setting, std::string_view choice);

} // namespace ui::models
