#include "proto/imap/modified_utf7.hpp"

#include <array>
#include <cstdint>

#include "base/utf8.hpp"

namespace tram::imap {

namespace {

constexpr ByteView alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
constexpr std::uint8_t notInAlphabet = 0xff;
constexpr auto valueOf = [] {
    std::array<std::uint8_t, 256> values{};
    values.fill(notInAlphabet);
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
        values[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::uint8_t>(i);
    }
    return values;
}();

bool isPrintable(std::uint32_t codePoint) {
    return codePoint >= 0x20 && codePoint < 0x7f;
}

// UTF-16BE in modified base64, as UTF-8; false where it is none.
bool appendShifted(std::string& out, ByteView shifted) {
    std::uint32_t bits = 0;
    unsigned count = 0;
    std::uint32_t high = 0;
    for (const char c : shifted) {
        const auto value = valueOf[static_cast<std::uint8_t>(c)];
        if (value == notInAlphabet) return false;
        bits = bits << 6 | value;
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
            if (high != 0 || unit == 0 || isPrintable(unit)) return false;
            appendUtf8(out, unit);
        }
    }
    // What is left are the zero bits that fill up the last character.
    return high == 0 && count < 6 && bits == 0;
}

class Encoder {
public:
    void put(std::uint32_t codePoint) {
        if (isPrintable(codePoint)) {
            shiftBack();
            out_ += static_cast<char>(codePoint);
            if (codePoint == '&') out_ += '-';
            return;
        }
        if (!shifted_) out_ += '&';
        shifted_ = true;
        if (codePoint >= 0x10000) {
            unit(0xd800 + ((codePoint - 0x10000) >> 10));
            unit(0xdc00 + ((codePoint - 0x10000) & 0x3ff));
        } else {
            unit(codePoint);
        }
    }
    [[nodiscard]] std::string finish() {
        shiftBack();
        return std::move(out_);
    }

private:
    void unit(std::uint32_t value) {
        bits_ = bits_ << 16 | value;
        count_ += 16;
        while (count_ >= 6) {
            count_ -= 6;
            out_ += alphabet[bits_ >> count_ & 0x3f];
        }
        bits_ &= (1U << count_) - 1;
    }
    void shiftBack() {
        if (!shifted_) return;
        if (count_ > 0) out_ += alphabet[bits_ << (6 - count_) & 0x3f];
        out_ += '-';
        bits_ = count_ = 0;
        shifted_ = false;
    }

    std::string out_;
    std::uint32_t bits_ = 0;
    unsigned count_ = 0;
    bool shifted_ = false;
};

}  // namespace

std::optional<std::string> decodeModifiedUtf7(ByteView name) {
    std::string out;
    for (std::size_t at = 0; at < name.size(); ++at) {
        if (!isPrintable(static_cast<std::uint8_t>(name[at]))) return std::nullopt;
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
    constexpr std::uint32_t replacement = 0xfffd;
    Encoder encoder;
    while (!utf8.empty()) {
        const auto character = firstCharacter(utf8);
        encoder.put(character ? static_cast<std::uint32_t>(character->codePoint) : replacement);
        utf8.remove_prefix(character ? character->octets : 1);
    }
    return encoder.finish();
}

}  // namespace tram::imap
