#include "store/gaps.hpp"

#include "store/schema/record_generated.h"

namespace tram::store {

namespace {

constexpr std::uint64_t gapModSequence = 0;

Key keyOf(FolderId folder, std::uint32_t uid) {
    return Key::of(folder, gapModSequence, uid);
}

std::uint32_t firstOf(const Cursor& gap) {
    return static_cast<std::uint32_t>(keyNumber(gap.key(), 16, 4));
}

std::uint32_t lastOf(ByteView value) {
    return ReadTransaction::structAt<std::uint32_t>(value);
}

}  // namespace

void widenGaps(WriteTransaction& transaction, FolderId folder, UidSpan expunged) {
    auto first = expunged.first.value;
    auto last = expunged.last.value;
    {
        Cursor before(transaction, Table::expunged);
        if (before.seekBefore(keyOf(folder, first)) && before.keyStartsWith(Key::of(folder, gapModSequence)) &&
            lastOf(before.value()) + 1 == first) {
            first = firstOf(before);
        }
    }
    const auto behind = keyOf(folder, last + 1);
    if (const auto after = transaction.get(Table::expunged, behind)) {
        last = lastOf(*after);
        transaction.remove(Table::expunged, behind);
    }
    transaction.put(Table::expunged, keyOf(folder, first), ByteView(reinterpret_cast<const char*>(&last), sizeof last));
}

std::optional<std::vector<UidSpan>> presentUids(const ReadTransaction& transaction, FolderId folder) {
    const auto state = transaction.getStruct<schema::FolderState>(Table::folderState, Key::of(folder));
    if (!state) return std::nullopt;
    std::vector<UidSpan> present;
    std::uint64_t count = 0;
    std::uint32_t next = 1;
    const auto takeUpTo = [&](std::uint32_t end) {
        if (next >= end) return;
        present.push_back({Uid{next}, Uid{end - 1}});
        count += end - next;
    };
    const auto prefix = Key::of(folder, gapModSequence);
    Cursor gap(transaction, Table::expunged);
    for (bool found = gap.seek(prefix); found && gap.keyStartsWith(prefix); found = gap.next()) {
        takeUpTo(firstOf(gap));
        next = lastOf(gap.value()) + 1;
    }
    takeUpTo(state->uid_next());
    // Where gaps are missing there are more UIDs than messages.
    if (count != state->messages()) return std::nullopt;
    return present;
}

}  // namespace tram::store
