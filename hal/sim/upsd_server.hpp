// upsd in front of the chassis's units, on a TCP port of the loopback address.
//
// It does as the chassis says: switched off, nothing listens; silent, it accepts and never answers; or it answers
// nonsense. Lines, clients and what waits to be sent are bounded. Threads: run() on one; the rest before it.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <stop_token>
#include <string>

#include "hal/sim/chassis.hpp"
#include "net/unique_fd.hpp"

namespace tram::hal::sim {

class UpsdServer {
public:
    static constexpr std::size_t lineOctets = 1'024;
    static constexpr std::size_t clientsMost = 16;

    // 0: any port that is free. The error is in words.
    [[nodiscard]] static std::expected<UpsdServer, std::string> listen(Chassis& chassis, std::uint16_t port);

    [[nodiscard]] std::uint16_t port() const { return port_; }
    // Serves until it is told to stop.
    void run(const std::stop_token& stop);

private:
    struct Client {
        net::UniqueFd socket;
        std::string input;
        UpsdSession session;
    };

    explicit UpsdServer(Chassis& chassis) : chassis_(&chassis) {}
    [[nodiscard]] std::expected<void, std::string> open();
    void serve();
    void accept();
    // False where the client is to go.
    [[nodiscard]] bool receive(Client& client, const std::string& way);

    Chassis* chassis_;
    std::uint16_t port_ = 0;
    net::UniqueFd listener_;
    std::map<int, Client> clients_;
};

}  // namespace tram::hal::sim
