#include "store/blob_reader.hpp"

#include <algorithm>

#include "store/piece.hpp"
#include "store/schema/record_generated.h"

namespace tram::store {

std::optional<BlobFacts> blobFacts(const ReadTransaction& transaction, BlobId id) {
    const auto blob = transaction.getStruct<schema::Blob>(Table::blob, Key::of(id));
    if (!blob) return std::nullopt;
    BlobFacts facts{blob->size(), blob->references(), {}};
    std::copy_n(blob->sha256()->Data(), facts.sha256.size(), facts.sha256.begin());
    return facts;
}

std::expected<void, StoreError> readBlob(const ReadTransaction& transaction, BlobId id, std::uint64_t offset,
                                         std::uint64_t length, Bytes& out) {
    const auto value = transaction.get(Table::blob, Key::of(id));
    if (!value) return std::unexpected(StoreError{StoreErrorKind::notFound, "no blob " + std::to_string(id.value)});
    const auto blob = ReadTransaction::structAt<schema::Blob>(*value);
    if (offset >= blob.size()) return {};
    length = std::min(length, blob.size() - offset);
    if (blob.first_piece() != 0)
        return readPieces(transaction, {blob.first_piece(), blob.pieces()}, offset, length, out);

    auto segments = value->substr(sizeof(schema::Blob));
    while (length > 0) {
        if (segments.size() < 8)
            return std::unexpected(StoreError{StoreErrorKind::corrupted, "a blob's segments end early"});
        const auto segmentId = ReadTransaction::structAt<std::uint64_t>(segments.substr(0, 8));
        segments.remove_prefix(8);
        const auto segment = transaction.getStruct<schema::Segment>(Table::segment, Key::of(segmentId));
        if (!segment)
            return std::unexpected(
                StoreError{StoreErrorKind::corrupted, "segment " + std::to_string(segmentId) + " is missing"});
        if (offset >= segment->size()) {
            offset -= segment->size();
            continue;
        }
        const auto taken = std::min(length, segment->size() - offset);
        if (auto read = readPieces(transaction, {segment->first_piece(), segment->pieces()}, offset, taken, out); !read)
            return read;
        length -= taken;
        offset = 0;
    }
    return {};
}

}  // namespace tram::store
