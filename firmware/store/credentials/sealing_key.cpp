#include "store/credentials/sealing_key.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "base/limits.hpp"
#include "store/credentials/key_file.hpp"

namespace tram::credentials {
namespace {

constexpr std::uint8_t sealVersion = 1;
constexpr std::size_t nonceSize = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tagSize = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t overhead = 1 + nonceSize + tagSize;
static_assert(SealingKey::size == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

unsigned char* octets(Bytes& bytes) noexcept {
    return reinterpret_cast<unsigned char*>(bytes.data());
}
const unsigned char* octets(ByteView bytes) noexcept {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

SealError sealErrorOf(KeyFileError error) {
    switch (error) {
        case KeyFileError::absent:
            return SealError::notMade;
        case KeyFileError::unreadable:
            return SealError::unreadable;
        case KeyFileError::openToOthers:
            return SealError::openToOthers;
        case KeyFileError::wrongSize:
            return SealError::wrongSize;
    }
    return SealError::unreadable;
}

std::string_view name(SealError error) noexcept {
    switch (error) {
        case SealError::unreadable:
            return "unreadable";
        case SealError::notMade:
            return "not_made";
        case SealError::openToOthers:
            return "open_to_others";
        case SealError::wrongSize:
            return "wrong_size";
        case SealError::noMemory:
            return "no_memory";
        case SealError::malformed:
            return "malformed";
        case SealError::unknownVersion:
            return "unknown_version";
        case SealError::tampered:
            return "tampered";
    }
    return "unknown";
}

void SealingKey::Free::operator()(std::uint8_t* octets) const noexcept {
    sodium_free(octets);
}

std::expected<SealingKey::Memory, SealError> SealingKey::allocate() {
    startSodium();
    auto* octets = static_cast<std::uint8_t*>(sodium_malloc(size));
    if (octets == nullptr) return std::unexpected(SealError::noMemory);
    return Memory{octets};
}

std::expected<SealingKey, SealError> SealingKey::load(const std::filesystem::path& file) {
    auto memory = allocate();
    if (!memory) return std::unexpected(memory.error());
    if (const auto read = readKeyFile(file, {memory->get(), size}); !read) {
        return std::unexpected(sealErrorOf(read.error()));
    }
    sodium_mprotect_readonly(memory->get());
    return SealingKey{std::move(*memory)};
}

std::expected<SealingKey, SealError> SealingKey::loadOrMake(const std::filesystem::path& file) {
    startSodium();
    auto key = load(file);
    if (key || key.error() != SealError::notMade) return key;
    std::array<std::uint8_t, size> octets{};
    randombytes_buf(octets.data(), octets.size());
    const bool made = makeKeyFile(file, octets);
    sodium_memzero(octets.data(), octets.size());
    if (!made) return std::unexpected(SealError::notMade);
    return load(file);
}

std::expected<SealingKey, SealError> SealingKey::fromOctets(std::span<const std::uint8_t, size> octets) {
    auto memory = allocate();
    if (!memory) return std::unexpected(memory.error());
    std::ranges::copy(octets, memory->get());
    sodium_mprotect_readonly(memory->get());
    return SealingKey{std::move(*memory)};
}

Bytes SealingKey::seal(ByteView plaintext, ByteView associatedData) const {
    Bytes sealed(overhead + plaintext.size(), '\0');
    auto* nonce = octets(sealed) + 1;
    sealed[0] = static_cast<char>(sealVersion);
    randombytes_buf(nonce, nonceSize);
    crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + nonceSize, nullptr, octets(plaintext), plaintext.size(),
                                               octets(associatedData), associatedData.size(), nullptr, nonce,
                                               memory_.get());
    return sealed;
}

std::expected<Bytes, SealError> SealingKey::open(ByteView sealed, ByteView associatedData) const {
    if (sealed.empty()) return std::unexpected(SealError::malformed);
    if (static_cast<std::uint8_t>(sealed[0]) != sealVersion) return std::unexpected(SealError::unknownVersion);
    if (sealed.size() < overhead || sealed.size() > limits::credentials::sealed) {
        return std::unexpected(SealError::malformed);
    }
    const auto* nonce = octets(sealed) + 1;
    Bytes plaintext(sealed.size() - overhead, '\0');
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(octets(plaintext), nullptr, nullptr, nonce + nonceSize,
                                                   sealed.size() - 1 - nonceSize, octets(associatedData),
                                                   associatedData.size(), nonce, memory_.get()) != 0) {
        return std::unexpected(SealError::tampered);
    }
    return plaintext;
}

Digest SealingKey::derive(std::string_view purpose) const {
    Bytes label{"tram derived key: "};
    label += purpose;
    return hmacSha256({reinterpret_cast<const char*>(memory_.get()), size}, label);
}

Bytes credentialAssociatedData(OfficialId official, CredentialId credential) {
    Bytes bytes{"tram credential"};
    for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(official.value >> shift & 0xff);
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(credential.value >> shift & 0xff);
    return bytes;
}

}  // namespace tram::credentials
