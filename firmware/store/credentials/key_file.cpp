#include "store/credentials/key_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace tram::credentials {
namespace {

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

}  // namespace

std::expected<void, KeyFileError> readKeyFile(const std::filesystem::path& file, std::span<std::uint8_t> key) {
    const File in{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
    if (!in) return std::unexpected(errno == ENOENT ? KeyFileError::absent : KeyFileError::unreadable);
    struct stat status{};
    if (::fstat(in.get(), &status) != 0) return std::unexpected(KeyFileError::unreadable);
    if (!S_ISREG(status.st_mode) || status.st_uid != ::geteuid() || (status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return std::unexpected(KeyFileError::openToOthers);
    }
    if (status.st_size != static_cast<off_t>(key.size())) return std::unexpected(KeyFileError::wrongSize);
    if (readFully(in.get(), key.data(), key.size()) != key.size()) return std::unexpected(KeyFileError::unreadable);
    return {};
}

// Under a name of its own first and then linked in place.
bool makeKeyFile(const std::filesystem::path& file, std::span<const std::uint8_t> key, unsigned mode) {
    auto fresh = file;
    fresh += ".new";
    ::unlink(fresh.c_str());
    {
        const File out{::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)};
        if (!out) return false;
        if (!writeFully(out.get(), key.data(), key.size()) || ::fsync(out.get()) != 0) {
            ::unlink(fresh.c_str());
            return false;
        }
    }
    const bool linked = ::link(fresh.c_str(), file.c_str()) == 0 || errno == EEXIST;
    ::unlink(fresh.c_str());
    return linked && syncFolderOf(file);
}

bool replaceFile(const std::filesystem::path& fresh, const std::filesystem::path& file) {
    return ::rename(fresh.c_str(), file.c_str()) == 0 && syncFolderOf(file);
}

}  // namespace tram::credentials
