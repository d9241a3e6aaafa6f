// tram-smtp: receives mail. Port 25 of each zone, submission on 587 and 465.
#include <sodium.h>
#include <sys/resource.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <algorithm>
#include <thread>

#include "net/listener.hpp"
#include "net/runtime.hpp"
#include "net/unix_socket.hpp"
#include "roles/process/process.hpp"
#include "roles/smtp/session.hpp"
#include "store/credentials/digest.hpp"

namespace {

using namespace tram;
namespace asio = boost::asio;

constexpr auto tooMany = "421 4.7.0 Too many connections; try again later\r\n";

// One descriptor a connection, and one a large message.
void raiseDescriptorLimit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
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

asio::awaitable<void> endSessions(net::Sessions& sessions, net::Runtime& runtime) {
    if (!co_await sessions.ended(net::after(limits::smtp::stopping))) sessions.abort();
    std::ignore = co_await sessions.ended(net::after(limits::smtp::stopping));
    runtime.stop();
}

std::size_t loopCount(const roles::Settings& settings) {
    const auto cores = std::max(1U, std::thread::hardware_concurrency());
    return std::clamp<std::size_t>(settings.number("smtp.loops", std::max(1U, cores / 4)), 1, 64);
}

class Service {
public:
    Service(roles::ProcessContext& context, net::Runtime& runtime)
        : context_(context),
          settings_(context.settings),
          runtime_(runtime),
          sessions_([this](const net::SessionEnd& end) {
              if (!end.unexpected.empty()) context_.log.error("session " + std::string(end.what) + ": " + end.unexpected);
          }),
          strangers_({settings_.number("smtp.connections", limits::smtp::connectionsPerZone),
                      settings_.number("smtp.connections.client", limits::smtp::connectionsPerStranger)}) {}

    // False where it cannot serve; the log says why.
    bool open() {
        auto doors = roles::readDoors(settings_);
        if (!doors) return fail(doors.error());
        doors_ = std::move(*doors);
        const auto offset = roles::parseZoneOffset(settings_.text("timezone", "+07:00"));
        if (!offset) return fail("timezone: " + settings_.text("timezone", ""));
        if (!readCertificate()) return false;
        makeLinks();
        const auto domain = settings_.text("domain", "localhost");
        parts_.emplace(roles::SmtpParts{settings_.text("hostname", "mail." + domain),
                                        domain,
                                        *offset,
                                        settings_.text("spool.folder", (context_.folder / "spool").string()),
                                        tls_,
                                        runtime_.handshakes(),
                                        judges_,
                                        sessions_,
                                        budget_,
                                        clock_,
                                        random_,
                                        [this](const asio::any_io_executor& executor) -> roles::StoreLink& { return linkOf(executor); },
                                        strangers_});
        return openDoors();
    }

    void start() {
        for (auto& listener : listeners_) listener.start();
    }

    void stop() {
        for (auto& listener : listeners_) listener.stop();
        sessions_.stop();
        asio::co_spawn(runtime_.main(), endSessions(sessions_, runtime_), asio::detached);
    }

    // What stands on the loops, before they go. What sessions refer to stays.
    void leaveLoops() {
        judges_.join();
        listeners_.clear();
        links_.clear();
    }

    void reload() {
        if (!tls_) return;
        const auto read = tls_->reload();
        if (read) {
            context_.log.information("certificate read anew");
        } else {
            context_.log.error("certificate: " + read.error().detail);
        }
    }

private:
    bool fail(const std::string& why) {
        context_.log.fatal(why);
        return false;
    }

    bool readCertificate() {
        const auto chain = settings_.find("tls.certificate");
        const auto key = settings_.find("tls.key");
        if (!chain || !key) {
            context_.log.warning("no certificate in the settings: no TLS, no submission");
            return true;
        }
        auto created = net::TlsServerContext::create({.certificates = {{*chain, *key}}});
        if (!created) return fail("certificate: " + created.error().detail);
        tls_ = std::move(*created);
        return true;
    }

    void makeLinks() {
        const auto socket = settings_.text("store.socket", (context_.folder / "sockets" / "store.sock").string());
        for (std::size_t i = 0; i < runtime_.loops(); ++i) {
            roles::StoreLink::Options options;
            options.socket = socket;
            options.process = context_.name;
            links_.push_back({runtime_.loop(i), std::make_unique<roles::StoreLink>(runtime_.loop(i), std::move(options))});
        }
    }

    roles::StoreLink& linkOf(const asio::any_io_executor& executor) {
        const auto found = std::ranges::find(links_, executor, &LoopLink::executor);
        return found == links_.end() ? *links_.front().link : *found->link;
    }

    net::ListenerOptions optionsOf(const roles::Door& door) {
        net::ListenerOptions options;
        options.what = door.name;
        options.admission = std::make_shared<net::Admission>(
            net::AdmissionLimits{settings_.number("smtp.connections", limits::smtp::connectionsPerZone), SIZE_MAX});
        if (door.tls == roles::Door::Tls::byStartTls) options.refusal = tooMany;
        options.placement = [this] { return runtime_.next(); };
        options.session = [this, &door](net::Stream stream) { return roles::serveSmtp(*parts_, door, std::move(stream)); };
        return options;
    }

    bool openDoors() {
        auto passed = net::takePassedSockets();
        for (const auto& door : doors_) {
            const auto given = std::ranges::count(passed, door.name, &net::PassedSocket::name) > 0;
            for (auto& socket : passed) {
                if (socket.name != door.name) continue;
                auto listener = net::Listener::adopt(runtime_.main(), std::move(socket.fd), sessions_, optionsOf(door));
                if (!listener) return fail(door.name + ": " + listener.error().detail);
                listeners_.push_back(std::move(*listener));
            }
            if (given) continue;
            for (const auto& text : door.addresses) {
                const auto address = net::parseEndpoint(text);
                if (!address) return fail(door.name + ": no address: " + text);
                auto listener = net::Listener::open(runtime_.main(), *address, sessions_, optionsOf(door));
                if (!listener) return fail(door.name + ": " + listener.error().detail);
                listeners_.push_back(std::move(*listener));
            }
        }
        if (listeners_.empty()) return fail("no listener in the settings");
        return true;
    }

    struct LoopLink {
        asio::any_io_executor executor;
        std::unique_ptr<roles::StoreLink> link;
    };

    roles::ProcessContext& context_;
    const roles::Settings& settings_;
    net::Runtime& runtime_;
    RealClock clock_;
    credentials::SecureRandom random_;
    roles::SpoolBudget budget_{limits::smtp::spooledInMemory};
    net::HandshakePool judges_{1, 256};
    net::Sessions sessions_;
    net::Admission strangers_;
    std::shared_ptr<net::TlsServerContext> tls_;
    std::vector<roles::Door> doors_;
    std::vector<LoopLink> links_;
    std::optional<roles::SmtpParts> parts_;
    std::vector<net::Listener> listeners_;
};

int run(roles::ProcessContext& context) {
    credentials::startSodium();
    raiseDescriptorLimit();
    // Outlives the runtime, which destroys the sessions that are left.
    std::optional<Service> service;
    net::Runtime runtime({.loops = loopCount(context.settings)});
    service.emplace(context, runtime);
    if (!service->open()) {
        service->leaveLoops();
        return 2;
    }
    runtime.onStop([&] {
        roles::notifyStopping();
        service->stop();
    });
    runtime.onReload([&] { service->reload(); });
    asio::co_spawn(runtime.main(), showLife(), asio::detached);
    service->start();
    context.log.information("serving");
    roles::notifyReady();
    runtime.run();
    service->leaveLoops();
    return 0;
}

}  // namespace

int main(int argc, char** argv) { return tram::roles::runProcess(argc, argv, "tram-smtp", run); }
