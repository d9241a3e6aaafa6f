#include "proto/dsn/notice.hpp"

#include "mime/address.hpp"
#include "mime/compose.hpp"

namespace tram::dsn {

Report composeNotice(const Notice& notice, Random& random) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(notice.now);
    Report report;
    report.to = notice.to;
    report.messageId = mime::makeMessageId(seconds, random, notice.from.substr(notice.from.rfind('@') + 1));
    const std::string from = mime::formatAddress("Hệ thống thư điện tử", notice.from);
    const std::string to = mime::formatAddress("", notice.to);
    mime::HeaderWriter headers;
    headers.addDate(seconds, notice.zone);
    headers.addAddresses("From", std::span(&from, 1));
    headers.addAddresses("To", std::span(&to, 1));
    headers.addText("Subject", notice.subject);
    headers.add("Message-ID", report.messageId);
    headers.add("Auto-Submitted", "auto-generated");
    report.message = mime::composeMessage(headers, mime::textPart(notice.text));
    return report;
}

}  // namespace tram::dsn
