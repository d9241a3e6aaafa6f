#include "cli/ticket_lookup.hpp"

#include <ostream>

#include "cli/directory_lookup.hpp"
#include "province/ticket_number.hpp"

namespace tram::cli {

namespace {

namespace schema = store::schema;
using schema::TicketKind;
using schema::TicketState;

Text standing(TicketState state) {
    switch (state) {
        case TicketState::open:
            return {"open", "mới"};
        case TicketState::in_work:
            return {"in work", "đang xử lý"};
        case TicketState::done:
            return {"done", "đã xong"};
        case TicketState::rejected:
            break;
    }
    return {"rejected", "từ chối"};
}

bool isShown(const schema::TicketRecordT& ticket, Shown shown, bool all) {
    if (ticket.kind == TicketKind::follow_up) return false;
    if ((ticket.kind == TicketKind::request) != (shown == Shown::requests)) return false;
    return all || ticket.state == TicketState::open || ticket.state == TicketState::in_work;
}

Rows changeRows(const Session& session, const schema::TicketRecordT& ticket) {
    Rows rows;
    for (const auto& change : ticket.changes) {
        rows.push_back(
            {{"row", change->row},
             {"verb", schema::EnumNameChangeVerb(change->verb)},
             {"what", nameOf(change->verb).in(session.language)},
             {"name", change->name},
             {"address", change->result.empty() ? change->address : change->result},
             {"agency", change->agency},
             {"role",
              change->has_role || change->verb == schema::ChangeVerb::make ? schema::EnumNameRole(change->role) : ""},
             {"title", change->job_title},
             {"telephone", change->telephone},
             {"reason", change->reason},
             {"basis", change->basis ? basisText(change->basis->number, change->basis->day) : ""},
             {"carried_out", change->official != 0}});
    }
    return rows;
}

Rows faultRows(const schema::TicketRecordT& ticket) {
    Rows rows;
    for (const auto& fault : ticket.faults) {
        rows.push_back(
            {{"row", fault->row}, {"column", fault->column}, {"problem", fault->problem}, {"cell", fault->cell}});
    }
    return rows;
}

Rows stepRows(Session& session, const schema::TicketRecordT& ticket) {
    Rows rows;
    for (const auto& step : ticket.steps) {
        rows.push_back({{"time", localTime(step->time)},
                        {"actor", addressOf(session, step->actor)},
                        {"state", schema::EnumNameTicketState(step->state)},
                        {"stands", standing(step->state).in(session.language)},
                        {"remark", step->remark}});
    }
    return rows;
}

boost::json::array asArray(const Rows& rows) {
    boost::json::array array;
    for (const auto& row : rows) array.push_back(row);
    return array;
}

}  // namespace

Text nameOf(schema::ChangeVerb verb) {
    switch (verb) {
        case schema::ChangeVerb::make:
            return {"make", "tạo"};
        case schema::ChangeVerb::change:
            return {"change", "thay đổi"};
        case schema::ChangeVerb::close:
            break;
    }
    return {"close", "đóng"};
}

store::ListedTicket ticketOf(Session& session, const std::string& number) {
    const auto id = province::parseTicket(number);
    auto ticket = id ? session.reader().ticket(TicketId{*id}) : std::nullopt;
    if (!ticket) {
        throw EndOfCommand{Exit::refused,
                           number + std::string(Text{": no such ticket", ": không có phiếu này"}.in(session.language))};
    }
    return {TicketId{*id}, std::move(*ticket)};
}

void listTickets(Session& session, Shown shown, bool all) {
    const auto known = agencies(session);
    Rows rows;
    for (const auto& [id, ticket] : listed(store::listTickets(session.reader().environment()))) {
        if (!isShown(ticket, shown, all)) continue;
        rows.push_back(
            {{"number", province::ticketText(id.value)},
             {"state", schema::EnumNameTicketState(ticket.state)},
             {"stands", ticket.kind == TicketKind::unread ? Text{"to be read", "chờ đọc"}.in(session.language)
                                                          : standing(ticket.state).in(session.language)},
             {"received", localTime(ticket.received)},
             {"from", ticket.address},
             {"asker", addressOf(session, ticket.asker)},
             {"agency", nameIn(known, ticket.agency)},
             {"rows", ticket.changes.size()},
             {"faults", ticket.faults.size()},
             {"subject", ticket.subject}});
    }
    std::vector<Column> columns{{"number", {"NUMBER", "SỐ PHIẾU"}},
                                {"stands", {"STATE", "TÌNH TRẠNG"}},
                                {"received", {"RECEIVED", "NHẬN LÚC"}},
                                {"from", {"FROM", "NGƯỜI GỬI"}}};
    if (shown == Shown::requests) columns.push_back({"rows", {"PEOPLE", "SỐ NGƯỜI"}, Column::Side::right});
    columns.push_back({"subject", {"SUBJECT", "VỀ VIỆC"}});
    session.rows(columns, rows);
}

void showTicket(Session& session, const store::ListedTicket& listed) {
    const auto& ticket = listed.ticket;
    boost::json::object facts{{"number", province::ticketText(listed.id.value)},
                              {"kind", schema::EnumNameTicketKind(ticket.kind)},
                              {"state", schema::EnumNameTicketState(ticket.state)},
                              {"received", localTime(ticket.received)},
                              {"from", ticket.address},
                              {"asker", addressOf(session, ticket.asker)}};
    if (ticket.agency != 0) facts["agency"] = nameIn(agencies(session), ticket.agency);
    if (ticket.follows != 0) facts["follows"] = province::ticketText(ticket.follows);
    facts["subject"] = ticket.subject;
    const auto changes = changeRows(session, ticket);
    const auto faults = faultRows(ticket);
    const auto steps = stepRows(session, ticket);
    if (session.format == Format::json) {
        facts["text"] = ticket.text;
        facts["revision"] = ticket.revision;
        facts["changes"] = asArray(changes);
        facts["faults"] = asArray(faults);
        facts["steps"] = asArray(steps);
        return session.facts(facts);
    }
    session.facts(facts);
    if (!ticket.text.empty()) {
        session.out << '\n';
        std::string_view text = ticket.text;
        while (!text.empty()) {
            const auto end = text.find('\n');
            session.out << "  " << printable(text.substr(0, end)) << '\n';
            text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        }
    }
    const auto table = [&](const std::vector<Column>& columns, const Rows& rows) {
        if (rows.empty()) return;
        session.out << '\n';
        session.rows(columns, rows);
    };
    table({{"row", {"ROW", "DÒNG"}, Column::Side::right},
           {"what", {"WHAT", "VIỆC"}},
           {"name", {"NAME", "HỌ TÊN"}},
           {"address", {"ADDRESS", "ĐỊA CHỈ"}},
           {"agency", {"AGENCY", "CƠ QUAN"}},
           {"role", {"ROLE", "VAI TRÒ"}},
           {"title", {"TITLE", "CHỨC VỤ"}},
           {"reason", {"REASON", "LÝ DO"}}},
          changes);
    table({{"row", {"ROW", "DÒNG"}, Column::Side::right},
           {"column", {"COLUMN", "CỘT"}},
           {"problem", {"FAULT", "LỖI"}},
           {"cell", {"CELL", "Ô"}}},
          faults);
    table({{"time", {"TIME", "LÚC"}},
           {"actor", {"BY", "NGƯỜI LÀM"}},
           {"stands", {"STATE", "TÌNH TRẠNG"}},
           {"remark", {"REMARK", "GHI CHÚ"}}},
          steps);
}

void moveTicket(Session& session, const std::string& number, TicketState state, std::string remark) {
    const auto found = ticketOf(session, number);
    schema::MoveTicketT command;
    command.ticket = found.id.value;
    command.state = state;
    command.remark = std::move(remark);
    command.revision = found.ticket.revision;
    session.ask<schema::DoneT>(std::move(command));
}

}  // namespace tram::cli
