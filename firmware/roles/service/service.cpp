#include "roles/service/service.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/essential.hpp"
#include "net/unix_socket.hpp"
#include "roles/health_report/health_thread.hpp"

namespace tram::roles {

namespace asio = boost::asio;

namespace {

// How long sessions have to say good-bye, and then to go.
constexpr auto farewell = std::chrono::seconds(5);

// A connection takes a descriptor, and a large message one more.
void raiseDescriptorLimit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

asio::awaitable<void> showLife() {
    const auto interval = watchdogInterval();
    if (!interval) co_return;
    asio::steady_timer timer(co_await asio::this_coro::executor);
    for (;;) {
        notifyAlive();
        timer.expires_after(*interval);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

asio::awaitable<void> endSessions(net::Sessions& sessions, net::Runtime& runtime) {
    if (!co_await sessions.ended(net::after(farewell))) sessions.abort();
    std::ignore = co_await sessions.ended(net::after(farewell));
    runtime.stop();
}

}  // namespace

Service::Service(ProcessContext& context, net::Runtime& runtime)
    : context_(context),
      runtime_(runtime),
      sessions_([this](const net::SessionEnd& end) {
          if (!end.unexpected.empty()) context_.log.error("session " + end.what + ": " + end.unexpected);
      }),
      delay_(runtime) {
    counters_.ask("process_loop_delay_seconds", {}, [this] { return delay_.measure(); });
}

Service::~Service() = default;

bool Service::fail(const std::string& why) {
    context_.log.fatal(why);
    return false;
}

bool Service::readCertificate(std::vector<std::string> applicationProtocols) {
    const auto chain = context_.settings.find("tls.certificate");
    const auto key = context_.settings.find("tls.key");
    if (!chain || !key) {
        context_.log.warning("no certificate in the settings: no TLS");
        return true;
    }
    net::TlsServerOptions options;
    options.certificates = {{*chain, *key}};
    options.applicationProtocols = std::move(applicationProtocols);
    auto created = net::TlsServerContext::create(std::move(options));
    if (!created) return fail("certificate: " + created.error().detail);
    tls_ = std::move(*created);
    counters_.ask("certificate_expiry_timestamp_seconds", {{"name", "server"}}, [this]() -> std::optional<double> {
        const auto end = tls_->validUntil();
        return end ? std::optional(static_cast<double>(end->time_since_epoch().count())) : std::nullopt;
    });
    return true;
}

void Service::linkToStore(store::schema::CommitTopic topics, Committed committed) {
    const auto socket = context_.settings.text("store.socket", (context_.folder / "sockets" / "store.sock").string());
    for (std::size_t i = 0; i < runtime_.loops(); ++i) {
        StoreLink::Options options;
        options.socket = socket;
        options.process = context_.name;
        options.topics = topics;
        options.committed = [committed, i](const store::schema::Committed* event, JournalPosition position) {
            committed(i, event, position);
        };
        links_.push_back({runtime_.loop(i), std::make_unique<StoreLink>(runtime_.loop(i), std::move(options))});
    }
}

std::size_t Service::loopOf(const asio::any_io_executor& executor) const {
    const auto found = std::ranges::find(links_, executor, &LoopLink::executor);
    return found == links_.end() ? 0 : static_cast<std::size_t>(found - links_.begin());
}

StoreLink& Service::linkOf(const asio::any_io_executor& executor) {
    return *links_[loopOf(executor)].link;
}

bool Service::openDoors(std::vector<ListeningDoor> doors) {
    auto passed = net::takePassedSockets();
    for (auto& door : doors) {
        const auto options = [&] {
            net::ListenerOptions made;
            made.what = door.name;
            made.admission = std::make_shared<net::Admission>(net::AdmissionLimits{door.connections, SIZE_MAX});
            made.refusal = door.refusal;
            made.placement = [this] { return runtime_.next(); };
            made.session = door.session;
            return made;
        };
        bool given = false;
        for (auto& socket : passed) {
            if (socket.name != door.name) continue;
            auto listener = net::Listener::adopt(runtime_.main(), std::move(socket.fd), sessions_, options());
            if (!listener) return fail(door.name + ": " + listener.error().detail);
            listeners_.push_back(std::move(*listener));
            given = true;
        }
        if (given) continue;
        for (const auto& text : door.addresses) {
            const auto address = net::parseEndpoint(text);
            if (!address) return fail(door.name + ": no address: " + text);
            auto listener = net::Listener::open(runtime_.main(), *address, sessions_, options());
            if (!listener) return fail(door.name + ": " + listener.error().detail);
            listeners_.push_back(std::move(*listener));
        }
    }
    return !listeners_.empty() || fail("no listener in the settings");
}

void Service::start() {
    for (auto& listener : listeners_) listener.start();
}

void Service::stop() {
    for (auto& listener : listeners_) listener.stop();
    sessions_.stop();
    asio::co_spawn(runtime_.main(), endSessions(sessions_, runtime_), net::essential);
}

void Service::reload() {
    if (!tls_) return;
    const auto read = tls_->reload();
    if (read) {
        context_.log.information("certificate read anew");
    } else {
        context_.log.error("certificate: " + read.error().detail);
    }
}

void Service::leaveLoops() {
    listeners_.clear();
    links_.clear();
}

int serve(ProcessContext& context, net::RuntimeOptions options, const std::function<bool(Service&)>& open,
          const std::function<void()>& leaveLoops) {
    raiseDescriptorLimit();
    // Outlives the runtime, which destroys the sessions that are left.
    std::optional<Service> service;
    net::Runtime runtime(options);
    service.emplace(context, runtime);
    const auto leave = [&] {
        if (leaveLoops) leaveLoops();
        service->leaveLoops();
    };
    if (!open(*service)) {
        leave();
        return 2;
    }
    runtime.onStop([&] {
        notifyStopping();
        service->stop();
    });
    runtime.onReload([&] { service->reload(); });
    asio::co_spawn(runtime.main(), showLife(), net::essential);
    service->start();
    const RealClock clock;
    HealthThread health(healthOptions(context), service->counters(), clock);
    context.log.information("serving");
    notifyReady();
    runtime.run();
    // What it asks stands until here.
    health.stop();
    leave();
    return 0;
}

}  // namespace tram::roles
