#include "store/piece.hpp"

#include <xxhash.h>

#include <algorithm>
#include <cstring>

namespace tram::store {

PieceRun writePieces(Batch& batch, ByteView bytes) {
    PieceRun run;
    if (bytes.empty()) return run;
    run.first = batch.state.next_piece();
    auto next = run.first;
    while (!bytes.empty()) {
        const auto part = bytes.substr(0, pieceDataSize);
        const std::uint64_t checksum = XXH3_64bits(part.data(), part.size());
        char* target = batch.transaction.reservePiece(next, pieceChecksumSize + part.size());
        std::memcpy(target, &checksum, sizeof checksum);
        std::memcpy(target + pieceChecksumSize, part.data(), part.size());
        batch.blobBytes += part.size();
        bytes.remove_prefix(part.size());
        ++next;
    }
    run.count = static_cast<std::uint32_t>(next - run.first);
    batch.state.mutate_next_piece(next);
    return run;
}

bool pieceIsSound(ByteView value) {
    if (value.size() <= pieceChecksumSize) return false;
    std::uint64_t checksum = 0;
    std::memcpy(&checksum, value.data(), sizeof checksum);
    value.remove_prefix(pieceChecksumSize);
    return XXH3_64bits(value.data(), value.size()) == checksum;
}

std::expected<void, StoreError> readPieces(const ReadTransaction& transaction, const PieceRun& run,
                                           std::uint64_t offset, std::uint64_t length, Bytes& out) {
    auto index = offset / pieceDataSize;
    auto skip = offset % pieceDataSize;
    while (length > 0) {
        if (index >= run.count)
            return std::unexpected(StoreError{StoreErrorKind::corrupted, "a run of pieces ends early"});
        const auto piece = run.first + index;
        const auto value = transaction.getPiece(piece);
        if (!value || !pieceIsSound(*value)) {
            return std::unexpected(
                StoreError{StoreErrorKind::corrupted,
                           "piece " + std::to_string(piece) + (value ? " fails its checksum" : " is missing")});
        }
        const auto data = value->substr(pieceChecksumSize);
        if (skip >= data.size()) return std::unexpected(StoreError{StoreErrorKind::corrupted, "a piece is too short"});
        const auto taken = std::min<std::uint64_t>(length, data.size() - skip);
        out.append(data.substr(skip, taken));
        length -= taken;
        skip = 0;
        ++index;
    }
    return {};
}

}  // namespace tram::store
