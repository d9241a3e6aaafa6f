// The words of IMAP's grammar, read from one command's text. Literals lie in it as they came:
// "{5}" CRLF and the octets. [RFC9051 9]
//
// Hostile input: every function reads forward only and fails without a throw; what was read before a
// failure is lost with the command.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "proto/imap/command.hpp"

namespace tram::imap {

class TokenReader {
public:
    explicit TokenReader(ByteView text) : text_(text) {}

    [[nodiscard]] bool atEnd() const { return at_ == text_.size(); }
    [[nodiscard]] std::size_t position() const { return at_; }
    [[nodiscard]] ByteView rest() const { return text_.substr(at_); }
    [[nodiscard]] char peek() const { return atEnd() ? '\0' : text_[at_]; }
    // Takes the character if it is next.
    [[nodiscard]] bool take(char c);
    [[nodiscard]] bool space() { return take(' '); }
    // Takes the word in any case if it is next, whatever follows it.
    [[nodiscard]] bool takeWord(ByteView word);

    [[nodiscard]] std::optional<ByteView> tag();
    [[nodiscard]] std::optional<ByteView> atom();
    // An atom with brackets allowed, a quoted string or a literal.
    [[nodiscard]] std::optional<std::string> astring();
    [[nodiscard]] std::optional<std::string> string();
    // NIL is an empty string.
    [[nodiscard]] std::optional<std::string> nstring();
    // An astring in which the wildcards may stand bare.
    [[nodiscard]] std::optional<std::string> listMailbox();
    [[nodiscard]] std::optional<std::uint32_t> number();
    // At most 63 bits.
    [[nodiscard]] std::optional<std::uint64_t> number64();
    [[nodiscard]] std::optional<SequenceSet> sequenceSet();
    // "\Seen", "$Forwarded": a system flag's bit or a keyword.
    struct Flags {
        std::uint32_t flags = 0;
        std::vector<std::string> keywords;
    };
    // One flag into `flags`; \Recent and unknown system flags fail.
    [[nodiscard]] bool flag(Flags& flags);
    // "(" [flag *(SP flag)] ")"
    [[nodiscard]] std::optional<Flags> flagList();

private:
    [[nodiscard]] std::optional<ByteView> run(bool (*member)(char));
    [[nodiscard]] std::optional<std::string> quoted();
    [[nodiscard]] std::optional<std::string> literal();
    [[nodiscard]] std::optional<std::uint32_t> sequenceNumber();

    ByteView text_;
    std::size_t at_ = 0;
};

}  // namespace tram::imap
