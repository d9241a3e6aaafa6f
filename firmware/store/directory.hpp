// Looking things up in the Directory, within any transaction.
#pragma once

#include <optional>
#include <string>

#include "base/ids.hpp"
#include "store/record.hpp"
#include "store/schema/record_generated.h"

namespace tram::store {

// local-part@domain in the form that is the key of `address`: ASCII letters lower case, quotes around a
// local part that needs none taken away. Addresses of this appliance are case-insensitive.
[[nodiscard]] std::string normaliseAddress(ByteView address);

// Whose address it is now; one that was given up is nobody's here (address_table.hpp).
[[nodiscard]] std::optional<MailboxId> findAddress(const ReadTransaction& transaction, ByteView normalised);
[[nodiscard]] std::optional<schema::MailboxRecordT> findMailbox(const ReadTransaction& transaction, MailboxId mailbox);
[[nodiscard]] std::optional<schema::OfficialRecordT> findOfficial(const ReadTransaction& transaction,
                                                                  OfficialId official);
[[nodiscard]] std::optional<FolderId> findFolder(const ReadTransaction& transaction, MailboxId mailbox, ByteView name);
// Who signs in with this address: the owner of that personal mailbox.
[[nodiscard]] std::optional<OfficialId> findSignIn(const ReadTransaction& transaction, ByteView normalised);
// The rights a person has on a mailbox; all of them on his own.
[[nodiscard]] schema::Right rightsOn(const ReadTransaction& transaction, OfficialId official, MailboxId mailbox);

}  // namespace tram::store
