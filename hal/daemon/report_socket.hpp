// Where the processes of the appliance send their figures: a Unix datagram socket that makes nobody wait.
//
// Threads: one. Exposure: processes of the appliance, some of which read strangers' bytes: what is no report is counted
// and dropped, and a process can only speak for itself where it runs as a user of its own.
#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>

#include "hal/model/report.hpp"
#include "net/unique_fd.hpp"

namespace tram::hal {

class ReportSocket {
public:
    // Takes the place of a socket that an earlier run left there. The reason where it cannot be had.
    [[nodiscard]] static std::expected<ReportSocket, std::string> open(const std::filesystem::path& path);
    // One that the service manager handed over.
    explicit ReportSocket(net::UniqueFd socket) : socket_(std::move(socket)) {}

    // The next one that is here, without waiting; nothing where there is none.
    [[nodiscard]] std::optional<ProcessReport> take();
    [[nodiscard]] int descriptor() const { return socket_.get(); }
    // Datagrams that were none.
    [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

private:
    net::UniqueFd socket_;
    std::uint64_t dropped_ = 0;
};

}  // namespace tram::hal
