// Commands as text, for the tables of tests and for the fuzz target: each field that is set, in a fixed order.
#pragma once

#include <format>
#include <string>

#include "proto/imap/command_parser.hpp"

namespace tram::imap {

class CommandDescription {
public:
    static std::string of(const Command& command) {
        return std::visit([](const auto& value) { return describe(value); }, command);
    }
    static std::string of(const SequenceSet& set) {
        if (set.saved) return "$";
        Bytes text;
        appendSequenceSet(text, set.ranges);
        return text;
    }
    static std::string flags(std::uint32_t flags, const std::vector<std::string>& keywords) {
        std::string text = "(";
        const auto add = [&](ByteView name) {
            if (text.size() > 1) text += ' ';
            text += name;
        };
        if (hasFlag(flags, SystemFlag::seen)) add("\\Seen");
        if (hasFlag(flags, SystemFlag::answered)) add("\\Answered");
        if (hasFlag(flags, SystemFlag::flagged)) add("\\Flagged");
        if (hasFlag(flags, SystemFlag::deleted)) add("\\Deleted");
        if (hasFlag(flags, SystemFlag::draft)) add("\\Draft");
        for (const auto& keyword : keywords) add(keyword);
        return text + ")";
    }
    static std::string of(const AppendPiece& piece) {
        auto text = flags(piece.flags, piece.keywords);
        if (piece.internalDate) text += std::format(" {}{:+}", piece.internalDate->first, piece.internalDate->second);
        if (piece.utf8) text += " utf8";
        if (piece.binary) text += " binary";
        return text + std::format(" {}{}", piece.size, piece.synchronising ? "" : "+");
    }
    static std::string of(const SearchKey& key) {
        using Kind = SearchKey::Kind;
        const auto children = [&](ByteView name) {
            std::string text = "(" + std::string(name);
            for (const auto& child : key.children) text += " " + of(child);
            return text + ")";
        };
        const auto dated = [&](ByteView name) { return std::format("{} {:%F}", name, key.date); };
        const auto numbered = [&](ByteView name) { return std::format("{} {}", name, key.number); };
        switch (key.kind) {
            case Kind::all:
                return "all";
            case Kind::none:
                return "none";
            case Kind::conjunction:
                return children("and");
            case Kind::disjunction:
                return children("or");
            case Kind::negation:
                return children("not");
            case Kind::set:
                return of(key.set);
            case Kind::uids:
                return "uid " + of(key.set);
            case Kind::withFlag:
                return "with " + flags(static_cast<std::uint32_t>(key.flag), {});
            case Kind::withoutFlag:
                return "without " + flags(static_cast<std::uint32_t>(key.flag), {});
            case Kind::keyword:
                return "keyword " + key.text;
            case Kind::before:
                return dated("before");
            case Kind::on:
                return dated("on");
            case Kind::since:
                return dated("since");
            case Kind::sentBefore:
                return dated("sent-before");
            case Kind::sentOn:
                return dated("sent-on");
            case Kind::sentSince:
                return dated("sent-since");
            case Kind::larger:
                return numbered("larger");
            case Kind::smaller:
                return numbered("smaller");
            case Kind::younger:
                return numbered("younger");
            case Kind::older:
                return numbered("older");
            case Kind::modSequence:
                return numbered("mod-sequence");
            case Kind::header:
                return "header " + key.field + "=" + key.text;
            case Kind::body:
                return "body=" + key.text;
            case Kind::text:
                return "text=" + key.text;
        }
        return "?";
    }

private:
    static std::string numbering(Numbering numbering) { return numbering == Numbering::uid ? " uid " : " "; }
    static std::string describe(const CapabilityCommand&) { return "capability"; }
    static std::string describe(const Noop&) { return "noop"; }
    static std::string describe(const Check&) { return "check"; }
    static std::string describe(const Logout&) { return "logout"; }
    static std::string describe(const Id&) { return "id"; }
    static std::string describe(const StartTls&) { return "starttls"; }
    static std::string describe(const Close&) { return "close"; }
    static std::string describe(const Unselect&) { return "unselect"; }
    static std::string describe(const NamespaceCommand&) { return "namespace"; }
    static std::string describe(const Idle&) { return "idle"; }
    static std::string describe(const Authenticate& c) {
        return "authenticate " + c.mechanism + (c.initialResponse ? " [" + *c.initialResponse + "]" : "");
    }
    static std::string describe(const Login& c) { return "login [" + c.user + "] [" + c.password + "]"; }
    static std::string describe(const Enable& c) {
        std::string text = "enable";
        for (const auto& capability : c.capabilities) text += " " + capability;
        return text;
    }
    static std::string describe(const Select& c) {
        std::string text = c.access == Access::readOnly ? "examine" : "select";
        text += " [" + c.mailbox + "]";
        if (c.condstore) text += " condstore";
        if (!c.qresync) return text;
        text += std::format(" qresync {} {}", c.qresync->uidValidity, c.qresync->modSequence);
        if (c.qresync->knownUids) text += " known " + of(*c.qresync->knownUids);
        if (c.qresync->matchNumbers) text += " match " + of(*c.qresync->matchNumbers);
        if (c.qresync->matchUids) text += "=" + of(*c.qresync->matchUids);
        return text;
    }
    static std::string describe(const Create& c) {
        std::string text = "create [" + c.mailbox + "]";
        for (const auto use : c.uses) text += std::format(" use{}", static_cast<int>(use));
        return text;
    }
    static std::string describe(const Delete& c) { return "delete [" + c.mailbox + "]"; }
    static std::string describe(const Rename& c) { return "rename [" + c.from + "] [" + c.to + "]"; }
    static std::string describe(const Subscribe& c) {
        return (c.subscription == Subscription::yes ? "subscribe [" : "unsubscribe [") + c.mailbox + "]";
    }
    static std::string describe(const GetQuota& c) { return "getquota [" + c.root + "]"; }
    static std::string describe(const GetQuotaRoot& c) { return "getquotaroot [" + c.mailbox + "]"; }
    static std::string describe(const SetQuota& c) {
        std::string text = "setquota [" + c.root + "]";
        for (const auto& [resource, limit] : c.limits) text += std::format(" {}={}", resource, limit);
        return text;
    }
    static std::string items(const std::vector<StatusItem>& items) {
        constexpr std::array names{"messages", "recent", "uidnext",       "uidvalidity", "unseen",
                                   "deleted",  "size",   "highestmodseq", "appendlimit", "deleted-storage"};
        std::string text;
        for (const auto item : items) {
            if (!text.empty()) text += ' ';
            text += names.at(static_cast<std::size_t>(item));
        }
        return text;
    }
    static std::string describe(const Status& c) { return "status [" + c.mailbox + "] " + items(c.items); }
    static std::string describe(const List& c) {
        std::string text = c.form == List::Form::lsub ? "lsub" : c.form == List::Form::list ? "list" : "list-extended";
        if (c.selectSubscribed) text += " subscribed";
        if (c.selectSpecialUse) text += " special-use";
        if (c.recursiveMatch) text += " recursive";
        text += " [" + c.reference + "]";
        for (const auto& pattern : c.patterns) text += " [" + pattern + "]";
        if (c.returnSubscribed) text += " +subscribed";
        if (c.returnSpecialUse) text += " +special-use";
        if (c.returnChildren) text += " +children";
        if (!c.returnStatus.empty()) text += " +status " + items(c.returnStatus);
        return text;
    }
    static std::string describe(const ExpungeCommand& c) { return c.uids ? "expunge uid " + of(*c.uids) : "expunge"; }
    static std::string section(const Section& section) {
        std::string text;
        for (const auto number : section.part) text += std::to_string(number) + ".";
        constexpr std::array names{"", "header", "fields", "fields-not", "text", "mime"};
        text += names.at(static_cast<std::size_t>(section.text));
        for (const auto& field : section.fields) text += ":" + field;
        return text;
    }
    static std::string describe(const Fetch& c) {
        constexpr std::array names{"flags",       "uid",           "date",          "size",       "envelope",
                                   "body",        "bodystructure", "modseq",        "section",    "binary",
                                   "binary-size", "rfc822",        "rfc822-header", "rfc822-text"};
        std::string text = "fetch" + numbering(c.numbering) + of(c.set);
        for (const auto& item : c.items) {
            text += ' ';
            text += names.at(static_cast<std::size_t>(item.kind));
            if (item.kind == FetchItem::Kind::section || item.kind == FetchItem::Kind::binary ||
                item.kind == FetchItem::Kind::binarySize) {
                text += '[' + section(item.section) + ']';
            }
            if (item.partial) text += std::format("<{}.{}>", item.partial->first, item.partial->second);
            if (item.peek) text += "-peek";
        }
        if (c.changedSince) text += std::format(" changed-since {}", *c.changedSince);
        if (c.vanished) text += " vanished";
        return text;
    }
    static std::string describe(const Store& c) {
        std::string text = "store" + numbering(c.numbering) + of(c.set);
        text += c.mode == FlagMode::add ? " add" : c.mode == FlagMode::remove ? " remove" : " replace";
        if (c.silent) text += " silent";
        text += " " + flags(c.flags, c.keywords);
        if (c.unchangedSince) text += std::format(" unchanged-since {}", *c.unchangedSince);
        return text;
    }
    static std::string describe(const Copy& c) {
        return (c.transfer == Transfer::move ? "move" : "copy") + numbering(c.numbering) + of(c.set) + " [" +
               c.mailbox + "]";
    }
    static std::string describe(const Search& c) {
        std::string text = "search" + numbering(c.numbering);
        if (c.returns.given) {
            text += "return";
            if (c.returns.minimum) text += "-min";
            if (c.returns.maximum) text += "-max";
            if (c.returns.all) text += "-all";
            if (c.returns.count) text += "-count";
            if (c.returns.save) text += "-save";
            text += ' ';
        }
        if (c.charset) text += "charset " + *c.charset + " ";
        return text + of(c.key);
    }
};

}  // namespace tram::imap
