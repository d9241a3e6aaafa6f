// Text of any declared or undeclared charset, as UTF-8 in normalisation form C.
//
// Everything ICU has, and the Vietnamese charsets of before Unicode: windows-1258 (tones are combining
// there), VISCII [RFC1456], VIQR [RFC1456], TCVN 5712:1993 / TCVN3 (ABC) and VNI. Never fails: what
// cannot be read becomes U+FFFD and the result says so. Hostile input: linear, output at most 3 octets
// for each of the input (VIQR fewer). Threads: no shared state.
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.hpp"

namespace tram::text {

enum class Loss : std::uint8_t {
    none,
    replaced,  // some bytes had no meaning and became U+FFFD
};

struct DecodedText {
    std::string utf8;
    Loss loss = Loss::none;
};

// Labels are those of MIME, in any case, with the usual aliases and misspellings. An unknown label, an
// empty one and one that promises only ASCII (us-ascii, unknown-8bit, 7bit …) over 8-bit bytes are read
// as undeclared.
[[nodiscard]] DecodedText decodeToUtf8(ByteView bytes, ByteView charsetLabel);

// UTF-8 where it is valid; else windows-1258 where the bytes look Vietnamese, else windows-1252.
[[nodiscard]] DecodedText decodeUndeclared(ByteView bytes);

// Whether the label names a charset that is decoded as itself (IMAP's BADCHARSET, say).
[[nodiscard]] bool isKnownCharset(ByteView charsetLabel);

// Code units of more than one octet (UTF-16, UTF-32): the text must not be cut at octets.
[[nodiscard]] bool isWideCharset(ByteView charsetLabel);

}  // namespace tram::text
