#include "store/image_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace tram::store {

std::expected<ImageFile, StoreError> ImageFile::open(const std::filesystem::path& folder) {
    const auto path = folder / "data.mdb";
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return std::unexpected(storeErrorOf(errno, path.c_str()));
    struct stat status{};
    const bool known = fstat(fd, &status) == 0 && status.st_size > 0;
    return ImageFile(fd, known ? static_cast<std::uint64_t>(status.st_size) : 0);
}

ImageFile::ImageFile(ImageFile&& other) noexcept : fd_(std::exchange(other.fd_, -1)), size_(other.size_) {}

ImageFile::~ImageFile() {
    if (fd_ >= 0) ::close(fd_);
}

bool ImageFile::read(std::uint64_t offset, std::size_t length, Bytes& out) {
    if (offset > size_ || length > size_ - offset) return false;
    out.resize(length);
    for (std::size_t done = 0; done < length;) {
        const auto got = pread(fd_, out.data() + done, length - done, static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        done += static_cast<std::size_t>(got);
    }
    return true;
}

}  // namespace tram::store
