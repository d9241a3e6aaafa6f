#include "roles/spool/spool.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <utility>

#include "base/limits.hpp"

namespace tram::roles {
namespace {

SpoolError errorOf(int errorNumber) {
    const bool full = errorNumber == ENOSPC || errorNumber == EDQUOT || errorNumber == EFBIG || errorNumber == EMFILE ||
                      errorNumber == ENFILE;
    return full ? SpoolError::full : SpoolError::failed;
}

std::expected<void, SpoolError> writeAll(int file, ByteView bytes, std::uint64_t at) {
    while (!bytes.empty()) {
        const auto written = pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(at));
        if (written < 0) {
            if (errno == EINTR) continue;
            return std::unexpected(errorOf(errno));
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
        at += static_cast<std::uint64_t>(written);
    }
    return {};
}

}  // namespace

bool SpoolBudget::take(std::size_t octets) noexcept {
    const auto wanted = static_cast<std::int64_t>(octets);
    if (left_.fetch_sub(wanted, std::memory_order_relaxed) >= wanted) return true;
    giveBack(octets);
    return false;
}

void SpoolBudget::giveBack(std::size_t octets) noexcept {
    left_.fetch_add(static_cast<std::int64_t>(octets), std::memory_order_relaxed);
}

SpooledMessage::SpooledMessage(SpooledMessage&& other) noexcept
    : memory_(std::move(other.memory_)),
      file_(std::move(other.file_)),
      mapping_(std::exchange(other.mapping_, nullptr)),
      mapped_(other.mapped_),
      offset_(other.offset_) {}

SpooledMessage::~SpooledMessage() {
    if (mapping_ != nullptr) munmap(mapping_, mapped_);
}

ByteView SpooledMessage::bytes() const noexcept {
    if (mapping_ == nullptr) return memory_;
    return ByteView{static_cast<const char*>(mapping_), mapped_}.substr(static_cast<std::size_t>(offset_));
}

Spool::~Spool() {
    budget_.giveBack(taken_);
}

std::expected<void, SpoolError> Spool::append(ByteView bytes) {
    size_ += bytes.size();
    if (!file_) {
        const bool fits = size_ <= limits::store::inlineMessage && budget_.take(bytes.size());
        if (fits) {
            taken_ += bytes.size();
            memory_ += bytes;
            return {};
        }
        if (auto opened = openFile(); !opened) return opened;
    }
    if (memory_.size() + bytes.size() < limits::smtp::spoolBuffer) {
        memory_ += bytes;
        return {};
    }
    if (auto flushed = flush(); !flushed) return flushed;
    if (auto written = writeAll(file_.get(), bytes, limits::smtp::spoolHeadroom + written_); !written) return written;
    written_ += bytes.size();
    return {};
}

std::expected<void, SpoolError> Spool::openFile() {
    file_.reset(::open(folder_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (!file_ && (errno == EOPNOTSUPP || errno == EISDIR)) {
        // A file system without O_TMPFILE.
        auto name = (folder_ / "message-XXXXXX").string();
        file_.reset(::mkostemp(name.data(), O_CLOEXEC));
        if (file_) ::unlink(name.c_str());
    }
    if (!file_) return std::unexpected(errorOf(errno));
    if (auto flushed = flush(); !flushed) return flushed;
    // Gives the memory back, not only the budget.
    memory_ = Bytes{};
    memory_.reserve(limits::smtp::spoolBuffer);
    budget_.giveBack(std::exchange(taken_, 0));
    return {};
}

std::expected<void, SpoolError> Spool::flush() {
    if (auto done = writeAll(file_.get(), memory_, limits::smtp::spoolHeadroom + written_); !done) return done;
    written_ += memory_.size();
    memory_.clear();
    return {};
}

std::expected<Bytes, SpoolError> Spool::first(std::size_t most) {
    if (!file_) return memory_.substr(0, most);
    if (auto flushed = flush(); !flushed) return std::unexpected(flushed.error());
    Bytes bytes(static_cast<std::size_t>(std::min<std::uint64_t>(most, size_)), '\0');
    std::size_t done = 0;
    while (done < bytes.size()) {
        const auto got = pread(file_.get(), bytes.data() + done, bytes.size() - done,
                               static_cast<off_t>(limits::smtp::spoolHeadroom + done));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return std::unexpected(SpoolError::failed);
        done += static_cast<std::size_t>(got);
    }
    return bytes;
}

std::expected<SpooledMessage, SpoolError> Spool::finish(ByteView head, std::size_t replaced) {
    SpooledMessage message;
    if (!file_) {
        message.memory_.reserve(head.size() + memory_.size() - replaced);
        message.memory_ += head;
        message.memory_.append(memory_, replaced);
        return message;
    }
    if (auto flushed = flush(); !flushed) return std::unexpected(flushed.error());
    const auto bodyAt = limits::smtp::spoolHeadroom + replaced;
    if (head.size() > bodyAt) return std::unexpected(SpoolError::failed);
    message.offset_ = bodyAt - head.size();
    if (auto done = writeAll(file_.get(), head, message.offset_); !done) return std::unexpected(done.error());
    message.mapped_ = static_cast<std::size_t>(limits::smtp::spoolHeadroom + size_);
    void* const mapping = mmap(nullptr, message.mapped_, PROT_READ, MAP_SHARED, file_.get(), 0);
    if (mapping == MAP_FAILED) return std::unexpected(errorOf(errno));
    message.mapping_ = mapping;
    message.file_ = std::move(file_);
    return message;
}

bool SpooledMessage::appendToFile(ByteView more) {
    return writeAll(file_.get(), more, static_cast<std::uint64_t>(offset_) + bytes().size()).has_value();
}

}  // namespace tram::roles
