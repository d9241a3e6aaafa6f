// Whether the store takes mail, by asking it once a second for what needs the writer but changes nothing: an Accept
// without messages.
//
// It goes the way of every message: through the writer's queue into a write transaction. A store that is read-only,
// full, or whose writer hangs says so or does not answer; any other refuses the empty command as malformed, which is
// the proof. What it does not show is a disk that fails while nobody writes: the first message finds that out.
// Threads: one loop's.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "roles/alert/health_view.hpp"
#include "roles/store_link/store_link.hpp"

namespace tram::roles {

// What the store's answer to the empty Accept says: "" where it takes mail.
[[nodiscard]] std::string readinessOf(const store::schema::Failed* refusal);

class StoreProbe {
public:
    StoreProbe(boost::asio::any_io_executor executor, StoreLink& link, const Clock& clock)
        : executor_(std::move(executor)), link_(&link), clock_(clock) {}

    // For ever.
    [[nodiscard]] boost::asio::awaitable<void> run(std::shared_ptr<StoreProbe> self);
    [[nodiscard]] StoreView view() const;
    // Before the link goes.
    void leave() { link_ = nullptr; }

private:
    boost::asio::any_io_executor executor_;
    StoreLink* link_;
    const Clock& clock_;
    StoreView last_{"not asked yet", {}};
    std::optional<SteadyTime> asked_;  // and not answered yet
};

}  // namespace tram::roles
