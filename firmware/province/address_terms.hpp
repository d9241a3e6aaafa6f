// How long an address that somebody gave up goes on: first its mail reaches the successor, then its sender is told the
// new address, and only years later may another person have it. R8.1, R8.3
//
// Pure.
#pragma once

#include <chrono>

#include "base/clock.hpp"

namespace tram::province {

// "For a set time": configuration of the appliance.
struct AddressTerms {
    std::chrono::days delivered{365};    // an agency's old address delivers to the successor
    std::chrono::days rested{5 * 365};   // from the day it was given up until somebody else may have it
    std::chrono::days mailboxKept{180};  // of somebody who left, until it may be removed
};

struct OldAddress {
    SystemTime deliversUntil{};  // at once over where it is not later than the day it was given up
    SystemTime freeFrom{};
    bool hasSuccessor = false;
};

enum class AddressState {
    delivers,  // to the successor
    moved,     // refused, with the successor's address
    gone,      // refused, nobody took it over
};

[[nodiscard]] constexpr AddressState stateOf(const OldAddress& address, SystemTime now) {
    if (!address.hasSuccessor) return AddressState::gone;
    return now < address.deliversUntil ? AddressState::delivers : AddressState::moved;
}

// Whether the address may be given to somebody other than its former holder.
[[nodiscard]] constexpr bool isFree(const OldAddress& address, SystemTime now) {
    return now >= address.freeFrom;
}

// What becomes of an address that is given up now.
[[nodiscard]] constexpr OldAddress givenUp(const AddressTerms& terms, SystemTime now, bool hasSuccessor) {
    return {hasSuccessor ? now + terms.delivered : now, now + terms.rested, hasSuccessor};
}

}  // namespace tram::province
