// The strong ids of what the appliance keeps. 0 is never given out: it says "none".
#pragma once

#include "base/strong_id.hpp"

namespace tram {

using AgencyId = StrongId<struct AgencyTag>;
// A person, who signs in as himself.
using OfficialId = StrongId<struct OfficialTag>;
// A mailbox of the regulation (hộp thư): personal, agency or clerk; owns an address, a quota, folders.
using MailboxId = StrongId<struct MailboxTag>;
// What IMAP calls a mailbox: one folder of a MailboxId. Unique in the whole store.
using FolderId = StrongId<struct FolderTag>;
// One message in one folder keeps its Uid for life [RFC9051 2.3.1.1].
using Uid = StrongId<struct UidTag, std::uint32_t>;
// Position in the journal; IMAP mod-sequences and JMAP states are positions too.
using JournalPosition = StrongId<struct JournalPositionTag>;
using ModSequence = JournalPosition;
// Immutable message bytes.
using BlobId = StrongId<struct BlobTag>;
// One message for one recipient in the outbound queue.
using QueueId = StrongId<struct QueueTag>;
// One message on its way to the members of a large group.
using ExpansionId = StrongId<struct ExpansionTag>;
// An address that stands for several, kept by its owners.
using ListId = StrongId<struct ListTag>;
// What somebody asked of the service's operators; people know it as HT-12.
using TicketId = StrongId<struct TicketTag>;
using CredentialId = StrongId<struct CredentialTag, std::uint32_t>;

}  // namespace tram
