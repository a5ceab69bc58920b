// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/flame_tree.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>

namespace ui::models {

namespace {

using namespace Qt::StringLiterals;

bool isWordPart(QChar c)
{
    return c.isLetterOrNumber() || c == u'_';
}

// `word` in `text` where no other word runs into it.
bool hasWord(QStringView text, QStringView word)
{
    for (qsizetype at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
        if (at == 0 || !isWordPart(text[at - 1]))
            return true;
    }
    return false;
}

bool isOfQt(QStringView head)
{
    for (qsizetype at = 0; at + 1 < head.size(); ++at) {
        const bool begins = at == 0 || !isWordPart(head[at - 1]);
        if (begins && ((head[at] == u'Q' && (head[at + 1].isUpper() || head[at + 1] == u't')) ||
                       head.mid(at).startsWith(u"qt_")))
            return true;
    }
    return false;
}

} // namespace

CodeOrigin originOf(const QString &function)
{
    // Arguments and what a template was made for say nothing of where it comes from.
    QStringView whole(function);
    if (const QStringView unnamed = u"(anonymous namespace)::"; whole.startsWith(unnamed))
        whole = whole.mid(unnamed.size());
    qsizetype end = 0;
    while (end < whole.size() && whole[end] != u'(' && whole[end] != u'<')
        ++end;
    const QStringView head = whole.left(end);
    if (head == u"main" || hasWord(head, u"relay::") || hasWord(head, u"ui::") || hasWord(head, u"app::"))
        return CodeOrigin::Ours;
    return isOfQt(head) ? CodeOrigin::Qt : CodeOrigin::Other;
}

QString originText(CodeOrigin origin)
{
    switch (origin) {
    case CodeOrigin::Whole:
        return QCoreApplication::translate("Profile", "the whole profile");
    case CodeOrigin::Thread:
        return QCoreApplication::translate("Profile", "thread");
    case CodeOrigin::Ours:
        return QCoreApplication::translate("Profile", "TrayRelay's own code");
    case CodeOrigin::Qt:
        return QCoreApplication::translate("Profile", "Qt");
    case CodeOrigin::Other:
        return QCoreApplication::translate("Profile", "C library, kernel or another library");
    }
    return {};
}

FlameTree::FlameTree(const relay::api::FlameFrame &root, FirstLevel firstLevel)
{
    append(root, -1, 0, 0, firstLevel);
}

int FlameTree::append(const relay::api::FlameFrame &frame, int parent, int depth, std::int64_t start,
                      FirstLevel firstLevel)
{
    const int index = int(m_nodes.size());
    const QString name = QString::fromStdString(frame.name);
    const bool thread = depth == 1 && firstLevel == FirstLevel::Threads;
    const CodeOrigin origin = depth == 0 ? CodeOrigin::Whole : thread ? CodeOrigin::Thread : originOf(name);
    m_nodes.push_back({name, frame.self, frame.total, start, parent, 0, depth, origin});
    m_depth = std::max(m_depth, depth + 1);
    for (const relay::api::FlameFrame &child : frame.children) {
        append(child, index, depth + 1, start, firstLevel);
        start += child.total;
    }
    m_nodes[std::size_t(index)].end = int(m_nodes.size());
    return index;
}

int FlameTree::firstChild(int node) const
{
    return at(node).end > node + 1 ? node + 1 : -1; // they come the largest first
}

int FlameTree::sibling(int node, int step) const
{
    const int parent = at(node).parent;
    if (parent < 0)
        return node;
    int before = -1;
    for (int child = parent + 1; child < at(parent).end; child = at(child).end) {
        if (step < 0 && child == node)
            return before < 0 ? node : before;
        if (step > 0 && before == node)
            return child;
        before = child;
    }
    return node;
}

int FlameTree::largest(const QString &name) const
{
    int found = -1;
    for (int i = 0; i < count(); ++i) {
        if (at(i).name == name && (found < 0 || at(i).total > at(found).total))
            found = i;
    }
    return found;
}

FlameTree::Matches FlameTree::matching(const QString &pattern) const
{
    Matches matches;
    matches.nodes.resize(m_nodes.size());
    if (pattern.isEmpty())
        return matches;
    int countedTo = 0; // all before it are inside of one that was counted
    for (int i = 1; i < count(); ++i) {
        if (!at(i).name.contains(pattern, Qt::CaseInsensitive))
            continue;
        matches.nodes[std::size_t(i)] = true;
        if (i < countedTo)
            continue;
        matches.total += at(i).total;
        countedTo = at(i).end;
    }
    return matches;
}

std::vector<FunctionCost> FlameTree::functions() const
{
    std::vector<FunctionCost> costs;
    QHash<QString, std::size_t> known;
    QHash<QString, int> openUntil; // a call of itself inside of this is counted already
    for (int i = 1; i < count(); ++i) {
        const Node &node = at(i);
        if (node.origin == CodeOrigin::Thread)
            continue;
        const auto [slot, isNew] = [&] {
            const auto found = known.constFind(node.name);
            if (found != known.cend())
                return std::pair(*found, false);
            known.insert(node.name, costs.size());
            return std::pair(costs.size(), true);
        }();
        if (isNew)
            costs.push_back({.name = node.name});
        costs[slot].self += node.self;
        if (i >= openUntil.value(node.name, 0)) {
            costs[slot].total += node.total;
            openUntil.insert(node.name, node.end);
        }
    }
    return costs;
}

} // namespace ui::models
