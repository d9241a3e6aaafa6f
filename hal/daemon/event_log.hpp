// Every raise, change and clear, a line of JSON each, kept across restarts.
//
// Threads: one at a time.
#pragma once

#include <deque>
#include <expected>
#include <filesystem>
#include <span>
#include <string>

#include "hal/model/alarm_book.hpp"
#include "net/unique_fd.hpp"

namespace tram::hal {

class EventLog {
public:
    // Reads what is there; a last line that was cut off by a power failure is passed over. The reason where the file
    // cannot be had.
    [[nodiscard]] static std::expected<EventLog, std::string> open(const std::filesystem::path& file);

    // On stable storage when it returns. False where it cannot be written; they are remembered all the same.
    bool append(std::span<const AlarmEvent> events);

    [[nodiscard]] const std::deque<AlarmEvent>& events() const { return events_; }

private:
    explicit EventLog(std::filesystem::path file) : file_(std::move(file)) {}
    [[nodiscard]] bool writeAnew();

    std::filesystem::path file_;
    net::UniqueFd open_;
    std::deque<AlarmEvent> events_;
    std::size_t lines_ = 0;
};

// The content takes the file's place at once, or the old one stays; on stable storage when it returns.
[[nodiscard]] bool replaceFile(const std::filesystem::path& file, std::string_view content);

}  // namespace tram::hal
