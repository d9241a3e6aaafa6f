// An agency's request, carried out by whoever may decide it. R8.2
#include <algorithm>

#include "province/ticket_number.hpp"
#include "province/time_zone.hpp"
#include "store/commands.hpp"
#include "store/directory_change.hpp"
#include "store/requested_changes.hpp"
#include "store/ticket_change.hpp"

namespace tram::store {

namespace {

using schema::ErrorCode;
using schema::TicketState;

bool isLeftOut(const schema::ApproveRequest& command, std::uint32_t row) {
    return command.left_out() != nullptr && std::ranges::find(*command.left_out(), row) != command.left_out()->end();
}

// Rows that are named, and are not there.
std::expected<void, Refusal> checkRows(const schema::ApproveRequest& command, const schema::TicketRecordT& ticket) {
    const auto isThere = [&](std::uint32_t row) {
        return std::ranges::any_of(ticket.changes, [&](const auto& change) { return change->row == row; });
    };
    if (command.left_out() != nullptr) {
        for (const auto row : *command.left_out()) {
            if (!isThere(row)) return refuse(ErrorCode::malformed, "left_out", std::to_string(row));
        }
    }
    if (command.suffixes() != nullptr) {
        for (const auto* suffix : *command.suffixes()) {
            if (!isThere(suffix->row())) return refuse(ErrorCode::malformed, "suffixes", std::to_string(suffix->row()));
        }
    }
    return {};
}

}  // namespace

Outcome execute(CommandContext& context, const schema::ApproveRequest& command) {
    auto& batch = context.batch;
    const TicketId id{command.ticket()};
    if (auto may = authorise(context, province::Power::decideRequests, {}); !may) return std::unexpected(may.error());
    auto ticket = findTicket(batch.transaction, id);
    if (!ticket) return refuse(ErrorCode::no_such_ticket, "ticket");
    if (auto same = checkRevision(command.revision(), ticket->revision); !same) return std::unexpected(same.error());
    if (ticket->kind != schema::TicketKind::request)
        return refuse(ErrorCode::not_active, "ticket", schema::EnumNameTicketKind(ticket->kind));
    if (ticket->state != TicketState::open && ticket->state != TicketState::in_work)
        return refuse(ErrorCode::not_active, "ticket", schema::EnumNameTicketState(ticket->state));
    const AgencyId agency{ticket->agency};
    if (const auto active = activeAgency(context, agency, "agency"); !active) return std::unexpected(active.error());
    auto remark = checkRemark(viewOf(command.remark()), "remark");
    if (!remark) return std::unexpected(remark.error());
    if (auto sound = checkRows(command, *ticket); !sound) return std::unexpected(sound.error());
    if (command.suffixes() != nullptr) {
        for (const auto* chosen : *command.suffixes()) {
            for (const auto& change : ticket->changes) {
                if (change->row == chosen->row()) change->suffix = textOf(chosen->suffix());
            }
        }
    }

    schema::BasisT basis;
    basis.number = province::ticketText(id.value);
    basis.day = province::dayOnTheClock(ticket->received);
    ChangesAtWork work(context, agency, std::move(basis));
    schema::ImportedT answer;
    bool sound = true;
    bool any = false;
    for (const auto& change : ticket->changes) {
        auto row = std::make_unique<schema::ImportedRowT>();
        if (!isLeftOut(command, change->row)) {
            any = true;
            if (auto done = work.carryOut(*change)) {
                row->id = done->official.value;
                row->address = done->address;
                change->official = done->official.value;
                change->result = std::move(done->address);
            } else {
                sound = false;
                row->code = done.error().code;
                row->field = std::move(done.error().field);
                row->detail = std::move(done.error().detail);
            }
        }
        answer.officials.push_back(std::move(row));
    }
    // To carry out nothing is to reject it, with a reason.
    if (!any) return refuse(ErrorCode::malformed, "left_out", "all");
    answer.done = sound && !command.dry_run();
    if (!answer.done) {
        batch.abandon();
        return asAnswer(std::move(answer));
    }
    addStep(context, *ticket, TicketState::done, std::move(*remark));
    ticket->answer_due = !ticket->address.empty();
    auto changed = changeOfTicket(context, schema::DirectoryVerb::request_approved, id, *ticket);
    putTicket(batch, id, std::move(*ticket));
    recordChange(context, std::move(changed));
    return asAnswer(std::move(answer));
}

}  // namespace tram::store
