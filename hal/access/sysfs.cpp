#include "hal/access/sysfs.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

namespace tram::hal {

namespace {

class File {
public:
    File(const std::filesystem::path& path, int flags) : descriptor_(::open(path.c_str(), flags | O_CLOEXEC)) {}
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    [[nodiscard]] int get() const { return descriptor_; }

private:
    int descriptor_;
};

SysfsError errorOf(int code) {
    // ENODEV and ENXIO: the device went while its file was open.
    return code == ENOENT || code == ENOTDIR || code == ENODEV || code == ENXIO ? SysfsError::absent
                                                                                : SysfsError::unreadable;
}

}  // namespace

std::string_view name(SysfsError error) noexcept {
    switch (error) {
        case SysfsError::absent:
            return "absent";
        case SysfsError::unreadable:
            return "unreadable";
        case SysfsError::malformed:
            return "malformed";
    }
    return "?";
}

std::expected<std::string, SysfsError> Sysfs::read(const std::filesystem::path& path) const {
    const File file(root_ / path, O_RDONLY | O_NONBLOCK);
    if (file.get() < 0) return std::unexpected(errorOf(errno));
    std::string content;
    char buffer[4096];
    for (;;) {
        const auto count = ::read(file.get(), buffer, sizeof buffer);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return std::unexpected(errorOf(errno));
        if (count == 0) break;
        content.append(buffer, static_cast<std::size_t>(count));
        if (content.size() > fileOctets) return std::unexpected(SysfsError::malformed);
    }
    content.erase(content.find_last_not_of(" \t\n") + 1);
    return content;
}

std::expected<std::int64_t, SysfsError> Sysfs::number(const std::filesystem::path& path) const {
    const auto content = read(path);
    if (!content) return std::unexpected(content.error());
    std::int64_t value = 0;
    const auto* end = content->data() + content->size();
    const auto [stop, error] = std::from_chars(content->data(), end, value);
    if (error != std::errc{} || stop != end) return std::unexpected(SysfsError::malformed);
    return value;
}

std::vector<std::string> Sysfs::names(const std::filesystem::path& path) const {
    std::vector<std::string> result;
    std::error_code error;
    for (std::filesystem::directory_iterator at(root_ / path, error), end; !error && at != end; at.increment(error))
        result.push_back(at->path().filename().string());
    std::ranges::sort(result);
    return result;
}

std::optional<std::string> Sysfs::resolved(const std::filesystem::path& path) const {
    std::error_code error;
    const auto root = std::filesystem::canonical(root_, error);
    if (error) return std::nullopt;
    const auto target = std::filesystem::canonical(root_ / path, error);
    if (error) return std::nullopt;
    const auto relative = target.lexically_relative(root).string();
    if (relative.starts_with("..")) return std::nullopt;
    return relative;
}

std::expected<void, SysfsError> Sysfs::write(const std::filesystem::path& path, std::string_view text) const {
    const File file(root_ / path, O_WRONLY);
    if (file.get() < 0) return std::unexpected(errorOf(errno));
    // The kernel takes a value whole or not at all.
    const auto count = ::write(file.get(), text.data(), text.size());
    if (count < 0) return std::unexpected(errorOf(errno));
    if (static_cast<std::size_t>(count) != text.size()) return std::unexpected(SysfsError::unreadable);
    return {};
}

}  // namespace tram::hal
