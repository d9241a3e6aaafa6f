// A delivery status notification as the store takes it, and where it goes.
//
// Threads: values.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "base/bytes.hpp"
#include "proto/dsn/report.hpp"
#include "store/schema/command_generated.h"

namespace tram::roles {

// `command`'s offset is to be set to where `bytes` come to lie. Null command: there is no report.
struct StoredReport {
    std::unique_ptr<store::schema::AcceptMessageT> command;
    Bytes bytes;
};

// A record's NOTIFY as reports are judged by. [RFC3461 4.1]
[[nodiscard]] dsn::NotifyFlags notifyFlagsOf(store::schema::Notify notify) noexcept;

// How much of the original comes back. What was to travel encrypted only is not sent back whole. [RFC8689 5]
[[nodiscard]] dsn::Return returnOf(store::schema::Return ret, bool requireTls) noexcept;

// Where a report goes: a mailbox, the queue (0), or nowhere.
[[nodiscard]] std::optional<std::uint64_t> reportMailbox(const store::schema::Resolved& resolved);

// From the null reverse-path, to `mailbox` or, where that is 0, to the queue. `requireTls`: as the message it is about
// did. [RFC8689 5]
[[nodiscard]] StoredReport storeReport(const dsn::Report& report, std::uint64_t mailbox, bool requireTls);

}  // namespace tram::roles
