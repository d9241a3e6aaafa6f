// STORE and UID STORE. [RFC9051 6.4.6; RFC7162 3.1.3; RFC2180 4.2]
#include <algorithm>
#include <unordered_map>

#include "mime/header_fields.hpp"
#include "proto/imap/commands.hpp"
#include "proto/imap/flag_list.hpp"
#include "proto/imap/targets.hpp"
#include "proto/imap/updates.hpp"

namespace tram::imap {

namespace {

// What the client would expect of a message after a silent STORE.
struct Expected {
    std::uint32_t flags = 0;
    std::uint64_t keywords = 0;
    bool changedBefore = false;  // by others, which the client has not been told
};

std::uint64_t maskOf(const std::vector<std::string>& table, const std::vector<std::string>& names) {
    std::uint64_t mask = 0;
    for (const auto& name : names) {
        const auto at = std::ranges::find_if(table, [&](const auto& known) { return mime::sameName(known, name); });
        if (at != table.end()) mask |= 1ULL << (at - table.begin());
    }
    return mask;
}

template <class Mask>
Mask applied(Mask before, Mask given, FlagMode mode) {
    if (mode == FlagMode::add) return before | given;
    if (mode == FlagMode::remove) return before & ~given;
    return given;
}

class Storing {
public:
    Storing(Context& context, const Store& command) : context_(context), command_(command) {}

    // Remembers the portion's messages; the action for those that are there.
    [[nodiscard]] std::optional<StoreFlags> prepare(std::span<const IndexRange> portion) {
        before_.clear();
        readEntries(context_, portion, before_);
        missing_ += countOf(portion) - before_.size();
        if (before_.empty()) return std::nullopt;
        StoreFlags action;
        action.folder = context_.selected->folder();
        action.uids = context_.selected->uidRanges(portion);
        action.mode = command_.mode;
        action.flags = command_.flags;
        action.keywords = command_.keywords;
        if (command_.unchangedSince) action.unchangedSince = ModSequence{*command_.unchangedSince};
        return action;
    }

    // Takes up the result; then the messages to be told are in `told`.
    void finish(std::span<const IndexRange> portion, const FlagsStored& stored, std::vector<PlacedEntry>& told) {
        auto& selected = *context_.selected;
        if (!stored.changed.empty()) selected.addOwn(stored.modSequence);
        refreshKeywords(context_);
        modified_.insert(modified_.end(), stored.modified.begin(), stored.modified.end());
        std::vector<PlacedEntry> after;
        readEntries(context_, portion, after);
        const auto mask = maskOf(selected.keywords(), command_.keywords);
        auto before = before_.begin();
        for (auto& now : after) {
            while (before != before_.end() && before->index < now.index) ++before;
            const bool known = before != before_.end() && before->index == now.index;
            if (std::ranges::binary_search(stored.modified, now.entry.uid)) continue;
            if (!command_.silent || !known || isNews(before->entry, now.entry, mask)) {
                told.push_back({now.index, now.entry});
            } else if (context_.enabled.condstore && now.entry.modSequence == stored.modSequence) {
                appendModSequence(now);
            }
        }
    }

    [[nodiscard]] std::uint64_t missing() const { return missing_; }
    [[nodiscard]] const std::vector<Uid>& modified() const { return modified_; }

private:
    // Whether a silent STORE left the message with other flags than the client can work out.
    [[nodiscard]] bool isNews(const MessageEntry& before, const MessageEntry& now, std::uint64_t mask) const {
        const auto& selected = *context_.selected;
        if (before.modSequence > selected.cursor().modSequence && !selected.isOwn(before.modSequence)) return true;
        return now.flags != applied(before.flags, command_.flags, command_.mode) ||
               now.keywords != applied(before.keywords, mask, command_.mode);
    }
    void appendModSequence(const PlacedEntry& placed) {
        auto& out = context_.out;
        out += "* ";
        appendNumber(out, placed.index + 1);
        out += " FETCH (UID ";
        appendNumber(out, placed.entry.uid.value);
        out += " MODSEQ (";
        appendNumber(out, placed.entry.modSequence.value);
        out += "))\r\n";
    }

    Context& context_;
    const Store& command_;
    std::vector<PlacedEntry> before_;
    std::uint64_t missing_ = 0;
    std::vector<Uid> modified_;
};

}  // namespace

Work<Completion> doStore(Context& context, Store command) {
    const auto positions = positionsOf(context, command.set, command.numbering);
    if (!positions) co_return positions.error();
    if (!context.selected->writable()) co_return refuse("The mailbox is read-only", "READ-ONLY");
    if (command.unchangedSince) enableCondstore(context);

    Storing storing(context, command);
    const auto portions = portionsOf(*positions, limits::imap::storeBatch);
    for (const auto& portion : portions) {
        auto action = storing.prepare(portion);
        if (!action) continue;
        auto performed = context.perform(std::move(*action));
        const auto result = co_await performed;
        if (!result) co_return refusal(result.error());
        const auto* stored = std::get_if<FlagsStored>(&*result);
        if (stored == nullptr) co_return refusal(Failure::unavailable);
        std::vector<PlacedEntry> told;
        storing.finish(portion, *stored, told);
        for (const auto& [index, entry] : told) {
            appendFlagsFetch(context, index, entry);
            co_await context.room();
        }
    }

    if (!storing.modified().empty()) {
        std::string code = "MODIFIED ";
        if (command.numbering == Numbering::uid) {
            appendUidSet(code, rangesOf(storing.modified()));
        } else {
            std::vector<Uid> numbers;
            for (const auto uid : storing.modified()) {
                if (const auto index = context.selected->indexOf(uid)) numbers.push_back(Uid{*index + 1});
            }
            appendUidSet(code, rangesOf(numbers));
        }
        co_return okay("Some messages have changed since then", std::move(code));
    }
    if (storing.missing() > 0 && command.numbering == Numbering::sequence && !command.silent) {
        co_return refuse("Some of the messages no longer exist", "EXPUNGEISSUED");
    }
    co_return okay("Stored");
}

}  // namespace tram::imap
