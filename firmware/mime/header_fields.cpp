// Lines are found with memchr; a field is a line and the continuations behind it.
#include "mime/header_fields.hpp"

#include <algorithm>

namespace tram::mime {
namespace {

constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

constexpr bool isBlank(char c) {
    return c == ' ' || c == '\t';
}

// One past the line that begins at `at`, its LF included.
std::size_t lineEndAfter(ByteView bytes, std::size_t at) {
    const auto end = bytes.find('\n', at);
    return end == ByteView::npos ? bytes.size() : end + 1;
}

ByteView withoutLineEnd(ByteView line) {
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

bool isBlankLine(ByteView line) {
    return std::ranges::all_of(withoutLineEnd(line), isBlank);
}

// "boundary=…": what a folded Content-Type becomes when its indentation is lost.
bool isParameter(ByteView line) {
    std::size_t at = 0;
    while (at < line.size() &&
           (line[at] == '-' || line[at] == '*' || (lower(line[at]) >= 'a' && lower(line[at]) <= 'z')))
        ++at;
    return at > 0 && at < line.size() && line[at] == '=';
}

template <class Names>
Bytes select(ByteView section, const Names& names, Selection selection) {
    Bytes out;
    for (const auto& field : HeaderFields(section)) {
        const bool named = std::ranges::any_of(names, [&](ByteView name) { return sameName(name, field.name); });
        if (named != (selection == Selection::these)) continue;
        out.append(field.whole);
        if (!field.whole.ends_with('\n')) out.append("\r\n");
    }
    out.append("\r\n");
    return out;
}

}  // namespace

HeaderLine classifyHeaderLine(ByteView line) noexcept {
    if (line.empty()) return HeaderLine::empty;
    const char first = line.front();
    if (first == '\n' || (first == '\r' && (line.size() == 1 || line[1] == '\n'))) return HeaderLine::empty;
    if (isBlank(first)) return HeaderLine::continuation;
    std::size_t at = 0;
    while (at < line.size() && line[at] > ' ' && line[at] <= '~' && line[at] != ':') ++at;
    if (at == 0) return HeaderLine::other;
    while (at < line.size() && isBlank(line[at])) ++at;
    if (at < line.size() && line[at] == ':') return HeaderLine::field;
    return line.starts_with("From ") || line.starts_with(">From ") ? HeaderLine::mboxFrom : HeaderLine::other;
}

HeaderScanner::Verdict HeaderScanner::judge(ByteView line, ByteView next) noexcept {
    const bool first = first_;
    first_ = false;
    const auto kind = classifyHeaderLine(line);
    const bool fieldNext = classifyHeaderLine(next) == HeaderLine::field;
    switch (kind) {
        case HeaderLine::empty:
            return Verdict::lastLine;
        case HeaderLine::field:
            inField_ = true;
            inJunk_ = false;
            return Verdict::field;
        case HeaderLine::continuation:
            if (inJunk_) return Verdict::passedOver;
            if (inField_) return Verdict::continuation;
            return first && isBlankLine(line) && fieldNext ? Verdict::passedOver : Verdict::notHeader;
        case HeaderLine::mboxFrom:
            if (first) return Verdict::passedOver;
            break;
        case HeaderLine::other:
            break;
    }
    if (!inField_ || !(fieldNext || isParameter(line))) return Verdict::notHeader;
    inJunk_ = true;
    return Verdict::passedOver;
}

std::size_t headerSectionSize(ByteView message) {
    HeaderScanner scanner;
    std::size_t at = 0;
    auto end = lineEndAfter(message, at);
    while (at < message.size()) {
        const auto nextEnd = lineEndAfter(message, end);
        const auto verdict = scanner.judge(message.substr(at, end - at), message.substr(end, nextEnd - end));
        if (verdict == HeaderScanner::Verdict::notHeader) return at;
        at = end;
        end = nextEnd;
        if (verdict == HeaderScanner::Verdict::lastLine) return at;
    }
    return at;
}

void HeaderFields::Iterator::advance() {
    while (next_ < section_.size()) {
        const auto begin = next_;
        auto end = lineEndAfter(section_, begin);
        const auto line = section_.substr(begin, end - begin);
        const auto kind = classifyHeaderLine(line);
        if (kind == HeaderLine::empty) break;
        if (kind != HeaderLine::field) {
            next_ = end;
            continue;
        }
        while (end < section_.size() && isBlank(section_[end])) end = lineEndAfter(section_, end);
        next_ = end;
        const auto whole = section_.substr(begin, end - begin);
        const auto colon = whole.find(':');
        auto name = whole.substr(0, colon);
        while (isBlank(name.back())) name.remove_suffix(1);
        field_ = {name, withoutLineEnd(whole.substr(colon + 1)), whole, begin};
        return;
    }
    done_ = true;
}

bool sameName(ByteView a, ByteView b) noexcept {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::optional<HeaderField> findField(ByteView section, ByteView name) {
    for (const auto& field : HeaderFields(section)) {
        if (sameName(field.name, name)) return field;
    }
    return std::nullopt;
}

Bytes selectFields(ByteView section, std::span<const ByteView> names, Selection selection) {
    return select(section, names, selection);
}

Bytes selectFields(ByteView section, std::span<const std::string> names, Selection selection) {
    return select(section, names, selection);
}

Bytes unfold(ByteView rawValue) {
    const auto blank = [](char c) { return isBlank(c) || c == '\r' || c == '\n'; };
    while (!rawValue.empty() && blank(rawValue.front())) rawValue.remove_prefix(1);
    while (!rawValue.empty() && blank(rawValue.back())) rawValue.remove_suffix(1);
    Bytes out;
    while (!rawValue.empty()) {
        const auto lineEnd = rawValue.find('\n');
        auto line = rawValue.substr(0, lineEnd);
        rawValue.remove_prefix(lineEnd == ByteView::npos ? rawValue.size() : lineEnd + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        out.append(line);
    }
    return out;
}

}  // namespace tram::mime
