// Message bytes into the store and out of it again.
//
// A blob is immutable; it counts its references (messages and queue entries). One whose last reference
// went, or that never had one, is listed in `release` and freed after the grace in bounded steps.
// Blobs above limits::store::segmentedAbove are made of segments that others may share.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "store/batch.hpp"

namespace tram::store {

// What is to be written, computed off the writer's thread: hashing is the expensive part.
struct PreparedSegment {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::array<std::uint8_t, 32> sha256{};
};
struct PreparedBlob {
    ByteView bytes;  // not owned: lives as long as the command it came with
    std::array<std::uint8_t, 32> sha256{};
    std::vector<PreparedSegment> segments;  // empty: one run of pieces
};

// `hints`: offsets at which MIME parts begin and end. Safe on any thread.
[[nodiscard]] PreparedBlob prepareBlob(ByteView bytes, std::span<const std::size_t> hints);

// Writes the whole blob, held by `references` messages and queue entries (at least one).
BlobId writeBlob(Batch& batch, const PreparedBlob& blob, std::uint32_t references);
// Writes one segment ahead of its blob, so that a large message needs no large commit. The segment is held
// by nobody yet: a following writeBlob finds it by its hash.
void stageSegment(Batch& batch, const PreparedBlob& blob, const PreparedSegment& segment);

void addReferences(Batch& batch, BlobId blob, std::uint32_t count);
// At zero the blob is put on the release list.
void dropReferences(Batch& batch, BlobId blob, std::uint32_t count);

// Frees what has been on the release list past the grace; at most about `pieceBudget` pieces. True when
// there may be more to do at once.
bool releaseStep(Batch& batch, std::uint32_t pieceBudget);

}  // namespace tram::store
