// What CAPABILITY says, which depends on TLS and on whether somebody has signed in. [RFC9051 7.2.2]
#pragma once

#include <string>

#include "proto/imap/context.hpp"

namespace tram::imap {

// "CAPABILITY IMAP4rev1 ...": the response's words, and the response code's.
[[nodiscard]] std::string capabilityCode(const Context& context);

[[nodiscard]] bool isOffered(const Context& context, sasl::Mechanism mechanism);

}  // namespace tram::imap
