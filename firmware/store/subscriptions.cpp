#include "store/subscriptions.hpp"

#include <vector>

#include "store/directory.hpp"

namespace tram::store {

namespace {

Key keyOf(OfficialId official, MailboxId mailbox, std::string_view name) {
    return Key::of(official, mailbox, name);
}

}  // namespace

bool subscribe(Batch& batch, OfficialId official, MailboxId mailbox, std::string_view name) {
    const auto key = keyOf(official, mailbox, name);
    if (batch.transaction.get(Table::subscription, key)) return false;
    batch.transaction.put(Table::subscription, key, {});
    return true;
}

bool unsubscribe(Batch& batch, OfficialId official, MailboxId mailbox, std::string_view name) {
    return batch.transaction.remove(Table::subscription, keyOf(official, mailbox, name));
}

void subscribeToFirstFolders(Batch& batch, OfficialId official, MailboxId mailbox) {
    std::vector<std::string> names;
    {
        const auto prefix = Key::of(mailbox);
        Cursor cursor(batch.transaction, Table::folderName);
        for (bool found = cursor.seek(prefix); found && cursor.keyStartsWith(prefix); found = cursor.next()) {
            const auto folder = getRecord<schema::FolderRecord>(
                batch.transaction, Table::folder, Key::of(ReadTransaction::structAt<std::uint64_t>(cursor.value())));
            if (!folder) continue;
            const auto name = viewOf((*folder)->name());
            if (name == "INBOX" || (*folder)->special_use() != schema::SpecialUse::none) names.emplace_back(name);
        }
    }
    for (const auto& name : names) subscribe(batch, official, mailbox, name);
}

void forgetSubscriptions(Batch& batch, OfficialId official, MailboxId mailbox) {
    for (const auto& name : subscribedNames(batch.transaction, official, mailbox))
        unsubscribe(batch, official, mailbox, name);
}

std::set<std::string, std::less<>> subscribedNames(const ReadTransaction& transaction, OfficialId official,
                                                   MailboxId mailbox) {
    std::set<std::string, std::less<>> names;
    const auto prefix = Key::of(official, mailbox);
    Cursor cursor(transaction, Table::subscription);
    for (bool found = cursor.seek(prefix); found && cursor.keyStartsWith(prefix); found = cursor.next())
        names.emplace(cursor.key().substr(prefix.view().size()));
    return names;
}

}  // namespace tram::store
