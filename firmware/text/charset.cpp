// Labels to decoders. ICU converts what it knows under the name that a label stands for; Western labels
// are read as the Windows pages that contain them, since that is what senders mean.
#include "text/charset.hpp"

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/ucnv_err.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include "base/limits.hpp"
#include "text/utf8.hpp"
#include "text/vietnamese_charset.hpp"

namespace tram::text {
namespace {

enum class Decoder : std::uint8_t { icu, utf8, utf16, viscii, tcvn, vni, viqr, undeclared };

struct Label {
    const char* label;  // lower case
    Decoder decoder;
    const char* icuName = nullptr;
};

// Sorted by label. What is not here is asked of ICU under its own name.
constexpr std::array labels = std::to_array<Label>({
    {"7bit", Decoder::undeclared},
    {"8bit", Decoder::undeclared},
    {"abc", Decoder::tcvn},
    {"ansi_x3.4-1968", Decoder::undeclared},
    {"ascii", Decoder::undeclared},
    {"binary", Decoder::undeclared},
    {"cp1258", Decoder::icu, "windows-1258"},
    {"csviqr", Decoder::viqr},
    {"csviscii", Decoder::viscii},
    {"default", Decoder::undeclared},
    {"euc-kr", Decoder::icu, "windows-949"},
    {"gb2312", Decoder::icu, "gb18030"},
    {"gb_2312-80", Decoder::icu, "gb18030"},
    {"gbk", Decoder::icu, "gb18030"},
    {"iso-8859-1", Decoder::icu, "windows-1252"},
    {"iso-8859-11", Decoder::icu, "windows-874"},
    {"iso-8859-8-e", Decoder::icu, "iso-8859-8"},
    {"iso-8859-8-i", Decoder::icu, "iso-8859-8"},
    {"iso-8859-9", Decoder::icu, "windows-1254"},
    {"iso8859-1", Decoder::icu, "windows-1252"},
    {"iso_8859-1", Decoder::icu, "windows-1252"},
    {"ks_c_5601-1987", Decoder::icu, "windows-949"},
    {"latin1", Decoder::icu, "windows-1252"},
    {"none", Decoder::undeclared},
    {"tcvn", Decoder::tcvn},
    {"tcvn-5712", Decoder::tcvn},
    {"tcvn3", Decoder::tcvn},
    {"tcvn5712", Decoder::tcvn},
    {"tcvn5712-1", Decoder::tcvn},
    {"tcvn5712-1:1993", Decoder::tcvn},
    {"tis-620", Decoder::icu, "windows-874"},
    {"unicode-1-1-utf-7", Decoder::icu, "utf-7"},
    {"unicode-1-1-utf-8", Decoder::utf8},
    {"unknown", Decoder::undeclared},
    {"unknown-8bit", Decoder::undeclared},
    {"us-ascii", Decoder::undeclared},
    {"utf-16", Decoder::utf16},
    {"utf-8", Decoder::utf8},
    {"utf8", Decoder::utf8},
    {"viqr", Decoder::viqr},
    {"viscii", Decoder::viscii},
    {"viscii1.1-1", Decoder::viscii},
    {"vni", Decoder::vni},
    {"vni-win", Decoder::vni},
    {"vni-windows", Decoder::vni},
    {"win-1258", Decoder::icu, "windows-1258"},
    {"windows1258", Decoder::icu, "windows-1258"},
    {"x-gbk", Decoder::icu, "gb18030"},
    {"x-tcvn", Decoder::tcvn},
    {"x-unknown", Decoder::undeclared},
    {"x-user-defined", Decoder::undeclared},
    {"x-viet-tcvn", Decoder::tcvn},
    {"x-viet-tcvn3", Decoder::tcvn},
    {"x-viet-tcvn5712", Decoder::tcvn},
    {"x-viet-vni", Decoder::vni},
    {"x-viqr", Decoder::viqr},
    {"x-viscii", Decoder::viscii},
    {"x-vni", Decoder::vni},
    {"x-windows-1258", Decoder::icu, "windows-1258"},
    {"x-windows-949", Decoder::icu, "windows-949"},
});
static_assert(std::ranges::is_sorted(labels, {}, [](const Label& l) { return ByteView(l.label); }));

struct CloseConverter {
    void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

// Lower case without white space around; empty where it is no label. ICU takes options behind a comma and
// its own internal names behind an "=": neither is a charset of a message.
std::string cleanLabel(ByteView label) {
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '"' || c == '\''; };
    while (!label.empty() && blank(label.front())) label.remove_prefix(1);
    while (!label.empty() && blank(label.back())) label.remove_suffix(1);
    if (label.size() > limits::text::charsetLabel) return {};
    std::string out;
    for (const char c : label) {
        const bool upper = c >= 'A' && c <= 'Z';
        const bool fits =
            upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || ByteView("-_.:()+").find(c) != ByteView::npos;
        if (!fits) return {};
        out += upper ? static_cast<char>(c + ('a' - 'A')) : c;
    }
    return out;
}

const Label* findLabel(const std::string& clean) {
    const auto at =
        std::ranges::lower_bound(labels, ByteView(clean), {}, [](const Label& l) { return ByteView(l.label); });
    return at != labels.end() && clean == at->label ? &*at : nullptr;
}

Converter openConverter(const char* name) {
    UErrorCode status = U_ZERO_ERROR;
    Converter converter(ucnv_open(name, &status));
    if (U_FAILURE(status)) return nullptr;
    return converter;
}

struct Replacements {
    bool any = false;
};

// Puts U+FFFD and remembers it: a charset may also hold U+FFFD of its own.
void U_CALLCONV replaceAndNote(const void* context, UConverterToUnicodeArgs* args, const char*, int32_t,
                               UConverterCallbackReason reason, UErrorCode* status) {
    if (reason <= UCNV_IRREGULAR) {
        const auto* note = static_cast<Replacements* const*>(context);
        (*note)->any = true;
        // ICU's own substitute is U+001A for some charsets.
        constexpr UChar replacement = 0xFFFD;
        *status = U_ZERO_ERROR;
        ucnv_cbToUWriteUChars(args, &replacement, 1, 0, status);
    }
}

void appendUtf16(std::string& out, const UChar* units, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        char32_t c = units[i];
        if (c >= 0xD800 && c <= 0xDBFF && i + 1 < count && units[i + 1] >= 0xDC00 && units[i + 1] <= 0xDFFF) {
            c = 0x10000 + ((c - 0xD800) << 10) + (static_cast<char32_t>(units[++i]) - 0xDC00);
        } else if (c >= 0xD800 && c <= 0xDFFF) {
            c = 0xFFFD;
        }
        if (c < 0x80) {
            out += static_cast<char>(c);
            continue;
        }
        if (c < 0x800) {
            out += static_cast<char>(0xC0 | c >> 6);
        } else {
            if (c < 0x10000) {
                out += static_cast<char>(0xE0 | c >> 12);
            } else {
                out += static_cast<char>(0xF0 | c >> 18);
                out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
            }
            out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
        }
        out += static_cast<char>(0x80 | (c & 0x3F));
    }
}

DecodedText decodeWith(UConverter* converter, ByteView bytes) {
    DecodedText result;
    Replacements note;
    // ICU keeps the pointer, not what it points to: it must live as long as the conversion.
    Replacements* const notePointer = &note;
    UErrorCode status = U_ZERO_ERROR;
    ucnv_setToUCallBack(converter, replaceAndNote, &notePointer, nullptr, nullptr, &status);
    const char* source = bytes.data();
    const char* const sourceEnd = source + bytes.size();
    result.utf8.reserve(bytes.size() + bytes.size() / 4);
    std::array<UChar, 4096> units;
    // A surrogate pair may be cut by the end of `units`: its first half is kept for the next round.
    std::size_t kept = 0;
    for (;;) {
        UChar* target = units.data() + kept;
        status = U_ZERO_ERROR;
        ucnv_toUnicode(converter, &target, units.data() + units.size(), &source, sourceEnd, nullptr, true, &status);
        auto count = static_cast<std::size_t>(target - units.data());
        const bool more = status == U_BUFFER_OVERFLOW_ERROR;
        const bool cutPair = more && count > 0 && units[count - 1] >= 0xD800 && units[count - 1] <= 0xDBFF;
        appendUtf16(result.utf8, units.data(), cutPair ? count - 1 : count);
        if (cutPair) units[0] = units[count - 1];
        kept = cutPair ? 1 : 0;
        if (more) continue;
        if (U_FAILURE(status)) note.any = true;
        break;
    }
    if (note.any) result.loss = Loss::replaced;
    return result;
}

DecodedText decodeIcu(const char* name, ByteView bytes) {
    if (const auto converter = openConverter(name)) return decodeWith(converter.get(), bytes);
    return {repairUtf8(bytes), Loss::replaced};
}

DecodedText decodeUtf8(ByteView bytes) {
    if (isUtf8(bytes)) return {std::string(bytes), Loss::none};
    return {repairUtf8(bytes), Loss::replaced};
}

// By the mark; without one by where the zeros of ASCII and spaces are, since most senders without a mark
// mean little endian, not the big endian of [RFC2781 4.3].
const char* utf16Order(ByteView bytes) {
    if (bytes.starts_with("\xFE\xFF")) return "utf-16be";
    if (bytes.starts_with("\xFF\xFE")) return "utf-16le";
    std::size_t zerosFirst = 0;
    std::size_t zerosSecond = 0;
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        if (bytes[i] == '\0') ++zerosFirst;
        if (bytes[i + 1] == '\0') ++zerosSecond;
    }
    return zerosFirst > zerosSecond ? "utf-16be" : "utf-16le";
}

// In windows-1258 five octets are tones that follow a vowel; in windows-1252 they are capitals and i, o
// with grave, which stand behind consonants far more often.
bool looksVietnamese(ByteView bytes) {
    std::size_t tonesBehindVowels = 0;
    std::size_t tonesElsewhere = 0;
    std::size_t high = 0;
    bool vowel = false;
    for (const char c : bytes) {
        const auto octet = static_cast<std::uint8_t>(c);
        if (octet >= 0x80) ++high;
        switch (octet) {
            case 0xCC:
            case 0xD2:
            case 0xDE:
            case 0xEC:
            case 0xF2:
                ++(vowel ? tonesBehindVowels : tonesElsewhere);
                vowel = false;
                continue;
            case 0xC2:
            case 0xC3:
            case 0xCA:
            case 0xD4:
            case 0xD5:
            case 0xDD:
            case 0xE2:
            case 0xE3:
            case 0xEA:
            case 0xF4:
            case 0xF5:
            case 0xFD:
                vowel = true;
                continue;
            default:
                vowel = octet < 0x80 && c != '\0' && std::strchr("aeiouyAEIOUY", c) != nullptr;
        }
    }
    return tonesBehindVowels > tonesElsewhere && tonesBehindVowels * 8 >= high;
}

DecodedText finished(DecodedText text) {
    constexpr ByteView byteOrderMark = "\xEF\xBB\xBF";
    if (text.utf8.starts_with(byteOrderMark)) text.utf8.erase(0, byteOrderMark.size());
    text.utf8 = toNfc(text.utf8);
    return text;
}

}  // namespace

DecodedText decodeUndeclared(ByteView bytes) {
    if (isUtf8(bytes)) return finished({std::string(bytes), Loss::none});
    return finished(decodeIcu(looksVietnamese(bytes) ? "windows-1258" : "windows-1252", bytes));
}

DecodedText decodeToUtf8(ByteView bytes, ByteView charsetLabel) {
    const auto clean = cleanLabel(charsetLabel);
    if (clean.empty()) return decodeUndeclared(bytes);
    const auto* known = findLabel(clean);
    if (known == nullptr) {
        if (const auto converter = openConverter(clean.c_str())) return finished(decodeWith(converter.get(), bytes));
        return decodeUndeclared(bytes);
    }
    switch (known->decoder) {
        case Decoder::icu:
            return finished(decodeIcu(known->icuName, bytes));
        case Decoder::utf8:
            return finished(decodeUtf8(bytes));
        case Decoder::utf16:
            return finished(decodeIcu(utf16Order(bytes), bytes));
        case Decoder::viscii:
            return finished({decodeViscii(bytes), Loss::none});
        case Decoder::tcvn:
            return finished({decodeTcvn(bytes), Loss::none});
        case Decoder::vni:
            return finished({decodeVni(bytes), Loss::none});
        case Decoder::viqr:
            return finished({decodeViqr(bytes), Loss::none});
        case Decoder::undeclared:
            break;
    }
    return decodeUndeclared(bytes);
}

bool isKnownCharset(ByteView charsetLabel) {
    const auto clean = cleanLabel(charsetLabel);
    if (clean.empty()) return false;
    if (const auto* known = findLabel(clean)) {
        return known->decoder != Decoder::undeclared || clean == "us-ascii" || clean == "ascii" ||
               clean == "ansi_x3.4-1968";
    }
    return openConverter(clean.c_str()) != nullptr;
}

bool isWideCharset(ByteView charsetLabel) {
    const auto clean = cleanLabel(charsetLabel);
    if (clean.empty()) return false;
    if (const auto* known = findLabel(clean)) return known->decoder == Decoder::utf16;
    const auto converter = openConverter(clean.c_str());
    return converter != nullptr && ucnv_getMinCharSize(converter.get()) > 1;
}

}  // namespace tram::text
