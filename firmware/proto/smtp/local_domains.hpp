// Which recipients are ours. The whole relay rule: a recipient is local when his domain, as parsed, is one
// of ours; anything else is relaying, which strangers may not. Nothing in a local part (percent hack,
// bang path, a quoted "a@b") and no source route ever makes another domain out of it.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "proto/smtp/address.hpp"

namespace tram::smtp {

enum class Destination : std::uint8_t {
    local,
    elsewhere,
    // The domain is ours but the local part asks to be routed on (user%other, host!user, "user@other"):
    // no such mailbox can exist; refused as relaying. [RFC5321 7.6]
    routedThroughUs,
};

class LocalDomains {
public:
    // `name` in any case; an address literal is accepted only if it is added.
    void add(ByteView name);
    [[nodiscard]] bool contains(const Domain& domain) const;
    // A bare <Postmaster> is local.
    [[nodiscard]] Destination classify(const ForwardPath& path) const;

private:
    std::set<std::string, std::less<>> names_;
};

// "@", "%" or "!" in a local part.
[[nodiscard]] bool asksForRouting(ByteView localPart) noexcept;

}  // namespace tram::smtp
