// Every step of a message, from the journal, in order.
#pragma once

#include "base/bytes.hpp"
#include "store/environment.hpp"
#include "store/schema/command_generated.h"

namespace tram::store {

// `text` is a Message-ID (with or without angle brackets) or an address, of sender or recipient. Newest
// `limit` steps, oldest first.
[[nodiscard]] schema::TracedT traceMessage(const Environment& environment, ByteView text, std::uint32_t limit);

}  // namespace tram::store
