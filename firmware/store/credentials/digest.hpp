// SHA-256, HMAC, PBKDF2 and what touches secrets in memory: comparing and wiping. Over libsodium.
// [RFC6234] [RFC2104] [RFC8018 5.2]
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "base/bytes.hpp"
#include "base/random.hpp"

namespace tram::credentials {

using Digest = std::array<std::uint8_t, 32>;

[[nodiscard]] Digest sha256(ByteView data);
[[nodiscard]] Digest hmacSha256(ByteView key, ByteView data);
// One block of PBKDF2-HMAC-SHA-256, SCRAM's Hi() [RFC5802 2.2]. `iterations` ≥ 1.
[[nodiscard]] Digest pbkdf2Sha256(ByteView password, ByteView salt, std::uint32_t iterations);

[[nodiscard]] inline ByteView view(const Digest& digest) noexcept {
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

// Two small digits an octet.
[[nodiscard]] std::string hexOf(std::span<const std::uint8_t> octets);

// Time depends on the lengths only.
[[nodiscard]] bool equalInConstantTime(ByteView a, ByteView b) noexcept;

// Overwrites, also where a compiler would see no need to.
void wipe(Bytes& bytes) noexcept;
void wipe(Digest& digest) noexcept;

// Starts libsodium once for the program; every entry of this room calls it. Ends the program where the
// kernel gives no random octets: nothing could be sealed or made then.
void startSodium() noexcept;

// The kernel's random, by libsodium. For secrets. Any thread.
class SecureRandom final : public Random {
public:
    SecureRandom() noexcept { startSodium(); }
    void fill(std::span<std::uint8_t> out) override;
};

}  // namespace tram::credentials
