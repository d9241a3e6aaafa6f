// What every process that listens is made of: its loops, its certificate, a link to the store on each loop, its
// listeners and its sessions; how it starts, tells of its health, reads its certificate anew, and stops.
//
//   return serve(context, {.loops = 1}, [&](Service& service) { ...; return service.openDoors(...); });
//
// Threads: open and stop on the main loop; linkOf and the rest from any.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "net/listener.hpp"
#include "net/runtime.hpp"
#include "net/tls_context.hpp"
#include "roles/health_report/counters.hpp"
#include "roles/health_report/loop_delay.hpp"
#include "roles/process/process.hpp"
#include "roles/store_link/store_link.hpp"

namespace tram::roles {

// A listener as the settings have it.
struct ListeningDoor {
    std::string name;                    // "imaps": as in run.json and systemd's socket names
    std::vector<std::string> addresses;  // "127.0.0.1:993"
    std::size_t connections = 5'000;
    std::string refusal;  // said to whom there is no room for; empty under TLS
    std::function<boost::asio::awaitable<void>(net::Stream)> session;
};

class Service {
public:
    Service(ProcessContext& context, net::Runtime& runtime);
    ~Service();
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    [[nodiscard]] ProcessContext& context() { return context_; }
    [[nodiscard]] net::Runtime& runtime() { return runtime_; }
    [[nodiscard]] net::Sessions& sessions() { return sessions_; }
    // What the process tells tram-hal; figures are registered in `open`.
    [[nodiscard]] Counters& counters() { return counters_; }
    // Null where the settings name no certificate.
    [[nodiscard]] const std::shared_ptr<net::TlsServerContext>& tls() const { return tls_; }
    [[nodiscard]] StoreLink& linkOf(const boost::asio::any_io_executor& executor);
    [[nodiscard]] std::size_t loopOf(const boost::asio::any_io_executor& executor) const;

    // Each of these says in the log why it failed.
    [[nodiscard]] bool fail(const std::string& why);
    [[nodiscard]] bool readCertificate(std::vector<std::string> applicationProtocols = {});
    // `committed` gets the loop's index, and hears of commits that touched one of the topics.
    using Committed = std::function<void(std::size_t loop, const store::schema::Committed*, JournalPosition)>;
    void linkToStore(store::schema::CommitTopic topics, Committed committed);
    // Sockets that systemd handed over serve before those in the settings.
    [[nodiscard]] bool openDoors(std::vector<ListeningDoor> doors);

    void start();
    void stop();
    void reload();
    // What stands on the loops, before they go; what sessions refer to stays.
    void leaveLoops();

private:
    struct LoopLink {
        boost::asio::any_io_executor executor;
        std::unique_ptr<StoreLink> link;
    };

    ProcessContext& context_;
    net::Runtime& runtime_;
    net::Sessions sessions_;
    Counters counters_;
    LoopDelay delay_;
    std::shared_ptr<net::TlsServerContext> tls_;
    std::vector<LoopLink> links_;
    std::vector<net::Listener> listeners_;
};

// Runs a service until it is told to stop. `open` makes the process's own parts; what it captures outlives the
// sessions.
int serve(ProcessContext& context, net::RuntimeOptions options, const std::function<bool(Service&)>& open,
          const std::function<void()>& leaveLoops = {});

}  // namespace tram::roles
