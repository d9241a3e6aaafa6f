// One message into one folder, as acceptance and the expansion of groups deliver it. The blob's references are the
// caller's matter.
#pragma once

#include <memory>
#include <string>

#include "store/batch.hpp"

namespace tram::store {

struct Delivery {
    BlobId blob;
    std::uint64_t object = 0;  // the same message in every mailbox
    std::uint64_t size = 0;
    std::int64_t time = 0;  // seconds since 1970
};

// The line of it for the journal. Throws TransactionFailed where the folder is missing or out of UIDs.
[[nodiscard]] std::unique_ptr<schema::DeliveredT> deliver(Batch& batch, const Delivery& delivery, FolderId folder,
                                                          std::string address);

// Under its quota a mailbox takes a message whatever its size; this one takes none. R3.7
[[nodiscard]] bool isFull(const ReadTransaction& transaction, MailboxId id, const schema::MailboxRecordT& mailbox);

}  // namespace tram::store
