// The mailboxes that every domain has: postmaster's and abuse's, and the service's own for support. [RFC5321 4.5.1]
// [RFC2142] R8.2
#include "store/address_table.hpp"
#include "store/commands.hpp"
#include "store/directory.hpp"
#include "store/new_mailbox.hpp"

namespace tram::store {

namespace {

// One mailbox with these names at all our domains.
void ensureMailbox(Batch& batch, const StoreSettings& settings, std::initializer_list<const char*> localParts,
                   schema::MailboxKind kind) {
    const Origin origin{"tram-store", {}};
    std::optional<MailboxId> mailbox;
    for (const auto& domain : settings.domains) {
        for (const auto* local : localParts) {
            const auto address = std::string(local) + "@" + domain;
            if (const auto known = findAddress(batch.transaction, address)) {
                if (!mailbox) mailbox = known;
                continue;
            }
            if (mailbox) {
                giveAddress(batch, address, *mailbox);
                continue;
            }
            NewMailbox made;
            made.address = address;
            made.kind = kind;
            mailbox = makeMailbox(batch, settings, made);
            schema::MailboxCreatedT event;
            event.mailbox = mailbox->value;
            event.address = address;
            event.kind = kind;
            batch.journal(origin, asEvent(std::move(event)));
        }
    }
}

}  // namespace

void ensureSystemMailboxes(Batch& batch, const StoreSettings& settings) {
    ensureMailbox(batch, settings, {"postmaster", "abuse"}, schema::MailboxKind::system);
    ensureMailbox(batch, settings, {"hotro"}, schema::MailboxKind::support);
}

}  // namespace tram::store
