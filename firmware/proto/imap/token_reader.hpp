// The words of IMAP's grammar, read from one command's text. Literals lie in it as they came: "{5}" CRLF and
// the octets. [RFC9051 9]
//
// Hostile input: every function reads forward only; one that fails has noted what was wanted where
// (failure()) and the command is given up. Linear.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "proto/imap/command.hpp"
#include "proto/imap/parse_error.hpp"

namespace tram::imap {

class TokenReader {
public:
    explicit TokenReader(ByteView text, NameEncoding names = NameEncoding::modifiedUtf7) : text_(text), names_(names) {}

    [[nodiscard]] bool atEnd() const { return at_ == text_.size(); }
    [[nodiscard]] std::size_t position() const { return at_; }
    [[nodiscard]] ByteView rest() const { return text_.substr(at_); }
    [[nodiscard]] char peek() const { return atEnd() ? '\0' : text_[at_]; }

    // ---- tries: nothing is noted where they find something else
    [[nodiscard]] bool take(char c);
    // The word in any case, if no further letter of an atom follows it.
    [[nodiscard]] bool takeWord(ByteView word);
    // The octets in any case, whatever follows them.
    [[nodiscard]] bool takePrefix(ByteView prefix);
    // The octet that was taken last is to be read again.
    void stepBack() { --at_; }
    // A space before a further argument; spaces before the end are no such.
    [[nodiscard]] bool takeSpace();

    // ---- needs: false or nullopt where they find something else, which is noted
    [[nodiscard]] bool need(char c, std::string_view expected);
    [[nodiscard]] bool needSpace() { return need(' ', "a space"); }
    // The end of the command, spaces before it are let pass.
    [[nodiscard]] bool needEnd();
    [[nodiscard]] std::optional<ByteView> atom(std::string_view expected = "an atom");
    // The same in upper case, for what is compared.
    [[nodiscard]] std::optional<std::string> word(std::string_view expected);
    // A quoted string or a literal.
    [[nodiscard]] std::optional<std::string> string(std::string_view expected = "a string");
    // An atom in which "]" may stand, or a string.
    [[nodiscard]] std::optional<std::string> astring(std::string_view expected);
    // A string or NIL, which gives "".
    [[nodiscard]] std::optional<std::string> nstring(std::string_view expected);
    // A mailbox name, as UTF-8.
    [[nodiscard]] std::optional<std::string> mailbox();
    // The same with "*" and "%" in it, which may stand bare.
    [[nodiscard]] std::optional<std::string> mailboxPattern();
    [[nodiscard]] std::optional<std::uint32_t> number(std::string_view expected = "a number");
    [[nodiscard]] std::optional<std::uint32_t> nonZero(std::string_view expected);
    // At most 63 bits. [RFC9051 9: number64]
    [[nodiscard]] std::optional<std::uint64_t> number64(std::string_view expected = "a number");
    [[nodiscard]] std::optional<SequenceSet> sequenceSet(SetForm form = SetForm::any);
    [[nodiscard]] std::optional<std::chrono::sys_days> date();

    // "\Seen", "$Forwarded": a system flag's bit or a keyword; each keyword once, as first spelled.
    struct Flags {
        std::uint32_t flags = 0;
        std::vector<std::string> keywords;
    };
    // One flag into `flags`; \Recent and unknown system flags fail.
    [[nodiscard]] bool flag(Flags& flags);
    // "(" [flag *(SP flag)] ")"
    [[nodiscard]] std::optional<Flags> flagList();

    // ---- failures
    std::nullopt_t fail(std::string_view expected, ParseError::Kind kind = ParseError::Kind::badArguments);
    std::nullopt_t failAt(std::size_t position, std::string_view expected,
                          ParseError::Kind kind = ParseError::Kind::badArguments);
    // Kind, expectation and position; the caller adds tag and command.
    [[nodiscard]] const ParseError& failure() const { return failure_; }

    // ---- for the rim
    [[nodiscard]] ByteView tag();  // empty where there is none; nothing is noted
    // "~{n+}" and the like at the very end of the text: the announcement of a message. `piece` gets size and form.
    [[nodiscard]] bool needMessageLiteral(AppendPiece& piece);

private:
    [[nodiscard]] ByteView run(bool (*member)(char));
    [[nodiscard]] std::optional<std::string> quoted();
    [[nodiscard]] std::optional<std::string> literal();
    [[nodiscard]] std::optional<std::string> decodeName(std::string encoded, std::size_t position);

    ByteView text_;
    NameEncoding names_;
    std::size_t at_ = 0;
    ParseError failure_;
};

}  // namespace tram::imap
