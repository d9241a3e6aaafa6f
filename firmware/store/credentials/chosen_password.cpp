#include "store/credentials/chosen_password.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstring>

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

std::expected<ChosenPasswords, PasswordError> ChosenPasswords::make(Argon2Cost cost) {
    startSodium();
    ChosenPasswords passwords{cost, {}};
    SecureRandom random;
    auto nobodysPassword = makeAppPassword(random);
    auto hashed = passwords.hash(nobodysPassword);
    wipe(nobodysPassword);
    if (!hashed) return std::unexpected(hashed.error());
    passwords.nobody_ = std::move(*hashed);
    return passwords;
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

bool ChosenPasswords::verify(std::string_view verifier, ByteView password) const {
    if (password.size() > limit::password) return false;
    const auto buffer = encoded(verifier);
    return buffer && crypto_pwhash_str_verify(buffer->data(), password.data(), password.size()) == 0;
}

void ChosenPasswords::verifyNobody(ByteView password) const {
    static_cast<void>(verify(nobody_, password));
}

bool ChosenPasswords::needsRehash(std::string_view verifier) const {
    const auto buffer = encoded(verifier);
    return !buffer || crypto_pwhash_str_needs_rehash(buffer->data(), cost_.passes, cost_.memory) != 0;
}

}  // namespace tram::credentials
