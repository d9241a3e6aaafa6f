#include "store/folder_tree.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "base/utf8.hpp"

namespace tram::store {

std::expected<void, Refusal> checkFolderName(ByteView name) {
    const auto bad = [&](const char* why) { return refuse(schema::ErrorCode::bad_name, "name", why); };
    if (name.empty()) return bad("empty");
    if (name.size() > limits::store::folderNameLength) return bad("longer than 480 bytes");
    if (name.front() == '/' || name.back() == '/' || name.find("//") != ByteView::npos) return bad("an empty level");
    if (std::ranges::count(name, '/') >= static_cast<std::ptrdiff_t>(limits::store::folderDepth))
        return bad("more than 32 levels");
    if (!isUtf8(name)) return bad("not UTF-8");
    // INBOX is one name in any case [RFC9051 5.1]; its only spelling here is in capitals.
    const auto isInbox =
        std::ranges::equal(name, ByteView("INBOX"), [](char a, char b) { return a == b || a == b + ('a' - 'A'); });
    if (isInbox && name != "INBOX") return bad("INBOX is written in capitals");
    if (std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }))
        return bad("a control character");
    return {};
}

FolderId makeFolder(Batch& batch, MailboxId mailbox, const std::string& name, schema::SpecialUse specialUse) {
    const FolderId id{batch.newId()};
    schema::FolderRecordT folder;
    folder.mailbox = mailbox.value;
    folder.name = name;
    folder.uid_validity = batch.state.next_uid_validity();
    folder.special_use = specialUse;
    folder.created = batch.nowMicroseconds();
    batch.state.mutate_next_uid_validity(folder.uid_validity + 1);
    putObject(batch.transaction, Table::folder, Key::of(id), folder);
    schema::FolderState state;
    state.mutate_uid_next(1);
    state.mutate_highest_mod_sequence(batch.modSequence().value);
    batch.transaction.putStruct(Table::folderState, Key::of(id), state);
    batch.transaction.putNumber(Table::folderName, Key::of(mailbox, std::string_view(name)), id.value);
    batch.touch(id);
    return id;
}

FolderId makeFirstFolders(Batch& batch, MailboxId mailbox) {
    using schema::SpecialUse;
    const auto inbox = makeFolder(batch, mailbox, "INBOX", SpecialUse::none);
    for (const auto& [name, use] : {std::pair{"Drafts", SpecialUse::drafts}, std::pair{"Sent", SpecialUse::sent},
                                    std::pair{"Archive", SpecialUse::archive}, std::pair{"Junk", SpecialUse::junk},
                                    std::pair{"Trash", SpecialUse::trash}}) {
        makeFolder(batch, mailbox, name, use);
    }
    return inbox;
}

void dropFolder(Batch& batch, FolderId id, MailboxId mailbox, const std::string& name) {
    auto& transaction = batch.transaction;
    if (const auto state = transaction.getStruct<schema::FolderState>(Table::folderState, Key::of(id))) {
        auto usage = transaction.getStruct<schema::Usage>(Table::usage, Key::of(mailbox)).value_or(schema::Usage{});
        usage.mutate_bytes(usage.bytes() - state->bytes());
        usage.mutate_messages(usage.messages() - state->messages());
        transaction.putStruct(Table::usage, Key::of(mailbox), usage);
        batch.state.mutate_messages(batch.state.messages() - state->messages());
        batch.state.mutate_message_bytes(batch.state.message_bytes() - state->bytes());
    }
    transaction.remove(Table::folder, Key::of(id));
    transaction.remove(Table::folderState, Key::of(id));
    transaction.remove(Table::folderName, Key::of(mailbox, std::string_view(name)));
    schema::ChoreT chore;
    chore.kind = schema::ChoreKind::purge_folder;
    chore.folder = id.value;
    chore.mailbox = mailbox.value;
    putObject(transaction, Table::chore, Key::of(batch.newId()), chore);
    batch.touch(id);
}

namespace {

std::vector<std::pair<std::string, FolderId>> namesFrom(const ReadTransaction& transaction, const Key& prefix) {
    std::vector<std::pair<std::string, FolderId>> result;
    Cursor cursor(transaction, Table::folderName);
    for (bool found = cursor.seek(prefix); found && cursor.keyStartsWith(prefix); found = cursor.next()) {
        result.emplace_back(cursor.key().substr(8), FolderId{ReadTransaction::structAt<std::uint64_t>(cursor.value())});
    }
    return result;
}

}  // namespace

std::vector<std::pair<std::string, FolderId>> inferiors(const ReadTransaction& transaction, MailboxId mailbox,
                                                        const std::string& name) {
    return namesFrom(transaction, Key::of(mailbox, std::string_view(name + "/")));
}

std::vector<std::pair<std::string, FolderId>> allFolders(const ReadTransaction& transaction, MailboxId mailbox) {
    return namesFrom(transaction, Key::of(mailbox));
}

std::size_t countFolders(const ReadTransaction& transaction, MailboxId mailbox) {
    std::size_t count = 0;
    const auto prefix = Key::of(mailbox);
    Cursor cursor(transaction, Table::folderName);
    for (bool found = cursor.seek(prefix); found && cursor.keyStartsWith(prefix); found = cursor.next()) ++count;
    return count;
}

}  // namespace tram::store
