// Folders made, renamed, deleted, subscribed; and the purge of what a deleted folder held.
#include <algorithm>

#include "store/blob_writer.hpp"
#include "store/commands.hpp"
#include "store/directory.hpp"
#include "store/folder_tree.hpp"
#include "store/folder_writer.hpp"
#include "store/subscriptions.hpp"

namespace tram::store {

namespace {

using schema::ErrorCode;

// Makes the superiors of a name that are not there.
void makeSuperiors(Batch& batch, MailboxId mailbox, const std::string& name) {
    for (auto slash = name.find('/'); slash != std::string::npos; slash = name.find('/', slash + 1)) {
        const auto superior = name.substr(0, slash);
        if (!findFolder(batch.transaction, mailbox, superior))
            makeFolder(batch, mailbox, superior, schema::SpecialUse::none);
    }
}

schema::AnswerBodyUnion done(FolderId folder) {
    schema::DoneT answer;
    answer.id = folder.value;
    return asAnswer(std::move(answer));
}

void renameOne(Batch& batch, MailboxId mailbox, FolderId id, const std::string& from, const std::string& to) {
    auto folder = getObject<schema::FolderRecord>(batch.transaction, Table::folder, Key::of(id));
    if (!folder) throw TransactionFailed{{StoreErrorKind::corrupted, "a folder's record is missing"}};
    folder->name = to;
    putObject(batch.transaction, Table::folder, Key::of(id), *folder);
    batch.transaction.remove(Table::folderName, Key::of(mailbox, std::string_view(from)));
    batch.transaction.putNumber(Table::folderName, Key::of(mailbox, std::string_view(to)), id.value);
    batch.touch(id);
}

// The messages go with the folder to its new name, in one step whatever their number; the inbox is a new folder,
// empty [RFC9051 6.3.6]. Whoever has the old one selected keeps it, by its id.
FolderId renameInbox(Batch& batch, MailboxId id, FolderId inbox, const std::string& to) {
    auto mailbox = findMailbox(batch.transaction, id);
    if (!mailbox) throw TransactionFailed{{StoreErrorKind::internal, "a folder is of no mailbox"}};
    renameOne(batch, id, inbox, "INBOX", to);
    const auto made = makeFolder(batch, id, "INBOX", schema::SpecialUse::none);
    mailbox->inbox = made.value;
    putObject(batch.transaction, Table::mailbox, Key::of(id), *mailbox);
    batch.touchDirectory();
    return made;
}

}  // namespace

Outcome execute(CommandContext& context, const schema::CreateFolder& command) {
    auto& batch = context.batch;
    const MailboxId mailbox{command.mailbox()};
    const auto name = textOf(command.name());
    if (auto sound = checkFolderName(name); !sound) return std::unexpected(sound.error());
    if (command.special_use() > schema::SpecialUse::MAX) return refuse(ErrorCode::malformed, "special_use");
    if (!findMailbox(batch.transaction, mailbox)) return refuse(ErrorCode::no_such_mailbox, "mailbox");
    if (!permits(context, mailbox, schema::Right::manage)) return refuse(ErrorCode::not_permitted, "mailbox");
    FolderId id;
    if (const auto known = findFolder(batch.transaction, mailbox, name)) {
        auto folder = getObject<schema::FolderRecord>(batch.transaction, Table::folder, Key::of(*known));
        if (!folder || !folder->no_select) return refuse(ErrorCode::exists, "name", name);
        // A level of names becomes a folder again.
        folder->no_select = false;
        folder->special_use = command.special_use();
        folder->uid_validity = batch.state.next_uid_validity();
        batch.state.mutate_next_uid_validity(folder->uid_validity + 1);
        putObject(batch.transaction, Table::folder, Key::of(*known), *folder);
        batch.touch(*known);
        id = *known;
    } else {
        if (countFolders(batch.transaction, mailbox) >= limits::store::foldersPerMailbox)
            return refuse(ErrorCode::limit, "name", "too many folders");
        makeSuperiors(batch, mailbox, name);
        id = makeFolder(batch, mailbox, name, command.special_use());
    }
    schema::FolderCreatedT event;
    event.folder = id.value;
    event.mailbox = mailbox.value;
    event.name = name;
    batch.journal(context.origin, asEvent(std::move(event)));
    return done(id);
}

Outcome execute(CommandContext& context, const schema::DeleteFolder& command) {
    auto& batch = context.batch;
    const FolderId id{command.folder()};
    auto folder = getObject<schema::FolderRecord>(batch.transaction, Table::folder, Key::of(id));
    if (!folder) return refuse(ErrorCode::no_such_folder, "folder");
    if (folder->name == "INBOX") return refuse(ErrorCode::inbox, "folder");
    const MailboxId mailbox{folder->mailbox};
    if (!permits(context, mailbox, schema::Right::manage)) return refuse(ErrorCode::not_permitted, "folder");
    const bool hasInferiors = !inferiors(batch.transaction, mailbox, folder->name).empty();
    if (hasInferiors && folder->no_select) return refuse(ErrorCode::has_children, "folder");

    dropFolder(batch, id, mailbox, folder->name);
    if (hasInferiors) {
        const auto level = makeFolder(batch, mailbox, folder->name, schema::SpecialUse::none);
        auto record = getObject<schema::FolderRecord>(batch.transaction, Table::folder, Key::of(level));
        record->no_select = true;
        putObject(batch.transaction, Table::folder, Key::of(level), *record);
    }
    schema::FolderDeletedT event;
    event.folder = id.value;
    event.mailbox = mailbox.value;
    event.name = folder->name;
    batch.journal(context.origin, asEvent(std::move(event)));
    return done(id);
}

Outcome execute(CommandContext& context, const schema::RenameFolder& command) {
    auto& batch = context.batch;
    const FolderId id{command.folder()};
    const auto folder = getObject<schema::FolderRecord>(batch.transaction, Table::folder, Key::of(id));
    if (!folder) return refuse(ErrorCode::no_such_folder, "folder");
    const auto name = textOf(command.name());
    if (auto sound = checkFolderName(name); !sound) return std::unexpected(sound.error());
    const MailboxId mailbox{folder->mailbox};
    if (!permits(context, mailbox, schema::Right::manage)) return refuse(ErrorCode::not_permitted, "folder");
    if (findFolder(batch.transaction, mailbox, name)) return refuse(ErrorCode::exists, "name", name);
    if (name.starts_with(folder->name + "/") && folder->name != "INBOX")
        return refuse(ErrorCode::bad_name, "name", "below itself");
    const auto below = inferiors(batch.transaction, mailbox, folder->name);
    if (folder->name != "INBOX") {
        for (const auto& [old, inferior] : below) {
            if (auto sound = checkFolderName(name + old.substr(folder->name.size())); !sound)
                return std::unexpected(sound.error());
        }
    }
    makeSuperiors(batch, mailbox, name);
    schema::FolderRenamedT event;
    if (folder->name == "INBOX") {
        event.new_inbox = renameInbox(batch, mailbox, id, name).value;
    } else {
        renameOne(batch, mailbox, id, folder->name, name);
        for (const auto& [old, inferior] : below)
            renameOne(batch, mailbox, inferior, old, name + old.substr(folder->name.size()));
    }
    event.folder = id.value;
    event.mailbox = mailbox.value;
    event.from = folder->name;
    event.to = name;
    batch.journal(context.origin, asEvent(std::move(event)));
    return done(id);
}

Outcome execute(CommandContext& context, const schema::SubscribeFolder& command) {
    auto& batch = context.batch;
    const MailboxId mailbox{command.mailbox()};
    const auto name = viewOf(command.name());
    const auto id = findFolder(batch.transaction, mailbox, name);
    // A name whose folder is gone can be given up, not taken up.
    if (!id && command.subscribed()) return refuse(ErrorCode::no_such_folder, "name");
    const auto official = context.origin.actor;
    if (!official || !permits(context, mailbox, schema::Right::read))
        return refuse(ErrorCode::not_permitted, "mailbox");
    if (command.subscribed() &&
        subscribedNames(batch.transaction, official, mailbox).size() >= limits::store::subscriptionsPerMailbox) {
        return refuse(ErrorCode::limit, "name", "too many subscriptions");
    }
    const bool changed =
        command.subscribed() ? subscribe(batch, official, mailbox, name) : unsubscribe(batch, official, mailbox, name);
    if (!changed) return done(id.value_or(FolderId{}));
    schema::FolderSubscribedT event;
    event.folder = id.value_or(FolderId{}).value;
    event.subscribed = command.subscribed();
    event.mailbox = mailbox.value;
    event.name = name;
    batch.journal(context.origin, asEvent(std::move(event)));
    return done(id.value_or(FolderId{}));
}

bool choreStep(Batch& batch) {
    Bytes choreKey;
    schema::ChoreT chore;
    {
        Cursor cursor(batch.transaction, Table::chore);
        if (!cursor.first()) return false;
        choreKey = cursor.key();
        Record<schema::Chore>(cursor.value())->UnPackTo(&chore);
    }
    auto left = limits::store::purgeStep;
    const auto prefix = Key::of(FolderId{chore.folder});
    for (const auto table : {Table::message, Table::change, Table::expunged}) {
        while (left > 0) {
            Bytes key;
            {
                Cursor cursor(batch.transaction, table);
                if (!cursor.seek(prefix) || !cursor.keyStartsWith(prefix)) break;
                key = cursor.key();
                if (table == Table::message) {
                    const auto message = ReadTransaction::structAt<schema::Message>(cursor.value());
                    dropReferences(batch, BlobId{message.blob()}, 1);
                }
            }
            batch.transaction.remove(table, key);
            --left;
        }
    }
    if (left > 0) batch.transaction.remove(Table::chore, choreKey);
    return true;
}

}  // namespace tram::store
