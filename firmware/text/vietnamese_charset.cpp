// Tables and small state machines; every octet has a meaning in each of these charsets, so nothing is lost.
#include "text/vietnamese_charset.hpp"

#include <array>
#include <cstdint>

namespace tram::text {
namespace {

constexpr char32_t grave = 0x300;
constexpr char32_t acute = 0x301;
constexpr char32_t circumflex = 0x302;
constexpr char32_t tilde = 0x303;
constexpr char32_t breve = 0x306;
constexpr char32_t hookAbove = 0x309;
constexpr char32_t horn = 0x31B;
constexpr char32_t dotBelow = 0x323;

// Octets 0x80 to 0xFF.
constexpr std::array<char16_t, 128> visciiHigh = {
    0x1EA0, 0x1EAE, 0x1EB0, 0x1EB6, 0x1EA4, 0x1EA6, 0x1EA8, 0x1EAC, 0x1EBC, 0x1EB8, 0x1EBE, 0x1EC0, 0x1EC2,
    0x1EC4, 0x1EC6, 0x1ED0, 0x1ED2, 0x1ED4, 0x1ED6, 0x1ED8, 0x1EE2, 0x1EDA, 0x1EDC, 0x1EDE, 0x1ECA, 0x1ECE,
    0x1ECC, 0x1EC8, 0x1EE6, 0x0168, 0x1EE4, 0x1EF2, 0x00D5, 0x1EAF, 0x1EB1, 0x1EB7, 0x1EA5, 0x1EA7, 0x1EA9,
    0x1EAD, 0x1EBD, 0x1EB9, 0x1EBF, 0x1EC1, 0x1EC3, 0x1EC5, 0x1EC7, 0x1ED1, 0x1ED3, 0x1ED5, 0x1ED7, 0x1EE0,
    0x01A0, 0x1ED9, 0x1EDD, 0x1EDF, 0x1ECB, 0x1EF0, 0x1EE8, 0x1EEA, 0x1EEC, 0x01A1, 0x1EDB, 0x01AF, 0x00C0,
    0x00C1, 0x00C2, 0x00C3, 0x1EA2, 0x0102, 0x1EB3, 0x1EB5, 0x00C8, 0x00C9, 0x00CA, 0x1EBA, 0x00CC, 0x00CD,
    0x0128, 0x1EF3, 0x0110, 0x1EE9, 0x00D2, 0x00D3, 0x00D4, 0x1EA1, 0x1EF7, 0x1EEB, 0x1EED, 0x00D9, 0x00DA,
    0x1EF9, 0x1EF5, 0x00DD, 0x1EE1, 0x01B0, 0x00E0, 0x00E1, 0x00E2, 0x00E3, 0x1EA3, 0x0103, 0x1EEF, 0x1EAB,
    0x00E8, 0x00E9, 0x00EA, 0x1EBB, 0x00EC, 0x00ED, 0x0129, 0x1EC9, 0x0111, 0x1EF1, 0x00F2, 0x00F3, 0x00F4,
    0x00F5, 0x1ECF, 0x1ECD, 0x1EE5, 0x00F9, 0x00FA, 0x0169, 0x1EE7, 0x00FD, 0x1EE3, 0x1EEE,
};
constexpr std::array<char16_t, 128> tcvnHigh = {
    0x00C0, 0x1EA2, 0x00C3, 0x00C1, 0x1EA0, 0x1EB6, 0x1EAC, 0x00C8, 0x1EBA, 0x1EBC, 0x00C9, 0x1EB8, 0x1EC6,
    0x00CC, 0x1EC8, 0x0128, 0x00CD, 0x1ECA, 0x00D2, 0x1ECE, 0x00D5, 0x00D3, 0x1ECC, 0x1ED8, 0x1EDC, 0x1EDE,
    0x1EE0, 0x1EDA, 0x1EE2, 0x00D9, 0x1EE6, 0x0168, 0x00A0, 0x0102, 0x00C2, 0x00CA, 0x00D4, 0x01A0, 0x01AF,
    0x0110, 0x0103, 0x00E2, 0x00EA, 0x00F4, 0x01A1, 0x01B0, 0x0111, 0x1EB0, 0x0300, 0x0309, 0x0303, 0x0301,
    0x0323, 0x00E0, 0x1EA3, 0x00E3, 0x00E1, 0x1EA1, 0x1EB2, 0x1EB1, 0x1EB3, 0x1EB5, 0x1EAF, 0x1EB4, 0x1EAE,
    0x1EA6, 0x1EA8, 0x1EAA, 0x1EA4, 0x1EC0, 0x1EB7, 0x1EA7, 0x1EA9, 0x1EAB, 0x1EA5, 0x1EAD, 0x00E8, 0x1EC2,
    0x1EBB, 0x1EBD, 0x00E9, 0x1EB9, 0x1EC1, 0x1EC3, 0x1EC5, 0x1EBF, 0x1EC7, 0x00EC, 0x1EC9, 0x1EC4, 0x1EBE,
    0x1ED2, 0x0129, 0x00ED, 0x1ECB, 0x00F2, 0x1ED4, 0x1ECF, 0x00F5, 0x00F3, 0x1ECD, 0x1ED3, 0x1ED5, 0x1ED7,
    0x1ED1, 0x1ED9, 0x1EDD, 0x1EDF, 0x1EE1, 0x1EDB, 0x1EE3, 0x00F9, 0x1ED6, 0x1EE7, 0x0169, 0x00FA, 0x1EE5,
    0x1EEB, 0x1EED, 0x1EEF, 0x1EE9, 0x1EF1, 0x1EF3, 0x1EF7, 0x1EF9, 0x00FD, 0x1EF5, 0x1ED0,
};

// Letters in the control range. TAB, LF, CR and ESC are none in either charset.
constexpr char16_t visciiLow(std::uint8_t octet) {
    switch (octet) {
        case 0x02:
            return u'Ẳ';
        case 0x05:
            return u'Ẵ';
        case 0x06:
            return u'Ẫ';
        case 0x14:
            return u'Ỷ';
        case 0x19:
            return u'Ỹ';
        case 0x1E:
            return u'Ỵ';
        default:
            return octet;
    }
}

constexpr char16_t tcvnLow(std::uint8_t octet) {
    switch (octet) {
        case 0x01:
            return u'Ú';
        case 0x02:
            return u'Ụ';
        case 0x04:
            return u'Ừ';
        case 0x05:
            return u'Ử';
        case 0x06:
            return u'Ữ';
        case 0x11:
            return u'Ứ';
        case 0x12:
            return u'Ự';
        case 0x13:
            return u'Ỳ';
        case 0x14:
            return u'Ỷ';
        case 0x15:
            return u'Ỹ';
        case 0x16:
            return u'Ý';
        case 0x17:
            return u'Ỵ';
        default:
            return octet;
    }
}

void append(std::string& out, char32_t c) {
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xC0 | c >> 6);
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else {
        out += static_cast<char>(0xE0 | c >> 12);
        out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    }
}

constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

constexpr bool isVowel(char c) {
    switch (lower(c)) {
        case 'a':
        case 'e':
        case 'i':
        case 'o':
        case 'u':
        case 'y':
            return true;
        default:
            return false;
    }
}

struct Marks {
    char32_t first = 0;
    char32_t second = 0;
};

// What a mark's octet of VNI means; capitals and small letters differ by 0x20 and are mixed up in practice.
constexpr Marks vniMarks(std::uint8_t octet) {
    switch (octet & 0xDF) {
        case 0xD9:
            return {acute};
        case 0xD8:
            return {grave};
        case 0xDB:
            return {hookAbove};
        case 0xD5:
            return {tilde};
        case 0xCF:
            return {dotBelow};
        case 0xC2:
            return {circumflex};
        case 0xC1:
            return {circumflex, acute};
        case 0xC0:
            return {circumflex, grave};
        case 0xC5:
            return {circumflex, hookAbove};
        case 0xC3:
            return {circumflex, tilde};
        case 0xC4:
            return {dotBelow, circumflex};
        case 0xCA:
            return {breve};
        case 0xC9:
            return {breve, acute};
        case 0xC8:
            return {breve, grave};
        case 0xDA:
            return {breve, hookAbove};
        case 0xDC:
            return {breve, tilde};
        case 0xCB:
            return {dotBelow, breve};
        default:
            return {};
    }
}

// Letters of VNI that are one octet. Zero: Latin-1.
constexpr char16_t vniLetter(std::uint8_t octet) {
    switch (octet) {
        case 0xC6:
            return u'Ỉ';
        case 0xCC:
            return u'Ì';
        case 0xCD:
            return u'Í';
        case 0xCE:
            return u'Ỵ';
        case 0xD1:
            return u'Đ';
        case 0xD2:
            return u'Ị';
        case 0xD3:
            return u'Ĩ';
        case 0xD4:
            return u'Ơ';
        case 0xD6:
            return u'Ư';
        case 0xE6:
            return u'ỉ';
        case 0xEC:
            return u'ì';
        case 0xED:
            return u'í';
        case 0xEE:
            return u'ỵ';
        case 0xF1:
            return u'đ';
        case 0xF2:
            return u'ị';
        case 0xF3:
            return u'ĩ';
        case 0xF4:
            return u'ơ';
        case 0xF6:
            return u'ư';
        default:
            return 0;
    }
}

// Marks only stand where VNI has such a letter: circumflex on a, e, o; breve on a.
constexpr bool vniTakes(char letter, Marks marks) {
    const char l = lower(letter);
    const bool flat = marks.first != circumflex && marks.second != circumflex;
    const bool plain = marks.first != breve && marks.second != breve;
    if (!plain) return l == 'a';
    if (!flat) return l == 'a' || l == 'e' || l == 'o';
    return isVowel(letter);
}

constexpr char32_t viqrShape(char letter, char mark) {
    const char l = lower(letter);
    if (mark == '^') return l == 'a' || l == 'e' || l == 'o' ? circumflex : 0;
    if (mark == '(') return l == 'a' ? breve : 0;
    if (mark == '+') return l == 'o' || l == 'u' ? horn : 0;
    return 0;
}

constexpr char32_t viqrTone(char mark) {
    switch (mark) {
        case '\'':
            return acute;
        case '`':
            return grave;
        case '?':
            return hookAbove;
        case '~':
            return tilde;
        case '.':
            return dotBelow;
        default:
            return 0;
    }
}

template <class Low>
std::string decodeTable(ByteView bytes, const std::array<char16_t, 128>& high, Low low) {
    std::string out;
    out.reserve(bytes.size() + bytes.size() / 2);
    for (const char c : bytes) {
        const auto octet = static_cast<std::uint8_t>(c);
        append(out, octet < 0x20 ? low(octet) : octet < 0x80 ? octet : high[octet - 0x80U]);
    }
    return out;
}

}  // namespace

std::string decodeViscii(ByteView bytes) {
    return decodeTable(bytes, visciiHigh, visciiLow);
}

std::string decodeTcvn(ByteView bytes) {
    return decodeTable(bytes, tcvnHigh, tcvnLow);
}

std::string decodeVni(ByteView bytes) {
    std::string out;
    out.reserve(bytes.size() + bytes.size() / 2);
    char letter = 0;  // that marks may follow: an ASCII vowel, 'o' and 'u' also for Ơ and Ư
    bool horned = false;
    for (const char c : bytes) {
        const auto octet = static_cast<std::uint8_t>(c);
        if (octet < 0x80) {
            out += c;
            letter = isVowel(c) ? c : '\0';
            horned = false;
            continue;
        }
        const auto marks = vniMarks(octet);
        const bool tone = marks.first != 0 && marks.second == 0 && marks.first != circumflex && marks.first != breve;
        if (letter != 0 && marks.first != 0 && (horned ? tone : vniTakes(letter, marks))) {
            append(out, marks.first);
            if (marks.second != 0) append(out, marks.second);
            letter = 0;
            continue;
        }
        const auto single = vniLetter(octet);
        append(out, single != 0 ? single : octet);
        horned = single == u'Ơ' || single == u'ơ' || single == u'Ư' || single == u'ư';
        letter = horned ? 'o' : '\0';
    }
    return out;
}

std::string decodeViqr(ByteView bytes) {
    std::string out;
    out.reserve(bytes.size());
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const char c = bytes[i];
        const auto next = [&](std::size_t ahead) { return i + ahead < bytes.size() ? bytes[i + ahead] : '\0'; };
        // A backslash takes the next character's meaning as a mark away.
        if (c == '\\' && next(1) > ' ') {
            out += bytes[++i];
            continue;
        }
        if (lower(c) == 'd' && lower(next(1)) == 'd') {
            append(out, c == 'D' ? U'Đ' : U'đ');
            ++i;
            continue;
        }
        out += c;
        if (!isVowel(c)) continue;
        if (const auto shape = viqrShape(c, next(1)); shape != 0) {
            append(out, shape);
            ++i;
        }
        if (const auto tone = viqrTone(next(1)); tone != 0) {
            append(out, tone);
            ++i;
        }
    }
    return out;
}

}  // namespace tram::text
