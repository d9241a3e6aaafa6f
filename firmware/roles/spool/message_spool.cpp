#include "roles/spool/message_spool.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace tram::roles {

namespace {

bool writeAll(int fd, ByteView bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

}  // namespace

MessageSpool::MessageSpool(std::filesystem::path folder, std::size_t inMemory) : folder_(std::move(folder)), inMemory_(inMemory) {}

bool MessageSpool::moveToFile() {
    file_ = net::UniqueFd(::open(folder_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (!file_) return false;
    if (!writeAll(file_.get(), memory_)) return false;
    memory_.clear();
    memory_.shrink_to_fit();
    return true;
}

MessageSpool::Written MessageSpool::write(ByteView bytes) {
    if (!file_ && memory_.size() + bytes.size() > inMemory_ && !moveToFile()) return Written::noSpace;
    if (file_) {
        if (!writeAll(file_.get(), bytes)) return Written::noSpace;
    } else {
        memory_.append(bytes);
    }
    size_ += bytes.size();
    return Written::yes;
}

std::expected<MessageSpool::Content, int> MessageSpool::content() const {
    Content content;
    if (!file_) {
        content.data_ = memory_.data();
        content.size_ = memory_.size();
        return content;
    }
    if (size_ == 0) return content;
    void* mapped = ::mmap(nullptr, size_, PROT_READ, MAP_SHARED, file_.get(), 0);
    if (mapped == MAP_FAILED) return std::unexpected(errno);
    content.data_ = static_cast<const char*>(mapped);
    content.size_ = size_;
    content.mapped_ = true;
    return content;
}

MessageSpool::Content::Content(Content&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)), mapped_(std::exchange(other.mapped_, false)) {}

MessageSpool::Content& MessageSpool::Content::operator=(Content&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(mapped_, other.mapped_);
    return *this;
}

MessageSpool::Content::~Content() {
    if (mapped_) ::munmap(const_cast<char*>(data_), size_);
}

}  // namespace tram::roles
