#include "proto/dsn/report.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/limits.hpp"
#include "base/utf8.hpp"
#include "mime/address.hpp"
#include "mime/compose.hpp"
#include "mime/encoded_word.hpp"
#include "mime/header_fields.hpp"
#include "proto/dsn/clean_text.hpp"
#include "proto/dsn/report_text.hpp"
#include "proto/dsn/status_fields.hpp"

namespace tram::dsn {
namespace {

constexpr std::size_t subjectLength = 200;

// Whether the message can be enclosed as it is: every line ends in CRLF and fits, no NUL. [RFC2045 2.7, 2.8]
bool isEnclosable(ByteView message) {
    if (message.find('\0') != ByteView::npos) return false;
    while (!message.empty()) {
        const auto end = message.find('\n');
        if (end == ByteView::npos)
            return message.size() <= limits::mime::textLine && message.find('\r') == ByteView::npos;
        const auto line = message.substr(0, end);
        if (line.size() > limits::mime::textLine + 1 || line.empty() || line.find('\r') != end - 1) return false;
        message.remove_prefix(end + 1);
    }
    return true;
}

mime::ComposedPart returnedPart(const ReportFacts& facts, Charset charset) {
    // RET is about failures; who only hears of a delay or success needs no copy. [RFC3461 4.3]
    const auto failed = std::ranges::contains(facts.recipients, Action::failed, &RecipientFacts::action);
    const auto whole = failed && facts.returned != Return::headers && facts.original.size() == facts.originalSize &&
                       facts.originalSize <= limits::dsn::returnedMessage && isEnclosable(facts.original);
    if (whole) return mime::messagePart(facts.original);
    const auto section = facts.original.substr(0, limits::dsn::returnedHeaders);
    auto part = mime::headersPart(section);
    const auto header = section.substr(0, mime::headerSectionSize(section));
    if (charset == Charset::utf8 && !isAscii(header) && isEnclosable(header)) {
        part.body = header;
        if (part.body.ends_with("\r\n\r\n")) part.body.resize(part.body.size() - 2);
        part.encoding = mime::TransferEncoding::eightBit;
        part.headers = "Content-Type: message/global-headers\r\nContent-Transfer-Encoding: 8bit\r\n";
    }
    return part;
}

// The field's value if it is a message identifier that can be repeated as it is.
std::string messageIdOf(ByteView section) {
    const auto field = mime::findField(section, "Message-ID");
    if (!field) return {};
    const auto value = mime::unfold(field->value);
    const auto isId = value.size() > 4 && value.size() <= 250 && value.starts_with('<') && value.ends_with('>') &&
                      std::ranges::all_of(value, [](char c) { return c > 0x20 && c < 0x7f; }) &&
                      std::ranges::count(value, '<') == 1 && std::ranges::count(value, '>') == 1;
    return isId ? value : std::string{};
}

std::string subjectOf(ByteView section) {
    const auto field = mime::findField(section, "Subject");
    if (!field) return {};
    // Decoding only makes it shorter; what is cut is not shown.
    return cleanLine(mime::decodeHeaderText(field->value.substr(0, limits::dsn::diagnostic * 4)), subjectLength);
}

// Lines of "To: local@domain"; under SMTPUTF8 in UTF-8, which the writer of mime does not write.
Bytes toField(ByteView address) {
    const auto clean = cleanLine(address, limits::dsn::address);
    if (!isAscii(clean)) return "To: <" + clean + ">\r\n";
    mime::HeaderWriter writer;
    writer.add("To", "<" + clean + ">");
    return writer.bytes();
}

}  // namespace

std::optional<Report> composeReport(const ReportFacts& facts, Random& random) {
    if (facts.to.empty() || facts.recipients.empty()) return std::nullopt;
    const auto now = std::chrono::floor<std::chrono::seconds>(facts.now);
    const auto charset = isAscii(facts.to) ? Charset::ascii : Charset::utf8;
    const auto section = facts.original.substr(0, limits::dsn::returnedHeaders);

    Report report;
    report.to = facts.to;
    report.messageId = mime::makeMessageId(now, random, facts.reportingMta);

    mime::HeaderWriter before;
    const std::array from{mime::formatAddress("Hệ thống thư / Mail System", facts.from)};
    before.addAddresses("From", from);
    mime::HeaderWriter after;
    after.addText("Subject", reportSubject(facts))
        .addDate(now, facts.zone)
        .add("Message-ID", report.messageId)
        .add("Auto-Submitted", "auto-replied");
    if (const auto id = messageIdOf(section); !id.empty()) after.add("In-Reply-To", id).add("References", id);

    const std::array parts{mime::textPart(reportText(facts, subjectOf(section))), deliveryStatus(facts, charset),
                           returnedPart(facts, charset)};
    const auto root = mime::multipart("report", "; report-type=delivery-status", parts, random);
    report.message = before.bytes() + toField(facts.to) + after.bytes() + "MIME-Version: 1.0\r\n" + root.whole();
    report.needsSmtpUtf8 = charset == Charset::utf8;
    report.isEightBit = !isAscii(report.message);
    return report;
}

}  // namespace tram::dsn
