#include "province/letters.hpp"

#include <algorithm>
#include <array>

#include "text/utf8.hpp"
#include "text/vietnamese.hpp"

namespace tram::province {
namespace {

constexpr int mostMarks = 2;  // ê̆ of Ê Đê keeps one beyond NFC; two leave room, towers of marks do not fit

enum class Kind { letter, mark, digit, space, joiner, punctuation, foreign, bad };

struct Character {
    char32_t code = 0;
    std::size_t octets = 0;
};

// From the front of text that is valid UTF-8.
Character firstCharacter(std::string_view text) {
    const auto octet = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto follow = [&](std::size_t i) { return static_cast<char32_t>(octet(i) & 0x3fU); };
    const char32_t lead = octet(0);
    if (lead < 0x80) return {lead, 1};
    if (lead < 0xe0) return {(lead & 0x1f) << 6 | follow(1), 2};
    if (lead < 0xf0) return {(lead & 0x0f) << 12 | follow(1) << 6 | follow(2), 3};
    return {(lead & 0x07) << 18 | follow(1) << 12 | follow(2) << 6 | follow(3), 4};
}

bool isSpace(char32_t c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0xa0 || (c >= 0x2000 && c <= 0x200a) ||
           c == 0x202f || c == 0x3000;
}

// ' ’ ‘ ʼ ` ´ and the hyphens - ‐ ‑, as keyboards and word processors put them into H'Hen and Y-Bham.
bool isJoiner(char32_t c) {
    constexpr std::array<char32_t, 9> joiners{'\'', 0x2019, 0x2018, 0x2bc, '`', 0xb4, '-', 0x2010, 0x2011};
    return std::ranges::find(joiners, c) != joiners.end();
}

bool isPunctuation(char32_t c) {
    constexpr std::array<char32_t, 11> signs{',', '.', '&', '/', '(', ')', '"', 0x2013, 0x2014, 0x201c, 0x201d};
    return std::ranges::find(signs, c) != signs.end();
}

bool isLetter(char32_t c) {
    // Dotless i and long s look like, or fold to, another letter; × and ÷ are none.
    if (c == 0x131 || c == 0x17f || c == 0xd7 || c == 0xf7) return false;
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0xc0 && c <= 0x180) || c == 0x1a0 || c == 0x1a1 ||
           c == 0x1af || c == 0x1b0 || (c >= 0x1cd && c <= 0x1dc) || c == 0x243 || (c >= 0x1e00 && c <= 0x1ef9);
}

Kind kindOf(char32_t c) {
    if (isSpace(c)) return Kind::space;
    if (isJoiner(c)) return Kind::joiner;
    if (isPunctuation(c)) return Kind::punctuation;
    if (c >= '0' && c <= '9') return Kind::digit;
    if (c >= 0x300 && c <= 0x36f) return Kind::mark;
    if (isLetter(c)) return Kind::letter;
    // ASCII and C1 controls, invisible and bidirectional signs, general punctuation, emoji blocks: no letters.
    if (c < 0xc0 || c == 0xd7 || c == 0xf7 || (c >= 0x2000 && c <= 0x20ff) || c == 0xfeff ||
        (c >= 0xe000 && c <= 0xf8ff) || c >= 0x1f000) {
        return Kind::bad;
    }
    return Kind::foreign;
}

// What no dropping of marks makes plain: ƀ and Ƀ of Ê Đê and Gia Rai have a bar, and signs have typographic forms.
std::string withPlainSigns(std::string_view text) {
    std::string plain;
    plain.reserve(text.size());
    while (!text.empty()) {
        const auto [code, octets] = firstCharacter(text);
        if (octets == 1) {
            plain += code == '`' ? '\'' : text.front();
        } else {
            switch (code) {
                case 0x180:
                case 0x243:
                    plain += 'b';
                    break;
                case 0xb4:
                case 0x2bc:
                case 0x2018:
                case 0x2019:
                    plain += '\'';
                    break;
                case 0x2010:
                case 0x2011:
                case 0x2013:
                case 0x2014:
                    plain += '-';
                    break;
                case 0x201c:
                case 0x201d:
                    plain += '"';
                    break;
                default:
                    plain += text.substr(0, octets);
            }
        }
        text.remove_prefix(octets);
    }
    return plain;
}

// The characters of a name, one after the other; complains where one cannot stand.
class Cleaner {
public:
    explicit Cleaner(NameAlphabet alphabet) : alphabet_(alphabet) {}

    std::expected<void, NameError> take(std::string_view character, char32_t code) {
        const auto kind = kindOf(code);
        switch (kind) {
            case Kind::foreign:
                return std::unexpected(NameError::foreignLetter);
            case Kind::bad:
                return std::unexpected(NameError::badCharacter);
            case Kind::digit:
            case Kind::punctuation:
                if (alphabet_ == NameAlphabet::person) return std::unexpected(NameError::badCharacter);
                break;
            case Kind::mark:
                if (!onLetter_ || ++marks_ > mostMarks) return std::unexpected(NameError::badCharacter);
                break;
            case Kind::letter:
                letters_ = true;
                marks_ = 0;
                break;
            case Kind::space:
                spaceBefore_ = !text_.empty();
                break;
            case Kind::joiner:
                break;
        }
        onLetter_ = kind == Kind::letter || kind == Kind::mark;
        if (kind == Kind::space) return {};
        if (spaceBefore_) text_ += ' ';
        spaceBefore_ = false;
        text_ += character;
        return {};
    }

    [[nodiscard]] bool hasLetters() const { return letters_; }
    [[nodiscard]] std::string takeText() { return std::move(text_); }

private:
    NameAlphabet alphabet_;
    std::string text_;
    int marks_ = 0;
    bool onLetter_ = false;
    bool spaceBefore_ = false;
    bool letters_ = false;
};

}  // namespace

std::expected<std::string, NameError> cleanName(std::string_view text, NameAlphabet alphabet, std::size_t most) {
    if (text.size() > most) return std::unexpected(NameError::tooLong);
    if (!isUtf8(text)) return std::unexpected(NameError::notUtf8);
    const auto composed = text::toNfc(text);
    Cleaner cleaner{alphabet};
    for (std::string_view rest = composed; !rest.empty();) {
        const auto [code, octets] = firstCharacter(rest);
        if (const auto taken = cleaner.take(rest.substr(0, octets), code); !taken) {
            return std::unexpected(taken.error());
        }
        rest.remove_prefix(octets);
    }
    if (!cleaner.hasLetters()) return std::unexpected(NameError::empty);
    auto cleaned = cleaner.takeText();
    // Putting marks in canonical order can make a name longer, and what was accepted must be so again.
    if (cleaned.size() > most) return std::unexpected(NameError::tooLong);
    // A letter that comes to no a–z (ø, ß, ŋ) has no place in an address of ours.
    if (!isAscii(plainLetters(cleaned))) return std::unexpected(NameError::foreignLetter);
    return cleaned;
}

std::string plainLetters(std::string_view cleaned) {
    auto plain = text::withoutDiacritics(withPlainSigns(cleaned));
    for (char& c : plain) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    }
    return plain;
}

}  // namespace tram::province
