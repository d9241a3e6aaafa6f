// Tickets: what people report to hotro@ or by command, and what becomes of it. R9.8
#include <array>
#include <ostream>

#include "cli/directory_lookup.hpp"
#include "cli/ticket_lookup.hpp"
#include "cli/verbs.hpp"
#include "province/ticket_number.hpp"

namespace tram::cli {

namespace {

namespace schema = store::schema;
using schema::TicketState;

Exit list(Session& session, const Arguments& arguments) {
    listTickets(session, Shown::tickets, arguments.has("all"));
    return Exit::ok;
}

Exit show(Session& session, const Arguments& arguments) {
    showTicket(session, ticketOf(session, arguments.positional()[0]));
    return Exit::ok;
}

Exit open(Session& session, const Arguments& arguments) {
    schema::OpenTicketT command;
    command.subject = arguments.positional()[0];
    command.text = arguments.text("text");
    if (const auto agency = arguments.value("agency")) command.agency = agencyId(session, *agency);
    const auto id = session.ask<schema::DoneT>(std::move(command)).id;
    session.facts({{"number", province::ticketText(id)}});
    return Exit::ok;
}

Exit take(Session& session, const Arguments& arguments) {
    moveTicket(session, arguments.positional()[0], TicketState::in_work, arguments.text("remark"));
    return Exit::ok;
}

Exit close(Session& session, const Arguments& arguments) {
    moveTicket(session, arguments.positional()[0], TicketState::done, arguments.text("answer"));
    return Exit::ok;
}

Exit reopen(Session& session, const Arguments& arguments) {
    moveTicket(session, arguments.positional()[0], TicketState::open, arguments.text("remark"));
    return Exit::ok;
}

constexpr std::array table{
    Verb{"ticket list",
         "[--all]",
         "all",
         0,
         0,
         {"lists what was written to hotro@ and is open; --all: closed tickets too (R9.8)",
          "liệt kê các phiếu hỗ trợ (thư gửi hotro@) chưa xong; --all: cả phiếu đã đóng (R9.8)"},
         "tram ticket list",
         list},
    Verb{"ticket show",
         "NUMBER",
         "",
         1,
         1,
         {"shows a ticket: what was written, and what was done", "xem một phiếu: nội dung và quá trình xử lý"},
         "tram ticket show HT-12",
         show},
    Verb{"ticket open",
         "SUBJECT [--text TEXT] [--agency AGENCY]",
         "text= agency=",
         1,
         1,
         {"reports something, in one's own name or an agency's", "báo sự cố hoặc hỏi, nhân danh mình hoặc cơ quan"},
         "tram --as hungnv ticket open 'Không gửi được thư ra ngoài' --text 'Báo lỗi 452 từ sáng nay'",
         open},
    Verb{"ticket take",
         "NUMBER [--remark TEXT]",
         "remark=",
         1,
         1,
         {"marks a ticket as in work", "nhận xử lý một phiếu"},
         "tram --as vinhpq ticket take HT-12",
         take},
    Verb{"ticket close",
         "NUMBER [--answer TEXT]",
         "answer=",
         1,
         1,
         {"closes a ticket; whoever asked is told, with the answer", "đóng phiếu; người hỏi được báo kèm câu trả lời"},
         "tram --as vinhpq ticket close HT-12 --answer 'Đã nâng dung lượng hộp thư'",
         close},
    Verb{"ticket reopen",
         "NUMBER [--remark TEXT]",
         "remark=",
         1,
         1,
         {"opens a closed ticket again", "mở lại phiếu đã đóng"},
         "tram ticket reopen HT-12 --remark 'lỗi trở lại'",
         reopen},
};

}  // namespace

std::span<const Verb> ticketVerbs() {
    return table;
}

}  // namespace tram::cli
