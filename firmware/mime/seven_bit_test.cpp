#include "mime/seven_bit.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "mime/part_tree.hpp"

namespace tram::mime {
namespace {

SevenBitMessage::Source sourceOf(ByteView message) {
    return [message](std::uint64_t offset, std::uint64_t length, Bytes& out) {
        out += message.substr(offset, length);
        return true;
    };
}

Bytes rendered(ByteView message, std::uint64_t step) {
    auto rendering = SevenBitMessage::of(message, summarise(message));
    if (!rendering) return "error " + std::to_string(static_cast<int>(rendering.error()));
    Bytes out;
    while (out.size() < rendering->size()) {
        const auto length = std::min<std::uint64_t>(step, rendering->size() - out.size());
        if (!rendering->read(sourceOf(message), out.size(), length, out)) return "cannot be read";
    }
    return out;
}

struct Row {
    const char* name;
    Bytes message;
    Bytes expected;
};
class SevenBit : public testing::TestWithParam<Row> {};
TEST_P(SevenBit, IsTheSameForAllSteps) {
    for (const std::uint64_t step : {1U, 5U, 100'000U})
        EXPECT_EQ(rendered(GetParam().message, step), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Table, SevenBit,
    testing::Values(
        Row{"declared",
            "Subject: a\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: 8bit\r\nX: y\r\n\r\nBáo cáo\r\n.\r\n",
            "Subject: a\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\nX: y\r\n\r\nB=C3=A1o c=C3=A1o\r\n=2E\r\n"},
        Row{"undeclared", "Subject: a\r\n\r\nBáo cáo\r\n",
            "Subject: a\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n\r\nB=C3=A1o c=C3=A1o\r\n"},
        Row{"undeclaredUnknown", "Subject: a\r\n\r\n\xE1o\r\n",
            "Subject: a\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=unknown-8bit\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n\r\n=E1o\r\n"},
        Row{"withoutAnyHeader", "B\xC3\xA1o\r\n",
            "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n\r\nB=C3=A1o\r\n"},
        Row{"parts",
            "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
            "l\xC3\xA0\r\n--b\r\n\r\nB\xC3\xA1o\r\n--b\r\nContent-Type: image/x\r\nContent-Transfer-Encoding: "
            "binary\r\n"
            "\r\n\xFF\n\x01\r\n--b\r\nContent-Type: text/plain\r\n\r\nplain\r\n--b--\r\n",
            "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: 7bit\r\n\r\n"
            "l??\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "
            "quoted-printable\r\n\r\n"
            "B=C3=A1o\r\n--b\r\nContent-Type: image/x\r\nContent-Transfer-Encoding: base64\r\n"
            "\r\n/woB\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nplain\r\n--b--\r\n"},
        Row{"enclosed",
            "MIME-Version: 1.0\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
            "Subject: b\r\n\r\nB\xC3\xA1o\r\n",
            "MIME-Version: 1.0\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: 7bit\r\n\r\n"
            "Subject: b\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n\r\nB=C3=A1o\r\n"},
        Row{"enclosedWithoutAnEmptyLine", "Content-Type: message/rfc822\r\n\x01\r\nB\xC3\xA1o\r\n",
            "Content-Type: message/rfc822\r\n\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n\r\n=01\r\nB=C3=A1o\r\n"},
        Row{"declaredForNothing", "MIME-Version: 1.0\r\nContent-Transfer-Encoding: 8bit\r\n\r\nplain\r\n",
            "MIME-Version: 1.0\r\nContent-Transfer-Encoding: 7bit\r\n\r\nplain\r\n"},
        Row{"alreadyQuoted", "MIME-Version: 1.0\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\na=3D\xC3\xA1\r\n",
            "MIME-Version: 1.0\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\na=3D=C3=A1\r\n"},
        Row{"junkInBase64", "MIME-Version: 1.0\r\nContent-Transfer-Encoding: base64\r\n\r\nYQ==\xC3\r\n",
            "MIME-Version: 1.0\r\nContent-Transfer-Encoding: base64\r\n\r\nYQ==?\r\n"},
        Row{"headerStays", "Subject: B\xC3\xA1o\r\n\r\nplain\r\n", "Subject: B\xC3\xA1o\r\n\r\nplain\r\n"},
        Row{"signed",
            "Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\nB\xC3\xA1o\r\n--b\r\n\r\nsig\r\n--b--\r\n",
            "error 0"},
        Row{"partial", "Content-Type: message/partial\r\n\r\nB\xC3\xA1o\r\n", "error 1"},
        Row{"unknownEncoding", "Content-Transfer-Encoding: x-own\r\n\r\nB\xC3\xA1o\r\n", "error 2"},
        Row{"boundary", "Content-Type: multipart/mixed; boundary=\xC3\xA1\r\n\r\n--\xC3\xA1\r\n\r\nB\xC3\xA1o\r\n",
            "error 3"}),
    [](const auto& row) { return row.param.name; });

TEST(SevenBitMessage, LongContentIsTheSameInPieces) {
    Bytes text;
    while (text.size() < 300'000) text += "Báo cáo của Ủy ban nhân dân tỉnh về công tác quý I \r\n";
    const Bytes header = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n";
    const auto message = header + "\r\n" + text;
    EXPECT_EQ(rendered(message, 4'096),
              header + "Content-Transfer-Encoding: quoted-printable\r\n\r\n" + encodeQuotedPrintable(text));
    // One line without an end is no text that anybody reads.
    const Bytes line(200'000, '\xE1');
    EXPECT_EQ(rendered(header + "\r\n" + line, 4'096),
              header + "Content-Transfer-Encoding: base64\r\n\r\n" + encodeBase64(line));
}

TEST(SevenBitMessage, TellsWhenTheMessageCannotBeRead) {
    const ByteView message = "A: b\r\n\r\nB\xC3\xA1o\r\n";
    auto rendering = SevenBitMessage::of(message, summarise(message));
    ASSERT_TRUE(rendering);
    Bytes out;
    const SevenBitMessage::Source broken = [](std::uint64_t, std::uint64_t, Bytes&) { return false; };
    EXPECT_FALSE(rendering->read(broken, 0, 1, out));
    EXPECT_FALSE(rendering->read(sourceOf(message), 5, 1, out)) << "a gap";
    EXPECT_TRUE(rendering->read(sourceOf(message), 0, rendering->size(), out));
    EXPECT_FALSE(rendering->read(sourceOf(message), rendering->size(), 1, out)) << "beyond the end";
}

}  // namespace
}  // namespace tram::mime
