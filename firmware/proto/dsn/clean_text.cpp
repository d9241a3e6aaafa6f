#include "proto/dsn/clean_text.hpp"

#include <algorithm>

#include "text/utf8.hpp"

namespace tram::dsn {
namespace {

// C1 controls, and the characters that turn or hide text or break lines in what people read.
bool isUnseemly(ByteView three) {
    const auto octet = [&](std::size_t i) { return static_cast<std::uint8_t>(three[i]); };
    if (three.size() >= 2 && octet(0) == 0xc2 && octet(1) < 0xa0) return true;
    if (three.size() < 3 || octet(0) != 0xe2) return false;
    if (octet(1) == 0x80) return octet(2) == 0xa8 || octet(2) == 0xa9 || (octet(2) >= 0xaa && octet(2) <= 0xae);
    return octet(1) == 0x81 && octet(2) >= 0xa6 && octet(2) <= 0xa9;
}

}  // namespace

std::string cleanLine(ByteView text, std::size_t octets) {
    // Repairing may make text longer, so it is cut before and after.
    auto repaired = text::repairUtf8(text.substr(0, octets));
    std::string out;
    out.reserve(repaired.size());
    for (std::size_t i = 0; i < repaired.size(); ++i) {
        const auto c = static_cast<std::uint8_t>(repaired[i]);
        if (c < 0x20 || c == 0x7f) {
            out += ' ';
        } else if (isUnseemly(ByteView{repaired}.substr(i, 3))) {
            out += ' ';
            i += c == 0xc2 ? 1 : 2;
        } else {
            out += repaired[i];
        }
    }
    return std::string{text::utf8Prefix(out, octets)};
}

}  // namespace tram::dsn
