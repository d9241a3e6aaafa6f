// The history of an agency, official or mailbox as rows.
#pragma once

#include "cli/session.hpp"

namespace tram::cli {

// Oldest first: time, what, before, after, basis, reason, actor.
[[nodiscard]] Rows historyRows(Session& session, std::uint64_t subject);
void printHistory(Session& session, const Rows& rows);

}  // namespace tram::cli
