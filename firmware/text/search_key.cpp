// Folds query and text alike, then looks for the one in the other with Knuth, Morris and Pratt: linear
// whatever a hostile text and query look like.
#include "text/search_key.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>

#include "base/limits.hpp"
#include "text/folding.hpp"
#include "text/utf8.hpp"

namespace tram::text {
namespace {

// Octets of original text for one octet of folded text at most: a decomposed letter with two marks (five
// octets) folds to one; the rest is room for white space and soft hyphens.
constexpr std::size_t unfoldedFactor = 6;
constexpr std::size_t unfoldedSlack = 256;

std::string normalised(const icu::Normalizer2& by, ByteView utf8) {
    UErrorCode status = U_ZERO_ERROR;
    std::string out;
    out.reserve(utf8.size());
    icu::StringByteSink<std::string> sink(&out);
    by.normalizeUTF8(0, icu::StringPiece(utf8.data(), static_cast<int32_t>(utf8.size())), sink, nullptr, status);
    return U_FAILURE(status) ? std::string(utf8) : out;
}

constexpr bool isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// ASCII in lower case, runs of white space as one space. In place.
void squeeze(std::string& text) {
    std::size_t out = 0;
    bool space = false;
    for (const char c : text) {
        if (isSpace(c)) {
            if (!space) text[out++] = ' ';
            space = true;
            continue;
        }
        space = false;
        text[out++] = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    }
    text.resize(out);
}

std::string caseFolded(ByteView utf8) {
    const std::string valid = isUtf8(utf8) ? std::string() : repairUtf8(utf8);
    UErrorCode status = U_ZERO_ERROR;
    // Compatibility forms (full width, ligatures, no-break space) are made equal, soft hyphens dropped.
    const auto* fold = icu::Normalizer2::getNFKCCasefoldInstance(status);
    if (U_FAILURE(status)) return std::string(valid.empty() ? utf8 : ByteView(valid));
    return normalised(*fold, valid.empty() ? utf8 : ByteView(valid));
}

// Decomposed first; says whether there were marks to drop.
bool dropMarks(std::string& folded) {
    UErrorCode status = U_ZERO_ERROR;
    const auto* nfd = icu::Normalizer2::getNFDInstance(status);
    if (U_SUCCESS(status)) folded = normalised(*nfd, folded);
    bool dropped = false;
    std::size_t out = 0;
    for (std::size_t at = 0; at < folded.size();) {
        const auto c = frontOf(ByteView(folded).substr(at));
        // ð (eth) is what mail of western charsets has for đ.
        if (c.value == U'đ' || c.value == U'ð') {
            folded[out++] = 'd';
            dropped = true;
        } else if (isDiacritic(c.value)) {
            dropped = true;
        } else {
            for (std::size_t i = 0; i < c.octets; ++i) folded[out++] = folded[at + i];
        }
        at += c.octets;
    }
    folded.resize(out);
    return dropped;
}

}  // namespace

std::string foldCase(ByteView utf8) {
    auto text = isAscii(utf8) ? std::string(utf8) : caseFolded(utf8);
    squeeze(text);
    return text;
}

std::string foldMarks(ByteView utf8) {
    auto text = isAscii(utf8) ? std::string(utf8) : caseFolded(utf8);
    if (!isAscii(text)) dropMarks(text);
    squeeze(text);
    return text;
}

SearchKey::SearchKey(ByteView queryUtf8) {
    const auto query = utf8Prefix(queryUtf8, limits::text::searchKey);
    needle_ = foldCase(query);
    if (!isAscii(needle_)) {
        auto unmarked = needle_;
        if (dropMarks(unmarked)) {
            marks_ = Marks::counted;
        } else {
            needle_ = std::move(unmarked);  // decomposed, as foldMarks() leaves text: Korean, say
        }
    }
    fail_.resize(needle_.size());
    std::uint32_t matched = 0;
    for (std::size_t i = 1; i < needle_.size(); ++i) {
        while (matched > 0 && needle_[i] != needle_[matched]) matched = fail_[matched - 1];
        if (needle_[i] == needle_[matched]) ++matched;
        fail_[i] = matched;
    }
}

bool SearchKey::foundIn(ByteView utf8) const {
    if (needle_.empty()) return true;
    const auto text = marks_ == Marks::counted ? foldCase(utf8) : foldMarks(utf8);
    std::size_t matched = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        while (matched > 0 && text[i] != needle_[matched]) matched = fail_[matched - 1];
        if (text[i] == needle_[matched]) ++matched;
        if (matched < needle_.size()) continue;
        // A mark that follows and could not be composed belongs to the letter: other marks than asked for.
        const auto rest = ByteView(text).substr(i + 1);
        if (rest.empty() || !isDiacritic(frontOf(rest).value)) return true;
        matched = fail_[matched - 1];
    }
    return false;
}

std::size_t SearchKey::longestMatch() const noexcept {
    return needle_.size() * unfoldedFactor + unfoldedSlack;
}

}  // namespace tram::text
