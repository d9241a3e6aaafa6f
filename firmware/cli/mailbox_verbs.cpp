// Mailboxes: made, listed, delegated, handed over, removed; their quotas. R3.7, R8.3, R10
#include <algorithm>
#include <array>
#include <ostream>

#include "cli/directory_lookup.hpp"
#include "cli/directory_names.hpp"
#include "cli/history_rows.hpp"
#include "cli/verbs.hpp"
#include "province/roles.hpp"
#include "store/credentials/signed_document.hpp"

namespace tram::cli {

namespace {

namespace schema = store::schema;

Exit createMailbox(Session& session, const Arguments& arguments) {
    const auto kind = mailboxKind(arguments.text("kind", "agency"));
    if (!kind) session.usage({"--kind is agency or clerk", "--kind là agency hoặc clerk"});
    schema::CreateMailboxT command;
    command.kind = *kind;
    command.agency = agencyId(session, required(session, arguments, "agency"));
    command.address = required(session, arguments, "address");
    command.quota = quotaOf(session, arguments);
    command.basis = basisOf(session, arguments);
    const auto id = session.ask<schema::DoneT>(std::move(command)).id;
    const auto record = session.reader().mailbox(MailboxId{id});
    sayMade(session, id, record ? record->address : std::string());
    return Exit::ok;
}

Exit listMailboxes(Session& session, const Arguments&) {
    Rows rows;
    for (const auto& [id, mailbox, usage] : listed(store::listMailboxes(session.reader().environment()))) {
        rows.push_back({{"id", id.value},
                        {"address", mailbox.address},
                        {"kind", nameOf(mailbox.kind)},
                        {"messages", usage.messages()},
                        {"octets", usage.bytes()},
                        {"quota", mailbox.quota},
                        {"enabled", mailbox.enabled},
                        {"created", localTime(mailbox.created)}});
    }
    session.rows({{"id", {"ID", "SỐ"}, Column::Side::right},
                  {"address", {"ADDRESS", "ĐỊA CHỈ"}},
                  {"kind", {"KIND", "LOẠI"}},
                  {"messages", {"MESSAGES", "SỐ THƯ"}, Column::Side::right},
                  {"octets", {"OCTETS", "OCTET"}, Column::Side::right},
                  {"quota", {"QUOTA", "HẠN MỨC"}, Column::Side::right}},
                 rows);
    return Exit::ok;
}

Exit showMailbox(Session& session, const Arguments& arguments) {
    const auto found = session.findFormer(arguments.positional()[0]);
    const MailboxId id{found.mailbox};
    const auto mailbox = session.reader().mailbox(id);
    if (!mailbox) throw EndOfCommand{Exit::refused, found.address};
    const auto usage = session.reader().usage(id).value_or(schema::Usage{});
    boost::json::object facts{{"id", id.value},
                              {"address", mailbox->address},
                              {"kind", nameOf(mailbox->kind)},
                              {"enabled", mailbox->enabled},
                              {"messages", usage.messages()},
                              {"octets", usage.bytes()},
                              {"quota", mailbox->quota},
                              {"created", localTime(mailbox->created)}};
    if (!found.name.empty()) facts["owner"] = found.name;
    if (mailbox->removal) facts["removal"] = mailbox->removal->reason;
    boost::json::array addresses;
    for (const auto& each : listed(store::listAddresses(session.reader().environment(), id))) {
        if (each.address == mailbox->address) continue;
        auto text = each.address;
        if (each.record.kind == schema::AddressKind::former)
            text +=
                std::string(Text{", until ", ", đến "}.in(session.language)) + localTime(each.record.delivers_until);
        addresses.emplace_back(std::move(text));
    }
    boost::json::array folders;
    Rows folderRows;
    for (const auto& view : session.reader().folders(id)) {
        folderRows.push_back({{"name", view.folder.name},
                              {"messages", view.state.messages()},
                              {"unseen", view.state.unseen()},
                              {"octets", view.state.bytes()}});
        folders.push_back(folderRows.back());
    }
    boost::json::array grants;
    Rows grantRows;
    for (const auto& entry : listed(store::listGrants(session.reader().environment()))) {
        if (entry.mailbox != id) continue;
        grantRows.push_back(
            {{"official", addressOf(session, entry.official.value)},
             {"rights", province::toText(province::Rights::fromBits(static_cast<std::uint8_t>(entry.grant.rights)))},
             {"decision", entry.grant.decision},
             {"since", localTime(entry.grant.created)}});
        grants.push_back(grantRows.back());
    }
    if (session.format == Format::json) {
        facts["folders"] = std::move(folders);
        facts["grants"] = std::move(grants);
        facts["addresses"] = std::move(addresses);
        const auto history = historyRows(session, id.value);
        facts["history"] = boost::json::array(history.begin(), history.end());
        session.facts(facts);
        return Exit::ok;
    }
    session.facts(facts);
    for (const auto& each : addresses) session.out << "address: " << printable(each.as_string()) << '\n';
    session.out << '\n';
    session.rows({{"messages", {"MESSAGES", "SỐ THƯ"}, Column::Side::right},
                  {"unseen", {"UNSEEN", "CHƯA ĐỌC"}, Column::Side::right},
                  {"octets", {"OCTETS", "OCTET"}, Column::Side::right},
                  {"name", {"FOLDER", "THƯ MỤC"}}},
                 folderRows);
    if (!grantRows.empty()) {
        session.out << '\n';
        session.rows({{"official", {"OFFICIAL", "CÁN BỘ"}},
                      {"rights", {"RIGHTS", "QUYỀN"}},
                      {"since", {"SINCE", "TỪ"}},
                      {"decision", {"DECISION", "VĂN BẢN"}}},
                     grantRows);
    }
    session.out << '\n';
    printHistory(session, historyRows(session, id.value));
    return Exit::ok;
}

Exit grantRights(Session& session, const Arguments& arguments) {
    const auto& given = arguments.positional();
    const auto rights = given[2] == "none" ? std::optional(province::Rights{}) : province::parseRights(given[2]);
    if (!rights)
        session.usage({"rights are read, answer, send-as, manage, all or none",
                       "quyền là read, answer, send-as, manage, all hoặc none"});
    schema::GrantRightsT command;
    command.mailbox = session.find(given[0]).mailbox;
    command.official = session.findOfficial(given[1]).official;
    command.rights = static_cast<schema::Right>(rights->bits());
    command.decision = arguments.text("decision");
    session.ask<schema::DoneT>(std::move(command));
    return Exit::ok;
}

Exit handOver(Session& session, const Arguments& arguments) {
    schema::HandOverT command;
    command.mailbox = session.find(arguments.positional()[0]).mailbox;
    command.from = session.findOfficial(required(session, arguments, "from")).official;
    command.to = session.findOfficial(required(session, arguments, "to")).official;
    command.basis = basisOf(session, arguments);
    const auto id = session.ask<schema::DoneT>(std::move(command)).id;
    const auto rows = historyRows(session, id);
    if (!rows.empty()) session.facts(rows.back());
    return Exit::ok;
}

Exit setQuota(Session& session, const Arguments& arguments) {
    const auto octets = parseOctets(arguments.positional()[1]);
    if (!octets || *octets == 0) session.usage({"a size, such as 2G", "dung lượng, ví dụ 2G"});
    schema::SetQuotaT command;
    command.mailbox = session.find(arguments.positional()[0]).mailbox;
    command.quota = *octets;
    command.reason = arguments.text("reason");
    session.ask<schema::DoneT>(std::move(command));
    return Exit::ok;
}

// Two persons: one orders it, the other approves. R8.3
Exit removeMailbox(Session& session, const Arguments& arguments) {
    const auto mailbox = session.findFormer(arguments.positional()[0]).mailbox;
    if (arguments.has("approve")) {
        schema::ApproveRemovalT command;
        command.mailbox = mailbox;
        session.ask<schema::DoneT>(std::move(command));
    } else if (arguments.has("withdraw")) {
        schema::WithdrawRemovalT command;
        command.mailbox = mailbox;
        command.reason = arguments.text("reason");
        session.ask<schema::DoneT>(std::move(command));
    } else {
        schema::OrderRemovalT command;
        command.mailbox = mailbox;
        command.reason = required(session, arguments, "reason");
        session.ask<schema::DoneT>(std::move(command));
    }
    return Exit::ok;
}

// One line a handover; or the signed record of one, as it is kept.
Exit listHandovers(Session& session, const Arguments& arguments) {
    const auto found = session.findFormer(arguments.positional()[0]);
    const auto wanted = arguments.value("record");
    const auto position = wanted ? parseNumber(*wanted) : std::nullopt;
    if (wanted && !position) session.usage({"--record is a number of the list", "--record là số trong danh sách"});
    Rows rows;
    for (const auto& [at, entry] : listed(store::listHistory(session.reader().environment(), found.mailbox))) {
        const auto& change = *entry.change;
        if (change.verb != schema::DirectoryVerb::handed_over || entry.document.empty()) continue;
        if (position && at.value != *position) continue;
        credentials::SignedDocument document;
        document.text = entry.document;
        if (entry.key.size() != document.key.size() || entry.signature.size() != document.signature.size()) continue;
        std::ranges::copy(entry.key, document.key.begin());
        std::ranges::copy(entry.signature, document.signature.begin());
        if (position) {
            session.out << toFile(document);
            return Exit::ok;
        }
        rows.push_back({{"record", at.value},
                        {"time", localTime(entry.time)},
                        {"from", change.before},
                        {"to", change.after},
                        {"decision", change.basis ? basisText(change.basis->number, change.basis->day) : ""},
                        {"sound", credentials::verifySignature(document.key, document.signature, document.text)}});
    }
    if (position)
        throw EndOfCommand{
            Exit::refused,
            std::string(Text{"there is no such handover", "không có lần bàn giao này"}.in(session.language))};
    session.rows({{"record", {"RECORD", "BIÊN BẢN"}, Column::Side::right},
                  {"time", {"TIME", "LÚC"}},
                  {"from", {"FROM", "NGƯỜI GIAO"}},
                  {"to", {"TO", "NGƯỜI NHẬN"}},
                  {"sound", {"SOUND", "NGUYÊN VẸN"}},
                  {"decision", {"ON", "CĂN CỨ"}}},
                 rows);
    return Exit::ok;
}

constexpr std::array table{
    Verb{"mailbox create",
         "--agency AGENCY --address ADDRESS [--kind agency|clerk] [--quota SIZE] --decision NUMBER --dated DATE",
         "agency= address= kind= quota= decision= dated=",
         0,
         0,
         {"makes a further mailbox of an agency, as the decision says; its own and its clerk's came with it (R3.3b)",
          "lập thêm hộp thư của cơ quan theo quyết định; hộp thư cơ quan và văn thư có sẵn từ khi thành lập (R3.3b)"},
         "tram mailbox create --agency 'Sở Nội vụ' --address cchc --decision 8/QĐ-STTTT --dated 4/5/2026",
         createMailbox},
    Verb{"mailbox list", "", "", 0, 0, {"lists the mailboxes", "liệt kê hộp thư"}, "tram mailbox list", listMailboxes},
    Verb{"mailbox show",
         "ADDRESS",
         "",
         1,
         1,
         {"shows a mailbox, its folders, who has rights on it, and its history",
          "xem một hộp thư, các thư mục, người được ủy quyền và lịch sử"},
         "tram mailbox show sonoivu",
         showMailbox},
    Verb{
        "mailbox grant",
        "MAILBOX OFFICIAL RIGHTS [--decision NUMBER]",
        "decision=",
        3,
        3,
        {"gives an official rights on a mailbox; RIGHTS: read, answer, send-as, manage joined by commas, all, or none "
         "(R10.1)",
         "ủy quyền hộp thư cho cán bộ; RIGHTS: read, answer, send-as, manage nối bằng dấu phẩy, all hoặc none (R10.1)"},
        "tram mailbox grant sonoivu hungnv read,answer --decision '12/GUQ-SNV'",
        grantRights},
    Verb{"mailbox handover",
         "MAILBOX --from ADDRESS --to ADDRESS --decision NUMBER --dated DATE",
         "from= to= decision= dated=",
         1,
         1,
         {"hands a mailbox over; address, rights and all content pass to the successor, the predecessor's end (R10.2)",
          "bàn giao hộp thư; địa chỉ, quyền và toàn bộ nội dung chuyển cho người kế nhiệm, quyền người trước chấm dứt "
          "(R10.2)"},
         "tram mailbox handover sonoivu --from hungnv --to maitt --decision 45/QĐ-UBND --dated 1/7/2026",
         handOver},
    Verb{"mailbox handovers",
         "MAILBOX [--record N]",
         "record=",
         1,
         1,
         {"lists a mailbox's handovers; --record: prints the signed record of one, which `tram verify` reads (R10.2)",
          "liệt kê các lần bàn giao hộp thư; --record: in biên bản đã ký của một lần, kiểm tra bằng `tram verify` "
          "(R10.2)"},
         "tram mailbox handovers sonoivu --record 5821 > banggiao.txt",
         listHandovers},
    Verb{"mailbox quota",
         "ADDRESS SIZE [--reason TEXT]",
         "reason=",
         2,
         2,
         {"sets a mailbox's quota (R3.7)", "đặt dung lượng hộp thư (R3.7)"},
         "tram mailbox quota sonoivu 5G --reason 'hộp thư cơ quan'",
         setQuota},
    Verb{"mailbox remove",
         "ADDRESS --reason TEXT | --approve | --withdraw [--reason TEXT]",
         "reason= approve withdraw",
         1,
         1,
         {"removes the mailbox of somebody who left, when its time is over; one person orders it, another approves "
          "with --as (R8.3)",
          "xóa hộp thư của người đã thôi công tác khi hết thời hạn lưu; một người đề nghị, người khác duyệt bằng --as "
          "(R8.3)"},
         "tram --as maitt mailbox remove hungnv --approve",
         removeMailbox},
};

}  // namespace

std::span<const Verb> mailboxVerbs() {
    return table;
}

}  // namespace tram::cli
