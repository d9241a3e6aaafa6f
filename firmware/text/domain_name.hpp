// Domain names as the DNS knows them: U-labels become A-labels.
//
// Standards: RFC 5890, 5891 (IDNA 2008) by ICU's UTS #46, non-transitional. Exposed to strangers; linear, and no
// longer than limits::text::domainName.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.hpp"

namespace tram::text {

// "bộ.example" → "xn--b-8xm.example". A name that is ASCII already comes back in lower case, its labels unjudged:
// "_" and the like are the DNS's affair. nullopt where no such name can exist.
[[nodiscard]] std::optional<std::string> toAsciiDomain(ByteView name);

}  // namespace tram::text
