#include "proto/imap/append_parser.hpp"

#include "proto/imap/date_time.hpp"
#include "proto/imap/token_reader.hpp"

namespace tram::imap {

namespace {

constexpr std::string_view commandName = "APPEND";

// [flag-list SP] [date-time SP] (literal / literal8 / "UTF8" SP "(" literal8)
std::optional<AppendPiece> readPiece(TokenReader& reader) {
    AppendPiece piece;
    if (reader.peek() == '(') {
        auto flags = reader.flagList();
        if (!flags || !reader.needSpace()) return std::nullopt;
        piece.flags = flags->flags;
        piece.keywords = std::move(flags->keywords);
    }
    if (reader.peek() == '"') {
        const auto at = reader.position();
        const auto text = reader.string();
        if (!text) return std::nullopt;
        piece.internalDate = parseDateTime(*text);
        if (!piece.internalDate) return reader.failAt(at, "a date like \"01-Feb-2024 08:00:00 +0700\"");
        if (!reader.needSpace()) return std::nullopt;
    }
    if (reader.takeWord("UTF8")) {
        if (!reader.needSpace() || !reader.need('(', "a message in parentheses")) return std::nullopt;
        if (reader.peek() != '~') return reader.fail("a message as a literal8");
        piece.utf8 = true;
    }
    if (!reader.needMessageLiteral(piece)) return std::nullopt;
    return piece;
}

// The parenthesis of a UTF8 message closes behind its literal.
bool closeMessage(TokenReader& reader, const AppendPiece& before) {
    return !before.utf8 || reader.need(')', "a closing parenthesis");
}

std::unexpected<ParseError> failed(const TokenReader& reader, std::string tag) {
    auto error = reader.failure();
    error.tag = std::move(tag);
    error.command = commandName;
    return std::unexpected(std::move(error));
}

// Stands behind "tag APPEND " afterwards.
bool skipToMailbox(TokenReader& reader, ByteView tag) {
    return reader.takePrefix(tag) && reader.takeSpace() && reader.takeWord(commandName) && reader.needSpace();
}

}  // namespace

bool announcesMessage(ByteView text) {
    const auto tag = recoverTag(text);
    TokenReader reader(text);
    return !tag.empty() && skipToMailbox(reader, tag) && reader.astring("a mailbox name") && !reader.atEnd();
}

std::expected<AppendHead, ParseError> parseAppendHead(ByteView text, NameEncoding names) {
    AppendHead head;
    head.tag = recoverTag(text);
    TokenReader reader(text, names);
    if (head.tag.empty() || !skipToMailbox(reader, head.tag)) {
        reader.fail(commandName);
        return failed(reader, std::move(head.tag));
    }
    auto mailbox = reader.mailbox();
    if (!mailbox || !reader.needSpace()) return failed(reader, std::move(head.tag));
    head.mailbox = std::move(*mailbox);
    auto piece = readPiece(reader);
    if (!piece) return failed(reader, std::move(head.tag));
    head.first = std::move(*piece);
    return head;
}

std::expected<AppendPiece, ParseError> parseAppendNext(ByteView text, const AppendPiece& before) {
    TokenReader reader(text);
    if (!closeMessage(reader, before) || !reader.needSpace()) return failed(reader, {});
    auto piece = readPiece(reader);
    if (!piece) return failed(reader, {});
    return std::move(*piece);
}

std::expected<AppendEnd, ParseError> parseAppendEnd(ByteView text, const AppendPiece& before) {
    TokenReader reader(text);
    if (!closeMessage(reader, before) || !reader.needEnd()) return failed(reader, {});
    return AppendEnd{};
}

}  // namespace tram::imap
