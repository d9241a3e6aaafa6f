// The pieces of the client session: EHLO replies, dot-stuffing, what a message's content asks for.
#include <gtest/gtest.h>

#include <chrono>

#include "base/random.hpp"
#include "proto/smtp/client_body.hpp"
#include "proto/smtp/client_content.hpp"
#include "proto/smtp/client_extensions.hpp"
#include "proto/smtp/client_result.hpp"
#include "proto/smtp/data_decoder.hpp"

namespace tram::smtp {
namespace {

ServerExtensions announced(std::vector<std::string> lines) {
    lines.insert(lines.begin(), "mx.example.vn hello");
    return parseEhloReply(Reply{250, std::nullopt, std::move(lines)});
}

TEST(ClientExtensions, AreReadWithoutRegardToCase) {
    const auto result =
        announced({"pipelining", "SIZE 1000", "8BitMime", "SMTPUTF8", "DSN", "Chunking", "BINARYMIME", "STARTTLS",
                   "REQUIRETLS", "LIMITS MAILMAX=5 rcptmax=20 RCPTDOMAINMAX=1", "X-UNKNOWN a b"});
    EXPECT_EQ(result.pipelining, Announced::yes);
    EXPECT_EQ(result.chunking, Announced::yes);
    EXPECT_EQ(result.startTls, Announced::yes);
    EXPECT_EQ(result.sizeLimit, 1000U);
    EXPECT_TRUE(result.parameters.size && result.parameters.eightBitMime && result.parameters.smtpUtf8 &&
                result.parameters.dsn && result.parameters.binaryMime && result.parameters.requireTls);
    EXPECT_EQ(result.limits, (ServerLimits{5, 20, 1}));
}

TEST(ClientExtensions, NothingIsAssumed) {
    const auto result = announced({});
    EXPECT_FALSE(result.parameters.size || result.parameters.eightBitMime || result.parameters.smtpUtf8 ||
                 result.parameters.dsn || result.parameters.binaryMime || result.parameters.requireTls ||
                 result.parameters.auth);
    EXPECT_EQ(result.pipelining, Announced::no);
    EXPECT_EQ(result.limits, ServerLimits{});
}

TEST(ClientExtensions, TheFirstLineIsAName) {
    EXPECT_EQ(parseEhloReply(Reply{250, std::nullopt, {"PIPELINING"}}).pipelining, Announced::no);
}

TEST(ClientExtensions, BinaryMimeNeedsChunking) {
    EXPECT_FALSE(announced({"BINARYMIME"}).parameters.binaryMime);
}

TEST(ClientExtensions, BadNumbersAreNoLimits) {
    for (const auto* const line : {"SIZE", "SIZE x", "SIZE -1", "SIZE 99999999999999999999999", "SIZE 0"}) {
        const auto result = announced({line});
        EXPECT_TRUE(result.parameters.size) << line;
        EXPECT_FALSE(result.sizeLimit) << line;
    }
    EXPECT_EQ(announced({"LIMITS MAILMAX=0 RCPTMAX=x RCPTDOMAINMAX= =4 foo"}).limits, ServerLimits{});
}

Bytes stuffed(ByteView body, std::size_t piece) {
    BodyEncoder encoder{BodyEncoder::Dots::doubled};
    Bytes out;
    for (; !body.empty(); body.remove_prefix(std::min(piece, body.size()))) {
        EXPECT_EQ(encoder.feed(body.substr(0, piece), out), DataDefect::none);
    }
    EXPECT_EQ(encoder.finish(out), DataDefect::none);
    return out;
}

struct Stuffing {
    const char* name;
    Bytes body;
    Bytes sent;
};
class BodyEncoding : public testing::TestWithParam<Stuffing> {};
TEST_P(BodyEncoding, IsTheSameForAllCuts) {
    for (const std::size_t piece : {1U, 2U, 3U, 1000U}) EXPECT_EQ(stuffed(GetParam().body, piece), GetParam().sent);
}
INSTANTIATE_TEST_SUITE_P(Table, BodyEncoding,
                         testing::Values(Stuffing{"empty", "", ".\r\n"}, Stuffing{"oneLine", "a\r\n", "a\r\n.\r\n"},
                                         Stuffing{"openLine", "a", "a\r\n.\r\n"},
                                         Stuffing{"dot", ".\r\n", "..\r\n.\r\n"},
                                         Stuffing{"openDot", ".", "..\r\n.\r\n"},
                                         Stuffing{"dots", "..\r\na.b\r\n.c\r\n", "...\r\na.b\r\n..c\r\n.\r\n"},
                                         Stuffing{"emptyLines", "\r\n\r\n", "\r\n\r\n.\r\n"}),
                         [](const auto& row) { return row.param.name; });

TEST(BodyEncoding, DecodesToTheSameMessage) {
    SeededRandom random{7};
    for (int round = 0; round < 2'000; ++round) {
        Bytes body;
        for (auto left = random.next() % 60; left > 0; --left) {
            constexpr std::array<ByteView, 4> parts{".", "\r\n", "a", "\r\n."};
            body += parts[random.next() % parts.size()];
        }
        if (!body.empty() && !body.ends_with("\r\n")) body += "\r\n";
        auto sent = stuffed(body, 1 + random.next() % 9);
        const auto octets = sent.size();
        DataDecoder decoder;
        const auto result = decoder.decode(sent);
        EXPECT_TRUE(result.end == DataDecoder::Result::End::yes && result.consumed == octets);
        ASSERT_EQ(result.content, body);
    }
}

TEST(BodyEncoding, IsLinearForWhatHasNoLineEnds) {
    // 64 MiB in the smallest and the largest pieces; a quadratic search would never end.
    const Bytes piece(64 * limits::KiB, 'x');
    BodyEncoder encoder{BodyEncoder::Dots::doubled};
    Bytes out;
    for (int i = 0; i < 1024; ++i) {
        out.clear();
        ASSERT_EQ(encoder.feed(piece, out), DataDefect::none);
        ASSERT_EQ(out.size(), piece.size());
    }
}

struct Scan {
    const char* name;
    Bytes message;
    bool header;
    bool any;
};
class ContentScanning : public testing::TestWithParam<Scan> {};
TEST_P(ContentScanning, FindsOctetsAbove127) {
    const auto& row = GetParam();
    for (const std::size_t piece : {1U, 2U, 9U, 1000U}) {
        ContentScan scan;
        ByteView rest = row.message;
        for (; !rest.empty(); rest.remove_prefix(std::min(piece, rest.size()))) scan.feed(rest.substr(0, piece));
        EXPECT_EQ(scan.isHeaderEightBit(), row.header);
        EXPECT_EQ(scan.isEightBit(), row.any);
    }
}
INSTANTIATE_TEST_SUITE_P(Table, ContentScanning,
                         testing::Values(Scan{"none", "a: b\r\n\r\nc\r\n", false, false},
                                         Scan{"body", "a: b\r\n\r\nlonger than eight \xC4\x91\r\n", false, true},
                                         Scan{"header", "a: \xC4\x91\r\n\r\nc\r\n", true, true},
                                         Scan{"headerOnly", "a: \xC4\x91", true, true},
                                         Scan{"emptyHeader", "\r\n\xC4\x91", false, true},
                                         Scan{"empty", "", false, false}),
                         [](const auto& row) { return row.param.name; });

TEST(ContentScanning, TakesBackWhatIsNotNeeded) {
    client::Transaction transaction;
    transaction.parameters.body = BodyKind::eightBitMime;
    transaction.parameters.smtpUtf8 = SmtpUtf8::yes;
    transaction.recipients.push_back({parseMailbox("a@b.vn").value(), {}});
    ServerExtensions server;
    EXPECT_TRUE(wantsContentScan(transaction, server));
    ContentScan plain;
    plain.feed("a: b\r\n\r\nc\r\n");
    auto lighter = transaction;
    applyContentScan(lighter, plain);
    EXPECT_EQ(lighter.parameters.body, BodyKind::sevenBit);
    EXPECT_EQ(lighter.parameters.smtpUtf8, SmtpUtf8::no);
    EXPECT_FALSE(wantsContentScan(lighter, server));
    ContentScan marked;
    marked.feed("a: \xC4\x91\r\n\r\n");
    applyContentScan(transaction, marked);
    EXPECT_EQ(transaction.parameters.body, BodyKind::eightBitMime);
    EXPECT_EQ(transaction.parameters.smtpUtf8, SmtpUtf8::yes);
    server.parameters.eightBitMime = server.parameters.smtpUtf8 = true;
    EXPECT_FALSE(wantsContentScan(transaction, server));
}

TEST(ContentScanning, ARecipientInUtf8IsNoReasonToDeclareIt) {
    client::Transaction transaction;
    transaction.parameters.smtpUtf8 = SmtpUtf8::yes;
    transaction.recipients.push_back({parseMailbox("a@b.vn").value(), {}});
    transaction.recipients.push_back({parseMailbox("đ@b.vn").value(), {}});
    EXPECT_TRUE(wantsContentScan(transaction, ServerExtensions{}));
    ContentScan plain;
    plain.feed("a: b\r\n\r\nc\r\n");
    applyContentScan(transaction, plain);
    EXPECT_EQ(transaction.parameters.smtpUtf8, SmtpUtf8::no);
    transaction.reversePath = parseMailbox("ô@b.vn").value();
    transaction.parameters.smtpUtf8 = SmtpUtf8::yes;
    applyContentScan(transaction, plain);
    EXPECT_EQ(transaction.parameters.smtpUtf8, SmtpUtf8::yes);
}

TEST(ClientResult, TextIsOneBoundedLine) {
    const auto result =
        client::resultOf(Reply{550, std::nullopt, {std::string("a\0b\x01", 4), std::string(2'000, 'x')}});
    EXPECT_LE(result.text.size(), limits::smtp::replyText);
    EXPECT_EQ(result.text.find('\0'), std::string::npos);
    EXPECT_TRUE(result.text.starts_with("550 a b"));
}

TEST(ClientResult, TextIsCutAtACharacter) {
    std::string text(limits::smtp::replyText - 1, 'x');
    text += "\xC4\x91";
    EXPECT_EQ(client::cleanText(text).size(), limits::smtp::replyText - 1);
}

}  // namespace
}  // namespace tram::smtp
