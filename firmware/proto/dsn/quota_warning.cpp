#include "proto/dsn/quota_warning.hpp"

#include <format>

#include "base/limits.hpp"
#include "mime/address.hpp"
#include "mime/compose.hpp"

namespace tram::dsn {

namespace {

std::string megabytes(std::uint64_t octets) {
    return std::format("{} MB", octets / limits::MiB);
}

}  // namespace

Report composeQuotaWarning(const QuotaFacts& facts, Random& random) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(facts.now);
    Report report;
    report.to = facts.to;
    report.messageId = mime::makeMessageId(seconds, random, facts.from.substr(facts.from.rfind('@') + 1));
    const std::string from = mime::formatAddress("Hệ thống thư điện tử", facts.from);
    const std::string to = mime::formatAddress("", facts.to);
    mime::HeaderWriter headers;
    headers.addDate(seconds, facts.zone);
    headers.addAddresses("From", std::span(&from, 1));
    headers.addAddresses("To", std::span(&to, 1));
    headers.addText("Subject", std::format("Hộp thư đã dùng {0} % dung lượng / Mailbox is {0} % full", facts.level));
    headers.add("Message-ID", report.messageId);
    headers.add("Auto-Submitted", "auto-generated");
    const auto text = std::format(
        "Hộp thư {0} đã dùng {1} trong {2} được cấp. Khi hết dung lượng, thư gửi đến\n"
        "sẽ bị từ chối cho đến khi có chỗ trống. Đề nghị xóa thư không cần lưu, dọn\n"
        "thùng rác, hoặc đề nghị đơn vị vận hành cấp thêm dung lượng.\n"
        "\n"
        "The mailbox {0} uses {1} of the {2} it has. Once it is full, mail to it is\n"
        "refused until there is room again. Please delete what need not be kept, empty\n"
        "the trash, or ask the operators for more.\n",
        facts.to, megabytes(facts.used), megabytes(facts.quota));
    report.message = mime::composeMessage(headers, mime::textPart(text));
    return report;
}

}  // namespace tram::dsn
