#include "store/journal_segment.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "base/limits.hpp"
#include "store/journal.hpp"

namespace tram::store {

namespace {

using schema::SegmentHead;

static_assert(sizeof(SegmentHead) == 224);
constexpr std::size_t signedOctets = sizeof(SegmentHead) - sizeof(credentials::Signature);
constexpr std::string_view signedAs = "Tram journal segment";
constexpr int compressionLevel = 3;

ByteView octetsOf(const SegmentHead& head) {
    return {reinterpret_cast<const char*>(&head), sizeof head};
}

StoreError corrupted(std::string detail) {
    return {StoreErrorKind::corrupted, std::move(detail)};
}

std::uint32_t numberAt(ByteView bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

void appendNumber(Bytes& to, std::size_t value) {
    for (unsigned shift = 0; shift < 32; shift += 8) to += static_cast<char>(value >> shift & 0xff);
}

Bytes signedText(const SegmentHead& head) {
    Bytes text(signedAs);
    text += octetsOf(head).substr(0, signedOctets);
    return text;
}

}  // namespace

std::expected<SegmentHead, StoreError> decodeSegmentHead(ByteView bytes) {
    if (bytes.size() < sizeof(SegmentHead) || !bytes.starts_with(segmentMagic))
        return std::unexpected(corrupted("it does not begin as a segment of the journal"));
    SegmentHead head;
    std::memcpy(static_cast<void*>(&head), bytes.data(), sizeof head);
    if (head.version() > segmentVersion) {
        return std::unexpected(
            StoreError{StoreErrorKind::newer, "the segment has version " + std::to_string(head.version())});
    }
    if (head.version() == 0 || head.size() != sizeof head || head.first() == 0 || head.last() < head.first())
        return std::unexpected(corrupted("the segment's head contradicts itself"));
    return head;
}

void signSegment(SegmentHead& head, const credentials::SigningKey& key) {
    std::ranges::copy(key.publicKey(), head.mutable_key()->Data());
    const auto signature = key.sign(signedText(head));
    std::ranges::copy(signature, head.mutable_signature()->Data());
}

bool isSigned(const SegmentHead& head) {
    credentials::Signature signature{};
    std::ranges::copy(*head.signature(), signature.begin());
    return credentials::verifySignature(signerOf(head), signature, signedText(head));
}

ByteView hashBefore(const SegmentHead& head) {
    return asBytes(std::span(head.previous()->Data(), journalHashSize));
}

ByteView hashAfter(const SegmentHead& head) {
    return asBytes(std::span(head.head()->Data(), journalHashSize));
}

credentials::PublicKey signerOf(const SegmentHead& head) {
    credentials::PublicKey key{};
    std::ranges::copy(*head.key(), key.begin());
    return key;
}

SegmentReader::SegmentReader(std::unique_ptr<std::istream> stream, const SegmentHead& head)
    : stream_(std::move(stream)), head_(head), position_{head.first()}, hash_(hashBefore(head)) {}

std::expected<SegmentReader, StoreError> SegmentReader::open(const std::filesystem::path& file) {
    auto stream = std::make_unique<std::ifstream>(file, std::ios::binary);
    if (!*stream) {
        const int error = errno;
        return std::unexpected(StoreError{error == ENOENT ? StoreErrorKind::notFound : StoreErrorKind::io,
                                          file.string() + ": " + std::strerror(error)});
    }
    return open(std::move(stream));
}

std::expected<SegmentReader, StoreError> SegmentReader::open(std::unique_ptr<std::istream> stream) {
    Bytes bytes(sizeof(SegmentHead), '\0');
    stream->read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(stream->gcount()));
    const auto head = decodeSegmentHead(bytes);
    if (!head) return std::unexpected(head.error());
    return SegmentReader(std::move(stream), *head);
}

// False at the end.
std::expected<bool, StoreError> SegmentReader::readFrame() {
    std::array<char, 8> sizes{};
    stream_->read(sizes.data(), sizes.size());
    if (stream_->gcount() == 0) return false;
    if (stream_->gcount() != static_cast<std::streamsize>(sizes.size()))
        return std::unexpected(corrupted("a frame is cut short"));
    const ByteView view(sizes.data(), sizes.size());
    const auto compressedSize = numberAt(view, 0);
    const auto size = numberAt(view, 4);
    if (size == 0 || size > limits::store::segmentFrame + limits::store::journalRecord ||
        compressedSize > ZSTD_compressBound(size)) {
        return std::unexpected(corrupted("a frame is of a size that none has"));
    }
    Bytes compressed(compressedSize, '\0');
    stream_->read(compressed.data(), compressedSize);
    if (stream_->gcount() != static_cast<std::streamsize>(compressedSize))
        return std::unexpected(corrupted("a frame is cut short"));
    frame_.resize(size);
    at_ = 0;
    if (ZSTD_decompress(frame_.data(), size, compressed.data(), compressedSize) != size)
        return std::unexpected(corrupted("a frame does not decompress to what it should"));
    return true;
}

std::expected<std::optional<SegmentRecord>, StoreError> SegmentReader::next() {
    if (position_.value > head_.last()) return std::nullopt;
    if (at_ == frame_.size()) {
        const auto more = readFrame();
        if (!more) return std::unexpected(more.error());
        if (!*more) return std::unexpected(corrupted("it ends before its last record"));
    }
    const ByteView frame = frame_;
    if (frame.size() - at_ < 4 || numberAt(frame, at_) > frame.size() - at_ - 4)
        return std::unexpected(corrupted("record " + std::to_string(position_.value) + " does not fit its frame"));
    const auto record = frame.substr(at_ + 4, numberAt(frame, at_));
    at_ += 4 + record.size();
    hash_ = chainHash(hash_, record);
    if (position_.value == head_.last()) {
        if (hash_ != hashAfter(head_)) return std::unexpected(corrupted("the chain does not end at the signed hash"));
        if (at_ != frame.size() || stream_->peek() != std::istream::traits_type::eof())
            return std::unexpected(corrupted("something follows the last record"));
    }
    return SegmentRecord{JournalPosition{position_.value++}, record};
}

SegmentWriter::SegmentWriter(const std::filesystem::path& file) {
    file_ = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
    if (file_ < 0) failed_ = errno;
    // Room for the head, which is known last.
    write(Bytes(sizeof(SegmentHead), '\0'));
}

SegmentWriter::~SegmentWriter() {
    if (file_ >= 0) ::close(file_);
}

void SegmentWriter::write(ByteView bytes) {
    while (failed_ == 0 && !bytes.empty()) {
        const auto written = ::pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(size_));
        if (written < 0) {
            if (errno != EINTR) failed_ = errno;
            continue;
        }
        size_ += static_cast<std::uint64_t>(written);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

void SegmentWriter::writeFrame() {
    if (frame_.empty()) return;
    compressed_.resize(ZSTD_compressBound(frame_.size()));
    const auto size =
        ZSTD_compress(compressed_.data(), compressed_.size(), frame_.data(), frame_.size(), compressionLevel);
    if (ZSTD_isError(size) != 0) {
        if (failed_ == 0) failed_ = ENOMEM;
        return;
    }
    Bytes sizes;
    appendNumber(sizes, size);
    appendNumber(sizes, frame_.size());
    write(sizes);
    write(ByteView(compressed_).substr(0, size));
    frame_.clear();
}

void SegmentWriter::add(ByteView record) {
    appendNumber(frame_, record.size());
    frame_ += record;
    recordOctets_ += record.size();
    if (frame_.size() >= limits::store::segmentFrame) writeFrame();
}

std::expected<std::uint64_t, StoreError> SegmentWriter::finish(const SegmentHead& head) {
    writeFrame();
    const auto size = size_;
    size_ = 0;
    write(octetsOf(head));
    if (failed_ == 0 && ::fsync(file_) != 0) failed_ = errno;
    if (failed_ == 0) return size;
    return std::unexpected(
        StoreError{failed_ == ENOSPC || failed_ == EDQUOT ? StoreErrorKind::full : StoreErrorKind::io,
                   std::string("writing a segment of the journal: ") + std::strerror(failed_)});
}

}  // namespace tram::store
