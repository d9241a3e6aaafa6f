#include "proto/imap/modified_utf7.hpp"

#include <cstdint>

namespace tram::imap {

namespace {

constexpr ByteView alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

void appendUtf8(std::string& out, std::uint32_t point) {
    const auto octet = [&](std::uint32_t value) { out += static_cast<char>(value); };
    if (point < 0x80) {
        octet(point);
    } else if (point < 0x800) {
        octet(0xc0 | point >> 6);
        octet(0x80 | (point & 0x3f));
    } else if (point < 0x10000) {
        octet(0xe0 | point >> 12);
        octet(0x80 | (point >> 6 & 0x3f));
        octet(0x80 | (point & 0x3f));
    } else {
        octet(0xf0 | point >> 18);
        octet(0x80 | (point >> 12 & 0x3f));
        octet(0x80 | (point >> 6 & 0x3f));
        octet(0x80 | (point & 0x3f));
    }
}

// UTF-16BE in modified base64, as UTF-8; false where it is none.
bool appendShifted(std::string& out, ByteView shifted) {
    std::uint32_t bits = 0;
    unsigned count = 0;
    std::uint32_t high = 0;
    for (const char c : shifted) {
        const auto value = alphabet.find(c);
        if (value == ByteView::npos) return false;
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        count += 6;
        if (count < 16) continue;
        count -= 16;
        const auto unit = bits >> count & 0xffff;
        bits &= (1U << count) - 1;
        if (unit >= 0xd800 && unit < 0xdc00) {
            if (high != 0) return false;
            high = unit;
        } else if (unit >= 0xdc00 && unit < 0xe000) {
            if (high == 0) return false;
            appendUtf8(out, 0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00));
            high = 0;
        } else {
            // What can stand for itself may not be shifted: names would have two spellings.
            if (high != 0 || (unit >= 0x20 && unit < 0x7f)) return false;
            appendUtf8(out, unit);
        }
    }
    return high == 0 && count < 6 && bits == 0;
}

}  // namespace

std::optional<std::string> decodeModifiedUtf7(ByteView name) {
    std::string out;
    for (std::size_t at = 0; at < name.size(); ++at) {
        const auto octet = static_cast<unsigned char>(name[at]);
        if (octet < 0x20 || octet > 0x7e) return std::nullopt;
        if (name[at] != '&') {
            out += name[at];
            continue;
        }
        const auto end = name.find('-', at);
        if (end == ByteView::npos) return std::nullopt;
        const auto shifted = name.substr(at + 1, end - at - 1);
        if (shifted.empty()) {
            out += '&';
        } else if (!appendShifted(out, shifted)) {
            return std::nullopt;
        }
        at = end;
    }
    return out;
}

std::string encodeModifiedUtf7(ByteView utf8) {
    std::string out;
    std::uint32_t bits = 0;
    unsigned count = 0;
    bool shifted = false;
    const auto flush = [&] {
        while (count >= 6) {
            count -= 6;
            out += alphabet[bits >> count & 0x3f];
        }
        bits &= (1U << count) - 1;
    };
    const auto unit = [&](std::uint32_t value) {
        bits = bits << 16 | value;
        count += 16;
        flush();
    };
    const auto shiftOut = [&] {
        if (!shifted) return;
        if (count > 0) out += alphabet[bits << (6 - count) & 0x3f];
        out += '-';
        bits = count = 0;
        shifted = false;
    };
    for (std::size_t at = 0; at < utf8.size();) {
        const auto lead = static_cast<unsigned char>(utf8[at]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        std::uint32_t point = length == 1 ? lead : lead & (0xffU >> (length + 1));
        for (std::size_t i = 1; i < length && at + i < utf8.size(); ++i) {
            point = point << 6 | (static_cast<unsigned char>(utf8[at + i]) & 0x3fU);
        }
        at += length;
        if (point >= 0x20 && point < 0x7f) {
            shiftOut();
            out += static_cast<char>(point);
            if (point == '&') out += '-';
            continue;
        }
        if (!shifted) out += '&';
        shifted = true;
        if (point >= 0x10000) {
            unit(0xd800 + ((point - 0x10000) >> 10));
            unit(0xdc00 + ((point - 0x10000) & 0x3ff));
        } else {
            unit(point);
        }
    }
    shiftOut();
    return out;
}

}  // namespace tram::imap
