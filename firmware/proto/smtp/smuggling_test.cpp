// Each known way of hiding a second message in a first: what comes out is one refused message, never two.
#include <gtest/gtest.h>

#include "proto/smtp/transcript.hpp"

namespace tram::smtp {
namespace {

using namespace std::string_literals;

struct Smuggling : testing::TestWithParam<std::string> {};

TEST_P(Smuggling, IsOneRefusedMessage) {
    SessionConfig config;
    config.hostname = "thu.dich.example";
    // Trust does not soften this.
    for (const auto trust : {Trust::stranger, Trust::trustedNetwork}) {
        config.trust = trust;
        for (const std::size_t cut : {std::size_t{1}, std::size_t{3}, std::size_t{100'000}}) {
            FakeRole role(config);
            role.exchange("EHLO a\r\nMAIL FROM:<x@khac.example>\r\nRCPT TO:<an@dich.example>\r\nDATA\r\n");
            const auto hidden = "Subject: x\r\n\r\nbody" + GetParam() +
                                "MAIL FROM:<giam.doc@dich.example>\r\nRCPT TO:<binh@dich.example>\r\nDATA\r\n"
                                "Subject: smuggled\r\n\r\nbody\r\n.\r\nNOOP\r\n";
            const auto output = role.exchange(hidden, [&](std::size_t) { return cut; });
            EXPECT_TRUE(output.starts_with("554 5.6.0 Message refused")) << output;
            EXPECT_TRUE(output.ends_with("\r\n250 2.0.0 OK\r\n")) << output;
            EXPECT_TRUE(role.messages().empty());
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Forms, Smuggling,
                         testing::Values("\n.\n"s, "\n.\r\n"s, "\r\n.\n"s, "\r.\r"s, "\r.\r\n"s, "\r\n.\r"s, "\r.\n"s,
                                         "\n.\r"s, "\r\r\n.\n"s, "\n\n.\r\n"s, "\r\n.\r\r\n"s, "\r\n\0.\r\n"s,
                                         "\r\n.\0\r\n"s, "\r\0\n.\r\n"s, "\n.\r\r\n"s, "\n\r.\n\r"s, "\r\n\r.\r\n"s,
                                         "\n"s, "\r"s, "\0\r\n"s));

TEST(SmugglingByBdat, BareLineEndsAreRefusedThereToo) {
    for (const auto& form : {"\n.\n"s, "\r.\r"s, "\n.\r\n"s, "\r\n.\n"s, "\n"s, "\r"s}) {
        SessionConfig config;
        config.hostname = "thu.dich.example";
        FakeRole role(config);
        const auto body = "Subject: x\r\n\r\nbody" + form + "MAIL FROM:<x@khac.example>\r\n";
        role.exchange("EHLO a\r\nMAIL FROM:<x@khac.example>\r\nRCPT TO:<an@dich.example>\r\n");
        const auto output = role.exchange("BDAT " + std::to_string(body.size()) + " LAST\r\n" + body + "NOOP\r\n");
        EXPECT_TRUE(output.starts_with("554 5.6.0 ")) << output;
        EXPECT_TRUE(output.ends_with("250 2.0.0 OK\r\n")) << output;
        EXPECT_TRUE(role.messages().empty());
    }
}

// By BDAT a text may hold a lone dot: it is content, and stays so on every way out.
TEST(SmugglingByBdat, ALoneDotIsContent) {
    SessionConfig config;
    FakeRole role(config);
    role.exchange("EHLO a\r\nMAIL FROM:<x@khac.example>\r\nRCPT TO:<an@dich.example>\r\nBDAT 8 LAST\r\na\r\n.\r\nb");
    ASSERT_TRUE(role.messages().empty());
    role.exchange("\n");
    EXPECT_TRUE(role.messages().empty());
}

// What was pipelined behind a DATA that is refused is no message, and its lines are no commands that work.
TEST(Pipelining, LinesBehindARefusedDataAreErrors) {
    SessionConfig config;
    FakeRole role(config);
    role.exchange("EHLO a\r\nMAIL FROM:<x@khac.example>\r\nRCPT TO:<khong@dich.example>\r\n");
    const auto output = role.exchange("DATA\r\nSubject: x\r\n.\r\nRSET\r\n");
    EXPECT_TRUE(output.starts_with("554 5.5.1 No valid recipients\r\n500 ")) << output;
    EXPECT_TRUE(role.messages().empty());
}

}  // namespace
}  // namespace tram::smtp
