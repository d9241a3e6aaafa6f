// Names as clients see them, and the folders they stand for: the namespaces of [RFC2342].
//
// The personal mailbox's folders have their names; those of a shared mailbox are under
// "<shared namespace><address>/". All names here are UTF-8 in NFC; modified UTF-7 is the rim's affair.
#pragma once

#include <expected>
#include <optional>
#include <string>

#include "proto/imap/context.hpp"

namespace tram::imap {

struct FolderPlace {
    MailboxInfo mailbox;
    std::string name;  // in that mailbox; empty: the mailbox's own level, which is no folder
};

// Which mailbox and name that is, whether or not there is such a folder. NFC is made, "inbox" becomes
// "INBOX". Nothing where it lies in the shared namespace and names no mailbox the official may read.
[[nodiscard]] std::optional<FolderPlace> placeOf(const Context& context, ByteView utf8);

// The other way.
[[nodiscard]] std::string clientName(const Context& context, const MailboxInfo& mailbox, ByteView name);

// The folder of that name, to be read. NO [NONEXISTENT], or for a level without messages too.
[[nodiscard]] std::expected<FolderInfo, Completion> findFolder(Context& context, ByteView utf8);
[[nodiscard]] const MailboxInfo* mailboxInfo(const Context& context, MailboxId mailbox);

// Whether a folder of that name may be made: no control characters or wildcards, no empty levels, bounded.
[[nodiscard]] bool isGoodName(ByteView utf8);

// LIST's patterns: '*' is anything, '%' anything but the delimiter. [RFC9051 6.3.9.1] "inbox" as first level
// matches in any case. Linear in name times pattern.
[[nodiscard]] bool matchesPattern(ByteView name, ByteView pattern);

}  // namespace tram::imap
