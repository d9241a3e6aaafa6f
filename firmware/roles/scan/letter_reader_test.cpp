// What tram-scan makes of letters: forms in them and beside them, and everything that only looks like one. R8.2
#include "roles/scan/letter_reader.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "base/random.hpp"
#include "mime/compose.hpp"

namespace tram::roles {
namespace {

using store::schema::ChangeVerb;

Bytes letterOf(const std::string& text, std::vector<mime::ComposedPart> files = {}, const std::string& header = {}) {
    mime::HeaderWriter headers;
    headers.addText("Subject", "Đề nghị cấp hộp thư");
    headers.add("Message-ID", "<a@b>");
    if (files.empty()) return header + mime::composeMessage(headers, mime::textPart(text));
    files.insert(files.begin(), mime::textPart(text));
    SeededRandom random(1);
    return header + mime::composeMessage(headers, mime::multipart("mixed", {}, files, random));
}

// "row verb name|address" a line; then "! row column problem".
std::string formOf(ByteView message) {
    const auto letter = readLetter(message);
    std::string text;
    for (const auto& change : letter.changes)
        text += std::to_string(change->row) + " " + EnumNameChangeVerb(change->verb) + " " + change->name + "|" +
                change->address + "\n";
    for (const auto& fault : letter.faults)
        text += "! " + std::to_string(fault->row) + " " + fault->column + " " + fault->problem + "\n";
    return text;
}

TEST(LetterReader, AnOrdinaryLetter) {
    const auto letter = readLetter(letterOf("Tôi không đăng nhập được.\r\nXin giúp.\r\n"));
    EXPECT_EQ(letter.subject, "Đề nghị cấp hộp thư");
    EXPECT_EQ(letter.message_id, "<a@b>");
    EXPECT_EQ(letter.text, "Tôi không đăng nhập được.\nXin giúp.\n");
    EXPECT_TRUE(letter.changes.empty());
    EXPECT_TRUE(letter.faults.empty());
    EXPECT_FALSE(letter.automatic);
    EXPECT_EQ(letter.follows, 0U);
}

TEST(LetterReader, AFormInTheText) {
    EXPECT_EQ(formOf(letterOf("Kính gửi,\nYêu cầu: tạo\nHọ và tên: Nguyễn Văn Hùng\n")), "2 make Nguyễn Văn Hùng|\n");
}

TEST(LetterReader, FormsBesideItHaveRowsOfTheirOwn) {
    const auto csv =
        mime::filePart("text/csv; charset=utf-8", "ds.csv", "Yêu cầu,Họ tên,Email\ntạo,Y Ban,\nđóng,,maitt\n");
    const auto plain = mime::filePart("text/plain; charset=utf-8", "don.txt", "Yêu cầu: đổi\nEmail: binhlv\n");
    const auto other = mime::filePart("application/octet-stream", "DS.CSV", "Họ tên\nVũ Thị Lan\n");
    const auto picture = mime::filePart("image/png", "a.png", "PNG");
    EXPECT_EQ(formOf(letterOf("Xem tệp.", {csv, plain, picture, other})),
              "2 make Y Ban|\n3 close |maitt\n1 change |binhlv\n4 make Vũ Thị Lan|\n");
}

TEST(LetterReader, WhatIsNoSheetIsAFaultOfItsFile) {
    const auto bomb = mime::filePart("application/octet-stream", "ds.xlsx", "PK\x03\x04 no archive");
    const auto quote = mime::filePart("text/csv; charset=utf-8", "x.csv", "Họ tên\n\"Y Ban\n");
    EXPECT_EQ(formOf(letterOf("Xem tệp.", {bomb, quote})), "! 0 ds.xlsx not_a_sheet\n! 2 x.csv bad_quote\n");
    EXPECT_EQ(formOf(letterOf("Yêu cầu: tạo\nHọ tên: A\nNgày: hôm qua\n")), "! 1 dated bad_date\n");
}

TEST(LetterReader, AnHtmlLetter) {
    const auto html = mime::textPart("html", "<p>Yêu cầu: tạo</p><p>Họ tên: <b>Y Ban</b></p>");
    mime::HeaderWriter headers;
    headers.addText("Subject", "Re: Fwd: [HT-12] Đã nhận");
    const auto letter = readLetter(mime::composeMessage(headers, html));
    EXPECT_EQ(letter.follows, 12U);
    EXPECT_EQ(letter.text, "Yêu cầu: tạo\nHọ tên: Y Ban\n");
    ASSERT_EQ(letter.changes.size(), 1U);
    EXPECT_EQ(letter.changes[0]->verb, ChangeVerb::make);
}

// RFC 3834 2
TEST(LetterReader, WhatAMachineWroteIsSaidSo) {
    for (const auto* field : {"Auto-Submitted: auto-replied\r\n", "auto-submitted: auto-generated\r\n",
                              "Precedence: bulk\r\n", "List-Id: <a.b>\r\n"})
        EXPECT_TRUE(readLetter(letterOf("x", {}, field)).automatic) << field;
    for (const auto* field : {"Auto-Submitted: no\r\n", "Auto-Submitted: No (x)\r\n", "Precedence: urgent\r\n", ""})
        EXPECT_FALSE(readLetter(letterOf("x", {}, field)).automatic) << field;
}

TEST(LetterReader, WhatItSaysIsBounded) {
    std::string csv = "Họ tên\n";
    for (std::size_t i = 0; i < limits::desk::changes + 10; ++i) csv += "Y Ban\n";
    const auto letter = readLetter(letterOf(std::string(3 * limits::desk::text, 'a') + "\x01\x7f",
                                            {mime::filePart("text/csv; charset=utf-8", "ds.csv", csv)}));
    EXPECT_EQ(letter.changes.size(), limits::desk::changes);
    ASSERT_EQ(letter.faults.size(), 1U);
    EXPECT_EQ(letter.faults[0]->problem, "too_many");
    EXPECT_EQ(letter.text.size(), limits::desk::text);
}

TEST(LetterReader, WhatSomebodyElseWroteIsNoFormOfTheSender) {
    const auto enclosed = mime::messagePart(letterOf("Yêu cầu: tạo\nHọ tên: Y Ban\n"));
    EXPECT_EQ(formOf(letterOf("Xem thư kèm.", {enclosed})), "");
}

TEST(LetterReader, ARowOfControlsIsAFaultOfItsOwn) {
    const auto csv = mime::filePart("text/csv; charset=utf-8", "ds.csv", "Họ tên\nY Ban\n\x1a\n");
    EXPECT_EQ(formOf(letterOf("Xem tệp.", {csv})), "2 make Y Ban|\n! 3 name missing\n");
}

TEST(LetterReader, NothingIsALetterToo) {
    for (const auto* message : {"", "\r\n\r\n", "x", "Subject:\r\n"}) EXPECT_EQ(formOf(message), "") << message;
}

}  // namespace
}  // namespace tram::roles
