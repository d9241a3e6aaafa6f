// The verbs of the operator's command: one table, from which the help is made too.
#pragma once

#include <span>
#include <string_view>

#include "cli/session.hpp"

namespace tram::cli {

struct Verb {
    std::string_view words;      // "queue list"
    std::string_view arguments;  // for the help: "ID…|all"
    std::string_view options;    // as Arguments::parse takes them
    std::size_t fewest;          // positional arguments
    std::size_t most;
    Text purpose;
    Exit (*run)(Session&, const Arguments&);
};

[[nodiscard]] std::span<const Verb> verbs();
// The verb that the words begin with; the longest where there are several. Nothing where there is none.
[[nodiscard]] const Verb* findVerb(std::span<const std::string> words);
[[nodiscard]] std::size_t wordsOf(const Verb& verb);
// All verbs, or those that begin with `about`.
void printHelp(std::ostream& out, Language language, std::string_view about);

// directory_verbs.cpp
Exit createAgency(Session&, const Arguments&);
Exit listAgencies(Session&, const Arguments&);
Exit createOfficial(Session&, const Arguments&);
Exit listOfficials(Session&, const Arguments&);
Exit createMailbox(Session&, const Arguments&);
Exit listMailboxes(Session&, const Arguments&);
Exit showMailbox(Session&, const Arguments&);
Exit grantRights(Session&, const Arguments&);
// password_verbs.cpp
Exit resetPassword(Session&, const Arguments&);
Exit changePassword(Session&, const Arguments&);
Exit createAppPassword(Session&, const Arguments&);
// batch_verb.cpp
Exit runBatch(Session&, const Arguments&);
Exit loadProvince(Session&, const Arguments&);
// store_verbs.cpp
Exit checkStore(Session&, const Arguments&);
Exit showStatistics(Session&, const Arguments&);
Exit salvageStore(Session&, const Arguments&);
Exit showStatus(Session&, const Arguments&);
// queue_verbs.cpp
Exit listQueue(Session&, const Arguments&);
Exit showQueue(Session&, const Arguments&);
Exit holdQueue(Session&, const Arguments&);
Exit releaseQueue(Session&, const Arguments&);
Exit retryQueue(Session&, const Arguments&);
Exit dropQueue(Session&, const Arguments&);
Exit traceMail(Session&, const Arguments&);
Exit verifyFiles(Session&, const Arguments&);
// fill_verb.cpp
Exit fillMailbox(Session&, const Arguments&);

}  // namespace tram::cli
