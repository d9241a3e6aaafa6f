#include "proto/smtp/reply.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "proto/smtp/reply_parser.hpp"

namespace tram::smtp {
namespace {

std::string written(const Reply& reply) {
    std::string out;
    append(out, reply);
    return out;
}

TEST(Reply, Written) {
    EXPECT_EQ(written(makeReply(354, "go on")), "354 go on\r\n");
    EXPECT_EQ(written(makeReply(550, {5, 1, 1}, "no")), "550 5.1.1 no\r\n");
    EXPECT_EQ(written({250, std::nullopt, {"a", "b", "c"}}), "250-a\r\n250-b\r\n250 c\r\n");
    EXPECT_EQ(written({552, EnhancedCode{5, 3, 4}, {"a", "b"}}), "552-5.3.4 a\r\n552 5.3.4 b\r\n");
    EXPECT_EQ(written({250, std::nullopt, {}}), "250 \r\n");
    EXPECT_EQ(formatOneLine({552, EnhancedCode{5, 3, 4}, {"a", "b"}}), "552 5.3.4 a / b");
}

TEST(Reply, NoTextBreaksTheDialogue) {
    using namespace std::string_literals;
    EXPECT_EQ(written(makeReply(250, {2, 0, 0}, "a\r\n550 b\0c"s)), "250 2.0.0 a  550 b c\r\n");
    EXPECT_EQ(written(makeReply(250, {2, 0, 0}, std::string(2000, 'x'))).size(), limits::smtp::replyLine);
}

TEST(EnhancedCode, Parsed) {
    EXPECT_EQ(parseEnhancedCode("5.1.1 no"), (EnhancedCode{5, 1, 1}));
    EXPECT_EQ(parseEnhancedCode("4.7.128"), (EnhancedCode{4, 7, 128}));
    for (const ByteView text :
         {"", "5", "5.1", "5.1.", "3.1.1", "5.1.1x", "5.01.1", "5.1.1000", "5..1", "x.1.1", "5.1.1.1"}) {
        EXPECT_FALSE(parseEnhancedCode(text)) << text;
    }
}

// Feeds in pieces of `step` octets and collects the replies.
std::vector<Reply> read(ByteView text, std::size_t step) {
    ReplyParser parser;
    std::vector<Reply> replies;
    while (!text.empty()) {
        const auto piece = text.substr(0, step);
        const auto progress = parser.feed(piece);
        EXPECT_TRUE(progress);
        if (!progress) break;
        text.remove_prefix(progress->consumed);
        if (progress->reply) replies.push_back(*progress->reply);
    }
    EXPECT_TRUE(parser.isAtStart());
    return replies;
}

TEST(ReplyParser, AnyCuts) {
    const ByteView text =
        "220 mx ESMTP\r\n250-mx\r\n250-SIZE 1000\r\n250 HELP\r\n550-5.1.1 no\r\n550 5.1.1 such user\r\n354\r\n";
    for (std::size_t step = 1; step <= text.size(); ++step) {
        const auto replies = read(text, step);
        ASSERT_EQ(replies.size(), 4U) << step;
        EXPECT_EQ(replies[1].lines, (std::vector<std::string>{"mx", "SIZE 1000", "HELP"}));
        EXPECT_EQ(replies[2].enhanced, (EnhancedCode{5, 1, 1}));
        EXPECT_EQ(replies[2].lines, (std::vector<std::string>{"no", "such user"}));
        EXPECT_EQ(replies[3].code, 354);
        EXPECT_TRUE(replies[3].isPositive());
    }
}

TEST(ReplyParser, SlipsOfServers) {
    const struct {
        std::string text;
        Reply reply;
    } rows[] = {
        {"550 5.1.1 no\n", {550, EnhancedCode{5, 1, 1}, {"no"}}},
        {"550-a\n550 b\r\n", {550, std::nullopt, {"a", "b"}}},
        {"550\tno\r\n", {550, std::nullopt, {"no"}}},
        {"550 o\rk\r\n", {550, std::nullopt, {"o\rk"}}},
        {"250-2.1.0 a\r\n550 5.1.1 b\r\n", {550, EnhancedCode{5, 1, 1}, {"a", "b"}}},
        {"550-5.1.1 a\r\n250 b\r\n", {250, std::nullopt, {"a", "b"}}},
    };
    for (const auto& row : rows) {
        for (const std::size_t step : {std::size_t{1}, row.text.size()}) {
            const auto replies = read(row.text, step);
            ASSERT_EQ(replies.size(), 1U) << row.text;
            EXPECT_EQ(replies.front(), row.reply) << row.text;
        }
    }
}

TEST(ReplyParser, WhatIsOverABoundIsReadAndNotKept) {
    const auto longLine = read("550 5.7.1 " + std::string(5'000, 'x') + "\r\n250 ok\r\n", 7);
    ASSERT_EQ(longLine.size(), 2U);
    EXPECT_EQ(longLine[0].code, 550);
    EXPECT_LE(longLine[0].lines.front().size(), 2 * limits::smtp::replyLine);
    std::string many;
    for (int i = 0; i < 300; ++i) many += "550-x\r\n";
    const auto manyLines = read(many + "550 no\r\n", 100);
    ASSERT_EQ(manyLines.size(), 1U);
    EXPECT_EQ(manyLines[0].lines.size(), limits::smtp::replyLines);
}

TEST(ReplyParser, Errors) {
    const struct {
        std::string text;
        ReplyError error;
    } rows[] = {
        {"25 ok\r\n", ReplyError::syntax},
        {"2x0 ok\r\n", ReplyError::syntax},
        {"150 ok\r\n", ReplyError::syntax},
        {"600 ok\r\n", ReplyError::syntax},
        {"250+ok\r\n", ReplyError::syntax},
        {"\r\n", ReplyError::syntax},
        {std::string(limits::smtp::replyOctets + 1, 'x'), ReplyError::endless},
    };
    for (const auto& row : rows) {
        ReplyParser parser;
        const auto progress = parser.feed(row.text);
        ASSERT_FALSE(progress) << row.text.substr(0, 50);
        EXPECT_EQ(progress.error(), row.error) << row.text.substr(0, 50);
    }
    ReplyParser parser;
    std::string endless;
    while (endless.size() <= limits::smtp::replyOctets) endless += "250-x\r\n";
    EXPECT_EQ(parser.feed(endless).error(), ReplyError::endless);
}

}  // namespace
}  // namespace tram::smtp
