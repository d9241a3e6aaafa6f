// The folders of one mailbox as a tree of names, changed within a batch.
#pragma once

#include <string>
#include <vector>

#include "store/batch.hpp"
#include "store/refusal.hpp"

namespace tram::store {

// A name that a folder may have: NFC is the caller's matter; here lengths, depth, empty levels, controls.
[[nodiscard]] std::expected<void, Refusal> checkFolderName(ByteView name);

FolderId makeFolder(Batch& batch, MailboxId mailbox, const std::string& name, schema::SpecialUse specialUse);
// The folders that every mailbox has from the start; returns the inbox.
FolderId makeFirstFolders(Batch& batch, MailboxId mailbox);
// Its messages are counted out at once and removed in steps (choreStep): the folder's id belongs to the chore then.
void dropFolder(Batch& batch, FolderId folder, MailboxId mailbox, const std::string& name);
// Folder names below `name` (not itself), with their ids.
[[nodiscard]] std::vector<std::pair<std::string, FolderId>> inferiors(const ReadTransaction& transaction,
                                                                      MailboxId mailbox, const std::string& name);
[[nodiscard]] std::vector<std::pair<std::string, FolderId>> allFolders(const ReadTransaction& transaction,
                                                                       MailboxId mailbox);
[[nodiscard]] std::size_t countFolders(const ReadTransaction& transaction, MailboxId mailbox);

}  // namespace tram::store
