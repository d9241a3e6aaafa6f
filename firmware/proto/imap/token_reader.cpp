#include "proto/imap/token_reader.hpp"

#include <algorithm>
#include <array>

#include "base/limits.hpp"
#include "base/utf8.hpp"
#include "mime/header_fields.hpp"
#include "proto/imap/date_time.hpp"
#include "proto/imap/modified_utf7.hpp"

namespace tram::imap {

namespace {

using Kind = ParseError::Kind;

bool isControl(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}
bool is8bit(char c) {
    return static_cast<unsigned char>(c) >= 0x80;
}

bool isAtom(char c) {
    return !isControl(c) && !is8bit(c) && !ByteView("(){ %*\"\\]").contains(c);
}
bool isAstring(char c) {
    return isAtom(c) || c == ']';
}
// UTF-8 is let pass here: some clients with UTF8=ACCEPT send such patterns bare.
bool isPattern(char c) {
    return isAstring(c) || c == '%' || c == '*' || is8bit(c);
}
bool isTag(char c) {
    return isAstring(c) && c != '+';
}
bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

struct NamedFlag {
    ByteView name;
    SystemFlag flag;
};
constexpr std::array<NamedFlag, 5> systemFlags{{
    {"Seen", SystemFlag::seen},
    {"Answered", SystemFlag::answered},
    {"Flagged", SystemFlag::flagged},
    {"Deleted", SystemFlag::deleted},
    {"Draft", SystemFlag::draft},
}};

}  // namespace

std::nullopt_t TokenReader::fail(std::string_view expected, Kind kind) {
    return failAt(at_, expected, kind);
}

std::nullopt_t TokenReader::failAt(std::size_t position, std::string_view expected, Kind kind) {
    failure_.kind = kind;
    failure_.expected = expected;
    failure_.position = position;
    return std::nullopt;
}

bool TokenReader::take(char c) {
    if (atEnd() || text_[at_] != c) return false;
    ++at_;
    return true;
}

bool TokenReader::takePrefix(ByteView prefix) {
    if (!mime::sameName(rest().substr(0, prefix.size()), prefix)) return false;
    at_ += prefix.size();
    return true;
}

bool TokenReader::takeWord(ByteView word) {
    const auto after = rest().substr(std::min(word.size(), rest().size()));
    if (!after.empty() && isAtom(after.front())) return false;
    return takePrefix(word);
}

bool TokenReader::takeSpace() {
    if (rest().find_first_not_of(' ') == ByteView::npos) return false;
    return take(' ');
}

bool TokenReader::need(char c, std::string_view expected) {
    if (take(c)) return true;
    fail(expected);
    return false;
}

bool TokenReader::needEnd() {
    const auto more = std::min(rest().find_first_not_of(' '), rest().size());
    if (more == rest().size()) return true;
    fail("the end of the command");
    return false;
}

ByteView TokenReader::run(bool (*member)(char)) {
    const auto from = at_;
    while (!atEnd() && member(text_[at_])) ++at_;
    return text_.substr(from, at_ - from);
}

ByteView TokenReader::tag() {
    return run(isTag);
}

std::optional<ByteView> TokenReader::atom(std::string_view expected) {
    const auto found = run(isAtom);
    if (found.empty()) return fail(expected);
    return found;
}

std::optional<std::string> TokenReader::word(std::string_view expected) {
    const auto found = atom(expected);
    if (!found) return std::nullopt;
    std::string upper(*found);
    for (auto& c : upper) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return upper;
}

std::optional<std::string> TokenReader::quoted() {
    ++at_;
    std::string value;
    while (!atEnd()) {
        const char c = text_[at_];
        if (c == '"') {
            ++at_;
            return value;
        }
        if (c == '\r' || c == '\n' || c == '\0') return fail("a quoted string without control characters");
        if (c == '\\') {
            ++at_;
            if (peek() != '"' && peek() != '\\') return fail("a quote or a backslash after the backslash");
        }
        value += text_[at_++];
    }
    return fail("the quotation mark that ends the string");
}

std::optional<std::string> TokenReader::literal() {
    ++at_;
    const auto length = number64("the length of a literal");
    if (!length) return std::nullopt;
    static_cast<void>(take('+'));
    if (!need('}', "the end of a literal's length")) return std::nullopt;
    static_cast<void>(take('\r'));
    if (!need('\n', "a line end and the literal")) return std::nullopt;
    if (rest().size() < *length) return fail("all octets of the literal");
    const auto octets = rest().substr(0, static_cast<std::size_t>(*length));
    if (octets.contains('\0')) return fail("a literal without NUL");
    at_ += octets.size();
    return std::string(octets);
}

std::optional<std::string> TokenReader::string(std::string_view expected) {
    if (peek() == '"') return quoted();
    if (peek() == '{') return literal();
    return fail(expected);
}

std::optional<std::string> TokenReader::astring(std::string_view expected) {
    if (peek() == '{' || peek() == '"') return string(expected);
    const auto found = run(isAstring);
    if (found.empty()) return fail(expected);
    return std::string(found);
}

std::optional<std::string> TokenReader::nstring(std::string_view expected) {
    if (takeWord("NIL")) return std::string{};
    return string(expected);
}

std::optional<std::string> TokenReader::decodeName(std::string encoded, std::size_t position) {
    if (names_ == NameEncoding::modifiedUtf7 && isAscii(encoded)) {
        if (auto decoded = decodeModifiedUtf7(encoded)) return decoded;
    } else if (isUtf8(encoded)) {
        return encoded;
    }
    return failAt(position,
                  names_ == NameEncoding::utf8 ? "a mailbox name in UTF-8" : "a mailbox name in modified UTF-7",
                  Kind::badMailboxName);
}

std::optional<std::string> TokenReader::mailbox() {
    const auto position = at_;
    auto encoded = astring("a mailbox name");
    if (!encoded) return std::nullopt;
    return decodeName(std::move(*encoded), position);
}

std::optional<std::string> TokenReader::mailboxPattern() {
    const auto position = at_;
    if (peek() == '{' || peek() == '"') {
        auto encoded = string("a mailbox pattern");
        if (!encoded) return std::nullopt;
        return decodeName(std::move(*encoded), position);
    }
    const auto found = run(isPattern);
    if (found.empty()) return fail("a mailbox pattern");
    return decodeName(std::string(found), position);
}

std::optional<std::uint64_t> TokenReader::number64(std::string_view expected) {
    if (!isDigit(peek())) return fail(expected);
    const auto from = at_;
    std::uint64_t value = 0;
    while (isDigit(peek())) {
        const auto digit = static_cast<std::uint64_t>(text_[at_] - '0');
        if (value > (INT64_MAX - digit) / 10) {
            return failAt(from, "a number of at most 63 bits");
        }
        value = value * 10 + digit;
        ++at_;
    }
    return value;
}

std::optional<std::uint32_t> TokenReader::number(std::string_view expected) {
    const auto from = at_;
    const auto value = number64(expected);
    if (!value) return std::nullopt;
    if (*value <= UINT32_MAX) return static_cast<std::uint32_t>(*value);
    return failAt(from, "a number of at most 32 bits");
}

std::optional<std::uint32_t> TokenReader::nonZero(std::string_view expected) {
    const auto from = at_;
    const auto value = number(expected);
    if (!value || *value != 0) return value;
    return failAt(from, expected);
}

std::optional<SequenceSet> TokenReader::sequenceSet(SetForm form) {
    auto left = rest();
    auto set = takeSequenceSet(left, form);
    at_ = text_.size() - left.size();
    if (!set) return fail("a set of message numbers");
    return set;
}

std::optional<std::chrono::sys_days> TokenReader::date() {
    const auto from = at_;
    const bool quotes = take('"');
    const auto end = std::min(rest().find_first_of(quotes ? "\"" : " )"), rest().size());
    const auto day = parseDay(rest().substr(0, end));
    if (!day) {
        return failAt(from, "a date like 1-Feb-2024");
    }
    at_ += end;
    if (quotes && !need('"', "the quotation mark that ends the date")) return std::nullopt;
    return day;
}

bool TokenReader::flag(Flags& flags) {
    const auto from = at_;
    if (take('\\')) {
        const auto name = run(isAtom);
        const auto known = std::ranges::find_if(
            systemFlags, [&](const NamedFlag& candidate) { return mime::sameName(candidate.name, name); });
        if (known == systemFlags.end()) {
            failAt(from, "a flag that can be set");
            return false;
        }
        flags.flags |= static_cast<std::uint32_t>(known->flag);
        return true;
    }
    const auto keyword = atom("a flag");
    if (!keyword) return false;
    const auto same = [&](const std::string& given) { return mime::sameName(given, *keyword); };
    if (std::ranges::any_of(flags.keywords, same)) return true;
    if (flags.keywords.size() == limits::imap::commandFlags) {
        fail("fewer keywords", Kind::tooComplex);
        return false;
    }
    flags.keywords.emplace_back(*keyword);
    return true;
}

std::optional<TokenReader::Flags> TokenReader::flagList() {
    if (!need('(', "a list of flags")) return std::nullopt;
    Flags flags;
    if (take(')')) return flags;
    do {
        if (!flag(flags)) return std::nullopt;
    } while (take(' '));
    if (!need(')', "the end of the list of flags")) return std::nullopt;
    return flags;
}

bool TokenReader::needMessageLiteral(AppendPiece& piece) {
    piece.binary = take('~');
    if (!need('{', "a message as a literal")) return false;
    const auto size = number64("the length of a literal");
    if (!size) return false;
    piece.size = *size;
    piece.synchronising = !take('+');
    return need('}', "the end of a literal's length") && needEnd();
}

}  // namespace tram::imap
