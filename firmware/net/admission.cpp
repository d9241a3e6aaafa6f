#include "net/admission.hpp"

#include <algorithm>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace tram::net {

using boost::asio::ip::address;
using boost::asio::ip::address_v6;

struct AdmissionState {
    AdmissionLimits limits;
    mutable std::mutex mutex;
    std::size_t connections = 0;
    std::unordered_map<address, std::size_t> clients;
};

namespace {

address clientOf(const address& from) {
    if (from.is_v4()) return from;
    auto bytes = from.to_v6().to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
    return address_v6(bytes);
}

}  // namespace

Admission::Admission(AdmissionLimits limits) : state_(std::make_shared<AdmissionState>()) {
    state_->limits = limits;
}

std::expected<Admission::Ticket, Refusal> Admission::admit(const address& from) {
    Ticket ticket;
    ticket.client_ = clientOf(from);
    const std::scoped_lock lock(state_->mutex);
    if (state_->connections >= state_->limits.connections) return std::unexpected(Refusal::zoneFull);
    auto& ofClient = state_->clients[ticket.client_];
    // A limit of 0 leaves an entry behind otherwise.
    if (ofClient >= state_->limits.perClient) {
        if (ofClient == 0) state_->clients.erase(ticket.client_);
        return std::unexpected(Refusal::clientFull);
    }
    ++ofClient;
    ++state_->connections;
    ticket.state_ = state_;
    return ticket;
}

std::size_t Admission::connections() const {
    const std::scoped_lock lock(state_->mutex);
    return state_->connections;
}

Admission::Ticket& Admission::Ticket::operator=(Ticket&& other) noexcept {
    std::swap(state_, other.state_);
    std::swap(client_, other.client_);
    return *this;
}

Admission::Ticket::~Ticket() {
    if (!state_) return;
    const std::scoped_lock lock(state_->mutex);
    --state_->connections;
    const auto found = state_->clients.find(client_);
    if (--found->second == 0) state_->clients.erase(found);
}

}  // namespace tram::net
