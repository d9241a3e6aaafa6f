#include "hal/daemon/event_log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "base/limits.hpp"
#include "hal/model/snapshot.hpp"

namespace tram::hal {

namespace {

bool writeAll(int file, std::string_view content) {
    while (!content.empty()) {
        const auto count = ::write(file, content.data(), content.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        content.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

}  // namespace

bool replaceFile(const std::filesystem::path& file, std::string_view content) {
    auto fresh = file;
    fresh += ".new";
    {
        const net::UniqueFd written(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640));
        if (!written || !writeAll(written.get(), content) || ::fsync(written.get()) != 0) return false;
    }
    if (::rename(fresh.c_str(), file.c_str()) != 0) return false;
    const net::UniqueFd folder(::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return folder && ::fsync(folder.get()) == 0;
}

std::expected<EventLog, std::string> EventLog::open(const std::filesystem::path& file) {
    EventLog log(file);
    {
        std::ifstream lines(file);
        for (std::string line; std::getline(lines, line); ++log.lines_) {
            if (auto event = parseEvent(line)) log.events_.push_back(std::move(*event));
        }
    }
    while (log.events_.size() > limits::hal::keptEvents) log.events_.pop_front();
    // So that a line that was cut off is not continued.
    if (!log.writeAnew()) return std::unexpected(std::strerror(errno));
    return log;
}

bool EventLog::writeAnew() {
    std::string content;
    for (const auto& event : events_) content += encodeEvent(event) + '\n';
    if (!replaceFile(file_, content)) return false;
    lines_ = events_.size();
    open_.reset(::open(file_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
    return static_cast<bool>(open_);
}

bool EventLog::append(std::span<const AlarmEvent> events) {
    if (events.empty()) return true;
    std::string content;
    for (const auto& event : events) {
        content += encodeEvent(event) + '\n';
        events_.push_back(event);
    }
    lines_ += events.size();
    while (events_.size() > limits::hal::keptEvents) events_.pop_front();
    if (lines_ > 2 * limits::hal::keptEvents) return writeAnew();
    return writeAll(open_.get(), content) && ::fdatasync(open_.get()) == 0;
}

}  // namespace tram::hal
