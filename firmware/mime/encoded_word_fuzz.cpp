// Any bytes as header text to read, and as text to write and read back.
#include <cstdint>
#include <cstdlib>

#include "base/bytes.hpp"
#include "mime/address.hpp"
#include "mime/encoded_word.hpp"
#include "text/utf8.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tram;
    const auto input = asBytes({data, size});
    if (!isUtf8(mime::decodeHeaderText(input))) std::abort();
    const auto encoded = mime::encodeHeaderText(input);
    if (!isAscii(encoded) || encoded.find_first_of("\r\n") != std::string::npos) std::abort();
    // What is written is read back, white space at both ends and control characters apart.
    auto clean = text::repairUtf8(input);
    for (auto& c : clean) {
        if ((c >= 0 && c < ' ') || c == 0x7F) c = ' ';
    }
    const auto first = clean.find_first_not_of(' ');
    clean = first == std::string::npos ? std::string() : clean.substr(first, clean.find_last_not_of(' ') + 1 - first);
    // A byte order mark at the beginning of a run of text goes.
    const bool comparable = clean.find("=?") == std::string::npos && clean.find("\uFEFF") == std::string::npos;
    if (comparable && mime::decodeHeaderText(encoded) != text::toNfc(clean)) std::abort();
    const auto formatted = mime::formatAddress(input, "a@b.example");
    if (!isAscii(formatted)) std::abort();
    return 0;
}
