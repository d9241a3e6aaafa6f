// The tables of the store: every key and value layout in one place.
//
// Integers in keys are big-endian, so that LMDB's order is the numbers' order (`piece` alone uses
// native integers, MDB_INTEGERKEY). Values are FlatBuffers of schema/record.fbs unless said otherwise:
// *struct* is a FlatBuffers struct, *table* a FlatBuffers table with a version field. Formats change
// additively only: a table gains fields, a struct is followed by another struct.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace tram::store {

// What this program writes. A store with a higher number is refused (StoreErrorKind::newer).
constexpr std::uint32_t formatVersion = 1;

enum class Table : std::uint8_t {
    state,           // "state"                           -> State struct: counters, journal head, format
    agency,          // AgencyId                          -> Agency table
    official,        // OfficialId                        -> Official table
    mailbox,         // MailboxId                         -> Mailbox table
    address,         // normalised address, text          -> Address table
    grant,           // MailboxId OfficialId              -> Grant table
    grantOf,         // OfficialId MailboxId              -> empty: the same grants, by person
    credential,      // OfficialId CredentialId(u32)      -> sealed CredentialRecord
    folder,          // FolderId                          -> Folder table
    folderState,     // FolderId                          -> FolderState struct
    folderName,      // MailboxId, name (UTF-8 NFC)       -> FolderId as u64
    message,         // FolderId Uid(u32)                 -> Message struct
    change,          // FolderId ModSequence Uid(u32)     -> empty: which message changed when, one row a message
    expunged,        // FolderId ModSequence first(u32)   -> last Uid as u32: tombstones for QRESYNC; those with
                     //   ModSequence 0 are the gaps: every UID expunged ever, as few ranges as may be. A folder that is
                     //   older than they are has not all of them: UIDNEXT - 1 less its gaps is more than its messages.
    blob,            // BlobId                            -> Blob struct [, SegmentId as u64 ...]
    segment,         // SegmentId                         -> Segment struct
    segmentHash,     // SHA-256 of a segment              -> SegmentId as u64
    piece,           // PieceId, native u64               -> XXH3-64 of the bytes, the bytes (<= 16,360)
    summary,         // BlobId                            -> mime::encodeSummary of the message
    usage,           // MailboxId                         -> Usage struct
    queue,           // QueueId                           -> QueueEntry table
    journal,         // JournalPosition                   -> BLAKE2b-256 of (previous hash, record), JournalRecord table
    release,         // time(u64, us) kind(u32) id        -> empty: look then whether the blob (0) or segment (1) may go
    chore,           // number(u64)                       -> Chore table: deletions carried out in bounded steps
    journalSegment,  // first JournalPosition          -> JournalSegment struct: what is sealed in a file of its own
    subscription,    // OfficialId MailboxId name      -> empty: a name that this person wants to see
    agencyChild,     // AgencyId AgencyId              -> empty: active sub-units by their parent; 0: of none
    agencyMember,    // AgencyId OfficialId            -> empty: active officials by their agency; "s": seconded to it
    addressOf,       // MailboxId address              -> empty: all addresses that lead to it
    expansion,       // ExpansionId                    -> Expansion table: a message on its way to a large group
    expansionMember,  // ExpansionId MailboxId         -> empty: members who have yet to get it
    history,          // id of its subject, JournalPosition -> HistoryEntry table
    list,             // ListId                        -> ListRecord table
    ticket,           // TicketId, from 1 on           -> TicketRecord table
    ticketDue,        // TicketId                      -> empty: tickets that tram-office has to do something about
    signInTimes,      // OfficialId                    -> SignInTimes struct: when he signed in, first and last
};

constexpr std::size_t tableCount = 36;

struct TableInfo {
    const char* name;
    bool integerKey = false;
};

constexpr std::array<TableInfo, tableCount> tableInfo{{
    {"state"},           {"agency"},       {"official"},    {"mailbox"},      {"address"},     {"grant"},
    {"grantOf"},         {"credential"},   {"folder"},      {"folderState"},  {"folderName"},  {"message"},
    {"change"},          {"expunged"},     {"blob"},        {"segment"},      {"segmentHash"}, {"piece", true},
    {"summary"},         {"usage"},        {"queue"},       {"journal"},      {"release"},     {"chore"},
    {"journalSegment"},  {"subscription"}, {"agencyChild"}, {"agencyMember"}, {"addressOf"},   {"expansion"},
    {"expansionMember"}, {"history"},      {"list"},        {"ticket"},       {"ticketDue"},   {"signInTimes"},
}};
static_assert(tableInfo.size() == static_cast<std::size_t>(Table::signInTimes) + 1);

}  // namespace tram::store
