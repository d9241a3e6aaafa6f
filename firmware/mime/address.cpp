// One pass without recursion. A member is read as a phrase and as an addr-spec at once: what it was is
// only known at its end, at a "<" or at a ":".
#include "mime/address.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "base/utf8.hpp"
#include "mime/encoded_word.hpp"

namespace tram::mime {
namespace {

constexpr ByteView specials = "()<>[]:;@\\,.\"";

constexpr bool isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::string trimmed(std::string text) {
    const auto blank = [](char c) { return isSpace(c); };
    text.erase(std::find_if_not(text.rbegin(), text.rend(), blank).base(), text.end());
    text.erase(text.begin(), std::find_if_not(text.begin(), text.end(), blank));
    return text;
}

class ListParser {
public:
    explicit ListParser(ByteView value) : value_(value) {}

    std::vector<Address> parse() {
        while (at_ < value_.size() && result_.size() < limits::mime::addresses) {
            const char c = value_[at_];
            if (isSpace(c) || c == ',' || c == '>') {
                ++at_;
            } else if (c == '(') {
                comment();  // of nobody
            } else if (c == ';') {
                ++at_;
                endGroup();
            } else {
                member();
            }
        }
        endGroup();
        return std::move(result_);
    }

private:
    // One mailbox or the beginning of a group; stops before "," or ";" or at the end.
    void member() {
        phrase_.clear();
        lastComment_.clear();
        spec_.clear();
        specBegin_ = 0;
        lastAt_ = std::string::npos;
        bool spaced = false;
        bool joins = true;  // "." or "@" before: space does not part words there [RFC5322 4.4]
        while (at_ < value_.size()) {
            const char c = value_[at_];
            if (isSpace(c)) {
                spaced = true;
                ++at_;
            } else if (c == '(') {
                lastComment_ = comment();
                spaced = true;
            } else if (c == ',' || c == ';') {
                break;
            } else if (c == '<') {
                ++at_;
                angleAddress();
                return;
            } else if (c == ':' && lastAt_ == std::string::npos && !inGroup_) {
                ++at_;
                beginGroup();
                return;
            } else {
                const bool punctuation = c == '.' || c == '@';
                if (spaced && !phrase_.empty()) phrase_ += ' ';
                if (spaced && !joins && !punctuation) {
                    spec_.clear();
                    lastAt_ = std::string::npos;
                    specBegin_ = phrase_.size();
                }
                spaced = false;
                joins = punctuation;
                word();
            }
        }
        bareAddress();
    }

    // A quoted string, a domain literal, an encoded word, an atom or one special; onto phrase and spec.
    void word() {
        const char c = value_[at_];
        std::string text;
        if (c == '"') {
            text = quotedString();
        } else if (c == '[') {
            const auto end = value_.find(']', at_);
            text = value_.substr(at_, end == ByteView::npos ? end : end + 1 - at_);
            at_ += text.size();
        } else if (c == '=' && encodedWordEnd() != 0) {
            text = value_.substr(at_, encodedWordEnd() - at_);
            at_ += text.size();
        } else if (c == '@') {
            lastAt_ = spec_.size();
            text = "@";
            ++at_;
        } else if (c == '\\' && at_ + 1 < value_.size()) {
            text = value_.substr(at_ + 1, 1);
            at_ += 2;
        } else if (specials.find(c) != ByteView::npos) {
            text = c;
            ++at_;
        } else {
            auto end = at_;
            while (end < value_.size() && !isSpace(value_[end]) && specials.find(value_[end]) == ByteView::npos) ++end;
            text = value_.substr(at_, end - at_);
            at_ = end;
        }
        phrase_ += text;
        spec_ += text;
    }

    // One past "=?charset?x?text?=", which may hold specials; 0 where there is none. What was looked
    // through in vain is not looked through again.
    std::size_t encodedWordEnd() {
        if (value_.substr(at_, 2) != "=?" || at_ < noWordBefore_) return 0;
        int questionMarks = 0;
        std::size_t i = at_ + 1;
        for (; i < value_.size() && !isSpace(value_[i]); ++i) {
            if (value_[i] != '?') continue;
            ++questionMarks;
            if (questionMarks >= 4 && i + 1 < value_.size() && value_[i + 1] == '=') return i + 2;
        }
        noWordBefore_ = i;
        return 0;
    }

    // The opening quote is next.
    std::string quotedString() {
        std::string text;
        for (++at_; at_ < value_.size(); ++at_) {
            char c = value_[at_];
            if (c == '"') {
                ++at_;
                break;
            }
            if (c == '\\' && at_ + 1 < value_.size()) c = value_[++at_];
            if (c != '\r' && c != '\n') text += c;
        }
        return text;
    }

    // The opening parenthesis is next. The content, inner comments with their parentheses.
    std::string comment() {
        std::string text;
        int depth = 0;
        for (; at_ < value_.size(); ++at_) {
            char c = value_[at_];
            if (c == '(' && depth++ == 0) continue;
            if (c == ')' && --depth == 0) {
                ++at_;
                break;
            }
            if (c == '\\' && at_ + 1 < value_.size()) c = value_[++at_];
            if (c != '\r' && c != '\n') text += c;
        }
        return trimmed(std::move(text));
    }

    // Behind the "<": [route ":"] addr-spec ">"; then what is left of the member goes, but for a comment.
    void angleAddress() {
        Address address;
        address.name = trimmed(phrase_);
        while (at_ < value_.size() && isSpace(value_[at_])) ++at_;
        if (at_ < value_.size() && value_[at_] == '@') route(address.route);
        spec_.clear();
        lastAt_ = std::string::npos;
        while (at_ < value_.size()) {
            const char c = value_[at_];
            if (c == '>') {
                ++at_;
                break;
            }
            if ((c == ',' || c == ';') && !isClosed()) break;
            if (isSpace(c) || c == '<') {
                ++at_;
            } else if (c == '(') {
                lastComment_ = comment();
            } else {
                word();
            }
        }
        // Another angle address without a comma before is another mailbox; anything else is passed over.
        while (at_ < value_.size() && value_[at_] != ',' && value_[at_] != ';' && !anotherFollows()) {
            if (value_[at_] == '(') {
                lastComment_ = comment();
            } else if (value_[at_] == '"') {
                static_cast<void>(quotedString());
            } else {
                at_ = std::min(value_.find_first_of(",;\"(", at_), value_.size());
            }
        }
        splitSpec(address);
        if (address.name.empty()) address.name = lastComment_;
        result_.push_back(std::move(address));
    }

    // Whether the angle address under way has an end, before another begins.
    [[nodiscard]] bool isClosed() const {
        const auto next = value_.find_first_of("<>\"", at_);
        return next != ByteView::npos && value_[next] == '>';
    }

    [[nodiscard]] bool anotherFollows() const {
        const auto next = value_.find_first_of("<,;\"(", at_);
        return next != ByteView::npos && value_[next] == '<';
    }

    // "@a,@b:" without the colon. Without a colon before ">" it was no route.
    void route(std::string& out) {
        const auto end = value_.find_first_of(":>\"(", at_);
        if (end == ByteView::npos || value_[end] != ':') return;
        for (const char c : value_.substr(at_, end - at_)) {
            if (!isSpace(c)) out += c;
        }
        at_ = end + 1;
    }

    void bareAddress() {
        Address address;
        if (lastAt_ == std::string::npos) {
            // No address at all: a name alone is shown as one, as it stands in the local part.
            address.localPart = trimmed(phrase_);
        } else {
            splitSpec(address);
            phrase_.resize(specBegin_);
            address.name = trimmed(phrase_);
        }
        if (address.name.empty()) address.name = lastComment_;
        if (address.localPart.empty() && address.domain.empty() && address.name.empty()) return;
        result_.push_back(std::move(address));
    }

    void splitSpec(Address& address) const {
        if (lastAt_ == std::string::npos) {
            address.localPart = spec_;
            return;
        }
        address.localPart = spec_.substr(0, lastAt_);
        address.domain = spec_.substr(lastAt_ + 1);
    }

    void beginGroup() {
        inGroup_ = true;
        Address address;
        address.kind = Address::Kind::groupStart;
        address.name = trimmed(phrase_);
        result_.push_back(std::move(address));
    }

    void endGroup() {
        if (!inGroup_) return;
        inGroup_ = false;
        Address address;
        address.kind = Address::Kind::groupEnd;
        result_.push_back(std::move(address));
    }

    ByteView value_;
    std::size_t at_ = 0;
    std::vector<Address> result_;
    bool inGroup_ = false;
    std::size_t noWordBefore_ = 0;

    // The member under way.
    std::string phrase_;
    std::string lastComment_;
    std::string spec_;                        // the words since the last space that parts words
    std::size_t specBegin_ = 0;               // where they begin in phrase_
    std::size_t lastAt_ = std::string::npos;  // the last "@" in spec_
};

bool isAtomText(char c) {
    const auto octet = static_cast<unsigned char>(c);
    return octet > ' ' && octet != 0x7F && specials.find(c) == ByteView::npos;
}

bool isDotAtom(ByteView text) {
    if (text.empty() || text.front() == '.' || text.back() == '.' || text.find("..") != ByteView::npos) return false;
    return std::ranges::all_of(text, [](char c) { return c == '.' || isAtomText(c); });
}

std::string inQuotes(ByteView text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '\r' || c == '\n' || c == '\0') continue;
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out += '"';
}

}  // namespace

std::vector<Address> parseAddressList(ByteView fieldValue) {
    return ListParser(fieldValue).parse();
}

std::string displayName(const Address& address) {
    return decodeHeaderText(address.name);
}

std::string addressSpec(const Address& address) {
    auto spec = isDotAtom(address.localPart) ? address.localPart : inQuotes(address.localPart);
    if (!address.domain.empty()) spec.append("@").append(address.domain);
    return spec;
}

std::string formatAddress(ByteView nameUtf8, ByteView spec) {
    if (nameUtf8.empty()) return std::string(spec);
    std::string name;
    if (!isAscii(nameUtf8) || nameUtf8.find("=?") != ByteView::npos) {
        name = encodePhrase(nameUtf8);
    } else if (std::ranges::all_of(nameUtf8, [](char c) { return c == ' ' || isAtomText(c); })) {
        name = nameUtf8;
    } else {
        name = inQuotes(nameUtf8);
    }
    return name.append(" <").append(spec).append(">");
}

}  // namespace tram::mime
