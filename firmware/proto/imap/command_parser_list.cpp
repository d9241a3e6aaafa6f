// LIST and LSUB. [RFC9051 6.3.9; RFC3501 6.3.9; RFC5258; RFC5819; RFC6154]
#include "base/limits.hpp"
#include "proto/imap/command_grammar.hpp"

namespace tram::imap::grammar {

namespace {

// "(SUBSCRIBED RECURSIVEMATCH)"
bool readSelectionOptions(TokenReader& reader, List& command) {
    if (!reader.need('(', "selection options")) return false;
    if (reader.take(')')) return true;
    const auto from = reader.position();
    do {
        if (reader.takeWord("SUBSCRIBED")) {
            command.selectSubscribed = true;
        } else if (reader.takeWord("SPECIAL-USE")) {
            command.selectSpecialUse = true;
        } else if (reader.takeWord("RECURSIVEMATCH")) {
            command.recursiveMatch = true;
        } else if (!reader.takeWord("REMOTE")) {  // no mailbox is elsewhere
            reader.fail("a selection option");
            return false;
        }
    } while (reader.take(' '));
    // It says what to do with children of what another option selects. [RFC5258 3.1]
    if (command.recursiveMatch && !command.selectSubscribed && !command.selectSpecialUse) {
        reader.failAt(from, "RECURSIVEMATCH beside another option");
        return false;
    }
    return reader.need(')', "the end of the selection options");
}

bool readPattern(TokenReader& reader, List& command) {
    auto pattern = reader.mailboxPattern();
    if (!pattern) return false;
    if (command.patterns.size() == limits::imap::listPatterns) {
        reader.fail("fewer patterns", ParseError::Kind::tooComplex);
        return false;
    }
    command.patterns.push_back(std::move(*pattern));
    return true;
}

bool readReturnOptions(TokenReader& reader, List& command) {
    if (!reader.takeWord("RETURN")) {
        reader.fail("RETURN");
        return false;
    }
    if (!reader.needSpace() || !reader.need('(', "return options")) return false;
    if (reader.take(')')) return true;
    do {
        if (reader.takeWord("SUBSCRIBED")) {
            command.returnSubscribed = true;
        } else if (reader.takeWord("CHILDREN")) {
            command.returnChildren = true;
        } else if (reader.takeWord("SPECIAL-USE")) {
            command.returnSpecialUse = true;
        } else if (reader.takeWord("STATUS")) {
            if (!reader.needSpace()) return false;
            auto items = readStatusItems(reader);
            if (!items) return false;
            command.returnStatus = std::move(*items);
        } else {
            reader.fail("a return option");
            return false;
        }
    } while (reader.take(' '));
    return reader.need(')', "the end of the return options");
}

}  // namespace

Read readList(TokenReader& reader) {
    List command;
    if (!reader.needSpace()) return std::nullopt;
    if (reader.peek() == '(') {
        command.form = List::Form::extended;
        if (!readSelectionOptions(reader, command) || !reader.needSpace()) return std::nullopt;
    }
    auto reference = reader.mailbox();
    if (!reference || !reader.needSpace()) return std::nullopt;
    command.reference = std::move(*reference);
    if (reader.take('(')) {
        command.form = List::Form::extended;
        do {
            if (!readPattern(reader, command)) return std::nullopt;
        } while (reader.take(' '));
        if (!reader.need(')', "the end of the patterns")) return std::nullopt;
    } else if (!readPattern(reader, command)) {
        return std::nullopt;
    }
    if (reader.takeSpace()) {
        command.form = List::Form::extended;
        if (!readReturnOptions(reader, command)) return std::nullopt;
    }
    return command;
}

Read readLsub(TokenReader& reader) {
    List command;
    command.form = List::Form::lsub;
    if (!reader.needSpace()) return std::nullopt;
    auto reference = reader.mailbox();
    if (!reference || !reader.needSpace()) return std::nullopt;
    command.reference = std::move(*reference);
    if (!readPattern(reader, command)) return std::nullopt;
    return command;
}

}  // namespace tram::imap::grammar
