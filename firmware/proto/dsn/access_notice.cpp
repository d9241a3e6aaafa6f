#include "proto/dsn/access_notice.hpp"

#include <format>

#include "proto/dsn/notice.hpp"

namespace tram::dsn {

Report composeAccessNotice(const AccessFacts& facts, Random& random) {
    Notice notice;
    notice.from = facts.from;
    notice.to = facts.to;
    notice.now = facts.now;
    notice.subject = "Thông báo: hộp thư đã được mở để đọc theo quyết định / Your mailbox was read on an order";
    notice.text = std::format(
        "Hộp thư {0} đã được mở để đọc theo quyết định sau đây.\n"
        "\n"
        "Người đọc:      {1}\n"
        "Từ:             {2}\n"
        "Đến:            {3}\n"
        "Căn cứ:         {4}\n"
        "Lý do:          {5}\n"
        "Người đề nghị:  {6}\n"
        "Người duyệt:    {7}\n"
        "\n"
        "The mailbox {0} could be read by {1} from {2} until {3}, on decision {4}: {5}.\n"
        "Ordered by {6}, approved by {7}.\n",
        facts.to, facts.reader, facts.since, facts.until, facts.decision, facts.reason, facts.ordered, facts.approved);
    return composeNotice(notice, random);
}

}  // namespace tram::dsn
