#include "proto/dsn/report.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/limits.hpp"
#include "base/utf8.hpp"
#include "mime/content_coding.hpp"
#include "mime/encoded_word.hpp"
#include "mime/header_fields.hpp"
#include "mime/message_summary.hpp"
#include "mime/part_tree.hpp"
#include "proto/dsn/status_fields.hpp"

namespace tram::dsn {
namespace {

using namespace std::chrono_literals;

// 2030-09-02 00:15 UTC
const SystemTime arrival{std::chrono::sys_days{std::chrono::year{2030} / 9 / 2} + 15min};
const Bytes original =
    "From: an@tinh.gov.vn\r\nSubject: =?UTF-8?Q?B=C3=A1o_c=C3=A1o?=\r\nMessage-ID: <x.1@tinh.gov.vn>\r\n\r\nNội "
    "dung\r\n";

RecipientFacts failedRecipient(std::string address = "binh@example.vn") {
    RecipientFacts out;
    out.finalRecipient = std::move(address);
    out.action = Action::failed;
    out.status = {5, 1, 1};
    out.remoteMta = "mx.example.vn";
    out.diagnosticSource = DiagnosticSource::remote;
    out.diagnostic = "550 5.1.1 no such user";
    out.lastAttempt = arrival + 1min;
    return out;
}

ReportFacts facts(std::vector<RecipientFacts> recipients) {
    ReportFacts out;
    out.reportingMta = "mail.tinh.gov.vn";
    out.from = "postmaster@tinh.gov.vn";
    out.to = "an@tinh.gov.vn";
    out.arrival = arrival;
    out.envelopeId = "QQ-17";
    out.recipients = std::move(recipients);
    out.original = original;
    out.originalSize = original.size();
    out.now = arrival + 2min;
    return out;
}

Report compose(const ReportFacts& input) {
    SeededRandom random{1};
    auto report = composeReport(input, random);
    EXPECT_TRUE(report);
    return std::move(report).value_or(Report{});
}

// A report taken apart again.
struct Read {
    Bytes header;
    std::vector<std::string> types;
    std::vector<Bytes> bodies;  // decoded

    explicit Read(const Bytes& message) {
        header = ByteView{message}.substr(0, mime::headerSectionSize(message));
        const auto type = mime::unfold(mime::findField(header, "Content-Type").value().value);
        const auto from = type.find("boundary=\"") + 10;
        const auto boundary = "--" + type.substr(from, type.find('"', from) - from);
        auto rest = ByteView{message}.substr(header.size());
        for (;;) {
            const auto begin = rest.find(boundary);
            if (begin == ByteView::npos) break;
            rest.remove_prefix(begin + boundary.size());
            if (rest.starts_with("--")) break;
            rest.remove_prefix(2);
            const auto part = rest.substr(0, rest.find("\r\n" + boundary));
            const auto partHeader = part.substr(0, mime::headerSectionSize(part));
            types.push_back(mime::unfold(mime::findField(partHeader, "Content-Type").value().value));
            const auto coding = mime::findField(partHeader, "Content-Transfer-Encoding");
            bodies.push_back(mime::decodeContent(mime::parseTransferEncoding(coding ? coding->value : ""),
                                                 part.substr(partHeader.size())));
        }
    }
    [[nodiscard]] std::string field(ByteView name) const {
        const auto found = mime::findField(header, name);
        return found ? mime::unfold(found->value) : "(none)";
    }
    // The groups of the delivery status.
    [[nodiscard]] std::vector<Bytes> groups() const {
        std::vector<Bytes> out;
        ByteView rest = bodies.at(1);
        while (!rest.empty()) {
            const auto end = rest.find("\r\n\r\n");
            out.emplace_back(rest.substr(0, end == ByteView::npos ? end : end + 2));
            rest.remove_prefix(end == ByteView::npos ? rest.size() : end + 4);
        }
        return out;
    }
};

std::string fieldOf(const Bytes& group, ByteView name) {
    const auto found = mime::findField(group, name);
    return found ? mime::unfold(found->value) : "(none)";
}

TEST(Report, Failure) {
    auto input = facts({failedRecipient()});
    input.recipients[0].originalRecipient = OriginalRecipient{"rfc822", "Binh@Example.vn"};
    const auto report = compose(input);
    const Read read{report.message};
    EXPECT_EQ(read.field("To"), "<an@tinh.gov.vn>");
    EXPECT_EQ(read.field("Date"), "Mon, 02 Sep 2030 07:17:00 +0700");
    EXPECT_EQ(read.field("Auto-Submitted"), "auto-replied");
    EXPECT_EQ(read.field("Message-ID"), report.messageId);
    EXPECT_EQ(read.field("References"), "<x.1@tinh.gov.vn>");
    EXPECT_EQ(read.field("MIME-Version"), "1.0");
    EXPECT_TRUE(read.field("From").ends_with("<postmaster@tinh.gov.vn>"));
    EXPECT_EQ(mime::decodeHeaderText(read.field("Subject")), "Thư không gửi được / Undelivered mail");
    EXPECT_TRUE(read.field("Content-Type").starts_with("multipart/report; report-type=delivery-status;"));
    ASSERT_EQ(read.types.size(), 3U);
    EXPECT_TRUE(read.types[0].starts_with("text/plain"));
    EXPECT_EQ(read.types[1], "message/delivery-status");
    EXPECT_EQ(read.types[2], "message/rfc822");
    EXPECT_EQ(read.bodies[2], original);
    const auto groups = read.groups();
    ASSERT_EQ(groups.size(), 2U);
    EXPECT_EQ(groups[0],
              "Original-Envelope-Id: QQ-17\r\nReporting-MTA: dns; mail.tinh.gov.vn\r\n"
              "Arrival-Date: Mon, 02 Sep 2030 07:15:00 +0700\r\n");
    EXPECT_EQ(
        groups[1],
        "Original-Recipient: rfc822; Binh@Example.vn\r\nFinal-Recipient: rfc822; binh@example.vn\r\n"
        "Action: failed\r\nStatus: 5.1.1\r\nRemote-MTA: dns; mx.example.vn\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\nLast-Attempt-Date: Mon, 02 Sep 2030 07:16:00 +0700\r\n");
    const auto& text = read.bodies[0];
    EXPECT_NE(text.find("Không có hộp thư nào mang địa chỉ này"), Bytes::npos);
    EXPECT_NE(text.find("There is no mailbox with this address"), Bytes::npos);
    EXPECT_LT(text.find("Thư KHÔNG gửi được"), text.find("could NOT be delivered"));
    EXPECT_NE(text.find("“Báo cáo”"), Bytes::npos);
    EXPECT_NE(text.find("07:15 ngày 02/09/2030 (UTC+07:00)"), Bytes::npos);
    EXPECT_NE(text.find("550 5.1.1 no such user"), Bytes::npos);
    EXPECT_FALSE(report.needsSmtpUtf8);
    EXPECT_TRUE(report.isEightBit) << "the original is";
}

TEST(Report, DelayReturnsHeadersAndSaysUntilWhen) {
    auto recipient = failedRecipient();
    recipient.action = Action::delayed;
    recipient.status = {4, 4, 1};
    recipient.diagnosticSource = DiagnosticSource::local;
    recipient.diagnostic = "connection refused";
    recipient.willRetryUntil = arrival + 120h;
    const Read read{compose(facts({recipient})).message};
    EXPECT_TRUE(read.types[2].starts_with("text/rfc822-headers"));
    EXPECT_EQ(read.bodies[2].find("dung\r\n"), Bytes::npos);
    EXPECT_NE(read.bodies[2].find("Message-ID: <x.1@tinh.gov.vn>\r\n"), Bytes::npos);
    const auto group = read.groups().at(1);
    EXPECT_EQ(fieldOf(group, "Action"), "delayed");
    EXPECT_EQ(fieldOf(group, "Will-Retry-Until"), "Sat, 07 Sep 2030 07:15:00 +0700");
    EXPECT_EQ(fieldOf(group, "Diagnostic-Code"), "(none)");
    EXPECT_NE(read.bodies[0].find("quý vị không cần gửi lại"), Bytes::npos);
    EXPECT_NE(read.bodies[0].find("connection refused"), Bytes::npos);
    EXPECT_NE(mime::decodeHeaderText(read.field("Subject")).find("chưa gửi được"), std::string::npos);
}

TEST(Report, SuccessOfEachKind) {
    for (const auto action : {Action::delivered, Action::relayed, Action::expanded}) {
        auto recipient = failedRecipient();
        recipient.action = action;
        recipient.status = {2, 1, 5};
        recipient.diagnostic = "250 2.1.5 ok";
        recipient.willRetryUntil = arrival;
        const Read read{compose(facts({recipient})).message};
        EXPECT_EQ(fieldOf(read.groups().at(1), "Action"), name(action));
        EXPECT_EQ(fieldOf(read.groups().at(1), "Status"), "2.1.5");
        EXPECT_EQ(fieldOf(read.groups().at(1), "Will-Retry-Until"), "(none)");
        EXPECT_TRUE(read.types[2].starts_with("text/rfc822-headers"));
        EXPECT_EQ(mime::decodeHeaderText(read.field("Subject")), "Báo thư đã gửi / Mail delivery report");
    }
}

TEST(Report, SeveralRecipientsInOrder) {
    auto delayed = failedRecipient("chi@example.vn");
    delayed.action = Action::delayed;
    const Read read{compose(facts({failedRecipient(), delayed, failedRecipient("dung@example.vn")})).message};
    const auto groups = read.groups();
    ASSERT_EQ(groups.size(), 4U);
    EXPECT_EQ(fieldOf(groups[2], "Final-Recipient"), "rfc822; chi@example.vn");
    EXPECT_EQ(fieldOf(groups[2], "Status"), "4.1.1") << "the class follows the action";
    EXPECT_EQ(fieldOf(groups[3], "Final-Recipient"), "rfc822; dung@example.vn");
}

TEST(Report, NobodyToReportTo) {
    SeededRandom random{1};
    auto input = facts({failedRecipient()});
    input.to = "";
    EXPECT_FALSE(composeReport(input, random));
    EXPECT_FALSE(composeReport(facts({}), random));
}

struct Returned {
    const char* name;
    Return wanted;
    Bytes message;
    std::size_t view;  // octets of it that are handed in
    bool whole;
};
void PrintTo(const Returned& row, std::ostream* out) {
    *out << row.name;
}
class ReportReturn : public testing::TestWithParam<Returned> {};
TEST_P(ReportReturn, IsWholeOrHeaders) {
    const auto& row = GetParam();
    auto input = facts({failedRecipient()});
    input.returned = row.wanted;
    input.original = ByteView{row.message}.substr(0, row.view);
    input.originalSize = row.message.size();
    const Read read{compose(input).message};
    ASSERT_EQ(read.types.size(), 3U);
    EXPECT_EQ(read.types[2] == "message/rfc822", row.whole) << read.types[2];
}
const Bytes head = "Subject: a\r\n\r\n";
// A message of that many octets in ordinary lines.
Bytes ofSize(std::size_t octets) {
    auto out = head;
    while (out.size() + 80 < octets) out += Bytes(70, 'x') + "\r\n";
    return out + Bytes(octets - out.size() - 2, 'y') + "\r\n";
}
INSTANTIATE_TEST_SUITE_P(
    Table, ReportReturn,
    testing::Values(Returned{"full", Return::full, head + "b\r\n", 1'000, true},
                    Returned{"unset", Return::unset, head + "b\r\n", 1'000, true},
                    Returned{"headers", Return::headers, head + "b\r\n", 1'000, false},
                    Returned{"onlyTheHeadHandedIn", Return::full, head + "b\r\n", 14, false},
                    Returned{"justFits", Return::full, ofSize(limits::dsn::returnedMessage), 1U << 30, true},
                    Returned{"tooLarge", Return::full, ofSize(limits::dsn::returnedMessage + 1), 1U << 30, false},
                    Returned{"bareLineFeed", Return::full, head + "a\nb\r\n", 1'000, false},
                    Returned{"bareCarriageReturn", Return::full, head + "a\rb\r\n", 1'000, false},
                    Returned{"nul", Return::full, head + Bytes("a\0\r\n", 4), 1'000, false},
                    Returned{"line998", Return::full, head + Bytes(998, 'x') + "\r\n", 2'000, true},
                    Returned{"line999", Return::full, head + Bytes(999, 'x') + "\r\n", 2'000, false},
                    Returned{"openLastLine", Return::full, head + "b", 1'000, true},
                    Returned{"noBody", Return::full, "Subject: a\r\n", 1'000, true}),
    [](const auto& row) { return row.param.name; });

TEST(Report, Utf8RecipientForAnAsciiSender) {  // [RFC6533 3]
    auto recipient = failedRecipient(
        "\xC4\x91\xE1\xBB\xA9"
        "c+x@example.vn");
    recipient.originalRecipient = OriginalRecipient{"utf-8", "\xC4\x91@example.vn"};
    const auto report = compose(facts({recipient}));
    const Read read{report.message};
    EXPECT_EQ(read.types[1], "message/delivery-status");
    EXPECT_TRUE(isAscii(read.bodies[1]));
    EXPECT_EQ(fieldOf(read.groups().at(1), "Final-Recipient"), "utf-8; \\x{111}\\x{1EE9}c\\x{2B}x@example.vn");
    EXPECT_EQ(fieldOf(read.groups().at(1), "Original-Recipient"), "utf-8; \\x{111}@example.vn");
    EXPECT_FALSE(report.needsSmtpUtf8);
    EXPECT_NE(read.bodies[0].find("<\xC4\x91\xE1\xBB\xA9"
                                  "c+x@example.vn>"),
              Bytes::npos);
}

TEST(Report, Utf8SenderGetsAGlobalReport) {
    auto recipient = failedRecipient("\xC4\x91@example.vn");
    recipient.diagnostic = "550 5.1.1 kh\xC3\xB4ng c\xC3\xB3";
    auto input = facts({recipient});
    input.to = "\xC4\x91@tinh.gov.vn";
    input.returned = Return::headers;
    const Bytes marked = "Subject: B\xC3\xA1o c\xC3\xA1o\r\n\r\nb\r\n";
    input.original = marked;
    input.originalSize = marked.size();
    const auto report = compose(input);
    EXPECT_TRUE(report.needsSmtpUtf8);
    const Read read{report.message};
    EXPECT_EQ(read.field("To"), "<\xC4\x91@tinh.gov.vn>");
    EXPECT_EQ(read.types[1], "message/global-delivery-status");
    EXPECT_EQ(fieldOf(read.groups().at(1), "Final-Recipient"), "utf-8; \xC4\x91@example.vn");
    EXPECT_EQ(fieldOf(read.groups().at(1), "Diagnostic-Code"), "smtp; 550 5.1.1 kh\xC3\xB4ng c\xC3\xB3");
    EXPECT_EQ(read.types[2], "message/global-headers");
    EXPECT_EQ(read.bodies[2], "Subject: B\xC3\xA1o c\xC3\xA1o\r\n");
    EXPECT_EQ(read.field("Content-Transfer-Encoding"), "8bit");
}

// Whatever a stranger says, it makes no field, no line and no part.
TEST(ReportHostile, WordsStayInTheirPlace) {
    const std::vector<Bytes> words{"550 no\r\nStatus: 2.0.0\r\n\r\nFinal-Recipient: rfc822; x@y",
                                   Bytes("a\0b", 3),
                                   "\xff\xfe\xC4",
                                   Bytes(100'000, 'x'),
                                   Bytes(100'000, '"'),
                                   "\"unfinished quote \\",
                                   "\n\n--=_boundary\n",
                                   "\xE2\x80\xAE"
                                   "reversed",
                                   "\x1b[2J"};
    for (const auto& word : words) {
        for (const auto* const to : {"an@tinh.gov.vn", "\xC4\x91@tinh.gov.vn"}) {
            auto recipient = failedRecipient();
            recipient.diagnostic = recipient.remoteMta = recipient.finalRecipient = word;
            recipient.originalRecipient = OriginalRecipient{word, word};
            auto input = facts({recipient});
            input.envelopeId = word;
            input.to = to;
            const auto report = compose(input);
            const Read read{report.message};
            ASSERT_EQ(read.types.size(), 3U);
            const auto groups = read.groups();
            ASSERT_EQ(groups.size(), 2U);
            EXPECT_EQ(fieldOf(groups[1], "Status"), "5.1.1");
            std::size_t fields = 0;
            for (const auto& field : mime::HeaderFields(groups[1])) {
                ++fields;
                EXPECT_LT(field.whole.size(), 8'000U);
            }
            EXPECT_EQ(fields, 7U);
            EXPECT_EQ(report.message.find('\0'), Bytes::npos);
            EXPECT_EQ(report.message.find('\x1b'), Bytes::npos);
            EXPECT_TRUE(isUtf8(read.bodies[0]));
            for (ByteView rest = report.message; !rest.empty();) {
                const auto end = rest.find('\n');
                ASSERT_NE(end, ByteView::npos);
                EXPECT_LE(end, 999U);
                EXPECT_TRUE(end > 0 && rest[end - 1] == '\r');
                rest.remove_prefix(end + 1);
            }
        }
    }
}

// An address that grows sixfold when it is encoded, an answer of a thousand octets in a report that needs UTF-8.
TEST(ReportHostile, NoLineIsTooLong) {
    for (const auto* const sender : {"an@tinh.gov.vn", "đức@tinh.gov.vn"}) {
        auto recipient = failedRecipient("đức@example.vn");
        recipient.originalRecipient = OriginalRecipient{"utf-8", std::string(400, '\x0e') + std::string(400, '+')};
        recipient.diagnostic = "550 ";
        while (recipient.diagnostic.size() < 1'000) recipient.diagnostic += "không ";
        auto input = facts({recipient});
        input.to = sender;
        const auto report = compose(input);
        for (ByteView rest = report.message; !rest.empty();) {
            const auto end = rest.find("\r\n");
            ASSERT_LE(end, limits::mime::textLine) << rest.substr(0, 60);
            rest.remove_prefix(end + 2);
        }
    }
}

TEST(ReportHostile, MessageIdIsRepeatedOnlyIfItIsOne) {
    for (const auto* const id : {"no brackets", "<a b@c>", "<a@b> <c@d>", "<\xC4\x91@b>", "<>", ""}) {
        auto input = facts({failedRecipient()});
        const auto message = "Message-ID: " + Bytes{id} + "\r\n\r\n";
        input.original = message;
        input.originalSize = message.size();
        EXPECT_EQ(Read{compose(input).message}.field("References"), "(none)") << id;
    }
}

TEST(Report, IsWhatOurOwnParserReads) {
    const auto report = compose(facts({failedRecipient()}));
    const auto summary = mime::summarise(report.message);
    // The report, its three parts, and the root of the enclosed message.
    EXPECT_EQ(summary.parts.size(), 5U);
}

}  // namespace
}  // namespace tram::dsn
