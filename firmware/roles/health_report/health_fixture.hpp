// A tram-hal of the tests': a folder of their own with a socket in it that takes reports.
#pragma once

#include <gtest/gtest.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>

#include "base/limits.hpp"
#include "hal/model/report.hpp"
#include "net/unique_fd.hpp"

namespace tram::roles::fixture {

class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "tram-health-XXXXXX").native();
        path = ::mkdtemp(pattern.data());
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path); }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    std::filesystem::path path;
};

class Receiver {
public:
    explicit Receiver(const std::filesystem::path& path) : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        std::filesystem::remove(path);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path.c_str(), path.native().size());
        EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    }

    // The next datagram as a report; nothing where none came in time, or it is none.
    [[nodiscard]] std::optional<hal::ProcessReport> next(
        std::chrono::milliseconds patience = std::chrono::seconds(20)) {
        pollfd entry{socket_.get(), POLLIN, 0};
        if (::poll(&entry, 1, static_cast<int>(patience.count())) <= 0) return std::nullopt;
        std::string datagram(limits::hal::reportOctets + 1, '\0');
        const auto got = ::recv(socket_.get(), datagram.data(), datagram.size(), 0);
        if (got < 0) return std::nullopt;
        datagram.resize(static_cast<std::size_t>(got));
        auto report = hal::parseReport(datagram);
        EXPECT_TRUE(report) << datagram;
        return report ? std::optional(std::move(*report)) : std::nullopt;
    }
    // What lies there already.
    [[nodiscard]] std::size_t drain() {
        std::size_t count = 0;
        while (next(std::chrono::milliseconds(0))) ++count;
        return count;
    }

private:
    net::UniqueFd socket_;
};

}  // namespace tram::roles::fixture
