// Decomposes, drops the marks, composes what is left (a Korean syllable, say).
#include "text/vietnamese.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>

#include "text/folding.hpp"
#include "text/utf8.hpp"

namespace tram::text {

std::string withoutDiacritics(ByteView utf8) {
    if (isAscii(utf8)) return std::string(utf8);
    const std::string valid = repairUtf8(utf8);
    UErrorCode status = U_ZERO_ERROR;
    const auto* nfd = icu::Normalizer2::getNFDInstance(status);
    std::string decomposed;
    icu::StringByteSink<std::string> sink(&decomposed);
    if (U_SUCCESS(status)) {
        nfd->normalizeUTF8(0, icu::StringPiece(valid.data(), static_cast<int32_t>(valid.size())), sink, nullptr,
                           status);
    }
    if (U_FAILURE(status)) decomposed = valid;

    std::string out;
    out.reserve(decomposed.size());
    for (ByteView rest = decomposed; !rest.empty();) {
        const auto c = frontOf(rest);
        if (c.value == U'đ') {
            out += 'd';
        } else if (c.value == U'Đ') {
            out += 'D';
        } else if (!isDiacritic(c.value)) {
            out.append(rest.substr(0, c.octets));
        }
        rest.remove_prefix(c.octets);
    }
    return toNfc(out);
}

}  // namespace tram::text
