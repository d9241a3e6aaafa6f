// The letter to a mailbox that is nearly full: facts in, the bytes of a message out. R3.7
//
// Standards: RFC 5322, RFC 3834 (Auto-Submitted). In Vietnamese, then in English. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "proto/dsn/report.hpp"

namespace tram::dsn {

struct QuotaFacts {
    std::string from;         // postmaster@…
    std::string to;           // the mailbox's address
    unsigned level = 0;       // per cent that it has reached
    std::uint64_t used = 0;   // octets
    std::uint64_t quota = 0;  // octets
    SystemTime now;
    std::chrono::minutes zone{7 * 60};
};

[[nodiscard]] Report composeQuotaWarning(const QuotaFacts& facts, Random& random);

}  // namespace tram::dsn
