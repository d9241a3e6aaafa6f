#include "roles/store/store_figures.hpp"

#include <sys/statvfs.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "store/store_statistics.hpp"

namespace tram::roles {

namespace {

using Figures = std::vector<hal::Figure>;

void add(Figures& figures, const char* name, std::uint64_t value) {
    figures.push_back({name, {}, static_cast<double>(value)});
}

void addSpace(const std::filesystem::path& folder, Figures& figures) {
    struct statvfs volume{};
    if (statvfs(folder.c_str(), &volume) != 0) return;
    add(figures, "store_space_octets", std::uint64_t{volume.f_blocks} * volume.f_frsize);
    add(figures, "store_space_free_octets", std::uint64_t{volume.f_bavail} * volume.f_frsize);
}

void addCommits(const store::CommitStatistics& commits, Figures& figures) {
    add(figures, "store_writable", commits.readOnly || commits.full ? 0 : 1);
    add(figures, "store_commits_total", commits.commits);
    add(figures, "store_failed_commits_total", commits.failedCommits);
    figures.push_back({"store_commit_seconds", {}, std::chrono::duration<double>(commits.longestOfMinute).count()});
    add(figures, "store_delivered_messages_total", commits.delivered);
}

}  // namespace

void registerStoreFigures(Counters& counters, StoreFigureParts parts) {
    counters.askAll([parts = std::move(parts)](Figures& figures) {
        addSpace(parts.folder, figures);
        const auto commits = parts.commitStatistics();
        addCommits(commits, figures);
        figures.push_back({"store_turn_seconds", {}, std::chrono::duration<double>(parts.sinceTurn()).count()});
        std::optional<store::StoreVitals> vitals;
        {
            // While the environment is reopened after a disk error its figures are left out.
            const std::shared_lock shared(parts.environmentGuard, std::try_to_lock);
            if (shared) vitals = store::storeVitals(parts.environment);
        }
        if (!vitals) return;
        add(figures, "store_map_octets", vitals->mapSize);
        // Pages that can be used again are no used ones; the file itself never shrinks.
        add(figures, "store_map_used_octets", vitals->mapUsed - std::min(commits.freeOctets, vitals->mapUsed));
        add(figures, "store_readers", vitals->readers);
        if (vitals->position) add(figures, "journal_position", vitals->position->value);
    });
}

}  // namespace tram::roles
