// One credential of an official as it is kept: encoded here, sealed by SealingKey, stored by the store.
//
//   version (1) · kind (1) · protocols (4) · created (8) · expires (8) · label length (2) · label ·
//   verifier length (2) · verifier                                integers little-endian
// and, in version 2, networks (1) · 17 octets each.
// Threads: any. Decoding is bounded and reads only what was sealed, but trusts none of it.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "store/credentials/network.hpp"
#include "store/credentials/scram.hpp"

namespace tram::credentials {

// Numbers are kept.
enum class CredentialKind : std::uint8_t { handOut = 0, chosen = 1, app = 2, secondFactor = 3 };

// Doors that ask for a password; a bit each, kept. An app password opens those it was made for.
enum class Protocol : std::uint32_t {
    imap = 1,
    submission = 2,
    pop3 = 4,
    manageSieve = 8,
    jmap = 16,
    dav = 32,
    ldap = 64,
    web = 128,
};

inline constexpr std::array allProtocols{Protocol::imap, Protocol::submission, Protocol::pop3, Protocol::manageSieve,
                                         Protocol::jmap, Protocol::dav,        Protocol::ldap, Protocol::web};

[[nodiscard]] std::string_view name(Protocol protocol) noexcept;
[[nodiscard]] std::optional<Protocol> parseProtocol(std::string_view text) noexcept;

// A set of protocols.
struct Protocols {
    std::uint32_t bits = 0;

    [[nodiscard]] static constexpr Protocols all() { return {0xff}; }
    [[nodiscard]] static constexpr Protocols mail() { return {0x0f}; }
    constexpr Protocols& add(Protocol protocol) {
        bits |= static_cast<std::uint32_t>(protocol);
        return *this;
    }
    [[nodiscard]] constexpr bool has(Protocol protocol) const {
        return (bits & static_cast<std::uint32_t>(protocol)) != 0;
    }
    friend constexpr bool operator==(Protocols, Protocols) = default;
};

struct CredentialRecord {
    CredentialKind kind = CredentialKind::handOut;
    Protocols protocols = Protocols::all();
    SystemTime created{};
    std::optional<SystemTime> expires;  // none: never
    std::string label;                  // "Thunderbird ở nhà"; at most limits::credentials::label octets
    Bytes verifier;  // by kind: makeHandOutVerifier, ChosenPasswords::hash, encodeScram, encodeSecondFactor
    std::vector<Network> networks;  // from which alone it opens; none: from anywhere. limits::credentials::networks

    [[nodiscard]] bool expiredAt(SystemTime now) const { return expires && *expires <= now; }
    friend bool operator==(const CredentialRecord&, const CredentialRecord&) = default;
};

enum class RecordError { tooShort, tooLong, unknownVersion, unknownKind, badLength };

[[nodiscard]] std::string_view name(RecordError error) noexcept;

// Errors: badLength where label, verifier or networks exceed their limits.
[[nodiscard]] std::expected<Bytes, RecordError> encode(const CredentialRecord& record);
[[nodiscard]] std::expected<CredentialRecord, RecordError> decodeCredential(ByteView bytes);

// Verifier of an app password: iterations (4) · StoredKey (32) · ServerKey (32).
[[nodiscard]] Bytes encodeScram(const ScramKeys& keys, std::uint32_t iterations);
struct ScramVerifier {
    std::uint32_t iterations = 0;
    ScramKeys keys;
};
[[nodiscard]] std::expected<ScramVerifier, RecordError> decodeScram(ByteView verifier);

}  // namespace tram::credentials
