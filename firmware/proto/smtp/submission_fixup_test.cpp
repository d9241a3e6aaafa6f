#include "proto/smtp/submission_fixup.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"

namespace tram::smtp {
namespace {

using namespace std::string_literals;

const FieldDefaults defaults{"Wed, 25 Nov 2026 09:00:00 +0700", "<1@dich.example>", "an@dich.example"};

bool owns(const Mailbox& mailbox) {
    return mailbox.domain.text == "dich.example" && (mailbox.localPart == "an" || mailbox.localPart == "soyte");
}

// The message as it would be sent on.
std::expected<std::string, FixupError> prepared(const std::string& message) {
    const auto fixup = prepareSubmission(message, defaults, owns);
    if (!fixup) return std::unexpected{fixup.error()};
    return fixup->header + message.substr(fixup->bodyAt);
}

TEST(Submission, WhatIsThereStaysByteForByte) {
    const auto message =
        "Message-ID: <x@y>\r\nFrom: \"Nguy\xe1\xbb\x85n An\" <an@dich.example>\r\nDate:  Tue, 24 Nov 2026 09:00:00 "
        "+0700\r\n"
        "Subject: a\r\n  folded\r\n\r\nFrom: in the body\r\nBcc: too\r\n"s;
    EXPECT_EQ(prepared(message), message);
}

TEST(Submission, MissingFieldsAreAdded) {
    EXPECT_EQ(
        prepared("From: an@dich.example\r\n\r\nx"),
        "Date: Wed, 25 Nov 2026 09:00:00 +0700\r\nMessage-ID: <1@dich.example>\r\nFrom: an@dich.example\r\n\r\nx");
    EXPECT_EQ(
        prepared("\r\nx"),
        "Date: Wed, 25 Nov 2026 09:00:00 +0700\r\nMessage-ID: <1@dich.example>\r\nFrom: an@dich.example\r\n\r\nx");
    EXPECT_EQ(prepared("FROM: an@dich.example\r\ndate: x\r\nmessage-id: <y>\r\n"),
              "FROM: an@dich.example\r\ndate: x\r\nmessage-id: <y>\r\n");
}

// R10.1: nobody makes himself another.
TEST(Submission, ThePersonIsTheAppliancesToName) {
    EXPECT_EQ(
        prepared(
            "From: an@dich.example\r\nTram-Person: x\r\n y\r\ntram-person: z\r\nDate: x\r\nMessage-ID: <y>\r\n\r\n"),
        "From: an@dich.example\r\nDate: x\r\nMessage-ID: <y>\r\n\r\n");
    EXPECT_EQ(composePerson("Nguyen Van An", "an@dich.example"), "Tram-Person: Nguyen Van An <an@dich.example>\r\n");
    EXPECT_EQ(composePerson("Nguyễn Văn An\r\nX: y", "an@dich.example").find("\nX"), std::string::npos);
}

TEST(Submission, BccGoes) {
    EXPECT_EQ(
        prepared(
            "Return-Path: <x@y>\r\nFrom: an@dich.example\r\nBcc: a@b,\r\n c@d\r\nDate: x\r\nBCC : e@f\r\nResent-Bcc: "
            "g@h\r\nMessage-ID: <y>\r\n\r\nx"),
        "From: an@dich.example\r\nDate: x\r\nMessage-ID: <y>\r\n\r\nx");
}

TEST(Submission, Authors) {
    const struct {
        const char* name;
        std::string header;
        std::optional<FixupError> error;
    } rows[] = {
        {"own", "From: an@dich.example\r\n", std::nullopt},
        {"own in capitals", "From: an@DICH.EXAMPLE\r\n", std::nullopt},
        {"another's", "From: binh@dich.example\r\n", FixupError::notOwner},
        {"another's with own as name", "From: \"an@dich.example\" <binh@dich.example>\r\n", FixupError::notOwner},
        {"another's with own as comment", "From: binh@dich.example (an@dich.example)\r\n", FixupError::notOwner},
        {"own and another's", "From: an@dich.example, binh@dich.example\r\nSender: an@dich.example\r\n",
         FixupError::notOwner},
        {"two own with Sender", "From: an@dich.example, soyte@dich.example\r\nSender: an@dich.example\r\n",
         std::nullopt},
        {"two own without Sender", "From: an@dich.example, soyte@dich.example\r\n", FixupError::senderMissing},
        {"another's Sender", "From: an@dich.example\r\nSender: binh@dich.example\r\n", FixupError::notOwner},
        {"in a group", "From: ban: an@dich.example, binh@dich.example;\r\n", FixupError::notOwner},
        {"empty group", "From: ban:;\r\n", FixupError::malformedAuthor},
        {"empty", "From: \r\n", FixupError::malformedAuthor},
        {"own as name and address", "From: an@dich.example <an@dich.example>\r\n", std::nullopt},
        {"phrases, comments, quotes", "From: \"An, Y te\" (so) =?UTF-8?Q?An?= <an@dich.example> (an)\r\n",
         std::nullopt},
        {"folded", "From: An\r\n <an@dich.example>\r\n", std::nullopt},
        {"another's in front", "From: binh@dich.example an@dich.example\r\n", FixupError::malformedAuthor},
        {"another's before the bracket", "From: binh@dich.example<an@dich.example>\r\n", FixupError::malformedAuthor},
        {"another's behind", "From: <an@dich.example> binh@dich.example\r\n", FixupError::malformedAuthor},
        {"another's beside a quoted name", "From: \"x\" binh@dich.example <an@dich.example>\r\n",
         FixupError::malformedAuthor},
        {"two in brackets", "From: <binh@dich.example> <an@dich.example>\r\n", FixupError::malformedAuthor},
        {"a route", "From: <@binh.example:an@dich.example>\r\n", FixupError::malformedAuthor},
        {"unclosed bracket", "From: <an@dich.example\r\n", FixupError::malformedAuthor},
        {"unclosed quote", "From: \"An <an@dich.example>\r\n", FixupError::malformedAuthor},
        {"unclosed comment", "From: an@dich.example (x\r\n", FixupError::malformedAuthor},
        {"another's as a group", "From: binh@dich.example: an@dich.example;\r\n", FixupError::malformedAuthor},
        {"two Senders in one", "From: an@dich.example\r\nSender: an@dich.example, soyte@dich.example\r\n",
         FixupError::malformedAuthor},
        {"resent by another", "From: an@dich.example\r\nResent-From: binh@dich.example\r\n", FixupError::notOwner},
        {"bare CR", "X: a\rFrom: binh@dich.example\r\nFrom: an@dich.example\r\n", FixupError::malformedHeader},
        {"no address", "From: An\r\n", FixupError::malformedAuthor},
        {"two From", "From: an@dich.example\r\nFrom: an@dich.example\r\n", FixupError::repeatedField},
        {"two From, one with a space", "From: an@dich.example\r\nFrom : soyte@dich.example\r\n",
         FixupError::repeatedField},
        {"two Date", "From: an@dich.example\r\nDate: x\r\nDate: y\r\n", FixupError::repeatedField},
        {"two Message-ID", "From: an@dich.example\r\nMessage-ID: x\r\nMessage-ID: y\r\n", FixupError::repeatedField},
        {"no field", "From: an@dich.example\r\nno field here\r\nFrom: binh@dich.example\r\n",
         FixupError::malformedHeader},
    };
    for (const auto& row : rows) {
        const auto result = prepareSubmission(row.header + "\r\nbody", defaults, owns);
        EXPECT_EQ(result ? std::nullopt : std::optional{result.error()}, row.error) << row.name;
    }
}

TEST(Submission, LongHeaderIsRefused) {
    std::string header = "From: an@dich.example\r\n";
    while (header.size() <= limits::smtp::headerSection) header += "X-A: " + std::string(900, 'x') + "\r\n";
    EXPECT_EQ(prepared(header + "\r\nbody").error(), FixupError::headerTooLong);
}

}  // namespace
}  // namespace tram::smtp
