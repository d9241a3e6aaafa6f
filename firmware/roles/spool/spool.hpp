// Where a message lies while it comes in: in memory up to limits::store::inlineMessage, then in an unlinked file,
// so that nothing is left of it whatever happens to the process.
//
// Threads: a spool belongs to one session; the budget is shared. Files are written with the page cache between,
// never synced: what makes a message durable is the store's commit.
#pragma once

#include <atomic>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <string>

#include "base/bytes.hpp"
#include "net/unique_fd.hpp"

namespace tram::roles {

enum class SpoolError : std::uint8_t { full, failed };

// What all spools together may keep in memory.
class SpoolBudget {
public:
    explicit SpoolBudget(std::size_t octets) : left_(static_cast<std::int64_t>(octets)) {}
    [[nodiscard]] bool take(std::size_t octets) noexcept;
    void giveBack(std::size_t octets) noexcept;

private:
    std::atomic<std::int64_t> left_;
};

// A message in its final form: `bytes` is all of it, in this object. With a file the message is in the file too,
// from `offset` on.
class SpooledMessage {
public:
    SpooledMessage(SpooledMessage&&) noexcept;
    SpooledMessage& operator=(SpooledMessage&&) = delete;
    ~SpooledMessage();

    [[nodiscard]] ByteView bytes() const noexcept;
    [[nodiscard]] bool isFile() const noexcept { return static_cast<bool>(file_); }
    [[nodiscard]] std::uint64_t offset() const noexcept { return offset_; }
    // Puts more bytes behind the message in the file. False where there is no room. REQUIRES: isFile().
    [[nodiscard]] bool appendToFile(ByteView more);
    // For the store; the message stays readable here.
    [[nodiscard]] net::UniqueFd takeFile() noexcept { return std::move(file_); }

private:
    friend class Spool;
    SpooledMessage() = default;

    Bytes memory_;
    net::UniqueFd file_;
    void* mapping_ = nullptr;
    std::size_t mapped_ = 0;
    std::uint64_t offset_ = 0;
};

class Spool {
public:
    Spool(std::filesystem::path folder, SpoolBudget& budget) : folder_(std::move(folder)), budget_(budget) {}
    Spool(const Spool&) = delete;
    Spool& operator=(const Spool&) = delete;
    ~Spool();

    [[nodiscard]] std::expected<void, SpoolError> append(ByteView bytes);
    [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
    // The first octets, at most `most`, as they came.
    [[nodiscard]] std::expected<Bytes, SpoolError> first(std::size_t most);
    // The message with `head` in place of its first `replaced` octets. REQUIRES: head is at most
    // limits::smtp::spoolHeadroom longer than what it replaces. The spool is of no more use.
    [[nodiscard]] std::expected<SpooledMessage, SpoolError> finish(ByteView head, std::size_t replaced);

private:
    [[nodiscard]] std::expected<void, SpoolError> openFile();
    [[nodiscard]] std::expected<void, SpoolError> flush();

    std::filesystem::path folder_;
    SpoolBudget& budget_;
    // All of it, or with a file what is not written yet.
    Bytes memory_;
    std::size_t taken_ = 0;  // of the budget
    net::UniqueFd file_;
    std::uint64_t written_ = 0;
    std::uint64_t size_ = 0;
};

}  // namespace tram::roles
