// Carries deliveries to large groups on, step by step, until nobody is left; then tells the sender who had no room.
//
// What there is to do stands in the store, so a step that was cut off is seen and done, or not done again.
// Threads: one loop's.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "roles/process/process.hpp"
#include "roles/report/stored_report.hpp"
#include "roles/store_link/store_link.hpp"
#include "store/reader.hpp"

namespace tram::roles {

struct GroupDeliveryParts {
    boost::asio::any_io_executor executor;
    StoreLink& link;
    const store::Reader& reader;
    const Clock& clock;
    Random& random;
    std::string hostname;  // the reports' reporting MTA
    std::string domain;    // of their author
};

class GroupDelivery {
public:
    explicit GroupDelivery(GroupDeliveryParts parts);

    // For ever.
    [[nodiscard]] boost::asio::awaitable<void> run();
    // There may be something to do.
    void wake();

private:
    // False where the store could not be asked: later.
    [[nodiscard]] boost::asio::awaitable<bool> step(store::ExpansionView expansion);
    [[nodiscard]] boost::asio::awaitable<bool> end(store::ExpansionView expansion);
    [[nodiscard]] boost::asio::awaitable<std::expected<StoredReport, LinkError>> report(
        const store::ExpansionView& expansion);

    GroupDeliveryParts parts_;
    boost::asio::steady_timer rest_;
};

}  // namespace tram::roles
