#include "net/tls_context.hpp"

#include <list>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "base/limits.hpp"
#include "net/tls_generation.hpp"

namespace tram::net {

struct TlsServerContext::State {
    TlsServerOptions options;
    std::shared_ptr<TicketKeys> tickets;
    std::mutex reloading;  // two reloads at once must not end with the older files
    mutable std::mutex mutex;
    std::shared_ptr<TlsGeneration> generation;
};

TlsServerContext::TlsServerContext(std::unique_ptr<State> state) : state_(std::move(state)) {}
TlsServerContext::~TlsServerContext() = default;

std::expected<std::shared_ptr<TlsServerContext>, NetError> TlsServerContext::create(TlsServerOptions options) {
    if (auto started = startCrypto(); !started) return std::unexpected(started.error());
    auto state = std::make_unique<State>();
    state->options = std::move(options);
    state->tickets = std::make_shared<TicketKeys>();
    if (const int code =
            mbedtls_ssl_ticket_setup(&state->tickets->context, kernelRandom, nullptr, MBEDTLS_CIPHER_AES_256_GCM,
                                     static_cast<std::uint32_t>(state->options.ticketLifetime.count()));
        code != 0)
        return std::unexpected(NetError{NetErrorKind::internal, "ticket key: " + mbedtlsWords(code)});
    std::shared_ptr<TlsServerContext> context(new TlsServerContext(std::move(state)));
    if (auto loaded = context->reload(); !loaded) return std::unexpected(loaded.error());
    return context;
}

std::expected<void, NetError> TlsServerContext::reload() {
    const std::scoped_lock reloading(state_->reloading);
    auto generation = buildServerGeneration(state_->options, state_->tickets);
    if (!generation) return std::unexpected(generation.error());
    const std::scoped_lock lock(state_->mutex);
    state_->generation = std::move(*generation);
    return {};
}

std::shared_ptr<TlsGeneration> TlsServerContext::current() const {
    const std::scoped_lock lock(state_->mutex);
    return state_->generation;
}

std::optional<std::chrono::sys_seconds> TlsServerContext::validUntil() const {
    std::optional<std::chrono::sys_seconds> first;
    for (const auto& identity : current()->identities) {
        const auto end = identity->validUntil();
        if (!first || end < *first) first = end;
    }
    return first;
}

struct TlsClientContext::State {
    struct Saved {
        std::string destination;
        Bytes session;
    };
    TlsClientOptions options;
    std::mutex reloading;
    mutable std::mutex mutex;
    std::shared_ptr<TlsGeneration> generation;
    // Newest first.
    std::list<Saved> saved;
    std::unordered_map<std::string, std::list<Saved>::iterator> byDestination;
};

TlsClientContext::TlsClientContext(std::unique_ptr<State> state) : state_(std::move(state)) {}
TlsClientContext::~TlsClientContext() = default;

std::expected<std::shared_ptr<TlsClientContext>, NetError> TlsClientContext::create(TlsClientOptions options) {
    if (auto started = startCrypto(); !started) return std::unexpected(started.error());
    auto state = std::make_unique<State>();
    state->options = std::move(options);
    std::shared_ptr<TlsClientContext> context(new TlsClientContext(std::move(state)));
    if (auto loaded = context->reload(); !loaded) return std::unexpected(loaded.error());
    return context;
}

std::expected<void, NetError> TlsClientContext::reload() {
    const std::scoped_lock reloading(state_->reloading);
    auto generation = buildClientGeneration(state_->options);
    if (!generation) return std::unexpected(generation.error());
    const std::scoped_lock lock(state_->mutex);
    state_->generation = std::move(*generation);
    // What the old authorities vouched for must be vouched for anew.
    state_->saved.clear();
    state_->byDestination.clear();
    return {};
}

std::shared_ptr<TlsGeneration> TlsClientContext::current() const {
    const std::scoped_lock lock(state_->mutex);
    return state_->generation;
}

std::optional<Bytes> TlsClientContext::takeSession(const std::string& destination) {
    const std::scoped_lock lock(state_->mutex);
    const auto found = state_->byDestination.find(destination);
    if (found == state_->byDestination.end()) return std::nullopt;
    Bytes session = std::move(found->second->session);
    state_->saved.erase(found->second);
    state_->byDestination.erase(found);
    return session;
}

void TlsClientContext::saveSession(const std::string& destination, Bytes session) {
    const std::scoped_lock lock(state_->mutex);
    if (const auto found = state_->byDestination.find(destination); found != state_->byDestination.end()) {
        state_->saved.erase(found->second);
        state_->byDestination.erase(found);
    }
    state_->saved.push_front({destination, std::move(session)});
    state_->byDestination.emplace(destination, state_->saved.begin());
    if (state_->saved.size() > limits::net::savedSessions) {
        state_->byDestination.erase(state_->saved.back().destination);
        state_->saved.pop_back();
    }
}

}  // namespace tram::net
