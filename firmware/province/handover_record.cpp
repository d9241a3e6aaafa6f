#include "province/handover_record.hpp"

#include <format>

#include "province/basis.hpp"
#include "province/time_zone.hpp"

namespace tram::province {

std::string toText(const HandoverRecord& record) {
    std::string text(handoverHeading);
    const auto line = [&](std::string_view vietnamese, std::string_view english, std::string_view value) {
        text += std::format("{} | {}: {}\n", vietnamese, english, value);
    };
    line("Trạm", "appliance", record.appliance);
    line("Hộp thư", "mailbox", record.mailbox);
    line("Cơ quan, đơn vị", "agency", record.agency);
    line("Người bàn giao", "from", record.from);
    line("Người tiếp nhận", "to", record.to);
    line("Quyền", "rights", record.rights);
    line("Căn cứ", "decision", record.decision + ", " + vietnameseDay(record.day));
    line("Người thực hiện", "by", record.by);
    line("Thời điểm", "time", std::format("{:%Y-%m-%d %H:%M:%S}+07:00", onTheClock(record.time)));
    line("Số nhật ký", "journal position", std::to_string(record.position));
    std::uint64_t messages = 0;
    std::uint64_t octets = 0;
    for (const auto& folder : record.folders) {
        messages += folder.messages;
        octets += folder.octets;
    }
    line("Nội dung", "content",
         std::format("{} folders, {} messages, {} octets", record.folders.size(), messages, octets));
    for (const auto& folder : record.folders) {
        line("Thư mục", "folder",
             std::format("{} messages, {} octets, uid-validity {}, uid-next {}, mod-sequence {}, {}", folder.messages,
                         folder.octets, folder.uidValidity, folder.uidNext, folder.highestModSequence, folder.name));
    }
    return text;
}

}  // namespace tram::province
