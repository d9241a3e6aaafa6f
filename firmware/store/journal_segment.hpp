// A sealed stretch of the journal in a file of its own: compressed, its head signed, readable off line.
//
//   schema::SegmentHead: what is in it, what it was made from, an Ed25519 signature over "Tram journal segment" and
//   the head up to the signature
//   then frames to the end: compressed size (4) · size (4) · one zstd frame of records, each: size (4) · record
//
// The hashes are not stored: a reader makes them anew from the records, and they must end at the signed one.
// Threads: a reader or writer is used by one at a time.
#pragma once

#include <expected>
#include <filesystem>
#include <istream>
#include <memory>
#include <optional>

#include "base/ids.hpp"
#include "store/credentials/signing_key.hpp"
#include "store/schema/record_generated.h"
#include "store/store_error.hpp"

namespace tram::store {

// What a head begins with.
constexpr std::string_view segmentMagic = "TRAMJNL1";
constexpr std::uint32_t segmentVersion = 1;

// Errors: corrupted where it is no head, newer where a later release wrote it.
[[nodiscard]] std::expected<schema::SegmentHead, StoreError> decodeSegmentHead(ByteView bytes);
void signSegment(schema::SegmentHead& head, const credentials::SigningKey& key);
// Whether the key that it names signed it; whose key that is, is the caller's question.
[[nodiscard]] bool isSigned(const schema::SegmentHead& head);
[[nodiscard]] ByteView hashBefore(const schema::SegmentHead& head);
[[nodiscard]] ByteView hashAfter(const schema::SegmentHead& head);
[[nodiscard]] credentials::PublicKey signerOf(const schema::SegmentHead& head);

struct SegmentRecord {
    JournalPosition position;
    ByteView record;  // until the next call
};

class SegmentReader {
public:
    // Reads the head. Errors: notFound, io; corrupted and newer as decodeSegmentHead.
    [[nodiscard]] static std::expected<SegmentReader, StoreError> open(const std::filesystem::path& file);
    [[nodiscard]] static std::expected<SegmentReader, StoreError> open(std::unique_ptr<std::istream> stream);

    [[nodiscard]] const schema::SegmentHead& head() const { return head_; }
    // The next record; nothing after the last. `corrupted` where a frame or a record is malformed, and at the end
    // where the chain does not arrive at the head's hash.
    [[nodiscard]] std::expected<std::optional<SegmentRecord>, StoreError> next();

private:
    SegmentReader(std::unique_ptr<std::istream> stream, const schema::SegmentHead& head);
    [[nodiscard]] std::expected<bool, StoreError> readFrame();

    std::unique_ptr<std::istream> stream_;
    schema::SegmentHead head_;
    Bytes frame_;
    std::size_t at_ = 0;
    JournalPosition position_;
    Bytes hash_;
};

class SegmentWriter {
public:
    // Begins `file` anew. What goes wrong with it is told by finish().
    explicit SegmentWriter(const std::filesystem::path& file);
    SegmentWriter(const SegmentWriter&) = delete;
    SegmentWriter& operator=(const SegmentWriter&) = delete;
    ~SegmentWriter();

    void add(ByteView record);
    [[nodiscard]] std::uint64_t recordOctets() const { return recordOctets_; }
    // Puts the head before it; the file is durable then. Answers its size.
    [[nodiscard]] std::expected<std::uint64_t, StoreError> finish(const schema::SegmentHead& head);

private:
    void writeFrame();
    void write(ByteView bytes);

    int file_ = -1;
    int failed_ = 0;  // errno of the first failure
    std::uint64_t size_ = 0;
    std::uint64_t recordOctets_ = 0;
    Bytes frame_;
    Bytes compressed_;
};

}  // namespace tram::store
