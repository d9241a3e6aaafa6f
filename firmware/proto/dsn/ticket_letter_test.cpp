#include "proto/dsn/ticket_letter.hpp"

#include <gtest/gtest.h>

#include "mime/content_coding.hpp"
#include "mime/encoded_word.hpp"
#include "mime/header_fields.hpp"

namespace tram::dsn {
namespace {

struct Letter {
    Bytes header;
    std::string subject;
    Bytes body;
};
Letter letterOf(const TicketFacts& facts) {
    SeededRandom random(1);
    const auto message = composeTicketLetter(facts, random).message;
    const auto end = message.find("\r\n\r\n") + 4;
    Letter letter;
    letter.header = message.substr(0, end);
    letter.subject = mime::decodeHeaderText(mime::findField(letter.header, "Subject")->value);
    const auto coding = mime::findField(letter.header, "Content-Transfer-Encoding");
    letter.body =
        mime::decodeContent(coding ? mime::parseTransferEncoding(coding->value) : mime::TransferEncoding::sevenBit,
                            ByteView(message).substr(end));
    return letter;
}
TicketFacts facts() {
    TicketFacts facts;
    facts.from = "hotro@tinh.gov.vn";
    facts.to = "sonoivu@tinh.gov.vn";
    facts.number = "HT-12";
    facts.subject = "Xin cấp hộp thư";
    facts.inReplyTo = "<a@b>";
    facts.isRequest = true;
    facts.lines = {{2, TicketVerb::make, "Nguyễn Văn Hùng", "hungnv@tinh.gov.vn"},
                   {3, TicketVerb::close, "maitt@tinh.gov.vn", ""}};
    return facts;
}

TEST(TicketLetter, SaysThatARequestCame) {
    const auto letter = letterOf(facts());
    EXPECT_EQ(letter.subject, "[HT-12] Đã nhận / Received: Xin cấp hộp thư");
    EXPECT_EQ(mime::unfold(mime::findField(letter.header, "In-Reply-To")->value), "<a@b>");
    EXPECT_EQ(mime::unfold(mime::findField(letter.header, "Auto-Submitted")->value), "auto-replied");
    EXPECT_TRUE(letter.body.contains("  2. tạo hộp thư: Nguyễn Văn Hùng\r\n")) << letter.body;
    EXPECT_TRUE(letter.body.contains("  3. close the mailbox: maitt@tinh.gov.vn\r\n")) << letter.body;
}

TEST(TicketLetter, SaysHowItEnded) {
    auto ended = facts();
    ended.news = TicketNews::done;
    ended.remark = "bà Mai còn giữ hộp thư cơ quan";
    auto letter = letterOf(ended);
    EXPECT_TRUE(letter.body.contains("tạo hộp thư: Nguyễn Văn Hùng – hungnv@tinh.gov.vn\r\n")) << letter.body;
    EXPECT_TRUE(letter.body.contains("maitt@tinh.gov.vn – không thực hiện\r\n")) << letter.body;
    EXPECT_TRUE(letter.body.contains("Trả lời: bà Mai còn giữ hộp thư cơ quan\r\n")) << letter.body;
    ended.news = TicketNews::rejected;
    letter = letterOf(ended);
    EXPECT_EQ(letter.subject, "[HT-12] Từ chối / Rejected: Xin cấp hộp thư");
    EXPECT_TRUE(letter.body.contains("Lý do: bà Mai còn giữ hộp thư cơ quan\r\n")) << letter.body;
    EXPECT_FALSE(letter.body.contains("hungnv@")) << letter.body;
}

TEST(TicketLetter, NamesEveryFaultOfAForm) {
    auto asked = facts();
    asked.lines.clear();
    asked.isRequest = false;
    asked.isFormOfNoAgency = true;
    asked.faults = {{5, "dated", "bad_date", "hôm qua"}, {0, "ds.xlsx", "not_a_sheet", ""}, {7, "x", "else", ""}};
    const auto letter = letterOf(asked);
    EXPECT_TRUE(letter.body.contains("  Dòng 5: dated: \"hôm qua\" không phải ngày\r\n")) << letter.body;
    EXPECT_TRUE(letter.body.contains("  ds.xlsx: cannot be read as a spreadsheet\r\n")) << letter.body;
    EXPECT_TRUE(letter.body.contains("  Dòng 7: x: không đọc được\r\n")) << letter.body;
    EXPECT_TRUE(letter.body.contains("hộp thư chính thức của cơ quan")) << letter.body;
}

TEST(TicketLetter, StrangersWordsMakeNoFields) {
    auto asked = facts();
    asked.subject = "a\r\nBcc: x@y\r\n\r\nb";
    for (const auto* id : {"<a\r\nBcc: x@y>", "a@b", "<>", "<a b>", "<ấ@b>"}) {
        asked.inReplyTo = id;
        const auto letter = letterOf(asked);
        EXPECT_FALSE(mime::findField(letter.header, "Bcc")) << letter.header;
        EXPECT_FALSE(mime::findField(letter.header, "In-Reply-To")) << id;
        EXPECT_EQ(mime::unfold(mime::findField(letter.header, "Auto-Submitted")->value), "auto-generated");
    }
}

}  // namespace
}  // namespace tram::dsn
