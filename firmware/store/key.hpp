// Keys: big-endian integers one after another, so that LMDB's byte order is their order.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/bytes.hpp"
#include "base/strong_id.hpp"

namespace tram::store {

class Key {
public:
    // LMDB's own bound on a key (MDB_MAXKEYSIZE).
    static constexpr std::size_t capacity = 511;

    Key() = default;
    template <class... Parts>
    static Key of(Parts... parts) {
        Key key;
        (key.add(parts), ...);
        return key;
    }

    Key& add(std::uint64_t value) { return addBigEndian(value, 8); }
    Key& add(std::uint32_t value) { return addBigEndian(value, 4); }
    template <class Tag, class Representation>
    Key& add(StrongId<Tag, Representation> id) {
        return add(id.value);
    }
    // Text goes last. A text that does not fit is cut: callers bound their names far below.
    Key& add(std::string_view text) {
        const auto length = std::min(text.size(), capacity - size_);
        std::copy_n(text.data(), length, bytes_.data() + size_);
        size_ += length;
        return *this;
    }

    [[nodiscard]] ByteView view() const { return {bytes_.data(), size_}; }

private:
    Key& addBigEndian(std::uint64_t value, std::size_t octets) {
        for (std::size_t i = 0; i < octets; ++i) {
            bytes_[size_ + i] = static_cast<char>(value >> (8 * (octets - 1 - i)));
        }
        size_ += octets;
        return *this;
    }

    std::array<char, capacity> bytes_;
    std::size_t size_ = 0;
};

// The integer at an offset of a key; 0 where the key is too short.
[[nodiscard]] inline std::uint64_t keyNumber(ByteView key, std::size_t offset, std::size_t octets = 8) {
    if (offset + octets > key.size()) return 0;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < octets; ++i) value = value << 8 | static_cast<unsigned char>(key[offset + i]);
    return value;
}

}  // namespace tram::store
