// FETCH, STORE, COPY, MOVE, UID EXPUNGE. [RFC9051 6.4; RFC7162 3.1.3, 3.1.4, 3.2.6; RFC4315; RFC6851]
#include <algorithm>
#include <initializer_list>

#include "base/limits.hpp"
#include "proto/imap/command_grammar.hpp"

namespace tram::imap::grammar {

namespace {

using Kind = FetchItem::Kind;

std::vector<FetchItem> macro(std::initializer_list<Kind> kinds) {
    std::vector<FetchItem> items;
    for (const auto kind : kinds) items.emplace_back().kind = kind;
    return items;
}

bool readFetchItems(TokenReader& reader, std::vector<FetchItem>& items) {
    if (reader.takeWord("ALL")) {
        items = macro({Kind::flags, Kind::internalDate, Kind::size, Kind::envelope});
        return true;
    }
    if (reader.takeWord("FAST")) {
        items = macro({Kind::flags, Kind::internalDate, Kind::size});
        return true;
    }
    if (reader.takeWord("FULL")) {
        items = macro({Kind::flags, Kind::internalDate, Kind::size, Kind::envelope, Kind::body});
        return true;
    }
    if (!reader.take('(')) {
        auto item = readFetchItem(reader);
        if (!item) return false;
        items.push_back(std::move(*item));
        return true;
    }
    do {
        auto item = readFetchItem(reader);
        if (!item) return false;
        if (items.size() == limits::imap::fetchItems) {
            reader.fail("fewer attributes", ParseError::Kind::tooComplex);
            return false;
        }
        items.push_back(std::move(*item));
    } while (reader.take(' '));
    return reader.need(')', "the end of the attributes");
}

bool readFetchModifiers(TokenReader& reader, Fetch& command) {
    if (!reader.need('(', "modifiers in parentheses")) return false;
    do {
        if (reader.takeWord("CHANGEDSINCE")) {
            if (!reader.needSpace()) return false;
            command.changedSince = reader.number64("a mod-sequence");
            if (!command.changedSince) return false;
        } else if (reader.takeWord("VANISHED")) {
            command.vanished = true;
        } else {
            reader.fail("CHANGEDSINCE or VANISHED");
            return false;
        }
    } while (reader.take(' '));
    return reader.need(')', "the end of the modifiers");
}

// "FLAGS", "+FLAGS.SILENT" and the flags, in parentheses or bare.
bool readStoreFlags(TokenReader& reader, Store& command) {
    if (reader.take('+'))
        command.mode = FlagMode::add;
    else if (reader.take('-'))
        command.mode = FlagMode::remove;
    if (reader.takeWord("FLAGS.SILENT")) {
        command.silent = true;
    } else if (!reader.takeWord("FLAGS")) {
        reader.fail("FLAGS, +FLAGS or -FLAGS");
        return false;
    }
    if (!reader.needSpace()) return false;
    TokenReader::Flags flags;
    if (reader.peek() == '(') {
        auto list = reader.flagList();
        if (!list) return false;
        flags = std::move(*list);
    } else {
        do {
            if (!reader.flag(flags)) return false;
        } while (reader.takeSpace());
    }
    command.flags = flags.flags;
    command.keywords = std::move(flags.keywords);
    return true;
}

}  // namespace

Read readFetch(TokenReader& reader, Numbering numbering) {
    Fetch command;
    command.numbering = numbering;
    if (!reader.needSpace()) return std::nullopt;
    auto set = reader.sequenceSet();
    if (!set || !reader.needSpace()) return std::nullopt;
    command.set = std::move(*set);
    if (!readFetchItems(reader, command.items)) return std::nullopt;
    if (reader.takeSpace() && !readFetchModifiers(reader, command)) return std::nullopt;
    return command;
}

Read readStore(TokenReader& reader, Numbering numbering) {
    Store command;
    command.numbering = numbering;
    if (!reader.needSpace()) return std::nullopt;
    auto set = reader.sequenceSet();
    if (!set || !reader.needSpace()) return std::nullopt;
    command.set = std::move(*set);
    if (reader.take('(')) {
        if (!reader.takeWord("UNCHANGEDSINCE")) return reader.fail("UNCHANGEDSINCE");
        if (!reader.needSpace()) return std::nullopt;
        command.unchangedSince = reader.number64("a mod-sequence");
        if (!command.unchangedSince || !reader.need(')', "the end of the modifiers") || !reader.needSpace()) {
            return std::nullopt;
        }
    }
    if (!readStoreFlags(reader, command)) return std::nullopt;
    return command;
}

Read readCopy(TokenReader& reader, Numbering numbering, Transfer transfer) {
    if (!reader.needSpace()) return std::nullopt;
    auto set = reader.sequenceSet();
    if (!set || !reader.needSpace()) return std::nullopt;
    auto mailbox = reader.mailbox();
    if (!mailbox) return std::nullopt;
    return Copy{numbering, std::move(*set), std::move(*mailbox), transfer};
}

Read readUidExpunge(TokenReader& reader) {
    if (!reader.needSpace()) return std::nullopt;
    auto set = reader.sequenceSet();
    if (!set) return std::nullopt;
    return ExpungeCommand{std::move(*set)};
}

}  // namespace tram::imap::grammar
