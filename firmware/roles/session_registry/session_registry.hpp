// The signed-in sessions of one loop: the store hears of them, so that they are listed and can be ended, and they hear
// from it when they are over. R9.4, R10.2
//
// A session is over when its account was reset or closed, or an administrator or its owner ended it. It is told with
// the commit that did so; what it still asks of the store is refused by its epoch.
//
// Threads: the loop's own.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <map>
#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "roles/store_link/store_link.hpp"

namespace tram::roles {

// What a session does about it. Called between any two steps of it.
class SignedInSession {
public:
    // Says good-bye as soon as it can and does nothing more for its client.
    virtual void over() = 0;
    // Which mailboxes he may open, and how, may have changed.
    virtual void rightsChanged() = 0;

protected:
    ~SignedInSession() = default;
};

struct SessionIdentity {
    store::Actor actor;
    std::string protocol;     // "imap", "submission"
    std::string client;       // its address
    std::string appPassword;  // the label of the one that opened it, or ""
};

class SessionRegistry {
public:
    SessionRegistry(Random& random, const Clock& clock) : random_(random), clock_(clock) {}
    SessionRegistry(const SessionRegistry&) = delete;
    SessionRegistry& operator=(const SessionRegistry&) = delete;

    // A session's place in the registry, given up when this goes.
    class Place {
    public:
        Place() = default;
        Place(SessionRegistry& registry, std::uint64_t id) : registry_(&registry), id_(id) {}
        Place(Place&& other) noexcept { *this = std::move(other); }
        Place& operator=(Place&& other) noexcept;
        ~Place();
        // Tells the store. False: the session is over already.
        [[nodiscard]] boost::asio::awaitable<bool> announce();
        [[nodiscard]] explicit operator bool() const { return registry_ != nullptr; }

    private:
        SessionRegistry* registry_ = nullptr;
        std::uint64_t id_ = 0;
    };
    // `session` and `link` outlive the place.
    [[nodiscard]] Place enter(SignedInSession& session, StoreLink& link, boost::asio::any_io_executor executor,
                              SessionIdentity identity);
    // From the link; null after it was made anew: all sessions are told again.
    void committed(const store::schema::Committed* event);

private:
    struct Entry {
        SignedInSession* session = nullptr;
        StoreLink* link = nullptr;
        boost::asio::any_io_executor executor;
        SessionIdentity identity;
        SystemTime since;
    };
    [[nodiscard]] boost::asio::awaitable<bool> announce(std::uint64_t id);
    boost::asio::awaitable<void> announceAnew(std::uint64_t id);
    void leave(std::uint64_t id);

    Random& random_;
    const Clock& clock_;
    std::map<std::uint64_t, Entry> entries_;
};

}  // namespace tram::roles
