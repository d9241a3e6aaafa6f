// What is composed is read back by our own parser, and keeps the rules of lines.
#include "mime/compose.hpp"

#include <gtest/gtest.h>

#include "base/utf8.hpp"
#include "mime/encoded_word.hpp"
#include "mime/header_fields.hpp"
#include "mime/part_tree.hpp"
#include "mime/text_extract.hpp"

namespace tram::mime {
namespace {

using namespace std::chrono_literals;

void expectGoodLines(ByteView message, std::size_t limit) {
    EXPECT_TRUE(isAscii(message));
    while (!message.empty()) {
        const auto end = message.find('\n');
        ASSERT_NE(end, ByteView::npos) << "no line end at the end";
        ASSERT_TRUE(end > 0 && message[end - 1] == '\r') << "bare LF";
        EXPECT_LE(end - 1, limit) << message.substr(0, end);
        EXPECT_EQ(message.substr(0, end - 1).find('\r'), ByteView::npos);
        message.remove_prefix(end + 1);
    }
}

TEST(HeaderWriter, FoldsAndEncodes) {
    HeaderWriter writer;
    std::string subject;
    for (int i = 0; i < 30; ++i) subject += "Báo cáo " + std::to_string(i) + " ";
    subject.pop_back();
    std::vector<std::string> recipients;
    for (int i = 0; i < 20; ++i)
        recipients.push_back(formatAddress("Cán bộ, số " + std::to_string(i), "cb@songthu.example"));
    writer.add("Message-ID", "<1@x>")
        .addText("Subject", subject)
        .addAddresses("To", recipients)
        .addDate(std::chrono::sys_days{std::chrono::year{2030} / 9 / 2} + 15min, 7h);
    expectGoodLines(writer.bytes(), 78);
    const auto summary = summarise(writer.bytes() + "\r\n");
    EXPECT_EQ(decodeHeaderText(*summary.envelope.subject), subject);
    ASSERT_EQ(summary.envelope.to.size(), recipients.size());
    EXPECT_EQ(displayName(summary.envelope.to[19]), "Cán bộ, số 19");
    EXPECT_EQ(summary.envelope.date, "Mon, 02 Sep 2030 07:15:00 +0700");
}

TEST(HeaderWriter, ValuesCannotMakeFields) {
    HeaderWriter writer;
    writer.add("X-A", "a\r\nX-Evil: b")
        .addText("Subject", "á\r\nX-Evil: b")
        .add("X-B", std::string(3000, 'x'))
        .add("X-C", "Báo");
    expectGoodLines(writer.bytes(), 998);
    EXPECT_FALSE(findField(writer.bytes(), "X-Evil"));
    EXPECT_EQ(unfold(findField(writer.bytes(), "X-C")->value), "B?o");
}

TEST(TextPart, ChoosesTheEncoding) {
    const auto ascii = textPart("Bao cao\nHet");
    EXPECT_EQ(
        ascii.whole(),
        "Content-Type: text/plain; charset=us-ascii\r\nContent-Transfer-Encoding: 7bit\r\n\r\nBao cao\r\nHet\r\n");
    for (const std::string& body : {std::string("Một chữ, else only ASCII in this line.\n"), std::string("ếếếếếếếế\n"),
                                    std::string(2000, 'a') + "\n", std::string("bare\rCR\n")}) {
        const auto part = textPart(body);
        const auto whole = part.whole();
        expectGoodLines(whole, 78);
        std::string expected;
        for (const char c : body) expected += c == '\n' ? std::string("\r\n") : std::string(1, c);
        EXPECT_EQ(partText(summarise(whole).parts[0], whole, 10'000), expected);
    }
}

TEST(Report, IsReadBack) {
    const std::string original = "From: a@b.example\r\nSubject: =?utf-8?q?B=C3=A1o?=\r\n\r\nnội dung\r\n";
    SeededRandom random(1);
    HeaderWriter fields;
    fields.add("Reporting-MTA", "dns; mx.songthu.example");
    HeaderWriter recipient;
    recipient.add("Final-Recipient", "rfc822; x@y.example").add("Action", "failed").add("Status", "5.1.1");
    const std::vector<Bytes> groups = {fields.bytes(), recipient.bytes()};
    const std::vector<ComposedPart> parts = {textPart("Không gửi được.\n"), deliveryStatusPart(groups),
                                             messagePart(original)};
    HeaderWriter headers;
    headers.addText("Subject", "Thư không gửi được");
    const auto message = composeMessage(headers, multipart("report", "; report-type=delivery-status", parts, random));
    const auto summary = summarise(message);
    ASSERT_EQ(summary.parts.size(), 5U);
    EXPECT_EQ(findParameter(summary.parts[0].parameters, "report-type"), "delivery-status");
    EXPECT_EQ(summary.parts[0].encoding, TransferEncoding::eightBit);
    EXPECT_EQ(summary.parts[2].body(message),
              "Reporting-MTA: dns; mx.songthu.example\r\n\r\nFinal-Recipient: rfc822; x@y.example\r\nAction: "
              "failed\r\nStatus: 5.1.1\r\n");
    EXPECT_EQ(summary.parts[3].body(message), original);
    EXPECT_EQ(summary.parts[3].subtype, "rfc822");
    EXPECT_EQ(summary.parts[3].encoding, TransferEncoding::eightBit);

    const std::vector<ComposedPart> headersOnly = {textPart("x"), headersPart(original)};
    const auto sevenBit = composeMessage(headers, multipart("report", "", headersOnly, random));
    expectGoodLines(sevenBit, 78);
    const auto short_ = summarise(sevenBit);
    EXPECT_EQ(short_.parts[2].subtype, "rfc822-headers");
    EXPECT_EQ(partText(short_.parts[2], sevenBit, 1000), "From: a@b.example\r\nSubject: =?utf-8?q?B=C3=A1o?=\r\n");
}

TEST(Multipart, BoundaryOccursInNoPart) {
    // The part holds the very boundary that these random octets make first.
    SeededRandom first(5);
    const auto guessed = multipart("mixed", "", std::vector{textPart("x")}, first);
    SeededRandom again(5);
    const auto result = multipart("mixed", "", std::vector{messagePart(guessed.whole())}, again).whole();
    EXPECT_EQ(summarise(result).parts.size(), 4U);
}

TEST(FilePart, HasItsName) {
    const auto part =
        filePart("application/pdf", "Báo cáo tháng 8, bản cuối cùng đã được phê duyệt.pdf", std::string(1000, '\0'))
            .whole();
    expectGoodLines(part, 78);
    const auto summary = summarise(part);
    EXPECT_EQ(parameterText(summary.parts[0].disposition->parameters, "filename"),
              "Báo cáo tháng 8, bản cuối cùng đã được phê duyệt.pdf");
}

TEST(MessagePart, SaysWhatItsOctetsAre) {
    EXPECT_EQ(messagePart("A: b\r\n\r\nc\r\n").encoding, TransferEncoding::sevenBit);
    EXPECT_EQ(messagePart("A: b\r\n\r\nđ\r\n").encoding, TransferEncoding::eightBit);
    EXPECT_EQ(messagePart("A: b\r\n\r\n" + std::string(999, 'x') + "\r\n").encoding, TransferEncoding::binary);
    EXPECT_TRUE(messagePart("A: đ\r\n\r\n").headers.starts_with("Content-Type: message/global\r\n"));
}

TEST(MessageId, IsUniqueAndWellFormed) {
    SeededRandom random(2);
    const auto now = std::chrono::sys_seconds{1'900'000'000s};
    const auto one = makeMessageId(now, random, "songthu.example");
    EXPECT_NE(one, makeMessageId(now, random, "songthu.example"));
    EXPECT_TRUE(one.starts_with("<") && one.ends_with("@songthu.example>"));
}

}  // namespace
}  // namespace tram::mime
