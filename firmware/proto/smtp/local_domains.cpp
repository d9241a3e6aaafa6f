#include "proto/smtp/local_domains.hpp"

namespace tram::smtp {

void LocalDomains::add(ByteView name) {
    if (auto domain = parseDomain(name)) names_.insert(std::move(domain->text));
}

bool LocalDomains::contains(const Domain& domain) const {
    return names_.contains(domain.text);
}

Destination LocalDomains::classify(const ForwardPath& path) const {
    if (path.isBarePostmaster()) return Destination::local;
    if (!contains(path.mailbox.domain)) return Destination::elsewhere;
    return asksForRouting(path.mailbox.localPart) ? Destination::routedThroughUs : Destination::local;
}

bool asksForRouting(ByteView localPart) noexcept {
    return localPart.find_first_of("@%!") != ByteView::npos;
}

}  // namespace tram::smtp
