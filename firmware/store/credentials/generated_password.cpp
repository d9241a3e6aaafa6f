#include "store/credentials/generated_password.hpp"

#include <array>
#include <optional>
#include <string_view>

#include "base/limits.hpp"

namespace tram::credentials {
namespace {

struct Shape {
    std::size_t groups;
    std::size_t signs;  // in a group

    [[nodiscard]] constexpr std::size_t total() const { return groups * signs; }
};

constexpr std::string_view alphabet = "bcfghjkmnpqrstvxz23456789";
constexpr Shape handOutShape{3, 5};
constexpr Shape appShape{4, 7};
constexpr std::size_t saltSize = 16;
constexpr std::size_t handOutVerifierSize = saltSize + sizeof(Digest);

Bytes grouped(ByteView signs, Shape shape) {
    Bytes text;
    for (std::size_t i = 0; i < signs.size(); ++i) {
        if (i != 0 && i % shape.signs == 0) text += '-';
        text += signs[i];
    }
    return text;
}

Bytes make(Random& random, Shape shape) {
    // Octets above the last multiple of the alphabet's size are drawn again, so that no sign is likelier.
    constexpr std::size_t fair = 256 / alphabet.size() * alphabet.size();
    Bytes signs;
    while (signs.size() < shape.total()) {
        std::array<std::uint8_t, 32> octets{};
        random.fill(octets);
        for (const auto octet : octets) {
            if (octet < fair && signs.size() < shape.total()) signs += alphabet[octet % alphabet.size()];
        }
    }
    auto text = grouped(signs, shape);
    wipe(signs);
    return text;
}

// The signs alone, in lower case; none where anything else than signs, hyphens and spaces is in it.
std::optional<Bytes> signsOf(ByteView typed) {
    Bytes signs;
    for (const char c : typed) {
        if (c == '-' || c == ' ') continue;
        const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
        if (!alphabet.contains(lower) || signs.size() == appShape.total()) return std::nullopt;
        signs += lower;
    }
    return signs;
}

Digest handOutHash(const Digest& key, ByteView salt, ByteView password) {
    Bytes salted{salt};
    salted += password;
    const auto digest = hmacSha256(view(key), salted);
    wipe(salted);
    return digest;
}

}  // namespace

Bytes makeHandOutPassword(Random& random) {
    return make(random, handOutShape);
}

Bytes makeAppPassword(Random& random) {
    return make(random, appShape);
}

TypedPassword readTypedPassword(ByteView typed) {
    if (typed.size() <= limits::credentials::password) {
        if (const auto signs = signsOf(typed)) {
            if (signs->size() == handOutShape.total()) return {PasswordForm::handOut, grouped(*signs, handOutShape)};
            if (signs->size() == appShape.total()) return {PasswordForm::app, grouped(*signs, appShape)};
        }
    }
    return {PasswordForm::chosen, Bytes{typed}};
}

Bytes makeHandOutVerifier(const Digest& key, ByteView password, Random& random) {
    std::array<std::uint8_t, saltSize> salt{};
    random.fill(salt);
    Bytes verifier{asBytes(salt)};
    verifier += view(handOutHash(key, verifier, password));
    return verifier;
}

ByteView behindHandOutVerifier(ByteView verifier) {
    return verifier.substr(std::min(verifier.size(), handOutVerifierSize));
}

bool verifyHandOut(const Digest& key, ByteView verifier, ByteView password) {
    if (verifier.size() < handOutVerifierSize) return false;
    verifier = verifier.substr(0, handOutVerifierSize);
    return equalInConstantTime(view(handOutHash(key, verifier.substr(0, saltSize), password)),
                               verifier.substr(saltSize));
}

}  // namespace tram::credentials
