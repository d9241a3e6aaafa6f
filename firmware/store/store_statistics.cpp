#include "store/store_statistics.hpp"

#include "store/journal_archive.hpp"

namespace tram::store {

namespace {

// LMDB tells of readers as lines of text: a heading and one line each, or one line that says there are none.
int countLine(const char*, void* lines) {
    ++*static_cast<std::uint64_t*>(lines);
    return 0;
}

}  // namespace

std::optional<StoreVitals> storeVitals(const Environment& environment) {
    MDB_envinfo info{};
    MDB_stat stat{};
    if (environment.handle() == nullptr || mdb_env_info(environment.handle(), &info) != 0 ||
        mdb_env_stat(environment.handle(), &stat) != 0) {
        return std::nullopt;
    }
    StoreVitals vitals;
    vitals.mapSize = info.me_mapsize;
    vitals.mapUsed = (std::uint64_t{info.me_last_pgno} + 1) * stat.ms_psize;
    std::uint64_t lines = 0;
    mdb_reader_list(environment.handle(), countLine, &lines);
    vitals.readers = lines == 0 ? 0 : lines - 1;
    try {
        const ReadTransaction transaction(environment);
        if (const auto state = transaction.getStruct<schema::State>(Table::state, Key::of(std::string_view("state"))))
            vitals.position = JournalPosition{state->journal_position()};
    } catch (const TransactionFailed&) {
        // As it was before; the next look may find it.
    }
    return vitals;
}

schema::StatisticsT storeStatistics(const Environment& environment, const CommitStatistics& commits,
                                    const Latency& resolving) {
    schema::StatisticsT answer;
    const auto add = [&](const std::string& name, std::uint64_t value) {
        auto entry = std::make_unique<schema::StatValueT>();
        entry->name = name;
        entry->value = std::to_string(value);
        answer.values.push_back(std::move(entry));
    };
    const auto space = environment.space();
    add("map.size", space.mapSize);
    add("map.used", space.mapUsed);
    add("map.free_pages", space.freePages);
    add("map.page_size", space.pageSize);
    add("disk.free", space.diskFree);
    add("space.available", space.available());

    MDB_envinfo info{};
    mdb_env_info(environment.handle(), &info);
    add("readers.used", info.me_numreaders);
    add("readers.maximum", info.me_maxreaders);
    add("transaction.last", info.me_last_txnid);

    add("reads.longest_us", static_cast<std::uint64_t>(environment.reads().longest.load() / 1000));
    add("reads.overdue", environment.reads().overdue.load());

    const ReadTransaction transaction(environment);
    if (const auto state = transaction.getStruct<schema::State>(Table::state, Key::of(std::string_view("state")))) {
        add("format", state->format());
        add("epoch", state->epoch());
        add("messages", state->messages());
        add("messages.bytes", state->message_bytes());
        add("journal.position", state->journal_position());
    }
    const auto segments = sealedSegments(transaction);
    std::uint64_t sealedOctets = 0;
    for (const auto& segment : segments) sealedOctets += segment.file_octets();
    add("journal.segments", segments.size());
    add("journal.segments.bytes", sealedOctets);
    add("journal.sealed", segments.empty() ? 0 : segments.back().head().last());
    for (std::size_t i = 0; i < tableCount; ++i) {
        MDB_stat stat{};
        if (mdb_stat(transaction.handle(), environment.table(static_cast<Table>(i)), &stat) != 0) continue;
        add(std::string("table.") + tableInfo[i].name + ".rows", stat.ms_entries);
        add(std::string("table.") + tableInfo[i].name + ".pages",
            stat.ms_branch_pages + stat.ms_leaf_pages + stat.ms_overflow_pages);
    }
    const auto microseconds = [](std::chrono::nanoseconds time) {
        return static_cast<std::uint64_t>(time.count() / 1000);
    };
    add("commits", commits.commits);
    add("commits.commands", commits.commands);
    add("commits.largest_batch", commits.largestBatch);
    add("commits.undone", commits.undoneBatches);
    add("commits.failed", commits.failedCommits);
    add("commits.mean_us", commits.commits == 0 ? 0 : microseconds(commits.commitTime) / commits.commits);
    add("commits.longest_us", microseconds(commits.longestCommit));
    add("commits.refused_full", commits.refusedFull);
    add("recipients.resolved", resolving.count());
    add("recipients.resolve_median_ns", static_cast<std::uint64_t>(resolving.quantile(0.5).count()));
    add("recipients.resolve_p99_ns", static_cast<std::uint64_t>(resolving.quantile(0.99).count()));
    add("commands.waiting", commits.waiting);
    add("read_only", commits.readOnly ? 1 : 0);
    return answer;
}

}  // namespace tram::store
