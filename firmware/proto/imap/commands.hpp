// The work of each command, one file per group. Every function is given the Context first (work.hpp).
#pragma once

#include "proto/imap/command.hpp"
#include "proto/imap/context.hpp"

namespace tram::imap {

// ---- session_auth.cpp
// What he may open is read anew where it may have changed. False where what is selected is his no more: the session
// ends.
[[nodiscard]] bool lookAtRights(Context& context);
Work<Completion> doAuthenticate(Context& context, Authenticate command);
Work<Completion> doLogin(Context& context, Login command);

// ---- session_select.cpp
Work<Completion> doSelect(Context& context, Select command);
Work<Completion> doUnselect(Context& context);
// Without a word to the client.
void leaveMailbox(Context& context);

// ---- session_copy.cpp
Work<Completion> doCopy(Context& context, Copy command);
Work<Completion> doExpunge(Context& context, ExpungeCommand command);
Work<Completion> doClose(Context& context);

// ---- session_fetch.cpp, session_store.cpp, session_search.cpp
Work<Completion> doFetch(Context& context, Fetch command);
Work<Completion> doStore(Context& context, Store command);
Work<Completion> doSearch(Context& context, Search command);

// ---- session_append.cpp
Work<Completion> doAppend(Context& context, std::string mailbox, AppendPiece first);

// ---- session_list.cpp
Work<Completion> doList(Context& context, List command);
// ---- session_status.cpp
Work<Completion> doStatus(Context& context, Status command);
// "* STATUS name (...)"
void appendStatus(Context& context, const FolderInfo& info, ByteView name, const std::vector<StatusItem>& items);
[[nodiscard]] Completion doGetQuota(Context& context, const GetQuota& command);
[[nodiscard]] Completion doGetQuotaRoot(Context& context, const GetQuotaRoot& command);
[[nodiscard]] Completion doNamespace(Context& context);

// ---- session_folders.cpp
Work<Completion> doCreate(Context& context, Create command);
Work<Completion> doDelete(Context& context, Delete command);
Work<Completion> doRename(Context& context, Rename command);
Work<Completion> doSubscribe(Context& context, Subscribe command);

// ---- session_idle.cpp
Work<Completion> doIdle(Context& context);

}  // namespace tram::imap
