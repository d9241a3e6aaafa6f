#include "roles/alert/alarm_path.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace tram::roles {

namespace asio = boost::asio;

AlarmPath::AlarmPath(Parts parts)
    : parts_(std::move(parts)), rest_(parts_.executor), pause_(parts_.executor), retry_(parts_.firstRetry) {
    view_.name = parts_.name;
}

void AlarmPath::take(std::span<const hal::AlarmEvent> events, std::uint64_t known) {
    parts_.spool->add(events, known);
    if (events.empty()) return;
    awake_ = true;
    rest_.cancel();
}

asio::awaitable<void> AlarmPath::run(std::shared_ptr<AlarmPath> self) {
    for (;;) {
        awake_ = false;
        Delivery delivery;
        if (!self->parts_.spool->waiting().empty()) {
            delivery = co_await parts_.sender->deliver(parts_.spool->waiting());
            note(delivery);
        }
        if (!delivery.problem.empty()) {
            pause_.expires_after(retryAfter());
            co_await pause_.async_wait(asio::as_tuple(asio::use_awaitable));
            continue;
        }
        retry_ = parts_.firstRetry;
        if (!delivery.done.empty() || !delivery.refused.empty()) continue;
        // Something came while this was delivered.
        if (awake_) continue;
        rest_.expires_at(delivery.next ? *delivery.next : SteadyTime::max());
        co_await rest_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

void AlarmPath::note(const Delivery& delivery) {
    if (!delivery.done.empty()) view_.lastDelivery = parts_.clock.now();
    view_.delivered += delivery.done.size();
    view_.dropped += delivery.refused.size();
    parts_.spool->finish(delivery.done);
    parts_.spool->finish(delivery.refused);
    if (!delivery.refused.empty()) parts_.complain("an event was refused for good, and is given up");
    if (!delivery.problem.empty()) ++view_.failures;
    if (delivery.problem != view_.problem) {
        parts_.complain(delivery.problem.empty() ? "alarms get through again" : delivery.problem);
        view_.problem = delivery.problem;
    }
}

std::chrono::milliseconds AlarmPath::retryAfter() {
    const auto now = retry_;
    retry_ = std::min(retry_ * 2, parts_.longestRetry);
    return now;
}

PathView AlarmPath::view() const {
    auto view = view_;
    view.waiting = parts_.spool->waiting().size();
    view.dropped += parts_.spool->dropped();
    return view;
}

}  // namespace tram::roles
