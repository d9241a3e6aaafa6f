#include "province/handover_record.hpp"

#include <gtest/gtest.h>

namespace tram::province {
namespace {

// R10.2
TEST(HandoverRecord, SaysWhatPassed) {
    HandoverRecord record;
    record.appliance = "mail.tinh.gov.vn";
    record.mailbox = "snv@tinh.gov.vn";
    record.agency = "Sở Nội vụ";
    record.from = "Nguyễn Văn Hùng <hungnv@tinh.gov.vn>";
    record.to = "Trần Thị Mai <maitt@tinh.gov.vn>";
    record.rights = "read,answer";
    record.decision = "45/QĐ-UBND";
    record.day = 20'635;
    record.by = "tram";
    record.time = SystemTime{std::chrono::seconds{1'784'394'000}};
    record.position = 17;
    record.folders = {{"INBOX", 1, 8, 5, 1'000, 9}, {"Đã gửi", 2, 3, 2, 50, 4}};
    EXPECT_EQ(toText(record),
              "TRAM HANDOVER 1\n"
              "Trạm | appliance: mail.tinh.gov.vn\n"
              "Hộp thư | mailbox: snv@tinh.gov.vn\n"
              "Cơ quan, đơn vị | agency: Sở Nội vụ\n"
              "Người bàn giao | from: Nguyễn Văn Hùng <hungnv@tinh.gov.vn>\n"
              "Người tiếp nhận | to: Trần Thị Mai <maitt@tinh.gov.vn>\n"
              "Quyền | rights: read,answer\n"
              "Căn cứ | decision: 45/QĐ-UBND, 1/7/2026\n"
              "Người thực hiện | by: tram\n"
              "Thời điểm | time: 2026-07-19 00:00:00+07:00\n"
              "Số nhật ký | journal position: 17\n"
              "Nội dung | content: 2 folders, 7 messages, 1050 octets\n"
              "Thư mục | folder: 5 messages, 1000 octets, uid-validity 1, uid-next 8, mod-sequence 9, INBOX\n"
              "Thư mục | folder: 2 messages, 50 octets, uid-validity 2, uid-next 3, mod-sequence 4, Đã gửi\n");
}

}  // namespace
}  // namespace tram::province
