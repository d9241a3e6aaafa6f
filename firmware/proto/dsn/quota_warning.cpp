#include "proto/dsn/quota_warning.hpp"

#include <format>

#include "base/limits.hpp"
#include "proto/dsn/notice.hpp"

namespace tram::dsn {

namespace {

std::string megabytes(std::uint64_t octets) {
    return std::format("{} MB", octets / limits::MiB);
}

}  // namespace

Report composeQuotaWarning(const QuotaFacts& facts, Random& random) {
    Notice notice;
    notice.from = facts.from;
    notice.to = facts.to;
    notice.now = facts.now;
    notice.zone = facts.zone;
    notice.subject = std::format("Hộp thư đã dùng {0} % dung lượng / Mailbox is {0} % full", facts.level);
    notice.text = std::format(
        "Hộp thư {0} đã dùng {1} trong {2} được cấp. Khi hết dung lượng, thư gửi đến\n"
        "sẽ bị từ chối cho đến khi có chỗ trống. Đề nghị xóa thư không cần lưu, dọn\n"
        "thùng rác, hoặc đề nghị đơn vị vận hành cấp thêm dung lượng.\n"
        "\n"
        "The mailbox {0} uses {1} of the {2} it has. Once it is full, mail to it is\n"
        "refused until there is room again. Please delete what need not be kept, empty\n"
        "the trash, or ask the operators for more.\n",
        facts.to, megabytes(facts.used), megabytes(facts.quota));
    return composeNotice(notice, random);
}

}  // namespace tram::dsn
