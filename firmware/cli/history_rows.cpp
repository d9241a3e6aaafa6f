#include "cli/history_rows.hpp"

#include "cli/directory_lookup.hpp"

namespace tram::cli {

namespace schema = store::schema;

namespace {

Text nameOf(schema::DirectoryVerb verb) {
    using enum schema::DirectoryVerb;
    switch (verb) {
        case unset:
            break;
        case agency_founded:
            return {"founded", "thành lập"};
        case agency_renamed:
            return {"renamed", "đổi tên"};
        case agency_moved:
            return {"moved under", "chuyển trực thuộc"};
        case agency_merged:
            return {"merged", "sáp nhập"};
        case agency_split:
            return {"split", "tách"};
        case agency_dissolved:
            return {"dissolved", "giải thể"};
        case official_hired:
            return {"hired", "tuyển dụng"};
        case official_renamed:
            return {"renamed", "sửa họ tên"};
        case official_moved:
            return {"moved", "điều động"};
        case official_seconded:
            return {"seconded", "biệt phái"};
        case official_returned:
            return {"returned", "hết biệt phái"};
        case official_left:
            return {"left", "thôi công tác"};
        case official_reinstated:
            return {"reinstated", "trở lại công tác"};
        case role_given:
            return {"role", "chức trách"};
        case duties_given:
            return {"duties", "phân quyền quản trị"};
        case mailbox_made:
            return {"mailbox made", "lập hộp thư"};
        case rights_given:
            return {"rights", "ủy quyền"};
        case handed_over:
            return {"handed over", "bàn giao"};
        case quota_set:
            return {"quota", "dung lượng"};
        case removal_ordered:
            return {"removal ordered", "đề nghị xóa"};
        case removal_withdrawn:
            return {"removal withdrawn", "thôi đề nghị xóa"};
        case mailbox_removed:
            return {"removed", "đã xóa"};
        case address_added:
            return {"address added", "thêm địa chỉ"};
        case address_given_up:
            return {"address given up", "bỏ địa chỉ"};
        case official_edited:
            return {"edited", "sửa thông tin"};
        case access_ordered:
            return {"reading ordered", "đề nghị đọc"};
        case access_approved:
            return {"reading approved", "duyệt đọc"};
        case access_withdrawn:
            return {"reading withdrawn", "rút đề nghị đọc"};
        case access_ended:
            return {"reading ended", "kết thúc đọc"};
        case publicity_set:
            return {"public directory", "danh bạ công khai"};
        case ticket_opened:
            return {"ticket", "phiếu hỗ trợ"};
        case ticket_changed:
            return {"ticket", "xử lý phiếu"};
        case request_approved:
            return {"request approved", "duyệt đề nghị"};
        case request_rejected:
            return {"request rejected", "từ chối đề nghị"};
        case list_made:
            return {"list made", "lập danh sách"};
        case list_changed:
            return {"list changed", "sửa danh sách"};
        case list_dissolved:
            return {"list dissolved", "bỏ danh sách"};
    }
    return {"?", "?"};
}

}  // namespace

Rows historyRows(Session& session, std::uint64_t subject) {
    Rows rows;
    for (const auto& entry : listed(store::listHistory(session.reader().environment(), subject))) {
        const auto& change = *entry.entry.change;
        boost::json::object row{{"time", localTime(entry.entry.time)},
                                {"position", entry.position.value},
                                {"verb", schema::EnumNameDirectoryVerb(change.verb)},
                                {"what", nameOf(change.verb).in(session.language)},
                                {"before", change.before},
                                {"after", change.after},
                                {"basis", change.basis ? basisText(change.basis->number, change.basis->day) : ""},
                                {"reason", change.reason},
                                {"process", entry.entry.process},
                                {"actor", addressOf(session, entry.entry.actor)}};
        if (change.until != 0) row["until"] = localTime(change.until);
        rows.push_back(std::move(row));
    }
    return rows;
}

void printHistory(Session& session, const Rows& rows) {
    session.rows({{"time", {"TIME", "LÚC"}},
                  {"what", {"WHAT", "VIỆC"}},
                  {"before", {"BEFORE", "TRƯỚC"}},
                  {"after", {"AFTER", "SAU"}},
                  {"actor", {"BY", "NGƯỜI LÀM"}},
                  {"basis", {"ON", "CĂN CỨ"}},
                  {"reason", {"REASON", "LÝ DO"}}},
                 rows);
}

}  // namespace tram::cli
