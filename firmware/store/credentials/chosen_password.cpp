#include "store/credentials/chosen_password.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <format>
#include <optional>
#include <span>

#include "store/credentials/digest.hpp"
#include "store/credentials/generated_password.hpp"

namespace tram::credentials {
namespace {

namespace limit = limits::credentials;

std::size_t characters(ByteView utf8) {
    return static_cast<std::size_t>(
        std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

bool isControl(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

// libsodium reads a verifier as a C string in a buffer of its own length.
using Encoded = std::array<char, crypto_pwhash_STRBYTES>;

std::optional<Encoded> encoded(std::string_view verifier) {
    Encoded buffer{};
    if (verifier.size() >= buffer.size() || verifier.contains('\0')) return std::nullopt;
    std::ranges::copy(verifier, buffer.begin());
    return buffer;
}

// What "$argon2id$v=19$m=…,t=…,p=1$salt$hash" says.
struct Verifier {
    unsigned long long passes = 0;
    std::size_t memory = 0;
    std::array<unsigned char, crypto_pwhash_SALTBYTES> salt{};
    std::array<unsigned char, 32> hash{};
};

bool take(std::string_view& text, std::string_view expected) {
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(expected.size());
    return true;
}

template <class Number>
bool takeNumber(std::string_view& text, Number& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return true;
}

template <std::size_t size>
bool takeBase64(std::string_view text, std::array<unsigned char, size>& octets) {
    std::size_t length = 0;
    return sodium_base642bin(octets.data(), size, text.data(), text.size(), nullptr, &length, nullptr,
                             sodium_base64_VARIANT_ORIGINAL_NO_PADDING) == 0 &&
           length == size;
}

std::string base64(std::span<const unsigned char> octets) {
    std::string text(sodium_base64_encoded_len(octets.size(), sodium_base64_VARIANT_ORIGINAL_NO_PADDING), 0);
    sodium_bin2base64(text.data(), text.size(), octets.data(), octets.size(),
                      sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    text.pop_back();  // the NUL
    return text;
}

std::optional<Verifier> parseVerifier(std::string_view text) {
    Verifier verifier;
    std::size_t kibibytes = 0;
    if (!take(text, "$argon2id$v=19$m=") || !takeNumber(text, kibibytes) || !take(text, ",t=") ||
        !takeNumber(text, verifier.passes) || !take(text, ",p=1$")) {
        return std::nullopt;
    }
    if (kibibytes < crypto_pwhash_MEMLIMIT_MIN / 1024 || kibibytes > crypto_pwhash_MEMLIMIT_MAX / 1024 ||
        verifier.passes < crypto_pwhash_OPSLIMIT_MIN || verifier.passes > crypto_pwhash_OPSLIMIT_MAX) {
        return std::nullopt;
    }
    verifier.memory = kibibytes * 1024;
    const auto dollar = text.find('$');
    if (dollar == std::string_view::npos || !takeBase64(text.substr(0, dollar), verifier.salt) ||
        !takeBase64(text.substr(dollar + 1), verifier.hash)) {
        return std::nullopt;
    }
    return verifier;
}

}  // namespace

std::string_view name(PasswordError error) noexcept {
    switch (error) {
        case PasswordError::tooShort:
            return "too_short";
        case PasswordError::tooLong:
            return "too_long";
        case PasswordError::generatedForm:
            return "generated_form";
        case PasswordError::badCharacter:
            return "bad_character";
        case PasswordError::noMemory:
            return "no_memory";
        case PasswordError::guessable:
            return "guessable";
    }
    return "unknown";
}

std::expected<void, PasswordError> checkChoice(ByteView password) {
    if (password.size() > limit::password) return std::unexpected(PasswordError::tooLong);
    if (std::ranges::any_of(password, isControl)) return std::unexpected(PasswordError::badCharacter);
    if (characters(password) < limit::chosenPasswordCharacters) return std::unexpected(PasswordError::tooShort);
    if (readTypedPassword(password).form != PasswordForm::chosen) {
        return std::unexpected(PasswordError::generatedForm);
    }
    return {};
}

ChosenPasswords::ChosenPasswords(Argon2Cost cost) : cost_(cost) {
    startSodium();
    SecureRandom random;
    Verifier nobody;
    random.fill(nobody.salt);
    random.fill(nobody.hash);
    nobody_ = std::format("$argon2id$v=19$m={},t={},p=1${}${}", cost.memory / 1024, cost.passes, base64(nobody.salt),
                          base64(nobody.hash));
}

std::expected<std::string, PasswordError> ChosenPasswords::hash(ByteView password) const {
    if (password.size() > limit::password) return std::unexpected(PasswordError::tooLong);
    Encoded out{};
    if (crypto_pwhash_str_alg(out.data(), password.data(), password.size(), cost_.passes, cost_.memory,
                              crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return std::unexpected(PasswordError::noMemory);
    }
    return std::string{out.data(), ::strnlen(out.data(), out.size())};
}

std::expected<bool, PasswordError> ChosenPasswords::verify(std::string_view verifier, ByteView password) const {
    if (password.size() > limit::password) return false;
    const auto known = parseVerifier(verifier);
    if (!known) return false;
    // Not crypto_pwhash_str_verify, which says "another password" where memory is short.
    std::array<unsigned char, std::tuple_size_v<decltype(known->hash)>> hash{};
    if (crypto_pwhash(hash.data(), hash.size(), password.data(), password.size(), known->salt.data(), known->passes,
                      known->memory, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return std::unexpected(PasswordError::noMemory);
    }
    return sodium_memcmp(hash.data(), known->hash.data(), hash.size()) == 0;
}

std::expected<bool, PasswordError> ChosenPasswords::verifyNobody(ByteView password) const {
    return verify(nobody_, password).transform([](bool) { return false; });
}

bool ChosenPasswords::needsRehash(std::string_view verifier) const {
    const auto buffer = encoded(verifier);
    return !buffer || crypto_pwhash_str_needs_rehash(buffer->data(), cost_.passes, cost_.memory) != 0;
}

}  // namespace tram::credentials
