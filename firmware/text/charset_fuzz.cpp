// The first line of the input is a charset label, the rest the bytes to decode and to search.
#include <cstdint>
#include <cstdlib>

#include "base/bytes.hpp"
#include "text/charset.hpp"
#include "text/search_key.hpp"
#include "text/utf8.hpp"
#include "text/vietnamese.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tram;
    const auto input = asBytes({data, size});
    const auto lineEnd = input.find('\n');
    const auto label = input.substr(0, lineEnd);
    const auto bytes = lineEnd == ByteView::npos ? ByteView() : input.substr(lineEnd + 1);

    const auto decoded = text::decodeToUtf8(bytes, label);
    if (!isUtf8(decoded.utf8)) std::abort();
    if (!isUtf8(text::decodeUndeclared(bytes).utf8)) std::abort();
    if (text::isKnownCharset(label)) static_cast<void>(text::isWideCharset(label));
    if (!isUtf8(text::repairUtf8(bytes))) std::abort();
    if (!isUtf8(text::withoutDiacritics(bytes))) std::abort();

    const text::SearchKey key(label);
    static_cast<void>(key.foundIn(decoded.utf8));
    // A text without marks is found in itself, however it is written.
    const auto folded = text::foldMarks(label);
    if (folded.size() < 256 && !text::SearchKey(folded).foundIn(folded)) std::abort();
    return 0;
}
