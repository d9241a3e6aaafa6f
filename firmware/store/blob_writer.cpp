#include "store/blob_writer.hpp"

#include <sodium.h>

#include <algorithm>

#include "base/limits.hpp"
#include "store/piece.hpp"
#include "store/segmenter.hpp"

namespace tram::store {

namespace {

enum class Releasable : std::uint32_t { blob = 0, segment = 1 };

std::array<std::uint8_t, 32> sha256(ByteView bytes) {
    std::array<std::uint8_t, 32> result{};
    crypto_hash_sha256(result.data(), asOctets(bytes).data(), bytes.size());
    return result;
}

ByteView viewOfHash(const std::array<std::uint8_t, 32>& hash) {
    return asBytes(std::span(hash.data(), hash.size()));
}

void listForRelease(Batch& batch, Releasable kind, std::uint64_t id, std::int64_t at) {
    batch.transaction.put(Table::release, Key::of(static_cast<std::uint64_t>(at), static_cast<std::uint32_t>(kind), id),
                          {});
}

std::int64_t afterGrace(const Batch& batch) {
    return batch.nowMicroseconds() +
           std::chrono::duration_cast<std::chrono::microseconds>(limits::store::blobGrace).count();
}

Key segmentKey(std::uint64_t id) {
    return Key::of(id);
}

// The segment with these bytes, written now where there is none yet.
std::uint64_t findOrWriteSegment(Batch& batch, const PreparedBlob& blob, const PreparedSegment& prepared) {
    const auto hashKey = Key::of(viewOfHash(prepared.sha256));
    if (const auto known = batch.transaction.getNumber(Table::segmentHash, hashKey)) return *known;
    const auto bytes = blob.bytes.substr(prepared.begin, prepared.end - prepared.begin);
    const auto run = writePieces(batch, bytes);
    const auto id = batch.state.next_segment();
    batch.state.mutate_next_segment(id + 1);
    batch.transaction.putStruct(Table::segment, segmentKey(id),
                                schema::Segment(bytes.size(), run.first, 0, run.count,
                                                flatbuffers::span<const std::uint8_t, 32>(prepared.sha256)));
    batch.transaction.putNumber(Table::segmentHash, hashKey, id);
    // Whoever takes it up before then keeps it.
    listForRelease(batch, Releasable::segment, id, afterGrace(batch));
    return id;
}

// Removes pieces from the run's end. What is left of the run is returned.
std::uint32_t trimRun(Batch& batch, std::uint64_t first, std::uint32_t count, std::uint32_t& budget) {
    while (count > 0 && budget > 0) {
        --count;
        --budget;
        batch.transaction.removePiece(first + count);
    }
    return count;
}

// True when the blob is gone altogether.
bool freeBlob(Batch& batch, std::uint64_t id, std::uint32_t& budget) {
    const auto key = Key::of(id);
    const auto value = batch.transaction.get(Table::blob, key);
    if (!value) return true;
    auto blob = ReadTransaction::structAt<schema::Blob>(*value);
    if (blob.references() != 0) return true;
    if (blob.first_piece() == 0) {
        Bytes segments(value->substr(sizeof(schema::Blob)));
        for (std::size_t at = 0; at + 8 <= segments.size(); at += 8) {
            const auto segmentId = ReadTransaction::structAt<std::uint64_t>(ByteView(segments).substr(at, 8));
            auto segment = batch.transaction.getStruct<schema::Segment>(Table::segment, segmentKey(segmentId));
            if (!segment || segment->references() == 0) continue;
            segment->mutate_references(segment->references() - 1);
            batch.transaction.putStruct(Table::segment, segmentKey(segmentId), *segment);
            if (segment->references() == 0)
                listForRelease(batch, Releasable::segment, segmentId, batch.nowMicroseconds());
        }
        budget -= std::min<std::uint32_t>(budget, static_cast<std::uint32_t>(segments.size() / 8));
    } else {
        const auto left = trimRun(batch, blob.first_piece(), blob.pieces(), budget);
        if (left > 0) {
            blob.mutate_pieces(left);
            batch.transaction.putStruct(Table::blob, key, blob);
            return false;
        }
    }
    batch.transaction.remove(Table::blob, key);
    batch.transaction.remove(Table::summary, key);
    return true;
}

bool freeSegment(Batch& batch, std::uint64_t id, std::uint32_t& budget) {
    auto segment = batch.transaction.getStruct<schema::Segment>(Table::segment, segmentKey(id));
    if (!segment || segment->references() != 0) return true;
    // First nobody may find it any more, then its pieces go.
    const auto hash = asBytes(std::span(segment->sha256()->Data(), 32));
    const auto hashKey = Key::of(hash);
    if (batch.transaction.getNumber(Table::segmentHash, hashKey) == id)
        batch.transaction.remove(Table::segmentHash, hashKey);
    const auto left = trimRun(batch, segment->first_piece(), segment->pieces(), budget);
    if (left > 0) {
        segment->mutate_pieces(left);
        batch.transaction.putStruct(Table::segment, segmentKey(id), *segment);
        return false;
    }
    batch.transaction.remove(Table::segment, segmentKey(id));
    return true;
}

}  // namespace

PreparedBlob prepareBlob(ByteView bytes, std::span<const std::size_t> hints) {
    PreparedBlob blob;
    blob.bytes = bytes;
    blob.sha256 = sha256(bytes);
    if (bytes.size() <= limits::store::segmentedAbove) return blob;
    std::size_t begin = 0;
    for (const auto end : segmentEnds(bytes, hints)) {
        blob.segments.push_back({begin, end, sha256(bytes.substr(begin, end - begin))});
        begin = end;
    }
    return blob;
}

void stageSegment(Batch& batch, const PreparedBlob& blob, const PreparedSegment& segment) {
    findOrWriteSegment(batch, blob, segment);
}

BlobId writeBlob(Batch& batch, const PreparedBlob& blob, std::uint32_t references) {
    const auto id = batch.state.next_blob();
    batch.state.mutate_next_blob(id + 1);
    const flatbuffers::span<const std::uint8_t, 32> hash(blob.sha256);
    if (blob.segments.empty()) {
        const auto run = writePieces(batch, blob.bytes);
        // An empty message still has a run, of no pieces.
        const auto first = run.count == 0 ? batch.state.next_piece() : run.first;
        const schema::Blob record(blob.bytes.size(), first, references, run.count, hash);
        batch.transaction.put(Table::blob, Key::of(id), ByteView(reinterpret_cast<const char*>(&record), sizeof record),
                              MDB_APPEND);
        return BlobId{id};
    }
    Bytes value;
    const schema::Blob record(blob.bytes.size(), 0, references, 0, hash);
    value.append(reinterpret_cast<const char*>(&record), sizeof record);
    for (const auto& prepared : blob.segments) {
        const std::uint64_t segmentId = findOrWriteSegment(batch, blob, prepared);
        auto segment = batch.transaction.getStruct<schema::Segment>(Table::segment, segmentKey(segmentId));
        segment->mutate_references(segment->references() + 1);
        batch.transaction.putStruct(Table::segment, segmentKey(segmentId), *segment);
        value.append(reinterpret_cast<const char*>(&segmentId), sizeof segmentId);
    }
    batch.transaction.put(Table::blob, Key::of(id), value, MDB_APPEND);
    return BlobId{id};
}

namespace {

void changeReferences(Batch& batch, BlobId id, std::int64_t by) {
    const auto key = Key::of(id);
    const auto value = batch.transaction.get(Table::blob, key);
    if (!value) return;
    Bytes changed(*value);
    auto blob = ReadTransaction::structAt<schema::Blob>(changed);
    const auto references = std::max<std::int64_t>(0, std::int64_t{blob.references()} + by);
    blob.mutate_references(static_cast<std::uint32_t>(references));
    std::memcpy(changed.data(), &blob, sizeof blob);
    batch.transaction.put(Table::blob, key, changed);
    if (references == 0) listForRelease(batch, Releasable::blob, id.value, afterGrace(batch));
}

}  // namespace

void addReferences(Batch& batch, BlobId blob, std::uint32_t count) {
    changeReferences(batch, blob, count);
}

void dropReferences(Batch& batch, BlobId blob, std::uint32_t count) {
    changeReferences(batch, blob, -std::int64_t{count});
}

bool releaseStep(Batch& batch, std::uint32_t pieceBudget) {
    auto budget = pieceBudget;
    while (budget > 0) {
        Bytes entry;
        {
            Cursor cursor(batch.transaction, Table::release);
            if (!cursor.first()) return false;
            if (keyNumber(cursor.key(), 0) > static_cast<std::uint64_t>(batch.nowMicroseconds())) return false;
            entry = cursor.key();
        }
        const auto kind = static_cast<Releasable>(keyNumber(entry, 8, 4));
        const auto id = keyNumber(entry, 12);
        --budget;
        const bool gone = kind == Releasable::blob ? freeBlob(batch, id, budget) : freeSegment(batch, id, budget);
        if (gone) batch.transaction.remove(Table::release, entry);
    }
    return true;
}

}  // namespace tram::store
