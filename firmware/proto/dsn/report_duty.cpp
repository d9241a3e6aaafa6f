#include "proto/dsn/report_duty.hpp"

namespace tram::dsn {

std::string_view name(Action action) noexcept {
    switch (action) {
        case Action::failed:
            return "failed";
        case Action::delayed:
            return "delayed";
        case Action::delivered:
            return "delivered";
        case Action::relayed:
            return "relayed";
        case Action::expanded:
            return "expanded";
    }
    return {};
}

std::optional<Action> dueReport(NotifyFlags notify, Event event, std::string_view reversePath) noexcept {
    // Reports about reports would never end. [RFC5321 4.5.5, RFC3461 6.1]
    if (reversePath.empty() || notify.never) return std::nullopt;
    const auto when = [](bool asked, Action action) { return asked ? std::optional{action} : std::nullopt; };
    switch (event) {
        case Event::failed:
            return when(!notify.given || notify.failure, Action::failed);
        case Event::delayed:
            return when(!notify.given || notify.delay, Action::delayed);
        case Event::delivered:
            return when(notify.success, Action::delivered);
        case Event::relayedPastDsn:
            return when(notify.success, Action::relayed);
        case Event::expanded:
            return when(notify.success, Action::expanded);
        case Event::relayedToDsn:
            break;
    }
    return std::nullopt;
}

}  // namespace tram::dsn
