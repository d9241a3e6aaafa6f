// Untagged news of the selected mailbox: EXPUNGE or VANISHED, EXISTS, FLAGS, FETCH.
//
// Standards: RFC 9051 7.4, 7.5 and 5.2; RFC 7162 3.2.10; RFC 2180 for what others did meanwhile.
#pragma once

#include <span>

#include "proto/imap/context.hpp"

namespace tram::imap {

enum class Expunges : std::uint8_t {
    hold,  // a command with sequence numbers is under way [RFC9051 7.5.1]
    tell,
};

// Looks at the store and tells what is new. Where the mailbox is lost it says BYE and closes.
Work<bool> tellUpdates(Context& context, Expunges expunges);

// Reads what the session's view of the selected mailbox is, before a command that names messages. Where it cannot be
// told any more, BYE and false.
[[nodiscard]] bool loadView(Context& context);

// Tells the pending expunges.
Work<bool> tellExpunges(Context& context);

// "* VANISHED [(EARLIER) ]..." in lines of bounded length.
enum class Earlier : std::uint8_t { no, yes };
Work<bool> tellVanished(Context& context, std::vector<UidRange> ranges, Earlier earlier);

// "* n FETCH (UID u FLAGS (...) [MODSEQ (m)])"
void appendFlagsFetch(Context& context, std::uint32_t index, const MessageEntry& entry);

// "* FLAGS (...)", and what of it can be stored.
void appendFlagsAnnouncement(Context& context);

// Learns the folder's present keyword table and announces it if it is another.
void refreshKeywords(Context& context);

// Neighbouring UIDs as ranges; ascending in, ascending out.
[[nodiscard]] std::vector<UidRange> rangesOf(std::span<const Uid> uids);
// "1:3,5"
void appendUidSet(Bytes& out, std::span<const UidRange> ranges);

}  // namespace tram::imap
