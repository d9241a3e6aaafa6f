// Verifies a store: structure, references, counters, checksums, hashes, the journal's chain.
//
// Reads only; on line it walks in slices with a snapshot each, so what changes meanwhile is looked at twice
// before it is called wrong. Off line one snapshot serves.
#pragma once

#include "store/environment.hpp"
#include "store/schema/command_generated.h"
#include "store/sliced_walk.hpp"

namespace tram::store {

enum class CheckDepth {
    structure,   // records, references and counters
    everything,  // and every piece's checksum, every blob's SHA-256, every record that is sealed in a file
};

// Findings are in English, one a defect; none: the store is sound. At most 1,000 are listed.
[[nodiscard]] schema::CheckedT checkStore(const Environment& environment, CheckDepth depth,
                                          const BetweenSlices& between = {});

}  // namespace tram::store
