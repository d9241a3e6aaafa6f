// Runs of pieces: sequential ids, each value an XXH3-64 of the bytes and then the bytes, so that a piece
// is exactly four pages with LMDB's page header.
#pragma once

#include <cstdint>
#include <expected>

#include "base/bytes.hpp"
#include "base/limits.hpp"
#include "store/batch.hpp"

namespace tram::store {

constexpr std::size_t pieceChecksumSize = 8;
constexpr std::size_t pieceDataSize = limits::store::pieceSize - pieceChecksumSize;

struct PieceRun {
    std::uint64_t first = 0;
    std::uint32_t count = 0;
};

// Writes bytes as a new run. Empty bytes make an empty run.
PieceRun writePieces(Batch& batch, ByteView bytes);

// Appends [offset, offset + length) of the run to `out`, checking each piece it touches.
[[nodiscard]] std::expected<void, StoreError> readPieces(const ReadTransaction& transaction, const PieceRun& run,
                                                         std::uint64_t offset, std::uint64_t length, Bytes& out);

// True where the stored value's checksum is right.
[[nodiscard]] bool pieceIsSound(ByteView value);

}  // namespace tram::store
