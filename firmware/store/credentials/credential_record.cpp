#include "store/credentials/credential_record.hpp"

#include <algorithm>
#include <array>
#include <concepts>
#include <limits>
#include <utility>

#include "base/limits.hpp"

namespace tram::credentials {
namespace {

namespace limit = limits::credentials;

constexpr std::uint8_t firstVersion = 1;
constexpr std::uint8_t versionWithNetworks = 2;
// The last time there is stands for "never".
constexpr auto never = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

constexpr std::array<std::pair<Protocol, std::string_view>, 8> protocolNames{{
    {Protocol::imap, "imap"},
    {Protocol::submission, "submission"},
    {Protocol::pop3, "pop3"},
    {Protocol::manageSieve, "managesieve"},
    {Protocol::jmap, "jmap"},
    {Protocol::dav, "dav"},
    {Protocol::ldap, "ldap"},
    {Protocol::web, "web"},
}};

template <std::unsigned_integral Integer>
void put(Bytes& out, Integer value) {
    for (std::size_t i = 0; i < sizeof value; ++i) {
        out += static_cast<char>(std::uint64_t{value} >> (8 * i) & 0xffU);
    }
}

// Takes from the front of `bytes`; once something is missing, all that follows is.
class Reader {
public:
    explicit Reader(ByteView bytes) : bytes_(bytes) {}

    template <std::unsigned_integral Integer>
    Integer integer() {
        const auto octets = view(sizeof(Integer));
        Integer value = 0;
        for (std::size_t i = 0; i < octets.size(); ++i) {
            value = static_cast<Integer>(value | static_cast<Integer>(static_cast<std::uint8_t>(octets[i])) << (8 * i));
        }
        return value;
    }
    ByteView view(std::size_t size) {
        if (size > bytes_.size()) {
            missing_ = true;
            bytes_ = {};
            return {};
        }
        const auto taken = bytes_.substr(0, size);
        bytes_.remove_prefix(size);
        return taken;
    }
    [[nodiscard]] bool missing() const { return missing_; }
    [[nodiscard]] bool atEnd() const { return bytes_.empty(); }

private:
    ByteView bytes_;
    bool missing_ = false;
};

SystemTime timeOf(std::uint64_t microseconds) {
    return SystemTime{std::chrono::microseconds{static_cast<std::int64_t>(microseconds)}};
}

std::uint64_t octetsOf(SystemTime time) {
    return static_cast<std::uint64_t>(time.time_since_epoch().count());
}

}  // namespace

std::string_view name(Protocol protocol) noexcept {
    for (const auto& [known, text] : protocolNames) {
        if (known == protocol) return text;
    }
    return "unknown";
}

std::optional<Protocol> parseProtocol(std::string_view text) noexcept {
    for (const auto& [known, name] : protocolNames) {
        if (name == text) return known;
    }
    return std::nullopt;
}

std::string_view name(RecordError error) noexcept {
    switch (error) {
        case RecordError::tooShort:
            return "too_short";
        case RecordError::tooLong:
            return "too_long";
        case RecordError::unknownVersion:
            return "unknown_version";
        case RecordError::unknownKind:
            return "unknown_kind";
        case RecordError::badLength:
            return "bad_length";
    }
    return "unknown";
}

std::expected<Bytes, RecordError> encode(const CredentialRecord& record) {
    if (record.label.size() > limit::label || record.verifier.size() > limit::verifier ||
        record.networks.size() > limit::networks) {
        return std::unexpected(RecordError::badLength);
    }
    Bytes out;
    put(out, record.networks.empty() ? firstVersion : versionWithNetworks);
    put(out, std::to_underlying(record.kind));
    put(out, record.protocols.bits);
    put(out, octetsOf(record.created));
    put(out, record.expires ? octetsOf(*record.expires) : never);
    put(out, static_cast<std::uint16_t>(record.label.size()));
    out += record.label;
    put(out, static_cast<std::uint16_t>(record.verifier.size()));
    out += record.verifier;
    if (record.networks.empty()) return out;
    put(out, static_cast<std::uint8_t>(record.networks.size()));
    for (const auto& network : record.networks) {
        out += asBytes(network.address);
        put(out, network.prefix);
    }
    return out;
}

std::expected<CredentialRecord, RecordError> decodeCredential(ByteView bytes) {
    Reader reader{bytes};
    const auto version = reader.integer<std::uint8_t>();
    const auto kind = reader.integer<std::uint8_t>();
    if (reader.missing()) return std::unexpected(RecordError::tooShort);
    if (version != firstVersion && version != versionWithNetworks) return std::unexpected(RecordError::unknownVersion);
    if (kind > std::to_underlying(CredentialKind::secondFactor)) return std::unexpected(RecordError::unknownKind);

    CredentialRecord record;
    record.kind = static_cast<CredentialKind>(kind);
    record.protocols.bits = reader.integer<std::uint32_t>();
    record.created = timeOf(reader.integer<std::uint64_t>());
    if (const auto expires = reader.integer<std::uint64_t>(); expires != never) record.expires = timeOf(expires);
    const auto labelSize = reader.integer<std::uint16_t>();
    if (labelSize > limit::label) return std::unexpected(RecordError::badLength);
    record.label = reader.view(labelSize);
    const auto verifierSize = reader.integer<std::uint16_t>();
    if (verifierSize > limit::verifier) return std::unexpected(RecordError::badLength);
    record.verifier = reader.view(verifierSize);
    const auto networks = version == firstVersion ? std::uint8_t{0} : reader.integer<std::uint8_t>();
    if (reader.missing()) return std::unexpected(RecordError::tooShort);
    if (networks > limit::networks || (version == versionWithNetworks && networks == 0))
        return std::unexpected(RecordError::badLength);
    for (std::uint8_t i = 0; i < networks; ++i) {
        Network network;
        const auto octets = asOctets(reader.view(network.address.size()));
        std::ranges::copy(octets, network.address.begin());
        network.prefix = reader.integer<std::uint8_t>();
        if (network.prefix > 128) return std::unexpected(RecordError::badLength);
        record.networks.push_back(network);
    }
    if (reader.missing()) return std::unexpected(RecordError::tooShort);
    if (!reader.atEnd()) return std::unexpected(RecordError::tooLong);
    return record;
}

Bytes encodeScram(const ScramKeys& keys, std::uint32_t iterations) {
    Bytes out;
    put(out, iterations);
    out += view(keys.storedKey);
    out += view(keys.serverKey);
    return out;
}

std::expected<ScramVerifier, RecordError> decodeScram(ByteView verifier) {
    Reader reader{verifier};
    ScramVerifier decoded;
    decoded.iterations = reader.integer<std::uint32_t>();
    const auto storedKey = reader.view(decoded.keys.storedKey.size());
    const auto serverKey = reader.view(decoded.keys.serverKey.size());
    if (reader.missing()) return std::unexpected(RecordError::tooShort);
    if (!reader.atEnd()) return std::unexpected(RecordError::tooLong);
    if (decoded.iterations == 0 || decoded.iterations > limit::scramIterationsMost) {
        return std::unexpected(RecordError::badLength);
    }
    std::ranges::copy(asOctets(storedKey), decoded.keys.storedKey.begin());
    std::ranges::copy(asOctets(serverKey), decoded.keys.serverKey.begin());
    return decoded;
}

}  // namespace tram::credentials
