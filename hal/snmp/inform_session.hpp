// One receiver of SNMPv3 InformRequests, authenticated and encrypted, without ever waiting: the receiver's engine id is
// asked for like anything else, where net-snmp's own way would block. [RFC 3414 4, RFC 3416 4.2.7]
//
// One notification at a time. What goes wrong is told as a word: "silent", "wrong-user", "wrong-secret",
// "unknown-engine", "unreachable", "refused". Threads: one, at a time; a session is opened under the library's lock,
// and where the agent has it, because snmpd hangs, later: nothing here waits.
#pragma once

#include <expected>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "hal/snmp/tables/notification.hpp"

namespace tram::snmp {

// An address with its port: "192.0.2.7:162", "[2001:db8::7]:162". No names: an alarm must not depend on the DNS.
struct InformPeer {
    std::string address;
    std::string transport;  // as net-snmp has it
};
[[nodiscard]] std::expected<InformPeer, std::string> parsePeer(std::string_view text);

struct InformUser {
    std::string name;
    std::string auth;  // "SHA-256", "SHA-512" …
    std::string authSecret;
    std::string priv;  // "AES", "AES-256"
    std::string privSecret;
};
// "" where net-snmp knows the protocols and the secrets are long enough; otherwise what is wrong.
[[nodiscard]] std::string wrongWith(const InformUser& user);

class InformSession {
public:
    enum class Outcome { idle, pending, delivered, failed };

    // `engineId`: of the receiver when it was last heard; "" unknown. What `user` and `library` refer to outlives it.
    InformSession(InformPeer peer, const InformUser& user, std::mutex& library, std::string engineId);
    ~InformSession();
    InformSession(const InformSession&) = delete;
    InformSession& operator=(const InformSession&) = delete;

    // REQUIRES: outcome() is not pending.
    void send(Notification notification, std::chrono::microseconds uptime);
    [[nodiscard]] Outcome outcome() const { return outcome_; }
    [[nodiscard]] const std::string& reason() const { return reason_; }
    [[nodiscard]] const std::string& engineId() const { return engineId_; }
    [[nodiscard]] const std::string& address() const { return peer_.address; }

    // To be polled while pending; -1 where there is none.
    [[nodiscard]] int descriptor() const;
    // There is something to read.
    void readable();
    // To be called every 100 ms or so while pending: opens, sends again, gives up.
    void tick();

private:
    struct Wire;  // net-snmp's part

    void proceed();
    void open();
    void probe();
    void inform();
    void close();
    void fail(std::string reason);

    InformPeer peer_;
    const InformUser& user_;
    std::mutex& library_;
    std::string engineId_;
    std::unique_ptr<Wire> wire_;
    Outcome outcome_ = Outcome::idle;
    std::string reason_;
    std::optional<Notification> notification_;
    std::chrono::microseconds uptime_{};
};

}  // namespace tram::snmp
