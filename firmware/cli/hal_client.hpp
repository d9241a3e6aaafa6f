// Asks tram-hal. Throws EndOfCommand where it cannot be reached or refuses.
#pragma once

#include <string>

#include "cli/session.hpp"
#include "hal/model/hal_protocol.hpp"
#include "hal/model/snapshot.hpp"

namespace tram::cli {

[[nodiscard]] hal::Snapshot askSnapshot(Session& session);
[[nodiscard]] hal::EventsAnswer askEvents(Session& session, std::uint64_t after);
// What is done; ends the command with the reason where it is not.
void doInHal(Session& session, const hal::HalQuestion& question);

}  // namespace tram::cli
