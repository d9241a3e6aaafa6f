#include "roles/smtp/recipient_memory.hpp"

#include <utility>

#include "base/limits.hpp"

namespace tram::roles {

void RecipientMemory::remember(const std::string& asked, Known known, std::uint64_t room, Time now) {
    if (room < limits::smtp::rememberedRoom) return;
    // All at once rather than the oldest: they are asked for again soon enough.
    if (known_.size() >= limits::smtp::rememberedRecipients) known_.clear();
    known_.insert_or_assign(asked, Entry{std::move(known), now + limits::smtp::recipientRemembered});
}

std::optional<RecipientMemory::Known> RecipientMemory::find(const std::string& asked, Time now) const {
    const auto entry = known_.find(asked);
    if (entry == known_.end() || entry->second.until <= now) return std::nullopt;
    return entry->second.known;
}

}  // namespace tram::roles
