// SEARCH and UID SEARCH. [RFC9051 6.4.4; RFC4731; RFC5182]
#include "proto/imap/command_grammar.hpp"

namespace tram::imap {

bool mentions(const SearchKey& key, SearchKey::Kind kind) {
    if (key.kind == kind) return true;
    for (const auto& child : key.children) {
        if (mentions(child, kind)) return true;
    }
    return false;
}

namespace grammar {

namespace {

bool readReturnOptions(TokenReader& reader, SearchReturn& returns) {
    returns.given = true;
    if (!reader.needSpace() || !reader.need('(', "return options")) return false;
    if (reader.take(')')) {
        // The same as ALL. [RFC9051 6.4.4]
        returns.all = true;
        return true;
    }
    do {
        if (reader.takeWord("MIN")) {
            returns.minimum = true;
        } else if (reader.takeWord("MAX")) {
            returns.maximum = true;
        } else if (reader.takeWord("ALL")) {
            returns.all = true;
        } else if (reader.takeWord("COUNT")) {
            returns.count = true;
        } else if (reader.takeWord("SAVE")) {
            returns.save = true;
        } else {
            reader.fail("MIN, MAX, ALL, COUNT or SAVE");
            return false;
        }
    } while (reader.take(' '));
    return reader.need(')', "the end of the return options");
}

}  // namespace

Read readSearch(TokenReader& reader, Numbering numbering) {
    Search command;
    command.numbering = numbering;
    if (!reader.needSpace()) return std::nullopt;
    if (reader.takeWord("RETURN")) {
        if (!readReturnOptions(reader, command.returns) || !reader.needSpace()) return std::nullopt;
    }
    if (reader.takeWord("CHARSET")) {
        if (!reader.needSpace()) return std::nullopt;
        command.charset = reader.astring("a charset");
        if (!command.charset || !reader.needSpace()) return std::nullopt;
    }
    auto key = readSearchProgram(reader);
    if (!key) return std::nullopt;
    command.key = std::move(*key);
    return command;
}

}  // namespace grammar
}  // namespace tram::imap
