#include "proto/sasl/base64.hpp"

#include <algorithm>
#include <array>

namespace tram::sasl {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t stray = 0xff;

constexpr auto values = [] {
    std::array<std::uint8_t, 256> table{};
    table.fill(stray);
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
        table[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::uint8_t>(i);
    }
    return table;
}();

}  // namespace

std::string encodeBase64(ByteView bytes) {
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const auto count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t j = 0; j < 3; ++j) {
            group = group << 8 | (j < count ? static_cast<std::uint8_t>(bytes[i + j]) : 0U);
        }
        for (std::size_t j = 0; j < 4; ++j) {
            out.push_back(j <= count ? alphabet[group >> (18 - 6 * j) & 0x3f] : '=');
        }
    }
    return out;
}

std::optional<std::string> decodeBase64(ByteView text) {
    if (text.size() % 4 != 0) return std::nullopt;
    std::string out;
    out.reserve(text.size() / 4 * 3);
    for (std::size_t i = 0; i < text.size(); i += 4) {
        std::size_t padding = 0;
        if (i + 4 == text.size()) {
            if (text[i + 3] == '=') padding = text[i + 2] == '=' ? 2 : 1;
        }
        std::uint32_t group = 0;
        for (std::size_t j = 0; j < 4; ++j) {
            std::uint32_t value = 0;
            if (j < 4 - padding) {
                value = values[static_cast<std::uint8_t>(text[i + j])];
                if (value == stray) return std::nullopt;
            }
            group = group << 6 | value;
        }
        const auto unused = group & ((1U << (8 * padding)) - 1);
        if (unused != 0) return std::nullopt;
        for (std::size_t j = 0; j + padding < 3; ++j) {
            out.push_back(static_cast<char>(static_cast<std::uint8_t>(group >> (16 - 8 * j))));
        }
    }
    return out;
}

}  // namespace tram::sasl
