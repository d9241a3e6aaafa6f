// Mailbox names: UTF-8 comes back from modified UTF-7, and what is decoded encodes to something that decodes
// to the same.
#include <cstdlib>

#include "base/utf8.hpp"
#include "proto/imap/modified_utf7.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tram;
    using namespace tram::imap;
    const ByteView text(reinterpret_cast<const char*>(data), size);
    const auto encoded = encodeModifiedUtf7(text);
    if (!isAscii(encoded)) std::abort();
    if (isUtf8(text) && !text.contains('\0') && decodeModifiedUtf7(encoded) != text) std::abort();
    if (const auto decoded = decodeModifiedUtf7(text)) {
        if (!isUtf8(*decoded) || decoded->contains('\0')) std::abort();
        if (decodeModifiedUtf7(encodeModifiedUtf7(*decoded)) != *decoded) std::abort();
    }
    return 0;
}
