// Sizes, free pages, readers, batch sizes, commit times, how long recipients take to be resolved: what `tram store
// stat` shows.
#pragma once

#include "store/commit_loop.hpp"
#include "store/latency.hpp"

namespace tram::store {

[[nodiscard]] schema::StatisticsT storeStatistics(const Environment& environment, const CommitStatistics& commits,
                                                  const Latency& resolving);

}  // namespace tram::store
