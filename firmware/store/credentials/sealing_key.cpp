#include "store/credentials/sealing_key.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/limits.hpp"

namespace tram::credentials {
namespace {

constexpr std::uint8_t sealVersion = 1;
constexpr std::size_t nonceSize = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tagSize = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t overhead = 1 + nonceSize + tagSize;
static_assert(SealingKey::size == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

unsigned char* octets(Bytes& bytes) noexcept {
    return reinterpret_cast<unsigned char*>(bytes.data());
}
const unsigned char* octets(ByteView bytes) noexcept {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

class File {
public:
    explicit File(int descriptor) noexcept : descriptor_(descriptor) {}
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    [[nodiscard]] int get() const noexcept { return descriptor_; }
    [[nodiscard]] explicit operator bool() const noexcept { return descriptor_ >= 0; }

private:
    int descriptor_;
};

// Fewer than `wanted` octets: the end or an error.
std::size_t readFully(int descriptor, std::uint8_t* to, std::size_t wanted) {
    std::size_t got = 0;
    while (got < wanted) {
        const auto n = ::read(descriptor, to + got, wanted - got);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        got += static_cast<std::size_t>(n);
    }
    return got;
}

bool writeFully(int descriptor, const std::uint8_t* from, std::size_t size) {
    std::size_t done = 0;
    while (done < size) {
        const auto n = ::write(descriptor, from + done, size - done);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        done += static_cast<std::size_t>(n);
    }
    return true;
}

bool syncFolderOf(const std::filesystem::path& file) {
    const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path{"."};
    const File opened{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    return opened && ::fsync(opened.get()) == 0;
}

// A new key under a name of its own first and then linked in place: a crash leaves either no key or a whole
// one, and of two that start at once one wins.
bool makeKeyFile(const std::filesystem::path& file) {
    auto fresh = file;
    fresh += ".new";
    ::unlink(fresh.c_str());
    {
        const File out{::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600)};
        if (!out) return false;
        std::array<std::uint8_t, SealingKey::size> key{};
        randombytes_buf(key.data(), key.size());
        const bool written = writeFully(out.get(), key.data(), key.size()) && ::fsync(out.get()) == 0;
        sodium_memzero(key.data(), key.size());
        if (!written) {
            ::unlink(fresh.c_str());
            return false;
        }
    }
    const bool linked = ::link(fresh.c_str(), file.c_str()) == 0 || errno == EEXIST;
    ::unlink(fresh.c_str());
    return linked && syncFolderOf(file);
}

}  // namespace

std::string_view name(SealError error) noexcept {
    switch (error) {
        case SealError::unreadable:
            return "unreadable";
        case SealError::notMade:
            return "not_made";
        case SealError::openToOthers:
            return "open_to_others";
        case SealError::wrongSize:
            return "wrong_size";
        case SealError::noMemory:
            return "no_memory";
        case SealError::malformed:
            return "malformed";
        case SealError::unknownVersion:
            return "unknown_version";
        case SealError::tampered:
            return "tampered";
    }
    return "unknown";
}

void SealingKey::Free::operator()(std::uint8_t* octets) const noexcept {
    sodium_free(octets);
}

std::expected<SealingKey::Memory, SealError> SealingKey::allocate() {
    startSodium();
    auto* octets = static_cast<std::uint8_t*>(sodium_malloc(size));
    if (octets == nullptr) return std::unexpected(SealError::noMemory);
    return Memory{octets};
}

std::expected<SealingKey, SealError> SealingKey::load(const std::filesystem::path& file) {
    const File in{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
    if (!in) return std::unexpected(errno == ENOENT ? SealError::notMade : SealError::unreadable);
    struct stat status{};
    if (::fstat(in.get(), &status) != 0) return std::unexpected(SealError::unreadable);
    if (!S_ISREG(status.st_mode) || status.st_uid != ::geteuid() || (status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return std::unexpected(SealError::openToOthers);
    }
    if (status.st_size != static_cast<off_t>(size)) return std::unexpected(SealError::wrongSize);
    auto memory = allocate();
    if (!memory) return std::unexpected(memory.error());
    if (readFully(in.get(), memory->get(), size) != size) return std::unexpected(SealError::unreadable);
    sodium_mprotect_readonly(memory->get());
    return SealingKey{std::move(*memory)};
}

std::expected<SealingKey, SealError> SealingKey::loadOrMake(const std::filesystem::path& file) {
    startSodium();
    auto key = load(file);
    if (key || key.error() != SealError::notMade) return key;
    if (!makeKeyFile(file)) return std::unexpected(SealError::notMade);
    return load(file);
}

std::expected<SealingKey, SealError> SealingKey::fromOctets(std::span<const std::uint8_t, size> octets) {
    auto memory = allocate();
    if (!memory) return std::unexpected(memory.error());
    std::ranges::copy(octets, memory->get());
    sodium_mprotect_readonly(memory->get());
    return SealingKey{std::move(*memory)};
}

Bytes SealingKey::seal(ByteView plaintext, ByteView associatedData) const {
    Bytes sealed(overhead + plaintext.size(), '\0');
    auto* nonce = octets(sealed) + 1;
    sealed[0] = static_cast<char>(sealVersion);
    randombytes_buf(nonce, nonceSize);
    crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + nonceSize, nullptr, octets(plaintext), plaintext.size(),
                                               octets(associatedData), associatedData.size(), nullptr, nonce,
                                               memory_.get());
    return sealed;
}

std::expected<Bytes, SealError> SealingKey::open(ByteView sealed, ByteView associatedData) const {
    if (sealed.empty()) return std::unexpected(SealError::malformed);
    if (static_cast<std::uint8_t>(sealed[0]) != sealVersion) return std::unexpected(SealError::unknownVersion);
    if (sealed.size() < overhead || sealed.size() > limits::credentials::sealed) {
        return std::unexpected(SealError::malformed);
    }
    const auto* nonce = octets(sealed) + 1;
    Bytes plaintext(sealed.size() - overhead, '\0');
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(octets(plaintext), nullptr, nullptr, nonce + nonceSize,
                                                   sealed.size() - 1 - nonceSize, octets(associatedData),
                                                   associatedData.size(), nonce, memory_.get()) != 0) {
        return std::unexpected(SealError::tampered);
    }
    return plaintext;
}

Digest SealingKey::derive(std::string_view purpose) const {
    Bytes label{"tram derived key: "};
    label += purpose;
    return hmacSha256({reinterpret_cast<const char*>(memory_.get()), size}, label);
}

Bytes credentialAssociatedData(OfficialId official, CredentialId credential) {
    Bytes bytes{"tram credential"};
    for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(official.value >> shift & 0xff);
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(credential.value >> shift & 0xff);
    return bytes;
}

}  // namespace tram::credentials
