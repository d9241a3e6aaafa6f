// SELECT and EXAMINE, with CONDSTORE and QRESYNC; UNSELECT.
// [RFC9051 6.3.2, 6.3.3, 6.4.2; RFC7162 3.1.8, 3.2.5; RFC3691]
#include <algorithm>

#include "proto/imap/commands.hpp"
#include "proto/imap/flag_list.hpp"
#include "proto/imap/folder_names.hpp"
#include "proto/imap/targets.hpp"
#include "proto/imap/updates.hpp"
#include "proto/imap/vanished.hpp"

namespace tram::imap {

namespace {

// The first unseen message, if it is found among the first few thousand. [RFC3501 7.1 UNSEEN]
std::optional<std::uint32_t> firstUnseen(Context& context, const FolderState& state) {
    if (state.unseen == 0) return std::nullopt;
    // Often it is one of the first, so a little is read before much.
    constexpr std::size_t batches[] = {16, 256, limits::imap::entryBatch, limits::imap::entryBatch};
    const auto& selected = *context.selected;
    std::vector<MessageEntry> entries;
    std::uint32_t index = 0;
    Uid from{1};
    for (const auto batch : batches) {
        entries.clear();
        context.backend.entries(selected.folder(), {from, Uid{UINT32_MAX}}, batch, entries);
        for (const auto& entry : entries) {
            if (!hasFlag(entry.flags, SystemFlag::seen)) {
                return index < selected.exists() ? std::optional(index) : std::nullopt;
            }
            ++index;
        }
        if (entries.size() < batch) break;
        from = Uid{entries.back().uid.value + 1};
    }
    return std::nullopt;
}

void appendLine(Context& context, ByteView before, std::uint64_t number, ByteView after) {
    context.out += before;
    appendNumber(context.out, number);
    context.out += after;
    context.out += "\r\n";
}

// What changed since the client last looked. [RFC7162 3.2.5]
Work<bool> resynchronise(Context& context, QresyncParameters parameters, ModSequence highest) {
    auto& selected = *context.selected;
    const ModSequence since{parameters.modSequence};
    if (parameters.uidValidity != selected.uidValidity()) co_return true;
    if (!loadView(context)) co_return false;
    Uid matched;
    if (parameters.matchNumbers && parameters.matchUids) {
        matched = matchedUid(selected, *parameters.matchNumbers, *parameters.matchUids);
    }
    std::optional<std::vector<UidRange>> known;
    if (parameters.knownUids) known = uidsOf(selected, *parameters.knownUids);
    std::vector<UidRange> gone;
    if (since < highest) gone = vanishedSince(context, since, matched, known);
    co_await tellVanished(context, std::move(gone), Earlier::yes);

    auto cursor = ChangeCursor::after(since);
    std::vector<MessageEntry> batch;
    while (true) {
        batch.clear();
        context.backend.changed(selected.folder(), cursor, limits::imap::entryBatch, batch);
        for (const auto& entry : batch) {
            cursor = {entry.modSequence, entry.uid};
            const auto index = selected.indexOf(entry.uid);
            if (!index) continue;
            if (known && !contains(*known, entry.uid)) continue;
            appendFlagsFetch(context, *index, entry);
            co_await context.room();
        }
        if (batch.size() < limits::imap::entryBatch) break;
    }
    co_return true;
}

}  // namespace

void leaveMailbox(Context& context) {
    context.selected.reset();
    context.savedSearch.clear();
    if (context.phase == Phase::selected) context.phase = Phase::authenticated;
}

Work<Completion> doSelect(Context& context, Select command) {
    if (command.qresync && !context.enabled.qresync) co_return bad("ENABLE QRESYNC first");
    // The new mailbox's HIGHESTMODSEQ is told in any case.
    if (command.condstore || command.qresync) context.enabled.condstore = true;
    // The old mailbox is left even where the new one cannot be had. [RFC9051 6.3.2, RFC7162 3.2.11]
    if (context.selected) {
        leaveMailbox(context);
        context.out += "* OK [CLOSED] The previous mailbox is closed\r\n";
    }
    auto info = findFolder(context, command.mailbox);
    if (!info) co_return info.error();
    const auto& mailbox = *mailboxInfo(context, info->mailbox);
    const bool writable = command.access == Access::readWrite && mailbox.rights.has(Right::answer);
    context.selected.emplace(*info, writable ? Access::readWrite : Access::readOnly, mailbox.rights);
    context.phase = Phase::selected;
    context.backend.folderSelected(context.official, info->id);

    const auto& selected = *context.selected;
    appendLine(context, "* ", selected.exists(), " EXISTS");
    if (!context.enabled.rev2) context.out += "* 0 RECENT\r\n";
    appendFlagsAnnouncement(context);
    if (!context.enabled.rev2) {
        if (const auto unseen = firstUnseen(context, info->state)) {
            appendLine(context, "* OK [UNSEEN ", *unseen + 1, "] First unseen");
        }
    }
    appendLine(context, "* OK [UIDVALIDITY ", selected.uidValidity(), "] UIDs valid");
    appendLine(context, "* OK [UIDNEXT ", selected.uidNext().value, "] Predicted next UID");
    tellHighest(context, info->state.highestModSequence);
    if (context.enabled.rev2) {
        context.out += "* LIST () \"/\" ";
        appendMailbox(context.out, clientName(context, mailbox, info->name), context.form());
        context.out += "\r\n";
    }
    if (command.qresync) co_await resynchronise(context, std::move(*command.qresync), info->state.highestModSequence);
    co_return okay(writable ? "Selected" : "Selected, read-only", writable ? "READ-WRITE" : "READ-ONLY");
}

Work<Completion> doUnselect(Context& context) {
    leaveMailbox(context);
    co_return okay("Unselected");
}

}  // namespace tram::imap
