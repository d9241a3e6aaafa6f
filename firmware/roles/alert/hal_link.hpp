// The link to tram-hal: asks for what came of alarms and waits for it (long poll), fetches the snapshot after each
// event and at least every five seconds, and connects again by itself. Mail does not depend on it.
//
// Threads: one loop's. Exposure: tram-hal's answers, bounded by the frame's limit and the snapshot's.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "hal/model/hal_protocol.hpp"
#include "net/unix_channel.hpp"
#include "roles/alert/alarm_paths.hpp"
#include "roles/alert/health_view.hpp"

namespace tram::roles {

struct HalLinkParts {
    boost::asio::any_io_executor executor;
    std::filesystem::path socket;
    AlarmPaths& paths;
    std::function<void(const std::string&)> complain;
    std::chrono::seconds poll{5};      // how long tram-hal may wait for an event
    std::chrono::seconds patience{5};  // for an answer beyond that
};

class HalLink {
public:
    explicit HalLink(HalLinkParts parts) : parts_(std::move(parts)) {}

    // For ever.
    [[nodiscard]] boost::asio::awaitable<void> run(std::shared_ptr<HalLink> self);
    [[nodiscard]] HardwareView view() const;

private:
    template <class T>
    using Result = boost::asio::awaitable<std::expected<T, std::string>>;
    [[nodiscard]] Result<void> converse();
    [[nodiscard]] Result<Bytes> ask(std::shared_ptr<net::UnixChannel> channel, hal::HalQuestion question);
    void note(const std::string& problem);

    HalLinkParts parts_;
    std::uint64_t nextId_ = 1;
    std::shared_ptr<const hal::Snapshot> snapshot_;
    std::chrono::steady_clock::time_point received_{};
    std::string problem_ = "not asked yet";
};

}  // namespace tram::roles
