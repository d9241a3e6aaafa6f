// NUT's upsd, by its client library. [NUT "Network protocol information"; libnutclient]
//
// Threads: one at a time. Each call blocks up to a few times limits::hal::upsdPatience.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <string>

namespace nut {
class TcpClient;
}

namespace tram::hal {

// What upsd says of one unit: variables by their names, or why it has none ("DATA-STALE", "DRIVER-NOT-CONNECTED").
struct UpsdUnit {
    std::string fault;
    std::map<std::string, std::string, std::less<>> variables;
};

enum class UpsdError {
    unreachable,  // nothing listens, or the connection broke
    silent,       // no answer in time
    malformed,    // an answer that is none
};
[[nodiscard]] std::string_view name(UpsdError error) noexcept;

class Upsd {
public:
    Upsd(std::string host, std::uint16_t port);
    ~Upsd();
    Upsd(const Upsd&) = delete;
    Upsd& operator=(const Upsd&) = delete;

    // All units by their names, within limits::hal::upsUnits. Connects where there is no connection.
    [[nodiscard]] std::expected<std::map<std::string, UpsdUnit>, UpsdError> read();

private:
    std::string host_;
    std::uint16_t port_;
    std::unique_ptr<nut::TcpClient> client_;
};

}  // namespace tram::hal
