// SCRAM-SHA-256 on the server's side of the store: verifiers and proofs. [RFC5802 3] [RFC7677 3]
//
// Only for generated app passwords: they have at least 128 bits, so few iterations do, and they are
// ASCII, so SASLprep changes nothing. All app passwords of an account share salt and iterations, because
// the server names them before it knows which password the client holds; unknown users get a salt that
// stays the same. Threads: any. Exposed to hostile proofs.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "base/bytes.hpp"
#include "store/credentials/digest.hpp"

namespace tram::credentials {

struct ScramKeys {
    Digest storedKey{};
    Digest serverKey{};

    friend bool operator==(const ScramKeys&, const ScramKeys&) = default;
};

struct ScramParameters {
    Bytes salt;
    std::uint32_t iterations = 0;
};

// A new account's salt of limits::credentials::scramSalt octets.
[[nodiscard]] Bytes makeScramSalt(Random& random);
// Salt and iterations of an account that does not exist: the same at every try, like any other's.
// `key` is SealingKey::derive(…); `user` the address in its normal form.
[[nodiscard]] ScramParameters fakeScramParameters(const Digest& key, ByteView user);

// About 2 ms at 4096 iterations.
[[nodiscard]] ScramKeys deriveScramKeys(ByteView password, const ScramParameters& parameters);

struct ScramMatch {
    std::size_t index = 0;     // of the keys that fit
    Digest serverSignature{};  // for v= of the server's last message
};

// The keys among `candidates` whose password made `clientProof` over `authMessage`. All candidates are
// tried whatever fits; with no candidate one that cannot fit is tried. None for a proof that is not 32
// octets long.
[[nodiscard]] std::optional<ScramMatch> verifyScramProof(std::span<const ScramKeys> candidates, ByteView authMessage,
                                                         ByteView clientProof);

// The same for PLAIN and LOGIN: one derivation, then all candidates in constant time.
[[nodiscard]] std::optional<std::size_t> verifyAppPassword(std::span<const ScramKeys> candidates, ByteView password,
                                                           const ScramParameters& parameters);

}  // namespace tram::credentials
