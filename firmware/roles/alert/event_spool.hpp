// The events that wait for one way out: in memory, and behind it on the disk, so that a kill loses none.
//
// Nothing here waits for the disk: a disk that hangs is just when alarms must go out. What is not yet on the disk when
// the process dies is fetched again from tram-hal. Bounded: the oldest are dropped and counted.
// Threads: one loop's; the files are written on the thread of `disk`.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "roles/alert/spool_file.hpp"

namespace tram::roles {

// Of the events that wait, as lines: some two thousand. The file may grow to twice as much before it is written anew.
constexpr std::size_t spoolOctets = 1024 * 1024;

class EventSpool : public std::enable_shared_from_this<EventSpool> {
public:
    // Reads the files: before the loop runs.
    EventSpool(boost::asio::any_io_executor executor, boost::asio::thread_pool& disk, SpoolFile file,
               std::function<void(const std::string&)> complain, std::size_t most = spoolOctets);

    // tram-hal was heard up to this event; nothing: never.
    [[nodiscard]] std::optional<std::uint64_t> known() const { return known_; }
    // In their order.
    [[nodiscard]] const std::vector<SpooledEvent>& waiting() const { return waiting_; }
    [[nodiscard]] std::uint64_t dropped() const { return dropped_; }
    // All of it is on the disk, or the disk failed.
    [[nodiscard]] bool isSettled() const { return !writing_; }

    void add(std::span<const hal::AlarmEvent> events, std::uint64_t known);
    // These are done.
    void finish(std::span<const std::uint64_t> numbers);

private:
    void dropOldest();
    void persist();

    boost::asio::any_io_executor executor_;
    boost::asio::thread_pool& disk_;
    SpoolFile file_;
    std::function<void(const std::string&)> complain_;
    std::size_t most_;
    std::vector<SpooledEvent> waiting_;
    std::vector<std::size_t> sizes_;  // of their lines
    std::size_t octets_ = 0;
    std::uint64_t lastNumber_ = 0;
    std::uint64_t saved_ = 0;  // numbers up to this are on the disk
    std::optional<std::uint64_t> known_;
    std::uint64_t dropped_ = 0;
    bool outOfOrder_ = false;  // something behind the first was finished: the file must be written anew
    bool writing_ = false;
    bool dirty_ = false;
    bool complained_ = false;
};

}  // namespace tram::roles
