#include "store/credentials/scram.hpp"

#include <algorithm>
#include <array>

#include "base/limits.hpp"

namespace tram::credentials {
namespace {

namespace limit = limits::credentials;

// Stands in where an account has no app password, so that as much is computed. No password is known to make
// these keys.
constexpr std::array<ScramKeys, 1> nobody{};

std::span<const ScramKeys> orNobody(std::span<const ScramKeys> candidates) {
    return candidates.empty() ? std::span<const ScramKeys>{nobody} : candidates;
}

}  // namespace

Bytes makeScramSalt(Random& random) {
    std::array<std::uint8_t, limit::scramSalt> octets{};
    random.fill(octets);
    return Bytes{asBytes(octets)};
}

ScramParameters fakeScramParameters(const Digest& key, ByteView user) {
    const auto digest = hmacSha256(view(key), user);
    return {Bytes{view(digest).substr(0, limit::scramSalt)}, limit::scramIterations};
}

ScramKeys deriveScramKeys(ByteView password, const ScramParameters& parameters) {
    auto salted = pbkdf2Sha256(password, parameters.salt, parameters.iterations);
    auto clientKey = hmacSha256(view(salted), "Client Key");
    const ScramKeys keys{sha256(view(clientKey)), hmacSha256(view(salted), "Server Key")};
    wipe(salted);
    wipe(clientKey);
    return keys;
}

std::optional<ScramMatch> verifyScramProof(std::span<const ScramKeys> candidates, ByteView authMessage,
                                           ByteView clientProof) {
    Digest proof{};
    if (clientProof.size() != proof.size()) return std::nullopt;
    std::ranges::copy(asOctets(clientProof), proof.begin());

    std::optional<ScramMatch> match;
    const bool known = !candidates.empty();
    const auto tried = orNobody(candidates);
    for (std::size_t i = 0; i < tried.size(); ++i) {
        // ClientKey = ClientProof XOR ClientSignature, and H(ClientKey) is StoredKey [RFC5802 3].
        auto clientKey = hmacSha256(view(tried[i].storedKey), authMessage);
        for (std::size_t j = 0; j < clientKey.size(); ++j) clientKey[j] ^= proof[j];
        const auto serverSignature = hmacSha256(view(tried[i].serverKey), authMessage);
        if (equalInConstantTime(view(sha256(view(clientKey))), view(tried[i].storedKey)) && known) {
            match = ScramMatch{i, serverSignature};
        }
        wipe(clientKey);
    }
    return match;
}

std::optional<std::size_t> verifyAppPassword(std::span<const ScramKeys> candidates, ByteView password,
                                             const ScramParameters& parameters) {
    const auto derived = deriveScramKeys(password, parameters);
    std::optional<std::size_t> match;
    const bool known = !candidates.empty();
    const auto tried = orNobody(candidates);
    for (std::size_t i = 0; i < tried.size(); ++i) {
        if (equalInConstantTime(view(derived.storedKey), view(tried[i].storedKey)) && known) match = i;
    }
    return match;
}

}  // namespace tram::credentials
