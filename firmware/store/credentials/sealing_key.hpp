// The key that seals credentials: other processes map the database, so what is in it about passwords
// is encrypted with a key that only tram-store can read — in tables, journal and backup alike.
//
// XChaCha20-Poly1305 with a random nonce [draft-irtf-cfrg-xchacha]; sealed bytes are
//   version (1) · nonce (24) · ciphertext and tag (plaintext + 16)
// The key lives in guarded, locked memory and is wiped. Threads: const members are safe from any.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

#include "base/bytes.hpp"
#include "base/ids.hpp"
#include "store/credentials/digest.hpp"
#include "store/credentials/key_file.hpp"

namespace tram::credentials {

enum class SealError {
    unreadable,      // the key file cannot be opened or read
    notMade,         // there is no key file and none could be made durably
    openToOthers,    // the key file is not a regular file of our own with mode 0600 or less
    wrongSize,       // the key file does not hold 32 octets
    noMemory,        // no locked memory for the key
    malformed,       // sealed bytes: too short or too long
    unknownVersion,  // sealed bytes of a later release
    tampered,        // wrong key, wrong associated data, or altered bytes
};

[[nodiscard]] std::string_view name(SealError error) noexcept;
[[nodiscard]] SealError sealErrorOf(KeyFileError error);

class SealingKey {
public:
    static constexpr std::size_t size = 32;

    // The key in `file`; made there with mode 0600 and synced (file and folder) where there is none. A file
    // that is empty or short is an error, never overwritten: records may exist that its key sealed.
    [[nodiscard]] static std::expected<SealingKey, SealError> loadOrMake(const std::filesystem::path& file);
    // Only what is there: for restore and for tools that must never make a second key.
    [[nodiscard]] static std::expected<SealingKey, SealError> load(const std::filesystem::path& file);
    // For tests and for a key that came out of a backup's envelope.
    [[nodiscard]] static std::expected<SealingKey, SealError> fromOctets(std::span<const std::uint8_t, size> octets);

    [[nodiscard]] Bytes seal(ByteView plaintext, ByteView associatedData) const;
    // Errors: malformed, unknownVersion, tampered.
    [[nodiscard]] std::expected<Bytes, SealError> open(ByteView sealed, ByteView associatedData) const;

    // A key for another purpose, which says nothing about this one. Same purpose, same key.
    [[nodiscard]] Digest derive(std::string_view purpose) const;

private:
    struct Free {
        void operator()(std::uint8_t* octets) const noexcept;
    };
    using Memory = std::unique_ptr<std::uint8_t[], Free>;
    explicit SealingKey(Memory memory) noexcept : memory_(std::move(memory)) {}
    [[nodiscard]] static std::expected<Memory, SealError> allocate();

    Memory memory_;
};

// Binds a sealed record to the person and the credential it was made for: moved to another place of the
// table it does not open.
[[nodiscard]] Bytes credentialAssociatedData(OfficialId official, CredentialId credential);

}  // namespace tram::credentials
