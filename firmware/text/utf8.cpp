// UTF-8 by the table of well-formed byte sequences (Unicode 3.9, table 3-7); normalisation by ICU.
#include "text/utf8.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>

#include <cstdint>

namespace tram::text {
namespace {

constexpr ByteView replacement = "\xEF\xBF\xBD";

struct Sequence {
    std::size_t length;  // of the character, or of the maximal ill-formed part
    bool wellFormed;
};

// `bytes` is not empty and begins with an octet above 0x7F.
Sequence sequenceAt(ByteView bytes) noexcept {
    const auto octet = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
    const auto lead = octet(0);
    std::size_t length = 0;
    std::uint8_t low = 0x80;
    std::uint8_t high = 0xBF;
    if (lead >= 0xC2 && lead <= 0xDF) {
        length = 2;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
        length = 3;
        if (lead == 0xE0) low = 0xA0;
        if (lead == 0xED) high = 0x9F;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
        length = 4;
        if (lead == 0xF0) low = 0x90;
        if (lead == 0xF4) high = 0x8F;
    } else {
        return {1, false};
    }
    for (std::size_t i = 1; i < length; ++i) {
        if (i >= bytes.size() || octet(i) < low || octet(i) > high) return {i, false};
        low = 0x80;
        high = 0xBF;
    }
    return {length, true};
}

}  // namespace

std::string repairUtf8(ByteView bytes) {
    std::string out;
    out.reserve(bytes.size());
    while (!bytes.empty()) {
        const auto ascii = asciiPrefix(bytes);
        out.append(bytes.substr(0, ascii));
        bytes.remove_prefix(ascii);
        if (bytes.empty()) break;
        const auto sequence = sequenceAt(bytes);
        out.append(sequence.wellFormed ? bytes.substr(0, sequence.length) : replacement);
        bytes.remove_prefix(sequence.length);
    }
    return out;
}

ByteView utf8Prefix(ByteView bytes, std::size_t octets) noexcept {
    if (bytes.size() <= octets) return bytes;
    auto end = octets;
    // A character has at most three continuation octets; more are no UTF-8 and may be cut anywhere.
    for (int back = 0; back < 3 && end > 0 && (static_cast<std::uint8_t>(bytes[end]) & 0xC0) == 0x80; ++back) --end;
    if ((static_cast<std::uint8_t>(bytes[end]) & 0xC0) == 0x80) end = octets;
    return bytes.substr(0, end);
}

std::string toNfc(ByteView utf8) {
    if (isAscii(utf8)) return std::string(utf8);
    const std::string valid = isUtf8(utf8) ? std::string() : repairUtf8(utf8);
    const ByteView source = valid.empty() ? utf8 : ByteView(valid);
    UErrorCode status = U_ZERO_ERROR;
    const auto* nfc = icu::Normalizer2::getNFCInstance(status);
    std::string out;
    out.reserve(source.size());
    icu::StringByteSink<std::string> sink(&out);
    if (U_SUCCESS(status)) {
        nfc->normalizeUTF8(0, icu::StringPiece(source.data(), static_cast<int32_t>(source.size())), sink, nullptr,
                           status);
    }
    // ICU fails only for want of memory or of its data: then the text stays as it was.
    if (U_FAILURE(status)) return std::string(source);
    return out;
}

}  // namespace tram::text
