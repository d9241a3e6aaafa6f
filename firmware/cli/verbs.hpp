// The verbs of the operator's command: a table beside each group's code, from which the help is made too.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "cli/session.hpp"

namespace tram::cli {

constexpr std::size_t anyNumber = SIZE_MAX;

struct Verb {
    std::string_view words;      // "queue list"
    std::string_view arguments;  // for the help: "ID…|all"
    std::string_view options;    // as Arguments::parse takes them
    std::size_t fewest;          // positional arguments
    std::size_t most;
    Text purpose;
    std::string_view example;  // a whole command
    Exit (*run)(Session&, const Arguments&);
};

struct VerbGroup {
    Text heading;
    std::span<const Verb> verbs;
};

[[nodiscard]] std::span<const VerbGroup> verbGroups();
// The verb that the words begin with; the longest where there are several. Nothing where there is none.
[[nodiscard]] const Verb* findVerb(std::span<const std::string> words);
[[nodiscard]] std::size_t wordsOf(const Verb& verb);
// All verbs, a line each by group; or those that begin with `about`, whole.
void printHelp(std::ostream& out, Language language, std::string_view about);

// Each in the file of its name.
[[nodiscard]] std::span<const Verb> storeVerbs();
[[nodiscard]] std::span<const Verb> agencyVerbs();
[[nodiscard]] std::span<const Verb> officialVerbs();
[[nodiscard]] std::span<const Verb> mailboxVerbs();
[[nodiscard]] std::span<const Verb> groupVerbs();
[[nodiscard]] std::span<const Verb> nameVerbs();
[[nodiscard]] std::span<const Verb> passwordVerbs();
[[nodiscard]] std::span<const Verb> identityVerbs();
[[nodiscard]] std::span<const Verb> accessVerbs();
[[nodiscard]] std::span<const Verb> requestVerbs();
[[nodiscard]] std::span<const Verb> ticketVerbs();
[[nodiscard]] std::span<const Verb> importVerbs();
[[nodiscard]] std::span<const Verb> exportVerbs();
[[nodiscard]] std::span<const Verb> bookVerbs();
[[nodiscard]] std::span<const Verb> useVerbs();
[[nodiscard]] std::span<const Verb> batchVerbs();
[[nodiscard]] std::span<const Verb> queueVerbs();
[[nodiscard]] std::span<const Verb> halVerbs();
[[nodiscard]] std::span<const Verb> simVerbs();
[[nodiscard]] std::span<const Verb> fillVerbs();

}  // namespace tram::cli
