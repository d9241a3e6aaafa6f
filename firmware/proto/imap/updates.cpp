#include "proto/imap/updates.hpp"

#include "proto/imap/flag_list.hpp"

namespace tram::imap {

namespace {

void sayLost(Context& context) {
    const auto state = context.backend.folderState(context.selected->folder());
    const bool there = state && state->uidValidity == context.selected->uidValidity();
    context.out += there ? "* BYE Too much was expunged since the mailbox was selected: select it anew\r\n"
                         : "* BYE The selected mailbox was deleted\r\n";
    context.close = true;
}

}  // namespace

std::vector<UidRange> rangesOf(std::span<const Uid> uids) {
    std::vector<UidRange> ranges;
    for (const auto uid : uids) {
        if (!ranges.empty() && ranges.back().last.value + 1 == uid.value) {
            ranges.back().last = uid;
        } else {
            ranges.push_back({uid, uid});
        }
    }
    return ranges;
}

void appendUidSet(Bytes& out, std::span<const UidRange> ranges) {
    bool first = true;
    for (const auto& range : ranges) {
        if (!first) out += ',';
        first = false;
        appendNumber(out, range.first.value);
        if (range.first == range.last) continue;
        out += ':';
        appendNumber(out, range.last.value);
    }
}

void appendFlagsFetch(Context& context, std::uint32_t index, const MessageEntry& entry) {
    auto& out = context.out;
    out += "* ";
    appendNumber(out, index + 1);
    out += " FETCH (UID ";
    appendNumber(out, entry.uid.value);
    out += " FLAGS ";
    appendFlags(out, entry.flags, entry.keywords, context.selected->keywords());
    if (context.enabled.condstore) {
        out += " MODSEQ (";
        appendNumber(out, entry.modSequence.value);
        out += ')';
    }
    out += ")\r\n";
}

void appendFlagsAnnouncement(Context& context) {
    auto& out = context.out;
    const auto& names = context.selected->keywords();
    out += "* FLAGS ";
    appendFlagTable(out, names);
    out += "\r\n* OK [PERMANENTFLAGS ";
    if (context.selected->writable()) {
        appendFlagTable(out, names);
        // New keywords may be made while the table has room.
        if (names.size() < limits::imap::keywords) {
            out.pop_back();
            out += " \\*)";
        }
    } else {
        out += "()";
    }
    out += "] Flags that are kept\r\n";
}

void refreshKeywords(Context& context) {
    auto info = context.backend.folder(context.selected->folder());
    if (info && context.selected->takeKeywords(std::move(info->keywords))) appendFlagsAnnouncement(context);
}

Work<bool> tellVanished(Context& context, std::vector<UidRange> ranges, Earlier earlier) {
    for (std::size_t at = 0; at < ranges.size(); at += limits::imap::vanishedRanges) {
        const auto count = std::min(limits::imap::vanishedRanges, ranges.size() - at);
        context.out += earlier == Earlier::yes ? "* VANISHED (EARLIER) " : "* VANISHED ";
        appendUidSet(context.out, std::span(ranges).subspan(at, count));
        context.out += "\r\n";
        co_await context.room();
    }
    co_return true;
}

Work<bool> tellExpunges(Context& context) {
    auto& selected = *context.selected;
    if (selected.pendingExpunges().empty()) co_return true;
    if (context.enabled.qresync) {
        auto ranges = rangesOf(selected.pendingExpunges());
        co_await tellVanished(context, std::move(ranges), Earlier::no);
    } else {
        // Downwards, so that no number changes before its turn.
        const auto positions = selected.pendingPositions();
        for (auto at = positions.size(); at-- > 0;) {
            context.out += "* ";
            appendNumber(context.out, positions[at] + 1);
            context.out += " EXPUNGE\r\n";
            co_await context.room();
        }
    }
    selected.expungesTold();
    co_return true;
}

bool loadView(Context& context) {
    if (context.selected->loadUids(context.backend)) return true;
    sayLost(context);
    return false;
}

Work<bool> tellUpdates(Context& context, Expunges expunges) {
    auto& selected = *context.selected;
    const auto look = selected.look(context.backend);
    if (look == SelectedMailbox::Look::lost) {
        sayLost(context);
        co_return false;
    }
    if (expunges == Expunges::tell) co_await tellExpunges(context);
    if (look == SelectedMailbox::Look::nothing) co_return true;

    const auto known = selected.announcedExists();
    if (selected.exists() != known) {
        context.out += "* ";
        appendNumber(context.out, selected.exists());
        context.out += " EXISTS\r\n";
        selected.existsTold();
    }
    refreshKeywords(context);

    std::vector<MessageEntry> batch;
    while (true) {
        batch.clear();
        context.backend.changed(selected.folder(), selected.cursor(), limits::imap::entryBatch, batch);
        for (const auto& entry : batch) {
            selected.advance({entry.modSequence, entry.uid});
            if (selected.isOwn(entry.modSequence)) continue;
            const auto index = selected.indexOf(entry.uid);
            // What is new is not known by its flags yet: the client asks.
            if (!index || *index >= known) continue;
            appendFlagsFetch(context, *index, entry);
            co_await context.room();
        }
        if (batch.size() < limits::imap::entryBatch) break;
    }
    selected.walked();
    co_return true;
}

}  // namespace tram::imap
