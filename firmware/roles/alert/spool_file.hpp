// The events that wait for one way out, on the disk: two small files in DIR/alert.
//
//   NAME.events  a line of JSON for each event: {"number":17,"event":{…}}; numbers are the file's own and only grow
//   NAME.done    {"number":16,"sequence":40}: all up to 16 are done; tram-hal was heard up to its event 40
//
// NAME.done is replaced in one step; a line cut off by the end of the process is passed over, and its event is asked
// for again. Calls wait for the disk: not for a loop's thread. One thread at a time.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "hal/model/alarm_book.hpp"

namespace tram::roles {

struct SpooledEvent {
    std::uint64_t number = 0;
    hal::AlarmEvent event;

    friend bool operator==(const SpooledEvent&, const SpooledEvent&) = default;
};

struct SpoolState {
    std::vector<SpooledEvent> waiting;
    std::uint64_t number = 0;               // the last one that was given out
    std::optional<std::uint64_t> sequence;  // of tram-hal, heard up to there; nothing: never
};

class SpoolFile {
public:
    using Written = std::expected<void, std::string>;  // the error in the system's words

    SpoolFile(const std::filesystem::path& folder, const std::string& name);

    [[nodiscard]] SpoolState load() const;
    // Durable when they return.
    [[nodiscard]] Written append(std::span<const SpooledEvent> events);
    [[nodiscard]] Written rewrite(std::span<const SpooledEvent> events);
    [[nodiscard]] Written markDone(std::uint64_t number, std::optional<std::uint64_t> sequence);
    [[nodiscard]] std::uintmax_t size() const;

private:
    std::filesystem::path events_;
    std::filesystem::path done_;
};

[[nodiscard]] std::string encodeSpooled(const SpooledEvent& event);

}  // namespace tram::roles
