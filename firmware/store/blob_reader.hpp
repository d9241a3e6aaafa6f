// Message bytes out of the store, checked against their checksums as they are read.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>

#include "base/bytes.hpp"
#include "base/ids.hpp"
#include "store/transaction.hpp"

namespace tram::store {

struct BlobFacts {
    std::uint64_t size = 0;
    std::uint32_t references = 0;
    std::array<std::uint8_t, 32> sha256{};
};

[[nodiscard]] std::optional<BlobFacts> blobFacts(const ReadTransaction& transaction, BlobId blob);

// Appends [offset, offset + length) to `out`, less where the blob ends before. StoreErrorKind::notFound
// where there is no such blob, corrupted where a piece is missing or fails its checksum.
[[nodiscard]] std::expected<void, StoreError> readBlob(const ReadTransaction& transaction, BlobId blob,
                                                       std::uint64_t offset, std::uint64_t length, Bytes& out);

}  // namespace tram::store
