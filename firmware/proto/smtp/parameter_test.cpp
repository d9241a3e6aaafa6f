#include "proto/smtp/parameter.hpp"

#include <gtest/gtest.h>

#include "proto/smtp/xtext.hpp"

namespace tram::smtp {
namespace {

using namespace std::string_literals;

constexpr Extensions everything{.auth = true, .requireTls = true};

TEST(MailParameters, AllOfThem) {
    const auto parsed = parseMailParameters(
        " SIZE=1000 body=8bitmime SMTPUTF8 RET=HDRS ENVID=QQ+2B314 AUTH=an+40dich.example REQUIRETLS", everything);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->size, 1000U);
    EXPECT_EQ(parsed->body, BodyKind::eightBitMime);
    EXPECT_EQ(parsed->smtpUtf8, SmtpUtf8::yes);
    EXPECT_EQ(parsed->dsnReturn, DsnReturn::headers);
    EXPECT_EQ(parsed->envelopeId, "QQ+314");
    EXPECT_EQ(parsed->submitter, "an@dich.example");
    EXPECT_EQ(parsed->requireTls, RequireTls::yes);
    EXPECT_EQ(parseMailParameters(format(*parsed, everything), everything), *parsed);
}

TEST(MailParameters, NoneAndSpaces) {
    EXPECT_EQ(parseMailParameters("", everything), MailParameters{});
    EXPECT_EQ(parseMailParameters("  ", everything), MailParameters{});
    EXPECT_EQ(parseMailParameters("  SIZE=5  BODY=7BIT ", everything)->size, 5U);
}

TEST(MailParameters, Errors) {
    const struct {
        std::string text;
        ParameterError error;
    } rows[] = {
        {"SIZE=1", ParameterError::syntax},
        {" SIZE", ParameterError::badValue},
        {" SIZE=", ParameterError::syntax},
        {" SIZE=1x", ParameterError::badValue},
        {" SIZE=-1", ParameterError::badValue},
        {" SIZE=+1", ParameterError::badValue},
        {" SIZE=111111111111111111111", ParameterError::badValue},
        {" SIZE=1 SIZE=1", ParameterError::duplicate},
        {" SMTPUTF8=1", ParameterError::badValue},
        {" SMTPUTF8 SMTPUTF8", ParameterError::duplicate},
        {" BODY=9BIT", ParameterError::badValue},
        {" BODY", ParameterError::badValue},
        {" RET=NONE", ParameterError::badValue},
        {" ENVID=a=b", ParameterError::syntax},
        {" ENVID=a+zz", ParameterError::badValue},
        {" ENVID=a+0A", ParameterError::badValue},
        {" ENVID=" + std::string(101, 'a'), ParameterError::badValue},
        {" AUTH=an", ParameterError::badValue},
        {" =1", ParameterError::syntax},
        {" -X=1", ParameterError::syntax},
        {" X_Y=1", ParameterError::syntax},
        {" HOLDFOR=60", ParameterError::unknown},
        {" X=1", ParameterError::unknown},
        {" NOTIFY=NEVER", ParameterError::unknown},
        {" SIZE=\xff", ParameterError::syntax},
        {" SIZE=1\x01", ParameterError::syntax},
    };
    for (const auto& row : rows) {
        const auto parsed = parseMailParameters(row.text, everything);
        ASSERT_FALSE(parsed) << row.text;
        EXPECT_EQ(parsed.error(), row.error) << row.text;
    }
}

TEST(MailParameters, TooManyAreRefused) {
    std::string text;
    for (int i = 0; i < 17; ++i) text += " SIZE=1";
    EXPECT_FALSE(parseMailParameters(text, everything));
}

TEST(MailParameters, WhatWasNotAnnouncedIsUnknown) {
    constexpr Extensions nothing{false, false, false, false, false, false, false};
    for (const ByteView text :
         {" SIZE=1", " BODY=8BITMIME", " SMTPUTF8", " RET=FULL", " ENVID=x", " AUTH=<>", " REQUIRETLS"}) {
        EXPECT_EQ(parseMailParameters(text, nothing).error(), ParameterError::unknown) << text;
        EXPECT_TRUE(parseMailParameters(text, everything)) << text;
    }
    constexpr Extensions noBinary{.binaryMime = false};
    EXPECT_EQ(parseMailParameters(" BODY=BINARYMIME", noBinary).error(), ParameterError::badValue);
    EXPECT_EQ(format(*parseMailParameters(" SIZE=1 SMTPUTF8", everything), nothing), "");
}

TEST(MailParameters, HugeSizeIsTooLargeNotMalformed) {
    EXPECT_EQ(parseMailParameters(" SIZE=99999999999999999999", everything)->size, UINT64_MAX);
}

TEST(MailParameters, EmptySubmitter) {
    const auto parsed = parseMailParameters(" AUTH=<>", everything);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->submitter, "");
    EXPECT_EQ(format(*parsed, everything), " AUTH=<>");
}

TEST(RcptParameters, All) {
    const auto parsed = parseRcptParameters(" NOTIFY=success,DELAY ORCPT=RFC822;an+2Bx@dich.example", everything);
    ASSERT_TRUE(parsed);
    EXPECT_TRUE(parsed->notify->success);
    EXPECT_TRUE(parsed->notify->delay);
    EXPECT_FALSE(parsed->notify->failure);
    EXPECT_EQ(parsed->originalRecipient->addressType, "rfc822");
    EXPECT_EQ(parsed->originalRecipient->address, "an+x@dich.example");
    EXPECT_EQ(parseRcptParameters(format(*parsed, everything, SmtpUtf8::no), everything), *parsed);
}

TEST(RcptParameters, Utf8OriginalRecipient) {
    const auto embedded = parseRcptParameters(" ORCPT=utf-8;nguy\\x{1EC5}n@dich.example", everything);
    ASSERT_TRUE(embedded);
    EXPECT_EQ(embedded->originalRecipient->address, "nguyễn@dich.example");
    EXPECT_EQ(format(*embedded, everything, SmtpUtf8::no), " ORCPT=utf-8;nguy\\x{1EC5}n@dich.example");
    EXPECT_EQ(format(*embedded, everything, SmtpUtf8::yes), " ORCPT=utf-8;nguyễn@dich.example");
    EXPECT_EQ(parseRcptParameters(" ORCPT=utf-8;nguyễn@dich.example", everything), *embedded);
}

TEST(RcptParameters, Errors) {
    for (const ByteView text :
         {" NOTIFY", " NOTIFY=", " NOTIFY=NEVER,SUCCESS", " NOTIFY=SUCCESS,NEVER", " NOTIFY=SUCCESS,SUCCESS",
          " NOTIFY=SUCCESS,", " NOTIFY=X", " NOTIFY=NEVER NOTIFY=NEVER", " ORCPT=an@dich.example", " ORCPT=rfc822;",
          " ORCPT=;an", " ORCPT=rfc822;a+4", " ORCPT=rfc822;a+00", " ORCPT=utf-8;\\x{}", " ORCPT=utf-8;\\x{D800}",
          " ORCPT=utf-8;\\x{110000}", " SIZE=1", "NOTIFY=NEVER"}) {
        EXPECT_FALSE(parseRcptParameters(text, everything)) << text;
    }
    EXPECT_FALSE(parseRcptParameters(" ORCPT=rfc822;" + std::string(500, 'a'), everything));
}

TEST(Xtext, BothWays) {
    std::string all;
    for (int i = 0; i < 256; ++i) all.push_back(static_cast<char>(i));
    EXPECT_EQ(decodeXtext(encodeXtext(all)), all);
    EXPECT_EQ(encodeXtext("a+b=c d"), "a+2Bb+3Dc+20d");
    for (const ByteView text : {"+", "+2", "+2b", "+GG", "a=b", "a b", "\x7f", "\xc3\xa9"})
        EXPECT_FALSE(decodeXtext(text)) << text;
}

TEST(Xtext, Utf8Address) {
    EXPECT_EQ(encodeUtf8AddressXtext("a+b=c\\d ệ"), "a\\x{2B}b\\x{3D}c\\x{5C}d\\x{20}\\x{1EC7}");
    EXPECT_EQ(decodeUtf8Address("a\\x{2B}b\\x{3D}c\\x{5C}d\\x{20}\\x{1EC7}"), "a+b=c\\d ệ");
    for (const ByteView text :
         {"\\", "\\x", "\\x{", "\\x{1", "\\x{1EC7", "\\x{1234567}", "\\x{zz}", "\\x{0}", "a b", "a+b", "\xff"}) {
        EXPECT_FALSE(decodeUtf8Address(text)) << text;
    }
}

}  // namespace
}  // namespace tram::smtp
