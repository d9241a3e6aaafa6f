#include "proto/imap/command_parser.hpp"

#include <algorithm>
#include <array>

#include "proto/imap/command_grammar.hpp"

namespace tram::imap {

namespace {

using Kind = ParseError::Kind;
using grammar::Read;

struct Entry {
    ByteView name;
    Read (*read)(TokenReader& reader);
};

template <class Value>
Read bare(TokenReader&) {
    return Value{};
}

Read readExpunge(TokenReader&) {
    return ExpungeCommand{};
}

// An APPEND that comes here has no message: announcesMessage() has not found it, or it is before sign-in.
Read readAppend(TokenReader& reader) {
    return reader.fail("a message as a literal");
}

constexpr std::array commands{
    Entry{"APPEND", readAppend},
    Entry{"AUTHENTICATE", grammar::readAuthenticate},
    Entry{"CAPABILITY", bare<CapabilityCommand>},
    Entry{"CHECK", bare<Check>},
    Entry{"CLOSE", bare<Close>},
    Entry{"COPY", [](TokenReader& r) { return grammar::readCopy(r, Numbering::sequence, Transfer::copy); }},
    Entry{"CREATE", grammar::readCreate},
    Entry{"DELETE", grammar::readDelete},
    Entry{"ENABLE", grammar::readEnable},
    Entry{"EXAMINE", [](TokenReader& r) { return grammar::readSelect(r, Access::readOnly); }},
    Entry{"EXPUNGE", readExpunge},
    Entry{"FETCH", [](TokenReader& r) { return grammar::readFetch(r, Numbering::sequence); }},
    Entry{"GETQUOTA", grammar::readGetQuota},
    Entry{"GETQUOTAROOT", grammar::readGetQuotaRoot},
    Entry{"ID", grammar::readId},
    Entry{"IDLE", bare<Idle>},
    Entry{"LIST", grammar::readList},
    Entry{"LOGIN", grammar::readLogin},
    Entry{"LOGOUT", bare<Logout>},
    Entry{"LSUB", grammar::readLsub},
    Entry{"MOVE", [](TokenReader& r) { return grammar::readCopy(r, Numbering::sequence, Transfer::move); }},
    Entry{"NAMESPACE", bare<NamespaceCommand>},
    Entry{"NOOP", bare<Noop>},
    Entry{"RENAME", grammar::readRename},
    Entry{"SEARCH", [](TokenReader& r) { return grammar::readSearch(r, Numbering::sequence); }},
    Entry{"SELECT", [](TokenReader& r) { return grammar::readSelect(r, Access::readWrite); }},
    Entry{"SETQUOTA", grammar::readSetQuota},
    Entry{"STARTTLS", bare<StartTls>},
    Entry{"STATUS", grammar::readStatus},
    Entry{"STORE", [](TokenReader& r) { return grammar::readStore(r, Numbering::sequence); }},
    Entry{"SUBSCRIBE", [](TokenReader& r) { return grammar::readSubscribe(r, Subscription::yes); }},
    Entry{"UID COPY", [](TokenReader& r) { return grammar::readCopy(r, Numbering::uid, Transfer::copy); }},
    Entry{"UID EXPUNGE", grammar::readUidExpunge},
    Entry{"UID FETCH", [](TokenReader& r) { return grammar::readFetch(r, Numbering::uid); }},
    Entry{"UID MOVE", [](TokenReader& r) { return grammar::readCopy(r, Numbering::uid, Transfer::move); }},
    Entry{"UID SEARCH", [](TokenReader& r) { return grammar::readSearch(r, Numbering::uid); }},
    Entry{"UID STORE", [](TokenReader& r) { return grammar::readStore(r, Numbering::uid); }},
    Entry{"UNSELECT", bare<Unselect>},
    Entry{"UNSUBSCRIBE", [](TokenReader& r) { return grammar::readSubscribe(r, Subscription::no); }},
};
static_assert(std::ranges::is_sorted(commands, {}, &Entry::name));

std::unexpected<ParseError> failed(const TokenReader& reader, std::string tag, std::string command) {
    auto error = reader.failure();
    error.tag = std::move(tag);
    error.command = std::move(command);
    return std::unexpected(std::move(error));
}

}  // namespace

std::expected<TaggedCommand, ParseError> parseCommand(ByteView text, NameEncoding names) {
    TokenReader reader(text, names);
    std::string tag(recoverTag(text));
    if (tag.empty()) {
        reader.fail("a tag", Kind::noTag);
        return failed(reader, {}, {});
    }
    static_cast<void>(reader.tag());
    if (!reader.takeSpace()) {
        reader.fail("a command", Kind::noCommand);
        return failed(reader, std::move(tag), {});
    }
    auto name = reader.word("a command");
    if (!name) return failed(reader, std::move(tag), {});
    if (*name == "UID") {
        std::optional<std::string> second;
        if (reader.needSpace()) second = reader.word("a command after UID");
        if (!second) return failed(reader, std::move(tag), "UID");
        *name += ' ';
        *name += *second;
    }
    const auto entry = std::ranges::lower_bound(commands, ByteView(*name), {}, &Entry::name);
    if (entry == commands.end() || entry->name != *name) {
        reader.fail("a command", Kind::unknownCommand);
        return failed(reader, std::move(tag), {});
    }
    auto command = entry->read(reader);
    if (!command || !reader.needEnd()) return failed(reader, std::move(tag), std::move(*name));
    return TaggedCommand{std::move(tag), std::move(*name), std::move(*command)};
}

}  // namespace tram::imap
