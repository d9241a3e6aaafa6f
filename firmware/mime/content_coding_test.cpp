#include "mime/content_coding.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"

namespace tram::mime {
namespace {

struct Row {
    const char* name;
    TransferEncoding encoding;
    ByteView body;
    ByteView decoded;
    bool malformed = false;
};

constexpr auto base64 = TransferEncoding::base64;
constexpr auto quoted = TransferEncoding::quotedPrintable;
constexpr auto uu = TransferEncoding::uuencode;

const Row rows[] = {
    {"7bit", TransferEncoding::sevenBit, "a=b \r\n", "a=b \r\n"},
    {"unknown", TransferEncoding::other, "a=41", "a=41"},
    {"base64", base64, "QsOhbw==\r\n", "Báo"},
    {"base64 of three", base64, "YWJj", "abc"},
    {"base64 over lines", base64, "YW\r\n Jj\r\nZA\r\n==", "abcd"},
    {"base64 without padding", base64, "YWJjZA", "abcd", true},
    {"base64 with half a padding", base64, "YWJjZA=", "abcd", true},
    {"base64 with a lost character", base64, "YWJjZ", "abc", true},
    {"base64 with foreign characters", base64, "YW!Jj", "abc", true},
    {"two base64 texts", base64, "YQ==YWJj", "aabc"},
    {"padding alone", base64, "=", "", true},
    {"base64 empty", base64, "", ""},
    {"quoted-printable", quoted, "B=C3=A1o=20c=c3=a1o\r\n", "Báo cáo\r\n"},
    {"soft line end", quoted, "B=C3=\r\n=A1o=\n!", "Báo!"},
    {"soft line end with padding", quoted, "a= \t\r\nb", "ab"},
    {"soft line end at the end", quoted, "a=", "a"},
    {"soft line end at the end with CR", quoted, "a=\r", "a"},
    {"white space at a line's end", quoted, "a \t\r\nb \n", "a\r\nb\n"},
    {"white space at the end", quoted, "a  ", "a"},
    {"white space inside", quoted, "a  b", "a  b"},
    {"bare CR", quoted, "a\rb", "a\rb"},
    {"bad escape", quoted, "a=ZZ", "a=ZZ", true},
    {"half an escape before a line end", quoted, "a=4\r\nb", "a=4\r\nb", true},
    {"half an escape at the end", quoted, "a=4", "a=4", true},
    {"escape after an escape", quoted, "==41", "=A", true},
    {"uuencode", uu, "text before\r\nbegin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\nafter", "Cat"},
    {"uuencode without its end", uu, "begin 644 x\n#0V%T\n", "Cat", true},
    {"uuencode without a begin", uu, "#0V%T\n", "", true},
};

TEST(ContentCoding, DecodesWholeAndAtEveryCut) {
    for (const auto& row : rows) {
        EXPECT_EQ(decodeContent(row.encoding, row.body), row.decoded) << row.name;
        EXPECT_EQ(decodedSize(row.encoding, row.body), row.decoded.size()) << row.name;
        for (std::size_t cut = 0; cut <= row.body.size(); ++cut) {
            ContentDecoder decoder(row.encoding);
            Bytes out;
            decoder.feed(row.body.substr(0, cut), out);
            decoder.feed(row.body.substr(cut), out);
            decoder.finish(out);
            EXPECT_EQ(out, row.decoded) << row.name << " cut at " << cut;
            EXPECT_EQ(decoder.malformed(), row.malformed) << row.name << " cut at " << cut;
        }
        ContentDecoder octetwise(row.encoding);
        Bytes out;
        for (const char c : row.body) octetwise.feed(ByteView(&c, 1), out);
        octetwise.finish(out);
        EXPECT_EQ(out, row.decoded) << row.name << " octet by octet";
    }
}

TEST(ContentCoding, Names) {
    const std::pair<ByteView, TransferEncoding> names[] = {
        {"", TransferEncoding::sevenBit},
        {"7BIT", TransferEncoding::sevenBit},
        {" base64\r\n", base64},
        {"(a (b)) Base64 (c)", base64},
        {"\"quoted-printable\"", quoted},
        {"quoted-printable; x", quoted},
        {"X-UUE", uu},
        {"8bit", TransferEncoding::eightBit},
        {"binary", TransferEncoding::binary},
        {"x-rot13", TransferEncoding::other},
    };
    for (const auto& [value, encoding] : names) EXPECT_EQ(parseTransferEncoding(value), encoding) << value;
    EXPECT_EQ(transferEncodingName(uu), "x-uuencode");
    EXPECT_EQ(transferEncodingName(TransferEncoding::other), "");
}

TEST(ContentCoding, EncodesAndDecodesBack) {
    SeededRandom random(3);
    for (std::size_t size = 0; size < 300; ++size) {
        Bytes bytes(size, '\0');
        for (auto& c : bytes)
            c = static_cast<char>(random.next() % 3 == 0 ? ' ' + random.next() % 3 * 29 : random.next());
        EXPECT_EQ(decodeContent(base64, encodeBase64(bytes)), bytes);
        EXPECT_EQ(decodeContent(base64, encodeBase64(bytes, Wrap::none)), bytes);
        const auto printable = encodeQuotedPrintable(bytes, LineEnds::binary);
        EXPECT_EQ(decodeContent(quoted, printable), bytes);
        std::size_t line = 0;
        for (const char c : printable) {
            line = c == '\n' ? 0 : line + 1;
            EXPECT_LE(line, 77U);  // 76 and the CR
            EXPECT_LT(static_cast<unsigned char>(c), 0x80);
        }
    }
}

TEST(ContentCoding, QuotedPrintableOfText) {
    EXPECT_EQ(encodeQuotedPrintable("Báo \n.a\r\nFrom b\nx\t"), "B=C3=A1o=20\r\n=2Ea\r\n=46rom b\r\nx=09");
    EXPECT_EQ(encodeQuotedPrintable(std::string(76, 'a')), std::string(76, 'a'));
    EXPECT_EQ(encodeQuotedPrintable(std::string(77, 'a')), std::string(75, 'a') + "=\r\naa");
}

TEST(ContentCoding, Base64Lines) {
    EXPECT_EQ(encodeBase64(std::string(57, '\0')), std::string(76, 'A') + "\r\n");
    EXPECT_EQ(encodeBase64(std::string(58, '\0')), std::string(76, 'A') + "\r\nAA==\r\n");
    EXPECT_EQ(encodeBase64(""), "");
}

}  // namespace
}  // namespace tram::mime
