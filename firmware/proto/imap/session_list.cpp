// LIST and LSUB. [RFC9051 6.3.9; RFC3501 6.3.9; RFC5258; RFC5819; RFC6154]
#include <algorithm>
#include <map>

#include "proto/imap/commands.hpp"
#include "proto/imap/folder_names.hpp"

namespace tram::imap {

namespace {

// One name of the tree: a folder, or a level above folders.
struct Node {
    std::optional<FolderInfo> folder;
    bool children = false;
    bool chosenBelow = false;  // an inferior, of any depth, meets the selection
    bool hiddenBelow = false;  // and one of these matches no pattern, so is not shown itself
};
using Tree = std::map<std::string, Node>;

bool isSelectable(const Node& node) {
    return node.folder && !node.folder->noSelect;
}

// Every name and all levels above it.
Tree treeOf(Context& context) {
    Tree tree;
    for (const auto& mailbox : context.mailboxes) {
        if (!mailbox.rights.has(Right::read)) continue;
        for (auto& info : context.backend.folders(context.official, mailbox.id)) {
            const auto name = clientName(context, mailbox, info.name);
            // A subscription whose mailbox is gone is nobody's child. [RFC9051 6.3.9.5]
            const bool exists = info.id || !info.noSelect;
            tree[name].folder = std::move(info);
            if (!exists) continue;
            for (auto level = name.rfind('/'); level != std::string::npos; level = name.rfind('/', level - 1)) {
                tree[name.substr(0, level)].children = true;
                if (level == 0) break;
            }
        }
    }
    return tree;
}

bool meetsSelection(const Node& node, const List& command) {
    if (command.form == List::Form::lsub) return node.folder && node.folder->subscribed;
    if (command.selectSubscribed && !(node.folder && node.folder->subscribed)) return false;
    if (command.selectSpecialUse && !(node.folder && node.folder->specialUse != SpecialUse::none)) return false;
    if (command.selectSubscribed) return true;
    // A name without messages and without inferiors is no mailbox.
    return isSelectable(node) || node.children;
}

bool matchesAny(const std::vector<std::string>& patterns, const std::string& name) {
    return std::ranges::any_of(patterns, [&](const auto& pattern) { return matchesPattern(name, pattern); });
}

void markAbove(Tree& tree, const List& command, const std::vector<std::string>& patterns) {
    for (auto& [name, node] : tree) {
        if (!meetsSelection(node, command)) continue;
        const bool hidden = !matchesAny(patterns, name);
        for (auto level = name.rfind('/'); level != std::string::npos && level > 0;
             level = name.rfind('/', level - 1)) {
            auto& above = tree[name.substr(0, level)];
            above.chosenBelow = true;
            above.hiddenBelow = above.hiddenBelow || hidden;
        }
    }
}

ByteView useName(SpecialUse use) {
    switch (use) {
        case SpecialUse::all:
            return "\\All";
        case SpecialUse::archive:
            return "\\Archive";
        case SpecialUse::drafts:
            return "\\Drafts";
        case SpecialUse::flagged:
            return "\\Flagged";
        case SpecialUse::junk:
            return "\\Junk";
        case SpecialUse::sent:
            return "\\Sent";
        case SpecialUse::trash:
            return "\\Trash";
        case SpecialUse::none:
            break;
    }
    return {};
}

void appendAttributes(Context& context, const Node& node, const List& command, bool chosen) {
    auto& out = context.out;
    const auto add = [&](ByteView attribute) {
        if (out.back() != '(') out += ' ';
        out += attribute;
    };
    out += '(';
    if (command.form == List::Form::lsub) {
        // A level above a subscribed name, shown for "%". [RFC3501 6.3.9]
        if (!chosen) add("\\Noselect");
        out += ')';
        return;
    }
    if (!isSelectable(node)) {
        // \NonExistent says it all to clients of LIST-EXTENDED, \Noselect to the others. [RFC9051 6.3.9.4]
        const bool nonExistent = !node.folder || !node.children;
        if (nonExistent) add("\\NonExistent");
        if (!nonExistent || command.form != List::Form::extended) add("\\Noselect");
    }
    add(node.children ? "\\HasChildren" : "\\HasNoChildren");
    if ((command.selectSubscribed || command.returnSubscribed) && node.folder && node.folder->subscribed) {
        add("\\Subscribed");
    }
    if (node.folder && node.folder->specialUse != SpecialUse::none) add(useName(node.folder->specialUse));
    out += ')';
}

std::string childInfo(const List& command) {
    std::string info = " (\"CHILDINFO\" (";
    if (command.selectSubscribed) info += "\"SUBSCRIBED\"";
    if (command.selectSpecialUse) info += command.selectSubscribed ? " \"SPECIAL-USE\"" : "\"SPECIAL-USE\"";
    return info + "))";
}

}  // namespace

Work<Completion> doList(Context& context, List command) {
    const bool lsub = command.form == List::Form::lsub;
    // An empty pattern asks for the delimiter and the root of the reference. [RFC9051 6.3.9]
    if (command.form != List::Form::extended && command.patterns.front().empty()) {
        context.out += lsub ? "* LSUB (\\Noselect) \"/\" \"\"\r\n" : "* LIST (\\Noselect) \"/\" \"\"\r\n";
        co_return okay("Listed");
    }
    std::vector<std::string> patterns;
    for (const auto& pattern : command.patterns) {
        if (!pattern.empty()) patterns.push_back(command.reference + pattern);
    }
    const bool levelsOnly =
        lsub && std::ranges::any_of(patterns, [](const auto& pattern) { return pattern.ends_with('%'); });

    auto tree = treeOf(context);
    markAbove(tree, command, patterns);
    for (const auto& [name, node] : tree) {
        const bool chosen = meetsSelection(node, command);
        // A level is shown for what is below it and not shown. [RFC9051 6.3.9.3]
        const bool above = (command.recursiveMatch && node.hiddenBelow) || (levelsOnly && node.chosenBelow);
        if (!chosen && !above) continue;
        if (!matchesAny(patterns, name)) continue;
        context.out += lsub ? "* LSUB " : "* LIST ";
        appendAttributes(context, node, command, chosen);
        context.out += " \"/\" ";
        appendMailbox(context.out, name, context.form());
        if (command.recursiveMatch && node.chosenBelow) context.out += childInfo(command);
        context.out += "\r\n";
        if (!command.returnStatus.empty() && isSelectable(node)) {
            appendStatus(context, *node.folder, name, command.returnStatus);
        }
        co_await context.room();
    }
    co_return okay("Listed");
}

}  // namespace tram::imap
