// Which folders a person wants his mail program to show: a list of names, his own also in a mailbox that he shares.
//
// A name stays when its folder is deleted or renamed. [RFC9051 6.3.6, 6.3.7]
#pragma once

#include <set>
#include <string>

#include "store/batch.hpp"

namespace tram::store {

// False where nothing changed.
bool subscribe(Batch& batch, OfficialId official, MailboxId mailbox, std::string_view name);
bool unsubscribe(Batch& batch, OfficialId official, MailboxId mailbox, std::string_view name);
// What a person begins with in a mailbox: its inbox and its folders of special use.
void subscribeToFirstFolders(Batch& batch, OfficialId official, MailboxId mailbox);
// All of that person in that mailbox, whose rights ended.
void forgetSubscriptions(Batch& batch, OfficialId official, MailboxId mailbox);

[[nodiscard]] std::set<std::string, std::less<>> subscribedNames(const ReadTransaction& transaction,
                                                                 OfficialId official, MailboxId mailbox);

}  // namespace tram::store
