// What a process may do that reads what strangers send: think, for so long and in so much memory, and answer.
//
// For ever, for the calling process, which has one thread.
#pragma once

#include <expected>
#include <string>

namespace tram::roles {

// Limits of limits::desk on memory and time; no new files, processes or privileges; of the system calls those that
// memory, reading and answering take, all others fail with EPERM. The error says what could not be had.
[[nodiscard]] std::expected<void, std::string> confine();

}  // namespace tram::roles
