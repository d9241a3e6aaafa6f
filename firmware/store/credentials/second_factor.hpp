// The second factor: time-based one-time passwords, as every authenticator app makes them (SHA-1, six digits, 30 s).
// [RFC6238, RFC4226]
//
// A code counts once: the record keeps the step of the last one that was taken, and none at or before it counts again
// [RFC6238 5.2]. One step before and after the present one is taken for clocks that differ.
// Threads: any.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"

namespace tram::credentials {

// What a CredentialRecord of that kind holds as its verifier.
struct SecondFactor {
    Bytes secret;                // 20 octets
    bool confirmed = false;      // he typed a right code once; counts from then on
    std::uint64_t lastStep = 0;  // of the last code that was taken

    friend bool operator==(const SecondFactor&, const SecondFactor&) = default;
};

[[nodiscard]] SecondFactor makeSecondFactor(Random& random);

[[nodiscard]] Bytes encodeSecondFactor(const SecondFactor& factor);
// Nothing where it is none of ours.
[[nodiscard]] std::optional<SecondFactor> decodeSecondFactor(ByteView verifier);

// The step whose code this is, where it is near enough and was not used up. Spaces in the code do not matter.
[[nodiscard]] std::optional<std::uint64_t> stepOfCode(const SecondFactor& factor, ByteView code, SystemTime now);

// The code of a step, six digits.
[[nodiscard]] std::string codeAt(const SecondFactor& factor, std::uint64_t step);
[[nodiscard]] std::uint64_t stepAt(SystemTime now);

// "otpauth://totp/…": what the app reads from a QR code. `issuer` and `account` are UTF-8.
[[nodiscard]] std::string otpauthUri(const SecondFactor& factor, std::string_view issuer, std::string_view account);
// For typing it in. [RFC4648 6], without padding
[[nodiscard]] std::string base32(ByteView octets);

}  // namespace tram::credentials
