// The encoded form gives back what was put in, is small, and survives damage.
#include "mime/message_summary.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "base/random.hpp"
#include "mime/part_tree.hpp"

namespace tram::mime {
namespace {

const std::string everything =
    "Date: Mon, 2 Sep 2030 07:15:00 +0700\r\nSubject: =?utf-8?q?B=C3=A1o?=\r\nFrom: An <an@a.example>\r\n"
    "Reply-To: g: x@y.example;\r\nTo: <@r.example:c@c.example>\r\nMessage-ID: <2@x>\r\n"
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Language: vi, en\r\nContent-MD5: m\r\n"
    "Content-Location: l\r\nContent-Description: d\r\nContent-ID: <i>\r\nContent-Transfer-Encoding: x-rot13\r\n"
    "Content-Disposition: attachment; filename*=utf-8''B%C3%A1o; size=3\r\n\r\none\r\n--b\r\n"
    "Content-Type: message/rfc822\r\n\r\nSubject: inner\r\nContent-Type: text/x-own; p=\"q "
    "r\"\r\n\r\nbody\r\n--b--\r\n";

TEST(MessageSummary, SurvivesEncoding) {
    for (const std::string& message : {everything, std::string(), std::string("\r\nx"),
                                       std::string("Content-Type: multipart/mixed; boundary=b\n\nnothing")}) {
        const auto summary = summarise(message);
        const auto decoded = decodeSummary(encodeSummary(summary));
        ASSERT_TRUE(decoded) << message;
        EXPECT_EQ(*decoded, summary) << message;
    }
}

TEST(MessageSummary, OfAnOrdinaryMessageIsSmall) {
    std::string message =
        "Return-Path: <an.nguyen@songthu.example>\r\nReceived: from a by b\r\nFrom: =?utf-8?q?Nguy=E1=BB=85n?= "
        "<an.nguyen@songthu.example>\r\nTo: van-thu@songthu.example\r\nSubject: =?utf-8?q?B=C3=A1o_c=C3=A1o?=\r\n"
        "Date: Mon, 2 Sep 2030 07:15:00 +0700\r\nMessage-ID: <0123456789abcdef@songthu.example>\r\n"
        "Content-Type: multipart/alternative; boundary=\"=_0123456789abcdef0123456789abcdef\"\r\n\r\n"
        "--=_0123456789abcdef0123456789abcdef\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n";
    message.append(1500, 'x').append(
        "\r\n--=_0123456789abcdef0123456789abcdef\r\nContent-Type: text/html; charset=utf-8\r\n\r\n");
    message.append(1500, 'x').append("\r\n--=_0123456789abcdef0123456789abcdef--\r\n");
    EXPECT_LE(encodeSummary(summarise(message)).size(), 350U);
}

TEST(MessageSummary, EvenTheLargestCanBeDecoded) {
    std::string message = "Content-Type: multipart/mixed; boundary=b\n\n";
    for (std::uint32_t i = 0; i < limits::mime::parts; ++i) {
        message +=
            "--b\nContent-Type: application/x-" + std::string(200, 't') + "; a=" + std::string(300, 'v') + "\n\nx\n";
    }
    const auto summary = summarise(message);
    const auto encoded = encodeSummary(summary);
    EXPECT_LE(encoded.size(), limits::mime::encodedSummary);
    const auto decoded = decodeSummary(encoded);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(*decoded, summary);
}

TEST(MessageSummary, RefusesWhatCannotBe) {
    EXPECT_EQ(decodeSummary("").error(), SummaryError::truncated);
    EXPECT_EQ(decodeSummary("\x02").error(), SummaryError::unknownVersion);
    const auto encoded = encodeSummary(summarise(everything));
    for (std::size_t cut = 1; cut < encoded.size(); ++cut) {
        EXPECT_FALSE(decodeSummary(ByteView(encoded).substr(0, cut))) << cut;
    }
    EXPECT_EQ(decodeSummary(encoded + "x").error(), SummaryError::malformed);
    EXPECT_EQ(decodeSummary(std::string(2 * limits::mime::encodedSummary, '\1')).error(), SummaryError::malformed);
}

TEST(MessageSummary, DamageIsFoundOrConsistent) {
    const auto encoded = encodeSummary(summarise(everything));
    SeededRandom random(11);
    for (int round = 0; round < 20'000; ++round) {
        auto damaged = encoded;
        damaged[random.next() % damaged.size()] = static_cast<char>(random.next());
        const auto decoded = decodeSummary(damaged);
        if (!decoded) continue;
        for (const auto& part : decoded->parts) {
            ASSERT_LE(part.headerStart, part.bodyStart);
            ASSERT_LE(part.bodyStart, part.bodyEnd);
            ASSERT_LE(part.bodyEnd, decoded->size);
            ASSERT_LE(part.end, decoded->parts.size());
            if (part.envelope != Part::none) {
                ASSERT_LT(part.envelope, decoded->enclosed.size());
            }
        }
    }
}

}  // namespace
}  // namespace tram::mime
