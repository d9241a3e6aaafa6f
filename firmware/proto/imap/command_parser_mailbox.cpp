// SELECT, EXAMINE, CREATE, DELETE, RENAME, SUBSCRIBE, STATUS and quotas.
// [RFC9051 6.3; RFC7162 3.1.8, 3.2.5; RFC6154 3; RFC8438; RFC7889; RFC9208]
#include <algorithm>
#include <array>

#include "proto/imap/command_grammar.hpp"

namespace tram::imap::grammar {

namespace {

struct NamedUse {
    ByteView name;
    SpecialUse use;
};
constexpr std::array<NamedUse, 7> specialUses{{
    {"ALL", SpecialUse::all},
    {"ARCHIVE", SpecialUse::archive},
    {"DRAFTS", SpecialUse::drafts},
    {"FLAGGED", SpecialUse::flagged},
    {"JUNK", SpecialUse::junk},
    {"SENT", SpecialUse::sent},
    {"TRASH", SpecialUse::trash},
}};

struct NamedStatusItem {
    ByteView name;
    StatusItem item;
};
constexpr std::array<NamedStatusItem, 10> statusItems{{
    {"MESSAGES", StatusItem::messages},
    {"RECENT", StatusItem::recent},
    {"UIDNEXT", StatusItem::uidNext},
    {"UIDVALIDITY", StatusItem::uidValidity},
    {"UNSEEN", StatusItem::unseen},
    {"DELETED", StatusItem::deleted},
    {"SIZE", StatusItem::size},
    {"HIGHESTMODSEQ", StatusItem::highestModSequence},
    {"APPENDLIMIT", StatusItem::appendLimit},
    {"DELETED-STORAGE", StatusItem::deletedStorage},
}};

// "(uidvalidity mod-sequence [known-uids] [(known-numbers known-uids)])"
std::optional<QresyncParameters> readQresync(TokenReader& reader) {
    if (!reader.needSpace() || !reader.need('(', "the parameters of QRESYNC")) return std::nullopt;
    QresyncParameters parameters;
    const auto uidValidity = reader.nonZero("a UIDVALIDITY");
    if (!uidValidity || !reader.needSpace()) return std::nullopt;
    parameters.uidValidity = *uidValidity;
    const auto modSequence = reader.number64("a mod-sequence");
    if (!modSequence) return std::nullopt;
    parameters.modSequence = *modSequence;
    bool more = reader.take(' ');
    if (more && reader.peek() != '(') {
        parameters.knownUids = reader.sequenceSet(SetForm::numbers);
        if (!parameters.knownUids) return std::nullopt;
        more = reader.take(' ');
    }
    if (more) {
        if (!reader.need('(', "known numbers and UIDs")) return std::nullopt;
        parameters.matchNumbers = reader.sequenceSet(SetForm::numbers);
        if (!parameters.matchNumbers || !reader.needSpace()) return std::nullopt;
        parameters.matchUids = reader.sequenceSet(SetForm::numbers);
        if (!parameters.matchUids || !reader.need(')', "the end of known numbers and UIDs")) return std::nullopt;
    }
    if (!reader.need(')', "the end of the parameters of QRESYNC")) return std::nullopt;
    return parameters;
}

// "(USE (\Sent))"
bool readCreateParameters(TokenReader& reader, Create& command) {
    if (!reader.need('(', "parameters of CREATE")) return false;
    if (!reader.takeWord("USE")) {
        reader.fail("USE");
        return false;
    }
    if (!reader.needSpace() || !reader.need('(', "special uses")) return false;
    if (!reader.take(')')) {
        do {
            if (!reader.need('\\', "a special use")) return false;
            const auto name = reader.word("a special use");
            if (!name) return false;
            const auto known = std::ranges::find(specialUses, ByteView(*name), &NamedUse::name);
            const auto use = known == specialUses.end() ? SpecialUse::none : known->use;
            if (!std::ranges::contains(command.uses, use)) command.uses.push_back(use);
        } while (reader.take(' '));
        if (!reader.need(')', "the end of the special uses")) return false;
    }
    return reader.need(')', "the end of the parameters of CREATE");
}

}  // namespace

Read readSelect(TokenReader& reader, Access access) {
    Select command;
    command.access = access;
    if (!reader.needSpace()) return std::nullopt;
    auto mailbox = reader.mailbox();
    if (!mailbox) return std::nullopt;
    command.mailbox = std::move(*mailbox);
    if (!reader.takeSpace()) return command;
    if (!reader.need('(', "parameters in parentheses")) return std::nullopt;
    do {
        if (reader.takeWord("CONDSTORE")) {
            command.condstore = true;
        } else if (!command.qresync && reader.takeWord("QRESYNC")) {
            command.qresync = readQresync(reader);
            if (!command.qresync) return std::nullopt;
        } else {
            return reader.fail("CONDSTORE or QRESYNC");
        }
    } while (reader.take(' '));
    if (!reader.need(')', "the end of the parameters")) return std::nullopt;
    return command;
}

Read readCreate(TokenReader& reader) {
    if (!reader.needSpace()) return std::nullopt;
    auto mailbox = reader.mailbox();
    if (!mailbox) return std::nullopt;
    Create command{std::move(*mailbox), {}};
    if (reader.takeSpace() && !readCreateParameters(reader, command)) return std::nullopt;
    return command;
}

Read readDelete(TokenReader& reader) {
    if (!reader.needSpace()) return std::nullopt;
    auto mailbox = reader.mailbox();
    if (!mailbox) return std::nullopt;
    return Delete{std::move(*mailbox)};
}

Read readRename(TokenReader& reader) {
    if (!reader.needSpace()) return std::nullopt;
    auto from = reader.mailbox();
    if (!from || !reader.needSpace()) return std::nullopt;
    auto to = reader.mailbox();
    if (!to) return std::nullopt;
    return Rename{std::move(*from), std::move(*to)};
}

Read readSubscribe(TokenReader& reader, Subscription subscription) {
    if (!reader.needSpace()) return std::nullopt;
    auto mailbox = reader.mailbox();
    if (!mailbox) return std::nullopt;
    return Subscribe{std::move(*mailbox), subscription};
}

std::optional<std::vector<StatusItem>> readStatusItems(TokenReader& reader) {
    std::vector<StatusItem> items;
    if (!reader.need('(', "a list of status items")) return std::nullopt;
    do {
        const auto from = reader.position();
        const auto name = reader.word("a status item");
        if (!name) return std::nullopt;
        const auto known = std::ranges::find(statusItems, ByteView(*name), &NamedStatusItem::name);
        if (known == statusItems.end()) return reader.failAt(from, "a status item");
        if (!std::ranges::contains(items, known->item)) items.push_back(known->item);
    } while (reader.take(' '));
    if (!reader.need(')', "the end of the status items")) return std::nullopt;
    return items;
}

Read readStatus(TokenReader& reader) {
    if (!reader.needSpace()) return std::nullopt;
    auto mailbox = reader.mailbox();
    if (!mailbox || !reader.needSpace()) return std::nullopt;
    auto items = readStatusItems(reader);
    if (!items) return std::nullopt;
    return Status{std::move(*mailbox), std::move(*items)};
}

Read readGetQuota(TokenReader& reader) {
    if (!reader.needSpace()) return std::nullopt;
    auto root = reader.astring("a quota root");
    if (!root) return std::nullopt;
    return GetQuota{std::move(*root)};
}

Read readGetQuotaRoot(TokenReader& reader) {
    if (!reader.needSpace()) return std::nullopt;
    auto mailbox = reader.mailbox();
    if (!mailbox) return std::nullopt;
    return GetQuotaRoot{std::move(*mailbox)};
}

Read readSetQuota(TokenReader& reader) {
    if (!reader.needSpace()) return std::nullopt;
    auto root = reader.astring("a quota root");
    if (!root || !reader.needSpace()) return std::nullopt;
    SetQuota command{std::move(*root), {}};
    if (!reader.need('(', "limits in parentheses")) return std::nullopt;
    if (reader.take(')')) return command;
    do {
        auto resource = reader.word("a resource");
        if (!resource || !reader.needSpace()) return std::nullopt;
        const auto limit = reader.number64("a limit");
        if (!limit) return std::nullopt;
        command.limits.emplace_back(std::move(*resource), *limit);
    } while (reader.take(' '));
    if (!reader.need(')', "the end of the limits")) return std::nullopt;
    return command;
}

}  // namespace tram::imap::grammar
