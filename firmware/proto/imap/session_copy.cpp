// COPY, MOVE, EXPUNGE and their UID forms. [RFC9051 6.4.3, 6.4.7, 6.4.8; RFC4315; RFC6851; RFC2180 4.4]
#include "proto/imap/commands.hpp"
#include "proto/imap/flag_list.hpp"
#include "proto/imap/folder_names.hpp"
#include "proto/imap/targets.hpp"
#include "proto/imap/updates.hpp"

namespace tram::imap {

namespace {

// "COPYUID validity 1:3 11:13": both sets in the same order, so that the n-th goes to the n-th. Ascending
// sources are copied in that order, and new UIDs ascend.
std::string copyUidCode(const Copied& copied) {
    std::string code = "COPYUID ";
    appendNumber(code, copied.uidValidity);
    code += ' ';
    appendUidSet(code, rangesOf(copied.from));
    code += ' ';
    appendUidSet(code, rangesOf(copied.to));
    return code;
}

}  // namespace

Work<Completion> doCopy(Context& context, Copy command) {
    const auto positions = positionsOf(context, command.set, command.numbering);
    if (!positions) co_return positions.error();
    const bool moves = command.transfer == Transfer::move;
    if (moves && !context.selected->writable()) co_return refuse("The mailbox is read-only", "READ-ONLY");

    auto target = findFolder(context, command.mailbox);
    if (!target) {
        auto completion = target.error();
        if (completion.code == "NONEXISTENT") completion.code = "TRYCREATE";
        co_return completion;
    }
    if (!mailboxInfo(context, target->mailbox)->rights.has(Right::answer)) co_return refusal(Failure::notPermitted);
    // All or nothing: what is gone cannot be copied. By UID it is as if it had not been named.
    if (context.selected->look(context.backend) != SelectedMailbox::Look::lost &&
        command.numbering == Numbering::sequence && anyPending(context, *positions)) {
        co_return refuse("Some of the messages no longer exist", "EXPUNGEISSUED");
    }
    if (positions->empty()) co_return okay("There was nothing to copy");

    auto performed = context.perform(CopyMessages{context.selected->folder(), context.selected->uidRanges(*positions),
                                                  target->id, command.transfer});
    const auto result = co_await performed;
    if (!result) co_return refusal(result.error(), TargetOf::transfer);
    const auto* copied = std::get_if<Copied>(&*result);
    if (copied == nullptr) co_return refusal(Failure::unavailable);
    if (copied->from.empty()) co_return okay("There was nothing to copy");
    if (!moves) co_return okay("Copied", copyUidCode(*copied));
    // Before the EXPUNGE responses, which follow with the news. [RFC6851 4.3]
    context.out += "* OK [" + copyUidCode(*copied) + "] Moved\r\n";
    auto completion = okay("Moved");
    completion.tellModSequence = context.enabled.condstore;
    co_return completion;
}

Work<Completion> doExpunge(Context& context, ExpungeCommand command) {
    auto& selected = *context.selected;
    if (!selected.writable()) co_return refuse("The mailbox is read-only", "READ-ONLY");
    std::vector<UidRange> uids;
    if (command.uids) {
        const auto positions = positionsOf(context, *command.uids, Numbering::uid);
        if (!positions) co_return positions.error();
        uids = selected.uidRanges(*positions);
    } else if (selected.exists() > 0) {
        uids.push_back({selected.uids().front(), selected.lastUid()});
    }
    if (!uids.empty()) {
        auto performed = context.perform(Expunge{selected.folder(), std::move(uids)});
        const auto result = co_await performed;
        if (!result) co_return refusal(result.error());
    }
    auto completion = okay("Expunged");
    completion.tellModSequence = context.enabled.condstore;
    co_return completion;
}

Work<Completion> doClose(Context& context) {
    auto& selected = *context.selected;
    if (selected.writable() && selected.exists() > 0) {
        const auto state = context.backend.folderState(selected.folder());
        if (state && state->deleted > 0) {
            // All that has been announced: the UIDs below the next one.
            auto performed = context.perform(Expunge{selected.folder(), {{Uid{1}, Uid{selected.uidNext().value - 1}}}});
            const auto result = co_await performed;
            if (!result) co_return refusal(result.error());
        }
    }
    leaveMailbox(context);
    co_return okay("Closed");
}

}  // namespace tram::imap
