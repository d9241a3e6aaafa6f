// How an agency and those below it use their mail: who signs in, what comes and goes, how often the agency's mailboxes
// are looked into and how soon they answer. From the journal's records. R18.1, R7.1
//
// Nobody's mail is read for it. Threads: any; the journal is walked in slices.
#pragma once

#include "province/working_hours.hpp"
#include "store/command_context.hpp"
#include "store/sliced_walk.hpp"

namespace tram::store {

// In whose name it is asked: he must be allowed to read that agency's reports. Of the journal what it still has since
// then. Errors: no_such_agency, not_permitted.
[[nodiscard]] Outcome reviewUse(const Environment& environment, const province::WorkingHours& hours,
                                const schema::ReviewUse& query, OfficialId actor, SystemTime now,
                                const BetweenSlices& between = {});

}  // namespace tram::store
