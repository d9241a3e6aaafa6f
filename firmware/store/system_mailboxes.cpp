// The mailboxes that every domain has. [RFC5321 4.5.1] [RFC2142]
#include "store/address_table.hpp"
#include "store/commands.hpp"
#include "store/directory.hpp"
#include "store/new_mailbox.hpp"

namespace tram::store {

void ensureSystemMailboxes(Batch& batch, const StoreSettings& settings) {
    const Origin origin{"tram-store", {}};
    std::optional<MailboxId> postmaster;
    for (const auto& domain : settings.domains) {
        for (const auto* local : {"postmaster", "abuse"}) {
            const auto address = std::string(local) + "@" + domain;
            if (const auto known = findAddress(batch.transaction, address)) {
                if (!postmaster) postmaster = known;
                continue;
            }
            if (postmaster) {
                giveAddress(batch, address, *postmaster);
                continue;
            }
            NewMailbox made;
            made.address = address;
            made.kind = schema::MailboxKind::system;
            postmaster = makeMailbox(batch, settings, made);
            schema::MailboxCreatedT event;
            event.mailbox = postmaster->value;
            event.address = address;
            event.kind = made.kind;
            batch.journal(origin, asEvent(std::move(event)));
        }
    }
}

}  // namespace tram::store
