// Sizes, free pages, readers, batch sizes, commit times, how long recipients take to be resolved: what `tram store
// stat` shows.
#pragma once

#include <optional>

#include "store/commit_loop.hpp"
#include "store/latency.hpp"

namespace tram::store {

// What costs next to nothing to know: no table is walked.
struct StoreVitals {
    std::uint64_t mapSize = 0;
    std::uint64_t mapUsed = 0;  // up to the last page ever used
    std::uint64_t readers = 0;  // slots that are taken now
    std::optional<JournalPosition> position;
};
// Nothing where the environment is closed. Threads: any that keep it from being closed meanwhile.
[[nodiscard]] std::optional<StoreVitals> storeVitals(const Environment& environment);

[[nodiscard]] schema::StatisticsT storeStatistics(const Environment& environment, const CommitStatistics& commits,
                                                  const Latency& resolving);

}  // namespace tram::store
