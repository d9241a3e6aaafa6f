#include "proto/dsn/notice.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "mime/address.hpp"
#include "mime/compose.hpp"

namespace tram::dsn {

namespace {

// A stranger's: it goes into a field of ours as it is, or not at all. [RFC5322 3.6.4]
bool isMessageId(std::string_view text) {
    return text.size() > 2 && text.size() <= limits::desk::field && text.front() == '<' && text.back() == '>' &&
           std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace

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
    const bool isReply = isMessageId(notice.inReplyTo);
    if (isReply) {
        headers.add("In-Reply-To", notice.inReplyTo);
        headers.add("References", notice.inReplyTo);
    }
    headers.add("Auto-Submitted", isReply ? "auto-replied" : "auto-generated");
    report.message = mime::composeMessage(headers, mime::textPart(notice.text));
    return report;
}

}  // namespace tram::dsn
