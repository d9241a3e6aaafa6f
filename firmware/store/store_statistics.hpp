// Sizes, free pages, readers, batch sizes and commit times: what `tram store stat` shows.
#pragma once

#include "store/commit_loop.hpp"

namespace tram::store {

[[nodiscard]] schema::StatisticsT storeStatistics(const Environment& environment, const CommitStatistics& commits);

}  // namespace tram::store
