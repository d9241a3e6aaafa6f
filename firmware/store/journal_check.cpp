#include "store/journal_check.hpp"

#include <algorithm>
#include <cstring>
#include <map>

#include "store/journal.hpp"
#include "store/journal_archive.hpp"
#include "store/sliced_walk.hpp"

namespace tram::store {

namespace {

StoreError corrupted(std::string detail) {
    return {StoreErrorKind::corrupted, std::move(detail)};
}

std::optional<StoreError> verifyHead(const schema::SegmentHead& head, std::span<const credentials::PublicKey> keys) {
    if (!isSigned(head)) return corrupted("its signature is not good");
    if (std::ranges::find(keys, signerOf(head)) == keys.end())
        return corrupted("it is signed with a key that is not the appliance's");
    return std::nullopt;
}

std::optional<StoreError> readToEnd(SegmentReader& reader) {
    for (;;) {
        const auto record = reader.next();
        if (!record) return record.error();
        if (!*record) return std::nullopt;
    }
}

std::optional<StoreError> verifyFile(const std::filesystem::path& file, const schema::JournalSegment& segment,
                                     std::span<const credentials::PublicKey> keys, CheckDepth depth) {
    auto reader = SegmentReader::open(file);
    if (!reader) return reader.error();
    if (std::memcmp(&reader->head(), &segment.head(), sizeof reader->head()) != 0)
        return corrupted("its head is not the one that was sealed");
    std::error_code failed;
    if (std::filesystem::file_size(file, failed) != segment.file_octets() || failed)
        return corrupted("it is not as long as it was sealed");
    if (auto wrong = verifyHead(reader->head(), keys)) return wrong;
    return depth == CheckDepth::everything ? readToEnd(*reader) : std::nullopt;
}

std::string rangeOf(const schema::JournalSegment& segment) {
    return std::to_string(segment.head().first()) + " to " + std::to_string(segment.head().last());
}

}  // namespace

void checkJournal(const Environment& environment, CheckDepth depth, schema::CheckedT& answer,
                  const std::function<void(std::string)>& found, const BetweenSlices& between) {
    std::vector<schema::JournalSegment> segments;
    {
        const ReadTransaction transaction(environment);
        segments = sealedSegments(transaction);
    }
    const auto keys = credentials::readPublicKeys(environment.folder() / "signing.pub");
    std::map<std::uint64_t, Bytes> hashAt;  // after the last record of each segment
    std::uint64_t sealed = 0;
    for (const auto& segment : segments) {
        const auto& head = segment.head();
        const auto what = "journal: segment " + rangeOf(segment);
        if (sealed != 0 && head.first() != sealed + 1) found(what + ": a gap before it");
        if (const auto before = hashAt.find(head.first() - 1);
            before != hashAt.end() && before->second != hashBefore(head)) {
            found(what + ": the chain is broken before it");
        }
        hashAt[head.last()] = hashAfter(head);
        sealed = head.last();
        ++answer.journal_segments;
        if (between) between();
        const auto file = segmentFile(environment.folder(), JournalPosition{head.first()});
        if (const auto wrong = verifyFile(file, segment, keys, depth)) found(what + ": " + wrong->detail);
    }

    Bytes previous;
    std::uint64_t expected = 0;
    walkTable(
        environment, Table::journal,
        [&](const ReadTransaction&, ByteView key, ByteView value) {
            const auto position = keyNumber(key, 0);
            ++answer.journal_records;
            if (value.size() <= journalHashSize) {
                found("journal " + std::to_string(position) + ": the record is too short");
                return;
            }
            const auto hash = value.substr(0, journalHashSize);
            const auto record = value.substr(journalHashSize);
            if (expected == 0) {
                // The first record that is left follows the ones that were sealed and moved out; the very first follows
                // nothing.
                if (position == 1) previous.assign(journalHashSize, '\0');
                if (const auto before = hashAt.find(position - 1); before != hashAt.end()) previous = before->second;
                if (position > sealed + 1) found("journal: a gap before " + std::to_string(position));
            } else if (position != expected) {
                found("journal: a gap before " + std::to_string(position));
            }
            if (!previous.empty() && chainHash(previous, record) != hash)
                found("journal " + std::to_string(position) + ": the chain is broken");
            if (const auto end = hashAt.find(position); end != hashAt.end() && end->second != hash)
                found("journal " + std::to_string(position) + ": not the record that was sealed");
            previous = hash;
            expected = position + 1;
        },
        between);
    const ReadTransaction transaction(environment);
    const auto state = transaction.getStruct<schema::State>(Table::state, Key::of(std::string_view("state")));
    if (!state || state->journal_position() == 0) return;
    const auto headHash = asBytes(std::span(state->journal_hash()->Data(), journalHashSize));
    if (const auto last = transaction.get(Table::journal, Key::of(std::uint64_t{state->journal_position()}))) {
        if (last->substr(0, journalHashSize) == headHash) return;
    } else if (const auto end = hashAt.find(state->journal_position()); end != hashAt.end()) {
        if (end->second == headHash) return;
    }
    found("journal: its head is not the last record");
}

std::optional<StoreError> verifySegment(const std::filesystem::path& file,
                                        std::span<const credentials::PublicKey> keys) {
    auto reader = SegmentReader::open(file);
    if (!reader) return reader.error();
    if (auto wrong = verifyHead(reader->head(), keys)) return wrong;
    return readToEnd(*reader);
}

}  // namespace tram::store
