// Events out as syslog over TLS. [RFC5424] [RFC5425]
//
// Syslog has no answers, so a connection serves for what waits and is then closed. The events have arrived once the
// collector's kernel acknowledged every octet and he ended his side after ours; where he keeps it open, the first must
// do.
#pragma once

#include <chrono>
#include <string>

#include "roles/alert/alarm_path.hpp"
#include "roles/alert/outward.hpp"

namespace tram::roles {

class SyslogSender final : public AlarmSender {
public:
    // `confirming`: how long the collector has to end his side.
    SyslogSender(Outward outward, HostAndPort place, std::string hostname,
                 std::chrono::milliseconds confirming = std::chrono::seconds(5))
        : outward_(std::move(outward)),
          place_(std::move(place)),
          hostname_(std::move(hostname)),
          confirming_(confirming) {}

    [[nodiscard]] boost::asio::awaitable<Delivery> deliver(std::vector<SpooledEvent> waiting) override;

private:
    Outward outward_;
    HostAndPort place_;
    std::string hostname_;
    std::chrono::milliseconds confirming_;
};

}  // namespace tram::roles
