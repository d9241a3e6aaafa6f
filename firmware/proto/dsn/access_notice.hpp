// The letter to a mailbox that was read on an order: by whom, why, on which decision, who ordered and approved it.
// R4.3, R15
//
// In Vietnamese, then in English. Pure.
#pragma once

#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "proto/dsn/report.hpp"

namespace tram::dsn {

struct AccessFacts {
    std::string from;     // postmaster@…
    std::string to;       // the mailbox's address
    std::string reader;   // "Vũ Thị Lan <lanvt@tinh.gov.vn>"
    std::string ordered;  // by whom
    std::string approved;
    std::string reason;
    std::string decision;  // "31/QĐ-TTr, 22/5/2013"
    std::string since;     // as people write times
    std::string until;
    SystemTime now;
};

[[nodiscard]] Report composeAccessNotice(const AccessFacts& facts, Random& random);

}  // namespace tram::dsn
