#include "roles/health_report/health_sender.hpp"

#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/limits.hpp"
#include "net/unique_fd.hpp"
#include "roles/health_report/process_figures.hpp"

namespace tram::roles {

namespace {

void sendDatagram(const std::filesystem::path& path, const std::string& datagram) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto& text = path.native();
    if (text.empty() || text.size() >= sizeof address.sun_path) return;
    std::memcpy(address.sun_path, text.data(), text.size());
    const net::UniqueFd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!socket) return;
    (void)sendto(socket.get(), datagram.data(), datagram.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
                 reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

}  // namespace

HealthOptions healthOptions(const ProcessContext& context) {
    const auto& settings = context.settings;
    HealthOptions options;
    options.process = context.name;
    options.socket = settings.text("health.socket", (context.folder / "sockets" / "health.sock").string());
    constexpr std::uint64_t hour = 3'600;
    options.interval = std::chrono::seconds(std::clamp<std::uint64_t>(settings.number("health.interval", 10), 1, hour));
    return options;
}

HealthSender::HealthSender(HealthOptions options, const Counters& counters, const Clock& clock)
    : options_(std::move(options)), counters_(counters), clock_(clock), started_(clock.now()), due_(clock.steady()) {}

hal::ProcessReport HealthSender::report() const {
    hal::ProcessReport report{options_.process, started_, clock_.now(), counters_.figures()};
    addProcessFigures(report.figures);
    return report;
}

void HealthSender::send() noexcept {
    try {
        const auto datagram = hal::encodeReport(report());
        if (datagram.size() <= limits::hal::reportOctets) sendDatagram(options_.socket, datagram);
    } catch (...) {
        // Without memory, say, or whatever a figure was asked of: the next one may succeed, and mail is not concerned.
    }
}

std::chrono::milliseconds HealthSender::untilDue() const {
    return std::max(std::chrono::milliseconds(0), std::chrono::ceil<std::chrono::milliseconds>(due_ - clock_.steady()));
}

void HealthSender::sendIfDue() noexcept {
    if (clock_.steady() < due_) return;
    due_ = clock_.steady() + options_.interval;
    send();
}

}  // namespace tram::roles
