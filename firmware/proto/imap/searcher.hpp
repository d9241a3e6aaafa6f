// Whether a message meets a SEARCH key. Asks for no more of the message than the answer needs: first its
// entry, then its summary, then its header, then its text.
//
// Standards: RFC 9051 6.4.4, RFC 5032, RFC 7162 3.1.5. Text is compared by text::SearchKey.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "proto/imap/command.hpp"
#include "proto/imap/message_reader.hpp"
#include "proto/imap/targets.hpp"
#include "text/search_key.hpp"

namespace tram::imap {

// A key ready for use: sets as positions, keywords as masks, text decoded and folded.
struct CompiledKey {
    SearchKey::Kind kind = SearchKey::Kind::all;
    std::vector<CompiledKey> children;
    std::vector<IndexRange> positions;
    std::uint64_t mask = 0;  // keyword bits; SystemFlag bit
    std::int64_t seconds = 0;
    std::uint64_t number = 0;
    std::string field;
    std::optional<text::SearchKey> needle;
    bool emptyText = false;
    bool asWritten = false;

    // `charset` has been found to be known. `now` is for YOUNGER and OLDER.
    [[nodiscard]] static CompiledKey of(const Context& context, const SearchKey& key, ByteView charset,
                                        std::chrono::sys_seconds now);
    // Positions outside of which nothing can match; nothing: there is no such bound.
    [[nodiscard]] std::optional<std::vector<IndexRange>> bound() const;
    // Whether more of a message than its summary may be needed.
    [[nodiscard]] bool asksForText() const;
};

class Searcher {
public:
    Searcher(Backend& backend, CompiledKey key) : backend_(backend), key_(std::move(key)) {}

    // What the answers about these will need is asked for together.
    void announce(std::span<const PlacedEntry> entries);
    // A message that cannot be read does not match what it would have to be read for.
    [[nodiscard]] bool matches(const PlacedEntry& placed);
    // Octets read since the last call.
    [[nodiscard]] std::uint64_t takeCost() { return std::exchange(cost_, 0); }

private:
    enum class Answer : std::uint8_t { no, yes, unknown };
    enum class Depth : std::uint8_t { entry, summary, header, text };

    [[nodiscard]] Answer ask(const CompiledKey& key, Depth depth);
    [[nodiscard]] Answer askEntry(const CompiledKey& key) const;
    [[nodiscard]] Answer askSent(const CompiledKey& key, Depth depth);
    [[nodiscard]] Answer askHeader(const CompiledKey& key, Depth depth);
    [[nodiscard]] Answer askText(const CompiledKey& key, Depth depth);
    [[nodiscard]] const mime::MessageSummary* summary();
    [[nodiscard]] const Bytes* header();
    [[nodiscard]] bool bodyContains(const text::SearchKey& needle);
    [[nodiscard]] bool headerContains(const text::SearchKey& needle);
    [[nodiscard]] bool partHeadersContain(const text::SearchKey& needle);
    [[nodiscard]] bool largeBodyContains(const text::SearchKey& needle);

    Backend& backend_;
    CompiledKey key_;
    std::uint64_t cost_ = 0;

    // Of the message under the question.
    const PlacedEntry* placed_ = nullptr;
    std::optional<SharedSummary> summary_;
    std::optional<Bytes> header_;
    std::optional<Bytes> whole_;
    bool unreadable_ = false;
};

}  // namespace tram::imap
