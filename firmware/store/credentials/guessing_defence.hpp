// Sign-in defence against guessing (R9.4): after some failures an account and a network wait, longer with
// each further failure, and are forgiven with time. Nothing is locked for good.
//
// Three things keep it from hurting those it protects. A network from which the account signed in lately does
// not wait for what strangers do to the account elsewhere. The same wrong password again (a telephone that
// knows only the old one) is one failure. A success forgives nothing, so an attacker's own account is no eraser.
//
// Values only: time is handed in, nothing sleeps here. Bounded by limits::credentials::guessingEntries accounts
// and as many networks; when full, the ones nearest forgiveness go. Threads: one owner.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.hpp"

namespace tram::credentials {

struct BackOffPolicy {
    double free = 5;                                               // failures before the first delay
    std::chrono::nanoseconds first = std::chrono::seconds{1};      // delay at the first one above
    std::chrono::nanoseconds longest = std::chrono::minutes{15};   // doubling ends here
    std::chrono::nanoseconds halfLife = std::chrono::minutes{30};  // failures halve in this time
};

// The state of one account or network.
struct BackOff {
    double failures = 0;  // as of `last`
    SteadyTime last{};
    SteadyTime openAt{};        // no try before
    std::uint64_t attempt = 0;  // of the last failure

    [[nodiscard]] double failuresAt(SteadyTime now, const BackOffPolicy& policy) const;
    // How long to wait from now; 0 where a try is due.
    [[nodiscard]] std::chrono::nanoseconds wait(SteadyTime now) const;
    void failed(SteadyTime now, const BackOffPolicy& policy);
};

// 203.0.113.7 → "203.0.113.7/32", 2001:db8:1:2:… → "2001:db8:1:2::/64"; an IPv4-mapped address counts as IPv4.
// None where it is no address.
[[nodiscard]] std::optional<std::string> networkOf(std::string_view address);

class GuessingDefence {
public:
    // An office shares one address, so a network may fail oftener than an account.
    struct Policies {
        BackOffPolicy account{.free = 5, .longest = std::chrono::minutes{5}};
        BackOffPolicy network{.free = 30};
        // A network from which the account signed in within this time is not held up by failures elsewhere:
        // nobody is locked out by a stranger who guesses at his address.
        std::chrono::nanoseconds familiar = std::chrono::days{30};
    };

    GuessingDefence() : GuessingDefence(Policies{}) {}
    explicit GuessingDefence(Policies policies) : policies_(policies) {}

    // Before a check: 0, or how long this account from this network has to wait. `account` is the address in
    // its normal form, there or not; `network` is networkOf(…).
    [[nodiscard]] std::chrono::nanoseconds wait(std::string_view account, std::string_view network,
                                                SteadyTime now) const;
    // After a check that failed. `attempt` is a keyed hash of the password, 0 where it is not known (SCRAM): the
    // same as the account's last failure is not counted again.
    void failed(std::string_view account, std::string_view network, std::uint64_t attempt, SteadyTime now);
    // After a check that succeeded.
    void succeeded(std::string_view account, std::string_view network, SteadyTime now);

    [[nodiscard]] std::size_t accounts() const { return accounts_.size(); }
    [[nodiscard]] std::size_t networks() const { return networks_.size(); }

private:
    using Table = std::unordered_map<std::string, BackOff>;
    [[nodiscard]] static BackOff& entry(Table& table, std::string_view key, SteadyTime now,
                                        const BackOffPolicy& policy);
    [[nodiscard]] bool isFamiliar(std::string_view account, std::string_view network, SteadyTime now) const;

    Policies policies_;
    Table accounts_;
    Table networks_;
    std::unordered_map<std::string, SteadyTime> familiar_;  // account NUL network → last success
};

}  // namespace tram::credentials
