#include "store/batch.hpp"

#include <algorithm>

#include "store/journal.hpp"

namespace tram::store {

namespace {

const Key& stateKey() {
    static const Key key = Key::of(std::string_view("state"));
    return key;
}

}  // namespace

Batch::Batch(const Environment& environment, SystemTime now) : transaction(environment), now_(now) {
    if (const auto stored = transaction.getStruct<schema::State>(Table::state, stateKey())) {
        state = *stored;
        return;
    }
    // A new store. UID validities start at the second it was made, so that a store made anew in the same
    // place never repeats one.
    state.mutate_next_id(1);
    state.mutate_next_blob(1);
    state.mutate_next_segment(1);
    state.mutate_next_piece(1);
    state.mutate_next_queue(1);
    state.mutate_next_uid_validity(static_cast<std::uint32_t>(nowSeconds()));
    state.mutate_format(formatVersion);
    state.mutate_epoch(1);
}

std::uint64_t Batch::newId() {
    const auto id = state.next_id();
    state.mutate_next_id(id + 1);
    return id;
}

JournalPosition Batch::journal(const Origin& origin, schema::EventUnion event) {
    schema::JournalRecordT record;
    record.position = state.journal_position() + 1;
    record.time = nowMicroseconds();
    record.process = origin.process;
    record.actor = origin.actor.value;
    record.event = std::move(event);
    const auto bytes = encodeRecord(record);
    const auto hash = chainHash(asBytes(std::span(state.journal_hash()->Data(), 32)), bytes);
    Bytes value;
    value.reserve(hash.size() + bytes.size());
    value.append(hash);
    value.append(bytes);
    transaction.put(Table::journal, Key::of(record.position), value, MDB_APPEND);
    std::copy_n(reinterpret_cast<const std::uint8_t*>(hash.data()), hash.size(), state.mutable_journal_hash()->Data());
    state.mutate_journal_position(record.position);
    return JournalPosition{record.position};
}

void Batch::commit() {
    transaction.putStruct(Table::state, stateKey(), state);
    transaction.commit();
}

}  // namespace tram::store
