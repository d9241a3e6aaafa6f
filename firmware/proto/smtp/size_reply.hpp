// The reply to messages over the announced SIZE, at MAIL and at the end of the message. [RFC1870 6.1, 6.3]
#pragma once

#include <cstdint>
#include <format>

#include "proto/smtp/reply.hpp"

namespace tram::smtp {

[[nodiscard]] inline Reply tooLarge(std::uint64_t limit) {
    return {552,
            EnhancedCode{5, 3, 4},
            {std::format("Message too large: SIZE limit is {} octets", limit),
             std::format("Thu qua lon: gioi han SIZE la {} byte", limit)}};
}

}  // namespace tram::smtp
