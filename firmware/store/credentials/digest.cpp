#include "store/credentials/digest.hpp"

#include <sodium.h>

#include <cstdlib>

namespace tram::credentials {
namespace {

const unsigned char* octets(ByteView bytes) noexcept {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

void startSodium() noexcept {
    if (sodium_init() < 0) std::abort();
}

void SecureRandom::fill(std::span<std::uint8_t> out) {
    randombytes_buf(out.data(), out.size());
}

Digest sha256(ByteView data) {
    Digest digest{};
    crypto_hash_sha256(digest.data(), octets(data), data.size());
    return digest;
}

Digest hmacSha256(ByteView key, ByteView data) {
    Digest digest{};
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, octets(key), key.size());
    crypto_auth_hmacsha256_update(&state, octets(data), data.size());
    crypto_auth_hmacsha256_final(&state, digest.data());
    sodium_memzero(&state, sizeof state);
    return digest;
}

Digest pbkdf2Sha256(ByteView password, ByteView salt, std::uint32_t iterations) {
    // The key's two pads are hashed once; each iteration starts from a copy of that state.
    crypto_auth_hmacsha256_state keyed;
    crypto_auth_hmacsha256_init(&keyed, octets(password), password.size());

    constexpr std::array<std::uint8_t, 4> firstBlock{0, 0, 0, 1};
    auto state = keyed;
    Digest u{};
    crypto_auth_hmacsha256_update(&state, octets(salt), salt.size());
    crypto_auth_hmacsha256_update(&state, firstBlock.data(), firstBlock.size());
    crypto_auth_hmacsha256_final(&state, u.data());

    Digest result = u;
    for (std::uint32_t i = 1; i < iterations; ++i) {
        state = keyed;
        crypto_auth_hmacsha256_update(&state, u.data(), u.size());
        crypto_auth_hmacsha256_final(&state, u.data());
        for (std::size_t j = 0; j < result.size(); ++j) result[j] ^= u[j];
    }
    sodium_memzero(&keyed, sizeof keyed);
    sodium_memzero(&state, sizeof state);
    wipe(u);
    return result;
}

std::string hexOf(std::span<const std::uint8_t> octets) {
    std::string text(2 * octets.size() + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), octets.data(), octets.size());
    text.pop_back();
    return text;
}

bool equalInConstantTime(ByteView a, ByteView b) noexcept {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

void wipe(Bytes& bytes) noexcept {
    sodium_memzero(bytes.data(), bytes.size());
    bytes.clear();
}

void wipe(Digest& digest) noexcept {
    sodium_memzero(digest.data(), digest.size());
}

}  // namespace tram::credentials
