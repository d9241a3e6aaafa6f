// How much a mailbox may hold, by its class, where nobody said otherwise for it by itself; and when it is warned. R3.7
//
// Pure.
#pragma once

#include <cstdint>

#include "base/limits.hpp"
#include "province/roles.hpp"

namespace tram::province {

// Octets; configuration of the appliance. The decree asks for 1 GB at least.
struct QuotaPolicy {
    std::uint64_t official = limits::store::defaultQuota;
    std::uint64_t clerk = limits::store::defaultQuota;  // a person's
    std::uint64_t head = limits::store::defaultQuota;
    std::uint64_t agencyMailbox = limits::store::defaultQuota;
    std::uint64_t clerkMailbox = limits::store::defaultQuota;

    [[nodiscard]] constexpr std::uint64_t of(Role role) const {
        switch (role) {
            case Role::head:
                return head;
            case Role::clerk:
                return clerk;
            case Role::official:
                break;
        }
        return official;
    }
};

// The highest of limits::province::quotaWarnings that is reached, in per cent; 0: none is. A mailbox that was warned
// about `warned` is told the same again only after it was five per cent below.
[[nodiscard]] unsigned warningLevel(std::uint64_t used, std::uint64_t quota, unsigned warned) noexcept;

}  // namespace tram::province
