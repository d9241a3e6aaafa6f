// What a letter to the support mailbox says: its subject, its text, and the form in it or attached to it. R8.2
//
// Reads what strangers send, and runs in a confined child (confinement.hpp). Threads: any.
#pragma once

#include "base/bytes.hpp"
#include "store/schema/command_generated.h"

namespace tram::roles {

// All but the ticket and the reports, which are tram-office's. Every text is UTF-8 in NFC without controls but line
// ends and tabs, within limits::desk; a form's rows have numbers of their own.
[[nodiscard]] store::schema::SortTicketT readLetter(ByteView message);

}  // namespace tram::roles
