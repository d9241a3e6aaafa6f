// Access to somebody's mail for evidence: ordered by one person, approved by another. R4.3, R15
#include <array>
#include <ostream>

#include "cli/directory_lookup.hpp"
#include "cli/verbs.hpp"

namespace tram::cli {

namespace {

namespace schema = store::schema;

Exit orderAccess(Session& session, const Arguments& arguments) {
    schema::OrderAccessT command;
    command.mailbox = session.findFormer(arguments.positional()[0]).mailbox;
    command.reader = session.findOfficial(required(session, arguments, "reader")).official;
    command.reason = required(session, arguments, "reason");
    if (!endOfDay(required(session, arguments, "until"), command.until))
        session.usage({"--until is a date, YYYY-MM-DD", "--until là ngày, YYYY-MM-DD"});
    command.basis = basisOf(session, arguments);
    session.ask<schema::DoneT>(std::move(command));
    return Exit::ok;
}

Exit approveAccess(Session& session, const Arguments& arguments) {
    schema::ApproveAccessT command;
    command.mailbox = session.findFormer(arguments.positional()[0]).mailbox;
    session.ask<schema::DoneT>(std::move(command));
    return Exit::ok;
}

Exit withdrawAccess(Session& session, const Arguments& arguments) {
    schema::WithdrawAccessT command;
    command.mailbox = session.findFormer(arguments.positional()[0]).mailbox;
    command.reason = required(session, arguments, "reason");
    session.ask<schema::DoneT>(std::move(command));
    return Exit::ok;
}

Exit listAccess(Session& session, const Arguments&) {
    Rows rows;
    for (const auto& [id, mailbox, usage] : listed(store::listMailboxes(session.reader().environment()))) {
        if (mailbox.access == nullptr) continue;
        const auto& access = *mailbox.access;
        rows.push_back({{"mailbox", mailbox.address},
                        {"reader", addressOf(session, access.reader)},
                        {"ordered_by", addressOf(session, access.ordered_by)},
                        {"approved_by", access.approved_by == 0 ? "" : addressOf(session, access.approved_by)},
                        {"until", localTime(access.until)},
                        {"decision", basisText(access.decision, access.decision_day)},
                        {"reason", access.reason}});
    }
    session.rows({{"mailbox", {"MAILBOX", "HỘP THƯ"}},
                  {"reader", {"READER", "NGƯỜI ĐỌC"}},
                  {"ordered_by", {"ORDERED BY", "NGƯỜI ĐỀ NGHỊ"}},
                  {"approved_by", {"APPROVED BY", "NGƯỜI DUYỆT"}},
                  {"until", {"UNTIL", "ĐẾN"}},
                  {"decision", {"ON", "CĂN CỨ"}},
                  {"reason", {"REASON", "LÝ DO"}}},
                 rows);
    return Exit::ok;
}

constexpr std::array table{
    Verb{"access order",
         "ADDRESS --reader ADDRESS --reason TEXT --until DATE --decision NUMBER --dated DATE",
         "reader= reason= until= decision= dated=",
         1,
         1,
         {"orders that somebody may read a mailbox that is not his, for evidence, until a day; a security officer must "
          "approve it, and its owner is told at the end (R4.3, R15)",
          "đề nghị cho một người đọc hộp thư không phải của mình, làm chứng cứ, đến một ngày; cán bộ an toàn thông tin "
          "phải "
          "duyệt, chủ hộp thư được thông báo khi kết thúc (R4.3, R15)"},
         "tram --as vinhpq access order hungnv --reader huongdtl --reason 'xác minh đơn thư' --until 2026-12-31 "
         "--decision "
         "31/QĐ-TTr --dated 1/12/2026",
         orderAccess},
    Verb{"access approve",
         "ADDRESS",
         "",
         1,
         1,
         {"approves such an order, as a second person", "duyệt đề nghị đọc hộp thư, với tư cách người thứ hai"},
         "tram --as trongvd access approve hungnv",
         approveAccess},
    Verb{"access withdraw",
         "ADDRESS --reason TEXT",
         "reason=",
         1,
         1,
         {"withdraws an order, or ends the reading at once", "rút đề nghị, hoặc dừng ngay việc đọc"},
         "tram --as vinhpq access withdraw hungnv --reason 'đã xác minh xong'",
         withdrawAccess},
    Verb{"access list",
         "",
         "",
         0,
         0,
         {"lists the orders that are open", "liệt kê các đề nghị đang mở"},
         "tram access list",
         listAccess},
};

}  // namespace

std::span<const Verb> accessVerbs() {
    return table;
}

}  // namespace tram::cli
