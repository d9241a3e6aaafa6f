// APPEND of one message or of many. [RFC9051 6.3.12; RFC3502; RFC4315; RFC3516 4.4; RFC6855 4; RFC7889]
#include "proto/imap/commands.hpp"
#include "proto/imap/flag_list.hpp"
#include "proto/imap/folder_names.hpp"
#include "proto/imap/updates.hpp"

namespace tram::imap {

namespace {

std::optional<Completion> objection(const Context& context, const AppendPiece& piece, std::size_t present) {
    if (piece.utf8 && !context.enabled.utf8 && !context.enabled.rev2) return bad("ENABLE UTF8=ACCEPT first");
    if (piece.size == 0) return refuse("A message is not empty");
    if (piece.size > context.config.appendLimit) return refusal(Failure::tooLarge);
    if (present == limits::imap::appendMessages) return refuse("Too many messages at once", "LIMIT");
    return std::nullopt;
}

}  // namespace

Work<Completion> doAppend(Context& context, std::string mailbox, AppendPiece first) {
    auto target = findFolder(context, mailbox);
    std::optional<Completion> failure;
    if (!target) {
        failure = target.error();
        if (failure->code == "NONEXISTENT") failure->code = "TRYCREATE";
    } else if (!mailboxInfo(context, target->mailbox)->rights.has(Right::answer)) {
        failure = refusal(Failure::notPermitted);
    }
    Append append;
    if (target) append.folder = target->id;
    auto piece = std::move(first);
    while (true) {
        std::unique_ptr<Spool> spool;
        if (!failure) failure = objection(context, piece, append.messages.size());
        if (!failure) {
            spool = context.spools.open(piece.size);
            if (!spool) failure = refuse("There is no room for the message", "LIMIT");
        }
        if (failure) {
            // All or nothing; the rest is passed over.
            context.assembler.refuseMessage();
            co_return *std::move(failure);
        }
        if (piece.synchronising) context.out += "+ Ready for the message\r\n";
        context.assembler.acceptMessage();
        // The message's octets up to its end; where the spool is full they go on unkept.
        while (true) {
            const auto event = co_await context.input();
            if (!event) continue;
            if (const auto* octets = std::get_if<MessageOctets>(&*event)) {
                if (!failure && spool->write(octets->octets) == Spool::Written::noSpace) {
                    failure = refuse("There is no room for the message", "LIMIT");
                }
            } else if (std::holds_alternative<MessageEnd>(*event)) {
                break;
            } else {
                co_return bad("The command is malformed");
            }
        }
        NewMessage message;
        message.bytes = std::move(spool);
        message.size = piece.size;
        message.flags = piece.flags;
        message.keywords = std::move(piece.keywords);
        message.internalDate = piece.internalDate;
        append.messages.push_back(std::move(message));

        std::optional<InputEvent> event;
        while (!event) event = co_await context.input();
        if (std::holds_alternative<AppendFinished>(*event)) break;
        if (auto* next = std::get_if<MessageStart>(&*event)) {
            piece = std::move(next->piece);
        } else if (const auto* rejected = std::get_if<Rejected>(&*event)) {
            if (rejected->lost) context.close = true;
            co_return bad(rejected->error.text());
        } else {
            co_return bad("The command is malformed");
        }
    }
    if (failure) co_return *std::move(failure);

    auto performed = context.perform(std::move(append));
    const auto result = co_await performed;
    if (!result) co_return refusal(result.error(), TargetOf::transfer);
    const auto* appended = std::get_if<Appended>(&*result);
    if (appended == nullptr) co_return refusal(Failure::unavailable);
    std::string code = "APPENDUID ";
    appendNumber(code, appended->uidValidity);
    code += ' ';
    appendUidSet(code, rangesOf(appended->uids));
    co_return okay("Appended", std::move(code));
}

}  // namespace tram::imap
