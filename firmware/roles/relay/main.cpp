// tram-relay: sends on what waits in the store's queue.
#include <sys/resource.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <thread>

#include "net/essential.hpp"
#include "net/runtime.hpp"
#include "roles/health_report/health_thread.hpp"
#include "roles/health_report/loop_delay.hpp"
#include "roles/process/process.hpp"
#include "roles/relay/relay.hpp"
#include "store/credentials/digest.hpp"

namespace {

using namespace tram;
namespace asio = boost::asio;

// The store makes its environment when it first starts.
constexpr auto storePatience = std::chrono::seconds(30);

std::expected<store::Reader, store::StoreError> openStore(const std::filesystem::path& folder) {
    const auto end = std::chrono::steady_clock::now() + storePatience;
    for (;;) {
        auto reader = store::Reader::open(folder);
        if (reader || std::chrono::steady_clock::now() >= end) return reader;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

asio::awaitable<void> showLife() {
    const auto interval = roles::watchdogInterval();
    if (!interval) co_return;
    asio::steady_timer timer(co_await asio::this_coro::executor);
    for (;;) {
        roles::notifyAlive();
        timer.expires_after(*interval);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

std::expected<std::shared_ptr<net::TlsClientContext>, net::NetError> contextFor(const roles::RelaySettings& settings,
                                                                                net::PeerVerification verification) {
    net::TlsClientOptions options;
    options.verification = verification;
    options.authorities = settings.authorities;
    return net::TlsClientContext::create(std::move(options));
}

asio::awaitable<void> stopRelay(roles::Relay& relay, net::Runtime& runtime) {
    co_await relay.stop();
    runtime.stop();
}

int fail(roles::ProcessContext& context, const std::string& why) {
    context.log.fatal(why);
    return 2;
}

int run(roles::ProcessContext& context) {
    credentials::startSodium();
    const auto settings = roles::readRelaySettings(context.settings, context.folder);
    if (!settings) return fail(context, "settings: " + settings.error());
    const auto reader = openStore(settings->storeFolder);
    if (!reader) return fail(context, "store: " + reader.error().detail);
    const auto anyServer = contextFor(*settings, net::PeerVerification::opportunistic);
    const auto provenServer = contextFor(*settings, net::PeerVerification::required);
    if (!anyServer || !provenServer)
        return fail(context, "authorities: " + (anyServer ? provenServer : anyServer).error().detail);
    const RealClock clock;
    credentials::SecureRandom random;

    roles::Counters counters;
    roles::RelayFigures figures(counters);
    roles::QueueFigures queue;
    counters.askAll([&](std::vector<hal::Figure>& told) { queue.tell(clock.now(), told); });

    // What attempts refer to outlives the runtime, which destroys those that are left.
    std::unique_ptr<net::Resolver> resolver;
    std::unique_ptr<roles::StoreLink> link;
    std::unique_ptr<roles::Relay> relay;
    int status = 0;
    {
        net::Runtime runtime({.loops = 1, .handshakeThreads = 1});
        roles::LoopDelay delay(runtime);
        counters.ask("process_loop_delay_seconds", {}, [&delay] { return delay.measure(); });
        auto resolving = net::Resolver::create(runtime.main(), settings->dns);
        if (!resolving) return fail(context, "DNS: " + resolving.error().detail);
        resolver = std::move(*resolving);
        roles::StoreLink::Options options;
        options.socket = settings->storeSocket;
        options.process = context.name;
        options.topics = store::schema::CommitTopic::queues;
        options.committed = [&relay](const store::schema::Committed* event, JournalPosition) {
            if (relay) relay->committed(event);
        };
        link = std::make_unique<roles::StoreLink>(runtime.main(), std::move(options));
        relay = std::make_unique<roles::Relay>(
            roles::RelayParts{runtime.main(), *settings, *reader, runtime.handshakes(), *anyServer, *provenServer,
                              *resolver, clock, random, context.log, figures, queue},
            *link);
        relay->start();
        runtime.onStop([&] {
            roles::notifyStopping();
            asio::co_spawn(runtime.main(), stopRelay(*relay, runtime), net::essential);
        });
        asio::co_spawn(runtime.main(), showLife(), net::essential);
        roles::HealthThread health(roles::healthOptions(context), counters, clock);
        context.log.information("serving");
        roles::notifyReady();
        runtime.run();
        health.stop();
        relay.reset();
        link.reset();
        resolver.reset();
    }
    return status;
}

}  // namespace

int main(int argc, char** argv) {
    return tram::roles::runProcess(argc, argv, "tram-relay", run);
}
