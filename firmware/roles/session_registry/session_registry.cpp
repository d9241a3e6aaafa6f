#include "roles/session_registry/session_registry.hpp"

#include <boost/asio/co_spawn.hpp>
#include <utility>

#include "net/essential.hpp"

namespace tram::roles {

namespace asio = boost::asio;
namespace schema = store::schema;

SessionRegistry::Place& SessionRegistry::Place::operator=(Place&& other) noexcept {
    if (this == &other) return *this;
    if (registry_ != nullptr) registry_->leave(id_);
    registry_ = std::exchange(other.registry_, nullptr);
    id_ = other.id_;
    return *this;
}

SessionRegistry::Place::~Place() {
    if (registry_ != nullptr) registry_->leave(id_);
}

asio::awaitable<bool> SessionRegistry::Place::announce() {
    return registry_->announce(id_);
}

SessionRegistry::Place SessionRegistry::enter(SignedInSession& session, StoreLink& link, asio::any_io_executor executor,
                                              SessionIdentity identity) {
    std::uint64_t id = 0;
    // 0 means all of somebody's.
    do {
        id = random_.next();
    } while (id == 0 || entries_.contains(id));
    entries_.emplace(id, Entry{&session, &link, std::move(executor), std::move(identity), clock_.now()});
    return {*this, id};
}

void SessionRegistry::leave(std::uint64_t id) {
    const auto entry = entries_.find(id);
    if (entry == entries_.end()) return;
    schema::SessionClosedT closed;
    closed.session = id;
    entry->second.link->tell(store::encodeRequest(std::move(closed)));
    entries_.erase(entry);
}

asio::awaitable<bool> SessionRegistry::announce(std::uint64_t id) {
    const auto entry = entries_.find(id);
    if (entry == entries_.end()) co_return true;
    const auto& identity = entry->second.identity;
    schema::SessionOpenedT opened;
    opened.session = id;
    opened.official = identity.actor.official.value;
    opened.epoch = identity.actor.epoch;
    opened.protocol = identity.protocol;
    opened.client = identity.client;
    opened.since = entry->second.since.time_since_epoch().count();
    opened.app_password = identity.appPassword;
    const auto asked = co_await entry->second.link->ask(std::move(opened));
    // Without an answer it is told again once there is a link.
    const auto* failed = asked ? asked->failed() : nullptr;
    co_return failed == nullptr || failed->code() != schema::ErrorCode::session_over;
}

asio::awaitable<void> SessionRegistry::announceAnew(std::uint64_t id) {
    if (co_await announce(id)) co_return;
    const auto entry = entries_.find(id);
    if (entry != entries_.end()) entry->second.session->over();
}

void SessionRegistry::committed(const schema::Committed* event) {
    if (event == nullptr) {
        for (const auto& [id, entry] : entries_) asio::co_spawn(entry.executor, announceAnew(id), net::essential);
        return;
    }
    if (event->standings() != nullptr) {
        for (const auto* standing : *event->standings()) {
            for (const auto& [id, entry] : entries_) {
                const auto& actor = entry.identity.actor;
                if (actor.official.value != standing->official()) continue;
                if (standing->active() && standing->epoch() == actor.epoch) {
                    entry.session->rightsChanged();
                } else {
                    entry.session->over();
                }
            }
        }
    }
    if (event->ended_sessions() != nullptr) {
        for (const auto* ended : *event->ended_sessions()) {
            const auto entry = entries_.find(ended->session());
            if (entry != entries_.end() && entry->second.identity.actor.official.value == ended->official())
                entry->second.session->over();
        }
    }
}

}  // namespace tram::roles
