// One FETCH response: which of the items need what, and how they are written.
//
// Standards: RFC 9051 6.4.5, 7.5.2; RFC 3501 (RFC822 items); RFC 3516; RFC 7162 3.1.4.
#pragma once

#include <vector>

#include "proto/imap/command.hpp"
#include "proto/imap/context.hpp"
#include "proto/imap/targets.hpp"

namespace tram::imap {

// What the items of one FETCH command ask for together.
struct FetchPlan {
    std::vector<FetchItem> items;
    bool showsBody = false;  // some item is (a part of) the body: worth an observation
    bool setsSeen = false;   // some item marks the message as seen
    bool needsSummary = false;

    // UID FETCH has UID, CHANGEDSINCE has MODSEQ, setting \Seen has FLAGS, each as if asked for.
    [[nodiscard]] static FetchPlan of(const Context& context, const Fetch& command);
};

enum class Rendered : std::uint8_t {
    yes,
    gone,        // nothing was written: the message's bytes are no more, or damaged
    partly,      // items that could not be read are NIL
    unknownCte,  // BINARY of a part under an encoding nobody knows; NIL [RFC3516 4.3]
};

// Where the plan needs no summary.
void renderPlain(Context& context, const FetchPlan& plan, const PlacedEntry& placed);
Work<Rendered> renderFetch(Context& context, const FetchPlan& plan, PlacedEntry placed);

}  // namespace tram::imap
