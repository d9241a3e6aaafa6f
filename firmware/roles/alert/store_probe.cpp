#include "roles/alert/store_probe.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace tram::roles {

namespace asio = boost::asio;
namespace schema = store::schema;

namespace {

constexpr auto interval = std::chrono::seconds(1);
// A writer that is this slow is a fault of its own: senders wait as long.
constexpr auto patience = std::chrono::seconds(5);

}  // namespace

std::string readinessOf(const schema::Failed* refusal) {
    if (refusal == nullptr) return {};
    const std::string field = refusal->field() == nullptr ? "" : refusal->field()->str();
    const std::string detail = refusal->detail() == nullptr ? "" : refusal->detail()->str();
    switch (refusal->code()) {
        case schema::ErrorCode::malformed:
            // The command came to the writer, who would have taken a message.
            if (field == "messages") return {};
            break;
        case schema::ErrorCode::read_only:
            return "read-only: " + detail;
        case schema::ErrorCode::store_full:
            return "full: " + detail;
        default:
            break;
    }
    return std::string(schema::EnumNameErrorCode(refusal->code())) + (detail.empty() ? "" : ": " + detail);
}

asio::awaitable<void> StoreProbe::run(std::shared_ptr<StoreProbe> self) {
    asio::steady_timer timer(self->executor_);
    for (;;) {
        asked_ = clock_.steady();
        const auto asked = co_await link_->ask(schema::AcceptT{});
        asked_.reset();
        if (asked) {
            last_ = {readinessOf(asked->failed()), clock_.now()};
        } else {
            last_.problem = asked.error() == LinkError::lost ? "the link broke" : "not reachable";
        }
        timer.expires_after(interval);
        co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

StoreView StoreProbe::view() const {
    auto view = last_;
    if (link_ == nullptr || !link_->connected()) {
        view.problem = "not reachable";
    } else if (asked_ && clock_.steady() - *asked_ > patience) {
        view.problem = "no answer for " +
                       std::to_string(std::chrono::floor<std::chrono::seconds>(clock_.steady() - *asked_).count()) +
                       " s";
    }
    return view;
}

}  // namespace tram::roles
