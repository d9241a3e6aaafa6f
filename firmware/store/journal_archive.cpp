#include "store/journal_archive.hpp"

#include <cerrno>
#include <cstring>
#include <format>

#include "store/credentials/key_file.hpp"
#include "store/journal.hpp"

namespace tram::store {

namespace {

using schema::JournalSegment;

// Records copied out of one snapshot, and the most rows looked at in it.
constexpr std::size_t sliceOctets = limits::MiB;
constexpr std::size_t sliceRows = 20'000;

std::int64_t dayOf(std::int64_t time, const JournalBounds& bounds) {
    return std::chrono::floor<std::chrono::days>(std::chrono::microseconds(time) + bounds.zone).count();
}

std::optional<JournalSegment> lastSegment(const ReadTransaction& transaction) {
    Cursor cursor(transaction, Table::journalSegment);
    if (!cursor.last()) return std::nullopt;
    return ReadTransaction::structAt<JournalSegment>(cursor.value());
}

// The segment that holds a position, where it is sealed.
std::optional<JournalSegment> segmentOf(const ReadTransaction& transaction, JournalPosition position) {
    Cursor cursor(transaction, Table::journalSegment);
    if (!cursor.seekBefore(Key::of(position.value + 1))) return std::nullopt;
    const auto segment = ReadTransaction::structAt<JournalSegment>(cursor.value());
    if (segment.head().last() < position.value) return std::nullopt;
    return segment;
}

std::int64_t timeOf(ByteView record) {
    return Record<schema::JournalRecord>(record)->time();
}

std::uint64_t tableOctets(const ReadTransaction& transaction) {
    MDB_stat stat{};
    mdb_stat(transaction.handle(), transaction.environment().table(Table::journal), &stat);
    return std::uint64_t{stat.ms_leaf_pages + stat.ms_overflow_pages + stat.ms_branch_pages} * stat.ms_psize;
}

// Octets of the records behind a position, as the mean of the table has it.
std::uint64_t octetsBehind(const ReadTransaction& transaction, JournalPosition position, JournalPosition head) {
    MDB_stat stat{};
    mdb_stat(transaction.handle(), transaction.environment().table(Table::journal), &stat);
    if (stat.ms_entries == 0 || head.value <= position.value) return 0;
    return tableOctets(transaction) / stat.ms_entries * (head.value - position.value);
}

struct Due {
    JournalPosition first;
    Bytes previous;
    std::int64_t day = 0;
    std::uint64_t epoch = 0;
    std::uint64_t octets = 0;  // about
};

std::optional<Due> dueSegment(const ReadTransaction& transaction, const JournalBounds& bounds, SystemTime now) {
    const auto state = transaction.getStruct<schema::State>(Table::state, Key::of(std::string_view("state")));
    if (!state) return std::nullopt;
    const auto last = lastSegment(transaction);
    const JournalPosition sealed{last ? last->head().last() : 0};
    if (state->journal_position() <= sealed.value) return std::nullopt;
    Cursor cursor(transaction, Table::journal);
    if (!cursor.seek(Key::of(sealed.value + 1)) || cursor.value().size() <= journalHashSize) return std::nullopt;
    Due due;
    due.first = JournalPosition{keyNumber(cursor.key(), 0)};
    due.previous = last ? Bytes(hashAfter(last->head())) : Bytes(journalHashSize, '\0');
    due.day = dayOf(timeOf(cursor.value().substr(journalHashSize)), bounds);
    due.epoch = state->epoch();
    due.octets = octetsBehind(transaction, sealed, JournalPosition{state->journal_position()});
    if (due.day < dayOf(now.time_since_epoch().count(), bounds) || due.octets >= bounds.segmentOctets) return due;
    return std::nullopt;
}

StoreError errorOf(int error, const std::filesystem::path& path) {
    return {error == ENOSPC ? StoreErrorKind::full : StoreErrorKind::io, path.string() + ": " + std::strerror(error)};
}

}  // namespace

std::filesystem::path segmentFile(const std::filesystem::path& storeFolder, JournalPosition first) {
    return storeFolder / "journal" / std::format("{:020}.tramjournal", first.value);
}

std::vector<JournalSegment> sealedSegments(const ReadTransaction& transaction) {
    std::vector<JournalSegment> segments;
    Cursor cursor(transaction, Table::journalSegment);
    for (bool found = cursor.first(); found; found = cursor.next())
        segments.push_back(ReadTransaction::structAt<JournalSegment>(cursor.value()));
    return segments;
}

std::expected<std::optional<JournalSegment>, StoreError> writeDueSegment(const Environment& environment,
                                                                         std::shared_mutex& guard,
                                                                         const JournalBounds& bounds,
                                                                         const credentials::SigningKey& key,
                                                                         SystemTime now) {
    std::optional<Due> due;
    {
        const std::shared_lock shared(guard);
        due = dueSegment(ReadTransaction(environment), bounds, now);
        if (!due) return std::nullopt;
        // The reserve is for mail to be deleted with, not for this.
        if (environment.space().diskFree < 2 * limits::store::reserve + std::min(due->octets, bounds.segmentOctets))
            return std::unexpected(StoreError{StoreErrorKind::full, "no room to seal a segment of the journal"});
    }
    const auto file = segmentFile(environment.folder(), due->first);
    std::error_code failed;
    std::filesystem::create_directories(file.parent_path(), failed);
    if (failed) return std::unexpected(errorOf(failed.value(), file.parent_path()));
    auto fresh = file;
    fresh += ".new";
    SegmentWriter writer(fresh);

    schema::SegmentHead head;
    std::ranges::copy(segmentMagic, head.mutable_magic()->Data());
    head.mutate_version(segmentVersion);
    head.mutate_size(sizeof head);
    head.mutate_first(due->first.value);
    head.mutate_epoch(due->epoch);
    std::ranges::copy(due->previous, head.mutable_previous()->Data());

    auto hash = due->previous;
    auto next = due->first;
    bool broken = false;
    for (bool more = true; more && !broken;) {
        more = false;
        std::vector<Bytes> records;
        std::size_t octets = 0;
        {
            const std::shared_lock shared(guard);
            const ReadTransaction transaction(environment);
            forEachJournalRow(transaction, next, sliceRows, [&](const JournalRow& row) {
                const auto time = timeOf(row.record);
                if (dayOf(time, bounds) > due->day || writer.recordOctets() + octets >= bounds.segmentOctets) {
                    more = false;
                    return false;
                }
                hash = chainHash(hash, row.record);
                broken = row.position != next || hash != row.hash;
                if (broken) return false;
                if (next == due->first) head.mutate_first_time(time);
                head.mutate_last_time(time);
                next = JournalPosition{next.value + 1};
                octets += row.record.size();
                records.emplace_back(row.record);
                more = true;
                return octets < sliceOctets;
            });
        }
        for (const auto& record : records) writer.add(record);
    }
    if (broken || next == due->first) {
        std::filesystem::remove(fresh, failed);
        return std::unexpected(StoreError{StoreErrorKind::corrupted,
                                          "the journal's chain is broken at record " + std::to_string(next.value)});
    }
    head.mutate_last(next.value - 1);
    head.mutate_record_octets(writer.recordOctets());
    std::ranges::copy(hash, head.mutable_head()->Data());
    signSegment(head, key);
    const auto octets = writer.finish(head);
    if (octets && credentials::replaceFile(fresh, file)) return JournalSegment(head, *octets);
    const auto error = octets ? errorOf(errno, file) : octets.error();
    std::filesystem::remove(fresh, failed);
    return std::unexpected(error);
}

namespace {

std::vector<std::uint8_t> hashField(const JournalSegment& segment) {
    const auto hash = hashAfter(segment.head());
    return {hash.begin(), hash.end()};
}

}  // namespace

Outcome recordSegment(CommandContext& context, const JournalSegment& segment) {
    auto& batch = context.batch;
    const auto last = lastSegment(batch.transaction);
    const auto& head = segment.head();
    // Another keeper was here first.
    if (last && head.first() != last->head().last() + 1)
        return refuse(schema::ErrorCode::exists, "segment", "does not follow the last one");
    batch.transaction.putStruct(Table::journalSegment, Key::of(head.first()), segment);
    schema::JournalSealedT event;
    event.first = head.first();
    event.last = head.last();
    event.head = hashField(segment);
    event.file_octets = segment.file_octets();
    batch.journal(context.origin, asEvent(std::move(event)));
    return asAnswer(schema::DoneT{});
}

Outcome expireSegment(CommandContext& context, JournalPosition first) {
    auto& batch = context.batch;
    const auto segment = batch.transaction.getStruct<JournalSegment>(Table::journalSegment, Key::of(first));
    if (!segment) return refuse(schema::ErrorCode::malformed, "segment");
    batch.transaction.remove(Table::journalSegment, Key::of(first));
    schema::JournalExpiredT event;
    event.first = segment->head().first();
    event.last = segment->head().last();
    event.head = hashField(*segment);
    batch.journal(context.origin, asEvent(std::move(event)));
    return asAnswer(schema::DoneT{});
}

std::optional<JournalSegment> dueToExpire(const ReadTransaction& transaction, const JournalBounds& bounds,
                                          SystemTime now, std::uint64_t volumeOctets) {
    const auto segments = sealedSegments(transaction);
    if (segments.empty()) return std::nullopt;
    const auto& oldest = segments.front();
    Cursor cursor(transaction, Table::journal);
    // While its records are in the table, its file costs little beside them.
    if (cursor.first() && keyNumber(cursor.key(), 0) <= oldest.head().last()) return std::nullopt;
    std::uint64_t octets = 0;
    for (const auto& segment : segments) octets += segment.file_octets();
    const auto bound = bounds.filesOctets != 0 ? bounds.filesOctets : volumeOctets / 10;
    const auto age = now.time_since_epoch() - std::chrono::microseconds(oldest.head().last_time());
    if (age > bounds.filesFor || octets > bound) return oldest;
    return std::nullopt;
}

bool journalStepDue(const ReadTransaction& transaction, const JournalBounds& bounds, SystemTime now) {
    Cursor cursor(transaction, Table::journal);
    if (!cursor.first()) return false;
    const auto segment = segmentOf(transaction, JournalPosition{keyNumber(cursor.key(), 0)});
    if (!segment) return false;
    const auto age = now.time_since_epoch() - std::chrono::microseconds(segment->head().last_time());
    return age > bounds.keptFor || tableOctets(transaction) > bounds.keptOctets;
}

bool journalStep(Batch& batch, const JournalBounds& bounds, std::uint32_t rows) {
    if (!journalStepDue(batch.transaction, bounds, batch.now())) return false;
    Cursor cursor(batch.transaction, Table::journal);
    std::uint64_t last = 0;
    for (std::uint32_t done = 0; done < rows; ++done) {
        if (!cursor.first()) return false;
        const auto position = keyNumber(cursor.key(), 0);
        if (done == 0) last = segmentOf(batch.transaction, JournalPosition{position})->head().last();
        if (position > last) break;
        cursor.removeCurrent();
    }
    return true;
}

JournalPosition firstRecordSince(const Environment& environment, std::int64_t time) {
    JournalPosition from{1};
    const ReadTransaction transaction(environment);
    for (const auto& segment : sealedSegments(transaction)) {
        if (segment.head().last_time() >= time) break;
        from = JournalPosition{segment.head().last() + 1};
    }
    return from;
}

void forEachRecord(const Environment& environment, JournalPosition from,
                   const std::function<bool(JournalPosition, ByteView)>& visit,
                   const std::function<void(const std::string&)>& damaged, const BetweenSlices& between) {
    // Looked at anew for each segment and each slice: records may leave the table meanwhile.
    for (auto next = from;;) {
        if (between) between();
        std::optional<JournalSegment> segment;
        {
            const ReadTransaction transaction(environment);
            Cursor table(transaction, Table::journal);
            const bool hasRows = table.first();
            const auto tableFrom = hasRows ? keyNumber(table.key(), 0) : UINT64_MAX;
            if (tableFrom <= next.value) {
                const auto end = std::chrono::steady_clock::now() + limits::store::readTransaction / 4;
                bool more = false;
                forEachJournalRow(transaction, next, sliceRows, [&](const JournalRow& row) {
                    next = JournalPosition{row.position.value + 1};
                    more = visit(row.position, row.record);
                    return more && std::chrono::steady_clock::now() < end;
                });
                if (!more) return;
                continue;
            }
            segment = segmentOf(transaction, next);
            if (!segment) {
                // Given up, or never there: what comes next.
                Cursor cursor(transaction, Table::journalSegment);
                const auto segmentFrom = cursor.seek(Key::of(next)) ? keyNumber(cursor.key(), 0) : UINT64_MAX;
                next = JournalPosition{std::min(segmentFrom, tableFrom)};
                if (next.value == UINT64_MAX) return;
                continue;
            }
        }
        const auto file = segmentFile(environment.folder(), JournalPosition{segment->head().first()});
        auto reader = SegmentReader::open(file);
        while (reader) {
            const auto record = reader->next();
            if (!record) {
                reader = std::unexpected(record.error());
            } else if (!*record) {
                break;
            } else if ((*record)->position >= next && !visit((*record)->position, (*record)->record)) {
                return;
            }
        }
        if (!reader) damaged(file.filename().string() + ": " + reader.error().detail);
        next = JournalPosition{segment->head().last() + 1};
    }
}

}  // namespace tram::store
