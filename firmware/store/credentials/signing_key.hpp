// The appliance's one signing key, Ed25519: what it signs anyone can verify off line with the published public key.
// [RFC8032]
//
// Made at first boot. The seed is kept sealed in `signing.key`; `signing.pub` holds the public keys that were ever in
// use, one a line in hexadecimal, the present one last. Threads: const members are safe from any.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <vector>

#include "base/bytes.hpp"
#include "store/credentials/sealing_key.hpp"

namespace tram::credentials {

using PublicKey = std::array<std::uint8_t, 32>;
using Signature = std::array<std::uint8_t, 64>;

class SigningKey {
public:
    // The key in `folder`; made there where there is none, and published. Errors as SealingKey's; `tampered` too where
    // another key sealed it.
    [[nodiscard]] static std::expected<SigningKey, SealError> loadOrMake(const std::filesystem::path& folder,
                                                                         const SealingKey& sealing);

    [[nodiscard]] const PublicKey& publicKey() const { return public_; }
    [[nodiscard]] Signature sign(ByteView message) const;

private:
    struct Free {
        void operator()(std::uint8_t* octets) const noexcept;
    };
    SigningKey() = default;
    std::unique_ptr<std::uint8_t[], Free> secret_;  // guarded memory, wiped
    PublicKey public_{};
};

[[nodiscard]] bool verifySignature(const PublicKey& key, const Signature& signature, ByteView message);

// What `signing.pub` lists; lines that are no key are passed over. Empty where there is none.
[[nodiscard]] std::vector<PublicKey> readPublicKeys(const std::filesystem::path& file);

}  // namespace tram::credentials
