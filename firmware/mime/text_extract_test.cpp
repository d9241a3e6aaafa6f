#include "mime/text_extract.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "mime/attachments.hpp"
#include "mime/part_tree.hpp"
#include "text/search_key.hpp"

namespace tram::mime {
namespace {

const std::string message =
    "From: =?utf-8?q?Nguy=E1=BB=85n?= <a@b>\r\nSubject: =?utf-8?q?B=C3=A1o?=\r\n"
    "Content-Type: multipart/mixed; boundary=b\r\n\r\npreamble\r\n"
    "--b\r\nContent-Type: text/plain; charset=windows-1258\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    "Vi=EA=F2t=\r\n Nam\r\n"
    "--b\r\nContent-Type: application/pdf; name=\"=?utf-8?q?B=C3=A1o?=.pdf\"\r\nContent-Transfer-Encoding: "
    "base64\r\n\r\n"
    "c2VjcmV0\r\n"
    "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: =?utf-8?q?g=E1=BB=91c?=\r\n"
    "Content-Type: text/html; charset=utf-8\r\n\r\n<p>thư</p>\r\n--b--\r\n";

std::string bodyText(ByteView bytes, std::size_t overlap = 0) {
    std::string out;
    visitBodyText(summarise(bytes), bytes, overlap, [&](ByteView piece) {
        out.append(piece).append("|");
        return Visit::goOn;
    });
    return out;
}

TEST(TextExtract, BodyOfAllTextParts) {
    EXPECT_EQ(bodyText(message), "Việt Nam|Subject: gốc|Content-Type: text/html; charset=utf-8|<p>thư</p>|");
}

TEST(TextExtract, HeaderIsDecoded) {
    std::string out;
    visitHeaderText(summarise(message), message, [&](ByteView line) {
        out.append(line).append("|");
        return line.starts_with("Subject") ? Visit::stop : Visit::goOn;
    });
    EXPECT_EQ(out, "From: Nguyễn <a@b>|Subject: Báo|");
}

TEST(TextExtract, StopsWhenToldTo) {
    int pieces = 0;
    EXPECT_EQ(visitBodyText(summarise(message), message, 0,
                            [&](ByteView) { return ++pieces == 2 ? Visit::stop : Visit::goOn; }),
              Visit::stop);
    EXPECT_EQ(pieces, 2);
}

TEST(TextExtract, PiecesOverlapSoThatNothingIsMissed) {
    const text::SearchKey key("bao cao thang tam");
    for (const bool lines : {true, false}) {
        std::string text(limits::mime::textPiece - 9, 'x');
        if (lines) {
            for (std::size_t i = 70; i < text.size(); i += 72) text[i] = '\n';
        }
        text += "Báo cáo\r\n tháng tám ";
        text.append(3 * limits::mime::textPiece, 'y');
        const auto bytes = "Content-Type: text/plain; charset=utf-8\r\n\r\n" + text;
        bool found = false;
        std::size_t longest = 0;
        visitBodyText(summarise(bytes), bytes, key.longestMatch(), [&](ByteView piece) {
            longest = std::max(longest, piece.size());
            found = found || key.foundIn(piece);
            return Visit::goOn;
        });
        EXPECT_TRUE(found);
        EXPECT_LE(longest, 2 * limits::mime::textPiece + limits::mime::textOverlap);
    }
}

TEST(TextExtract, WideTextInPieces) {
    std::string wide = "\xFF\xFE";
    for (std::size_t i = 0; i < limits::mime::textPiece; ++i) wide.append("a\0", 2);
    const auto bytes = "Content-Type: text/plain; charset=utf-16\r\nContent-Transfer-Encoding: binary\r\n\r\n" + wide;
    std::size_t letters = 0;
    visitBodyText(summarise(bytes), bytes, 0, [&](ByteView piece) {
        letters += static_cast<std::size_t>(std::count(piece.begin(), piece.end(), 'a'));
        EXPECT_EQ(piece.find_first_not_of('a'), ByteView::npos);
        return Visit::goOn;
    });
    EXPECT_EQ(letters, limits::mime::textPiece);
}

TEST(TextExtract, OnePart) {
    const auto summary = summarise(message);
    EXPECT_EQ(partText(summary.parts[1], message, 1000), "Việt Nam");
    EXPECT_EQ(partText(summary.parts[1], message, 2), "Vi");
}

TEST(Attachments, AreWhatIsNotTheLetter) {
    const auto summary = summarise(message);
    std::string which;
    for (std::uint32_t i = 0; i < summary.parts.size(); ++i) which += isAttachment(summary, i) ? 'x' : '-';
    EXPECT_EQ(which, "--x--");
    EXPECT_EQ(attachmentName(summary.parts[2]), "Báo.pdf");
    EXPECT_EQ(attachmentsSize(summary, message), 6U);
    EXPECT_EQ(attachmentsWithin(summary, message, 6), WithinLimit::yes);
    EXPECT_EQ(attachmentsWithin(summary, message, 5), WithinLimit::no);
}

TEST(Attachments, Rules) {
    const std::pair<ByteView, std::uint64_t> rows[] = {
        {"Content-Type: text/plain\n\n12345", 0},
        {"Content-Type: text/plain; name=x.txt\n\n12345", 5},
        {"Content-Type: text/html\nContent-Disposition: attachment\n\n12345", 5},
        {"Content-Type: text/csv\n\n12345", 5},
        {"Content-Type: image/png\nContent-Disposition: inline\n\n12345", 5},
        {"Content-Type: message/rfc822\n\nSubject: x\n\n12345", 0},
        {"Content-Type: message/rfc822\nContent-Disposition: attachment\n\nA: b\n\n12345", 11},
        {"Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\nMTIzNDU=\n", 5},
    };
    for (const auto& [bytes, size] : rows) EXPECT_EQ(attachmentsSize(summarise(bytes), bytes), size) << bytes;
}

}  // namespace
}  // namespace tram::mime
