#include "store/credentials/second_factor.hpp"

#include <Poco/HMACEngine.h>
#include <Poco/SHA1Engine.h>
#include <sodium.h>

#include <algorithm>
#include <array>

#include "base/limits.hpp"

namespace tram::credentials {
namespace {

namespace limit = limits::credentials;

constexpr std::uint8_t version = 1;
constexpr std::size_t encodedSize = 1 + 1 + 8 + limit::secondFactorSecret;
constexpr std::uint64_t stepSeconds = 30;
constexpr std::uint32_t codes = 1'000'000;

Bytes bigEndian(std::uint64_t number) {
    Bytes octets(8, '\0');
    for (std::size_t i = 0; i < octets.size(); ++i) octets[i] = static_cast<char>(number >> (8 * (7 - i)) & 0xffU);
    return octets;
}

bool isUnreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

void appendPercentEncoded(std::string& out, std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (const char c : text) {
        if (isUnreserved(c)) {
            out += c;
            continue;
        }
        const auto octet = static_cast<unsigned char>(c);
        out += '%';
        out += digits[octet >> 4U];
        out += digits[octet & 0xfU];
    }
}

}  // namespace

SecondFactor makeSecondFactor(Random& random) {
    SecondFactor factor;
    std::array<std::uint8_t, limit::secondFactorSecret> secret{};
    random.fill(secret);
    factor.secret = asBytes(secret);
    return factor;
}

Bytes encodeSecondFactor(const SecondFactor& factor) {
    Bytes out;
    out += static_cast<char>(version);
    out += static_cast<char>(factor.confirmed ? 1 : 0);
    out += bigEndian(factor.lastStep);
    out += factor.secret;
    return out;
}

std::optional<SecondFactor> decodeSecondFactor(ByteView verifier) {
    if (verifier.size() != encodedSize || static_cast<std::uint8_t>(verifier[0]) != version) return std::nullopt;
    SecondFactor factor;
    factor.confirmed = verifier[1] == 1;
    for (const auto octet : asOctets(verifier.substr(2, 8))) factor.lastStep = factor.lastStep << 8U | octet;
    factor.secret = verifier.substr(10);
    return factor;
}

std::uint64_t stepAt(SystemTime now) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    return seconds < 0 ? 0 : static_cast<std::uint64_t>(seconds) / stepSeconds;
}

std::string codeAt(const SecondFactor& factor, std::uint64_t step) {
    Poco::HMACEngine<Poco::SHA1Engine> engine(factor.secret);
    engine.update(bigEndian(step));
    const auto& digest = engine.digest();
    // [RFC4226 5.3]
    const std::size_t offset = digest.back() & 0xfU;
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i) number = number << 8U | digest[offset + i];
    auto code = std::to_string((number & 0x7fffffffU) % codes);
    code.insert(0, 6 - code.size(), '0');
    return code;
}

std::optional<std::uint64_t> stepOfCode(const SecondFactor& factor, ByteView code, SystemTime now) {
    std::string typed;
    std::ranges::copy_if(code, std::back_inserter(typed), [](char c) { return c != ' '; });
    const auto present = stepAt(now);
    std::optional<std::uint64_t> found;
    // All of them are looked at, so that the time tells nothing.
    for (auto step = present == 0 ? 0 : present - 1; step <= present + 1; ++step) {
        const auto right = codeAt(factor, step);
        const bool same = typed.size() == right.size() && sodium_memcmp(typed.data(), right.data(), right.size()) == 0;
        if (same && step > factor.lastStep && !found) found = step;
    }
    return found;
}

std::string base32(ByteView octets) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string out;
    std::uint32_t held = 0;
    unsigned bits = 0;
    for (const auto octet : asOctets(octets)) {
        held = held << 8U | octet;
        for (bits += 8; bits >= 5; bits -= 5) out += alphabet[held >> (bits - 5) & 0x1fU];
        held &= 0xffU;
    }
    if (bits > 0) out += alphabet[held << (5 - bits) & 0x1fU];
    return out;
}

std::string otpauthUri(const SecondFactor& factor, std::string_view issuer, std::string_view account) {
    std::string uri = "otpauth://totp/";
    appendPercentEncoded(uri, issuer);
    uri += ':';
    appendPercentEncoded(uri, account);
    uri += "?secret=" + base32(factor.secret) + "&issuer=";
    appendPercentEncoded(uri, issuer);
    return uri;
}

}  // namespace tram::credentials
