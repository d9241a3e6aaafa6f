// What tram-store tells of itself: the room it has, how its commits go, how far the journal is.
//
// Threads: asked on the thread that makes reports, which holds the environment's guard for a moment, as a reader does.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <shared_mutex>

#include "roles/health_report/counters.hpp"
#include "store/commit_loop.hpp"

namespace tram::roles {

struct StoreFigureParts {
    const store::Environment& environment;
    std::shared_mutex& environmentGuard;
    std::filesystem::path folder;
    std::function<store::CommitStatistics()> commitStatistics;
    std::function<std::chrono::nanoseconds()> sinceTurn;  // of the writer
};

// What the parts refer to outlives the reports.
void registerStoreFigures(Counters& counters, StoreFigureParts parts);

}  // namespace tram::roles
