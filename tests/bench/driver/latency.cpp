#include <pthread.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "failure.hpp"
#include "imap_client.hpp"
#include "workloads.hpp"

namespace tram::bench {

namespace {

// Microseconds of one NOOP after another, with a pause between them that leaves the machine to others.
std::vector<double> noops(ImapClient& client, double seconds) {
    std::vector<double> latencies;
    for (const auto began = Clock::now(); secondsSince(began) < seconds;) {
        const auto sent = Clock::now();
        client.command("NOOP");
        latencies.push_back(1e6 * secondsSince(sent));
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    std::ranges::sort(latencies);
    return latencies;
}

double quantile(const std::vector<double>& sorted, double share) {
    return sorted.at(static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1)));
}

// Connections that shake hands and go, so many a second, until told to stop; how many there were.
std::uint64_t shakeHands(const Endpoint& endpoint, std::uint64_t perSecond, const std::atomic<bool>& stop) {
    // The clients are other machines in the world: here they give way to what is measured.
    setpriority(PRIO_PROCESS, 0, 10);
    const auto pace = std::chrono::nanoseconds(std::chrono::seconds(1)) / perSecond;
    std::uint64_t done = 0;
    for (auto next = Clock::now(); !stop; next += pace) {
        std::this_thread::sleep_until(next);
        const TlsConnection connection(endpoint);
        ++done;
    }
    return done;
}

}  // namespace

Result latency(const Options& options) {
    const auto endpoint = options.endpoint("imaps");
    ImapClient client(endpoint, options.accounts("account").front());
    client.selectInbox();
    const auto perSecond = options.number("handshakes", 200);
    if (perSecond == 0) throw Failure("--handshakes is at least 1");
    const auto seconds = static_cast<double>(options.number("seconds", 3));
    noops(client, 0.2);
    const auto quiet = noops(client, seconds);
    std::atomic<bool> stop = false;
    std::atomic<std::uint64_t> done = 0;
    // Two, so that one slow answer does not lower the rate.
    std::vector<std::jthread> shaking;
    for (int i = 0; i < 2; ++i) {
        shaking.emplace_back([&] { done += shakeHands(endpoint, std::max<std::uint64_t>(perSecond / 2, 1), stop); });
    }
    const auto began = Clock::now();
    const auto busy = noops(client, seconds);
    stop = true;
    shaking.clear();
    Result result;
    result.add("quiet", quantile(quiet, 0.5)).add("busy", quantile(busy, 0.5));
    result.add("quiet95", quantile(quiet, 0.95)).add("busy95", quantile(busy, 0.95));
    result.add("handshakes", static_cast<double>(done) / secondsSince(began));
    return result;
}

}  // namespace tram::bench
