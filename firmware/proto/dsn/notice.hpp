// A letter by which the appliance tells a mailbox something about itself. [RFC5322, RFC3834 Auto-Submitted]
//
// Pure. Texts are the caller's own, but what he put into them may come from strangers: they make no fields.
#pragma once

#include <chrono>
#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "proto/dsn/report.hpp"

namespace tram::dsn {

struct Notice {
    std::string from;            // postmaster@…
    std::string to;              // the mailbox's address
    std::string subject;         // UTF-8
    std::string inReplyTo = {};  // "<…>" of the letter that it answers; "" none
    std::string text;            // UTF-8, lines ended by LF; Vietnamese, then English
    SystemTime now;
    std::chrono::minutes zone{7 * 60};
};

[[nodiscard]] Report composeNotice(const Notice& notice, Random& random);

}  // namespace tram::dsn
