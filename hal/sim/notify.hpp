// Telling who started the process how it stands. [sd_notify(3)]
#pragma once

#include <string_view>

namespace tram::hal::sim {

// A datagram to the socket that NOTIFY_SOCKET names; nothing where there is none.
void notify(std::string_view state);

}  // namespace tram::hal::sim
