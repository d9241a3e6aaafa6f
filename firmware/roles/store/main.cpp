// tram-store: the one writer.
#include <sodium.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/essential.hpp"
#include "net/unix_socket.hpp"
#include "roles/directory_settings/directory_settings.hpp"
#include "roles/health_report/health_thread.hpp"
#include "roles/health_report/loop_delay.hpp"
#include "roles/process/process.hpp"
#include "roles/store/store_figures.hpp"
#include "roles/store/store_service.hpp"
#include "store/commands.hpp"
#include "store/credentials/digest.hpp"
#include "store/directory_tree.hpp"
#include "store/journal_keeper.hpp"

namespace {

using namespace tram;
namespace asio = boost::asio;

store::StoreSettings storeSettings(const roles::Settings& settings) {
    store::StoreSettings result;
    result.domains = settings.list("domains");
    const auto first = settings.text("domain", "localhost");
    if (std::ranges::find(result.domains, first) == result.domains.end())
        result.domains.insert(result.domains.begin(), first);
    result.hostname = roles::hostnameOf(settings);
    const auto quota = settings.number("quota.default", limits::store::defaultQuota);
    auto& quotas = result.quotas;
    quotas = {settings.number("quota.official", quota), settings.number("quota.clerk", quota),
              settings.number("quota.head", quota), settings.number("quota.agency-mailbox", quota),
              settings.number("quota.clerk-mailbox", quota)};
    result.queueLifetime = std::chrono::seconds(settings.number("queue.lifetime", 5 * 24 * 3600));
    auto& journal = result.journal;
    const auto days = [&](const char* key, std::chrono::days& value) {
        value = std::chrono::days(settings.number(key, static_cast<std::uint64_t>(value.count())));
    };
    days("directory.old_address_days", result.addressTerms.delivered);
    days("directory.address_rest_days", result.addressTerms.rested);
    days("directory.mailbox_kept_days", result.addressTerms.mailboxKept);
    const auto seconds = [&](const char* key, std::chrono::microseconds& value) {
        const auto otherwise = std::chrono::duration_cast<std::chrono::seconds>(value).count();
        value = std::chrono::seconds(settings.number(key, static_cast<std::uint64_t>(otherwise)));
    };
    journal.segmentOctets = settings.number("journal.segment", journal.segmentOctets);
    seconds("journal.kept_for", journal.keptFor);
    journal.keptOctets = settings.number("journal.kept", journal.keptOctets);
    seconds("journal.files_for", journal.filesFor);
    journal.filesOctets = settings.number("journal.files", journal.filesOctets);
    return result;
}

// What a batch may take, with disks that have to look twice; whoever takes longer hangs.
constexpr std::chrono::seconds longestBatch{10};

// Readers of processes that died are cleared each minute; a sign of life as often as the service manager wants, while
// the writer gets on.
asio::awaitable<void> keepHouse(store::Environment& environment, std::shared_mutex& guard,
                                const store::CommitLoop& commits) {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor);
    const auto alive = roles::watchdogInterval();
    auto nextReaders = std::chrono::steady_clock::now();
    for (;;) {
        if (alive && commits.sinceTurn() < longestBatch) roles::notifyAlive();
        if (std::chrono::steady_clock::now() >= nextReaders) {
            const std::shared_lock shared(guard);
            environment.clearStaleReaders();
            nextReaders = std::chrono::steady_clock::now() + std::chrono::minutes(1);
        }
        timer.expires_after(alive ? std::min<std::chrono::microseconds>(*alive, std::chrono::seconds(10))
                                  : std::chrono::seconds(10));
        co_await timer.async_wait(asio::use_awaitable);
    }
}

int run(roles::ProcessContext& context) {
    credentials::startSodium();
    auto settings = storeSettings(context.settings);
    const auto policy = roles::groupPolicy(context.settings);
    if (!policy) {
        context.log.fatal("settings: " + policy.error());
        return 2;
    }
    settings.groupPolicy = *policy;
    auto hours = roles::workingHours(context.settings);
    if (!hours) {
        context.log.fatal("settings: " + hours.error());
        return 2;
    }
    settings.workingHours = std::move(*hours);
    if (const auto words = context.settings.find("identity.second_factor")) {
        const auto factors = province::parseSecondFactorPolicy(context.settings.list("identity.second_factor"));
        if (!factors) {
            context.log.fatal("settings: identity.second_factor is none or names duties, head, clerk, everyone: " +
                              *words);
            return 2;
        }
        settings.secondFactorPolicy = *factors;
    }
    const std::filesystem::path folder = context.settings.text("store.folder", (context.folder / "store").string());
    store::EnvironmentOptions options;
    options.access = store::Access::write;
    options.mapSize = context.settings.number("store.map_size", 0);
    auto environment = store::Environment::open(folder, options);
    if (!environment) {
        context.log.fatal("store: " + environment.error().detail);
        return 2;
    }
    const auto sealingKey = credentials::SealingKey::loadOrMake(folder / "seal.key");
    if (!sealingKey) {
        context.log.fatal("sealing key: " + std::string(credentials::name(sealingKey.error())));
        return 2;
    }
    const credentials::ChosenPasswords chosenPasswords;
    const auto signingKey = credentials::SigningKey::loadOrMake(folder, *sealingKey);
    if (!signingKey) {
        context.log.fatal("signing key: " + std::string(credentials::name(signingKey.error())));
        return 2;
    }
    const RealClock clock;
    credentials::SecureRandom random;
    try {
        store::Batch batch(*environment, clock.now());
        store::ensureDirectoryTables(batch);
        store::ensureSystemMailboxes(batch, settings);
        batch.commit();
    } catch (const store::TransactionFailed& failure) {
        context.log.fatal("store: " + failure.error.detail);
        return 2;
    }

    net::Runtime runtime({.loops = 1, .handshakeThreads = 0});
    std::shared_mutex guard;
    roles::StoreService* service = nullptr;
    store::CommitLoop commits({*environment, guard, options, settings, *sealingKey, *signingKey, clock, random,
                               [&service](store::CommittedBatch batch) {
                                   if (service != nullptr) service->committed(std::move(batch));
                               }});
    store::SignIns signIns({*environment, settings, *sealingKey, chosenPasswords, clock, random,
                            [&commits](store::Command command) { commits.submit(std::move(command)); }});
    store::OpenSessions sessions;
    store::Queries queries({*environment, guard, settings, *sealingKey, signIns, sessions, clock,
                            [&commits] { return commits.statistics(); }});
    store::JournalKeeper keeper({*environment, guard, settings.journal, *signingKey, clock,
                                 [&commits](store::Command command) { commits.submit(std::move(command)); },
                                 [&context](const std::string& text) { context.log.warning(text); }},
                                std::chrono::seconds(context.settings.number("journal.interval", 10)));
    roles::StoreService served(runtime, commits, queries, sessions);
    service = &served;

    std::expected<void, net::NetError> listening;
    bool adopted = false;
    for (auto& passed : net::takePassedSockets()) {
        if (passed.name != "store") continue;
        listening = served.adopt(std::move(passed.fd));
        adopted = true;
    }
    if (!adopted)
        listening =
            served.listen(context.settings.text("store.socket", (context.folder / "sockets" / "store.sock").string()));
    if (!listening) {
        context.log.fatal("socket: " + listening.error().detail);
        return 2;
    }
    asio::co_spawn(runtime.main(), keepHouse(*environment, guard, commits), net::essential);
    runtime.onStop([&] {
        roles::notifyStopping();
        served.stop();
        runtime.stop();
    });
    roles::Counters counters;
    roles::LoopDelay delay(runtime);
    counters.ask("process_loop_delay_seconds", {}, [&delay] { return delay.measure(); });
    roles::registerStoreFigures(counters, {*environment, guard, folder, [&commits] { return commits.statistics(); },
                                           [&commits] { return commits.sinceTurn(); }});
    roles::HealthThread health(roles::healthOptions(context), counters, clock);
    context.log.information("serving " + folder.string());
    roles::notifyReady();
    runtime.run();
    health.stop();
    keeper.stop();
    commits.stop();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    return tram::roles::runProcess(argc, argv, "tram-store", run);
}
