#include "store/credentials/signing_key.hpp"

#include <sodium.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <string>

#include "store/credentials/key_file.hpp"

namespace tram::credentials {
namespace {

constexpr std::string_view sealedFor = "tram signing key";
constexpr std::size_t seedSize = crypto_sign_SEEDBYTES;
// version, nonce, tag: as SealingKey seals.
constexpr std::size_t sealedSize =
    1 + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES + seedSize + crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t publishedKeys = 1'000;

bool publish(const std::filesystem::path& file, const PublicKey& key) {
    auto keys = readPublicKeys(file);
    if (!keys.empty() && keys.back() == key) return true;
    keys.push_back(key);
    std::string text;
    for (const auto& each : keys) text += hexOf(each) + "\n";
    // A new file in the place of the old one.
    auto fresh = file;
    fresh += ".next";
    std::error_code failed;
    std::filesystem::remove(fresh, failed);
    const std::span octets{reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
    if (!makeKeyFile(fresh, octets, 0644)) return false;
    ::chmod(fresh.c_str(), 0644);
    return replaceFile(fresh, file);
}

}  // namespace

void SigningKey::Free::operator()(std::uint8_t* octets) const noexcept {
    sodium_free(octets);
}

std::expected<SigningKey, SealError> SigningKey::loadOrMake(const std::filesystem::path& folder,
                                                            const SealingKey& sealing) {
    startSodium();
    const auto file = folder / "signing.key";
    std::array<std::uint8_t, sealedSize> sealed{};
    auto read = readKeyFile(file, sealed);
    if (!read && read.error() == KeyFileError::absent) {
        Bytes seed(seedSize, '\0');
        randombytes_buf(seed.data(), seed.size());
        const auto bytes = sealing.seal(seed, sealedFor);
        sodium_memzero(seed.data(), seed.size());
        if (!makeKeyFile(file, {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}))
            return std::unexpected(SealError::notMade);
        read = readKeyFile(file, sealed);
    }
    if (!read) return std::unexpected(sealErrorOf(read.error()));
    auto seed = sealing.open({reinterpret_cast<const char*>(sealed.data()), sealed.size()}, sealedFor);
    if (!seed) return std::unexpected(seed.error());
    SigningKey key;
    key.secret_.reset(static_cast<std::uint8_t*>(sodium_malloc(crypto_sign_SECRETKEYBYTES)));
    if (key.secret_ == nullptr) return std::unexpected(SealError::noMemory);
    crypto_sign_seed_keypair(key.public_.data(), key.secret_.get(),
                             reinterpret_cast<const unsigned char*>(seed->data()));
    sodium_memzero(seed->data(), seed->size());
    sodium_mprotect_readonly(key.secret_.get());
    if (!publish(folder / "signing.pub", key.public_)) return std::unexpected(SealError::notMade);
    return key;
}

Signature SigningKey::sign(ByteView message) const {
    Signature signature{};
    crypto_sign_detached(signature.data(), nullptr, reinterpret_cast<const unsigned char*>(message.data()),
                         message.size(), secret_.get());
    return signature;
}

bool verifySignature(const PublicKey& key, const Signature& signature, ByteView message) {
    return crypto_sign_verify_detached(signature.data(), reinterpret_cast<const unsigned char*>(message.data()),
                                       message.size(), key.data()) == 0;
}

std::vector<PublicKey> readPublicKeys(const std::filesystem::path& file) {
    std::vector<PublicKey> keys;
    std::ifstream in(file);
    for (std::string line; keys.size() < publishedKeys && std::getline(in, line);) {
        PublicKey key{};
        std::size_t size = 0;
        const char* end = nullptr;
        if (line.size() == 2 * key.size() &&
            sodium_hex2bin(key.data(), key.size(), line.data(), line.size(), nullptr, &size, &end) == 0 &&
            size == key.size()) {
            keys.push_back(key);
        }
    }
    return keys;
}

}  // namespace tram::credentials
