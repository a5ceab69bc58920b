// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/profiling_service.h"
#include "ui/models/function_table.h"

#include <QString>

#include <vector>

namespace ui::models {

enum class CodeOrigin { Whole, Thread, Ours, Qt, Other };

CodeOrigin originOf(const QString &function);
QString originText(CodeOrigin origin); // for people: TrayRelay's own code, ...

// The frames of a profile in one row, each before those that it called. A value. Reentrant.
class FlameTree final
{
public:
    struct Node
    {
        QString name;
        std::int64_t self = 0;
        std::int64_t total = 0;
        std::int64_t start = 0; // of its share, counted from the left of all
        int parent = -1;
        int end = 0; // one past the last that it called, at any depth
        int depth = 0;
        CodeOrigin origin = CodeOrigin::Other;
    };
    struct Matches
    {
        std::vector<bool> nodes;
        std::int64_t total = 0; // of those that match, nested ones once
    };
    enum class FirstLevel { Functions, Threads };

    FlameTree() = default;
    FlameTree(const relay::api::FlameFrame &root, FirstLevel firstLevel);

    bool isEmpty() const { return m_nodes.empty() || m_nodes.front().total <= 0; }
    int count() const { return int(m_nodes.size()); }
    int depth() const { return m_depth; } // rows
    const Node &at(int node) const { return m_nodes[std::size_t(node)]; }
    std::int64_t total() const { return m_nodes.empty() ? 0 : m_nodes.front().total; }

    int firstChild(int node) const; // the largest; -1: it called nobody
    int sibling(int node, int step) const;
    int largest(const QString &name) const; // -1: none has that name
    Matches matching(const QString &pattern) const;
    std::vector<FunctionCost> functions() const;

private:
    int append(const relay::api::FlameFrame &frame, int parent, int depth, std::int64_t start,
               FirstLevel firstLevel);

    std::vector<Node> m_nodes;
    int m_depth = 0;
};

} // namespace ui::models
