// The arguments of single commands, for command_parser.cpp: each function begins behind the command's name
// and leaves the end of the command to its caller. nullopt: the reader has noted why.
#pragma once

#include <optional>
#include <vector>

#include "proto/imap/command.hpp"
#include "proto/imap/token_reader.hpp"

namespace tram::imap::grammar {

using Read = std::optional<Command>;

// ---- command_parser_access.cpp: who is there
Read readId(TokenReader& reader);
Read readAuthenticate(TokenReader& reader);
Read readLogin(TokenReader& reader);
Read readEnable(TokenReader& reader);

// ---- command_parser_mailbox.cpp: mailboxes
Read readSelect(TokenReader& reader, Access access);
Read readCreate(TokenReader& reader);
Read readDelete(TokenReader& reader);
Read readRename(TokenReader& reader);
Read readSubscribe(TokenReader& reader, Subscription subscription);
Read readStatus(TokenReader& reader);
Read readGetQuota(TokenReader& reader);
Read readGetQuotaRoot(TokenReader& reader);
Read readSetQuota(TokenReader& reader);
// "(MESSAGES UNSEEN)"
std::optional<std::vector<StatusItem>> readStatusItems(TokenReader& reader);

// ---- command_parser_list.cpp
Read readList(TokenReader& reader);
Read readLsub(TokenReader& reader);

// ---- command_parser_message.cpp: messages
Read readFetch(TokenReader& reader, Numbering numbering);
Read readStore(TokenReader& reader, Numbering numbering);
Read readCopy(TokenReader& reader, Numbering numbering, Transfer transfer);
Read readUidExpunge(TokenReader& reader);

// ---- command_parser_search.cpp
Read readSearch(TokenReader& reader, Numbering numbering);

// ---- fetch_attribute.cpp
// One attribute of FETCH, not a macro.
std::optional<FetchItem> readFetchItem(TokenReader& reader);

// ---- search_program.cpp
// The keys of SEARCH up to the end of the command: one key, or a conjunction.
std::optional<SearchKey> readSearchProgram(TokenReader& reader);

}  // namespace tram::imap::grammar
