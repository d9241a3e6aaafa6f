#include "proto/imap/token_reader.hpp"

#include <algorithm>
#include <array>

#include "mime/header_fields.hpp"

namespace tram::imap {

namespace {

bool isControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
bool is8bit(char c) { return static_cast<unsigned char>(c) >= 0x80; }

bool isAtom(char c) {
    return !isControl(c) && !is8bit(c) && ByteView("(){ %*\"\\]").find(c) == ByteView::npos;
}
bool isAstring(char c) { return isAtom(c) || c == ']'; }
// 8-bit is let pass here: clients with UTF8=ACCEPT send such patterns bare.
bool isList(char c) { return isAstring(c) || c == '%' || c == '*' || is8bit(c); }
bool isTag(char c) { return isAstring(c) && c != '+'; }

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

bool TokenReader::take(char c) {
    if (peek() != c || atEnd()) return false;
    ++at_;
    return true;
}

bool TokenReader::takeWord(ByteView word) {
    if (!mime::sameName(rest().substr(0, word.size()), word)) return false;
    at_ += word.size();
    return true;
}

std::optional<ByteView> TokenReader::run(bool (*member)(char)) {
    const auto from = at_;
    while (!atEnd() && member(text_[at_])) ++at_;
    if (at_ == from) return std::nullopt;
    return text_.substr(from, at_ - from);
}

std::optional<ByteView> TokenReader::tag() { return run(isTag); }
std::optional<ByteView> TokenReader::atom() { return run(isAtom); }

std::optional<std::string> TokenReader::quoted() {
    if (!take('"')) return std::nullopt;
    std::string value;
    while (!atEnd()) {
        const char c = text_[at_++];
        if (c == '"') return value;
        if (c == '\r' || c == '\n' || c == '\0') return std::nullopt;
        if (c != '\\') {
            value += c;
            continue;
        }
        if (peek() != '"' && peek() != '\\') return std::nullopt;
        value += text_[at_++];
    }
    return std::nullopt;
}

std::optional<std::string> TokenReader::literal() {
    if (!take('{')) return std::nullopt;
    const auto length = number64();
    if (!length) return std::nullopt;
    static_cast<void>(take('+'));
    if (!take('}') || !take('\r') || !take('\n') || rest().size() < *length) return std::nullopt;
    std::string value(rest().substr(0, static_cast<std::size_t>(*length)));
    at_ += value.size();
    if (value.contains('\0')) return std::nullopt;
    return value;
}

std::optional<std::string> TokenReader::string() { return peek() == '{' ? literal() : quoted(); }

std::optional<std::string> TokenReader::astring() {
    if (peek() == '{' || peek() == '"') return string();
    const auto word = run(isAstring);
    return word ? std::optional(std::string(*word)) : std::nullopt;
}

std::optional<std::string> TokenReader::nstring() {
    if (peek() == '{' || peek() == '"') return string();
    return takeWord("NIL") ? std::optional(std::string{}) : std::nullopt;
}

std::optional<std::string> TokenReader::listMailbox() {
    if (peek() == '{' || peek() == '"') return string();
    const auto word = run(isList);
    return word ? std::optional(std::string(*word)) : std::nullopt;
}

std::optional<std::uint64_t> TokenReader::number64() {
    const auto from = at_;
    std::uint64_t value = 0;
    while (peek() >= '0' && peek() <= '9') {
        const auto digit = static_cast<std::uint64_t>(text_[at_] - '0');
        if (value > (INT64_MAX - digit) / 10) return std::nullopt;
        value = value * 10 + digit;
        ++at_;
    }
    return at_ == from ? std::nullopt : std::optional(value);
}

std::optional<std::uint32_t> TokenReader::number() {
    const auto value = number64();
    if (!value || *value > UINT32_MAX) return std::nullopt;
    return static_cast<std::uint32_t>(*value);
}

std::optional<std::uint32_t> TokenReader::sequenceNumber() {
    if (take('*')) return 0;
    const auto value = number();
    return value && *value != 0 ? value : std::nullopt;
}

std::optional<SequenceSet> TokenReader::sequenceSet() {
    SequenceSet set;
    if (take('$')) {
        set.saved = true;
        return set;
    }
    do {
        const auto first = sequenceNumber();
        if (!first) return std::nullopt;
        auto last = first;
        if (take(':')) last = sequenceNumber();
        if (!last) return std::nullopt;
        set.ranges.push_back({*first, *last});
    } while (take(','));
    return set;
}

bool TokenReader::flag(Flags& flags) {
    if (take('\\')) {
        const auto name = atom();
        if (!name) return false;
        const auto at = std::ranges::find_if(systemFlags, [&](const auto& known) { return mime::sameName(known.name, *name); });
        if (at == systemFlags.end()) return false;
        flags.flags |= static_cast<std::uint32_t>(at->flag);
        return true;
    }
    const auto keyword = atom();
    if (!keyword) return false;
    const auto same = [&](const std::string& known) { return mime::sameName(known, *keyword); };
    if (std::ranges::none_of(flags.keywords, same)) flags.keywords.emplace_back(*keyword);
    return true;
}

std::optional<TokenReader::Flags> TokenReader::flagList() {
    if (!take('(')) return std::nullopt;
    Flags flags;
    if (take(')')) return flags;
    do {
        if (!flag(flags)) return std::nullopt;
    } while (space());
    return take(')') ? std::optional(std::move(flags)) : std::nullopt;
}

}  // namespace tram::imap
