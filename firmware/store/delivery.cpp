#include "store/delivery.hpp"
#include "province/time_zone.hpp"

#include "store/folder_writer.hpp"
#include "store/queue_table.hpp"

namespace tram::store {

std::unique_ptr<schema::DeliveredT> deliver(Batch& batch, const Delivery& delivery, FolderId id, std::string address) {
    auto folder = FolderWriter::open(batch, id);
    if (!folder) throw TransactionFailed{{StoreErrorKind::corrupted, "an inbox is missing"}};
    NewMessage added;
    added.blob = delivery.blob;
    added.object = delivery.object;
    added.size = delivery.size;
    added.internalDate = delivery.time;
    added.internalZone = province::zoneMinutes;
    const auto uid = folder->add(added);
    if (!uid) throw TransactionFailed{{StoreErrorKind::full, "an inbox is out of UIDs"}};
    folder->save();
    auto line = std::make_unique<schema::DeliveredT>();
    line->mailbox = folder->mailbox().value;
    line->folder = id.value;
    line->uid = uid->value;
    line->address = std::move(address);
    return line;
}

bool isFull(const ReadTransaction& transaction, MailboxId id, const schema::MailboxRecordT& mailbox) {
    const auto usage = transaction.getStruct<schema::Usage>(Table::usage, Key::of(id));
    return usage && usage->bytes() >= mailbox.quota;
}

}  // namespace tram::store
