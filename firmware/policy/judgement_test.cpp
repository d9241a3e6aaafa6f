#include "policy/judgement.hpp"

#include <gtest/gtest.h>

#include "mime/part_tree.hpp"

namespace tram::policy {
namespace {

Judgement judged(const Facts& facts, const std::string& message) {
    return judge(facts, mime::summarise(message), message);
}

TEST(Judgement, AnOrdinaryLetterIsAccepted) {
    const auto judgement = judged({}, "Subject: x\r\n\r\nbody\r\n");
    EXPECT_EQ(judgement.decision, Decision::accept);
    EXPECT_TRUE(judgement.reasons.empty());
}

TEST(Judgement, ALoopIsRefusedWhereMailMoves) {
    const std::string message = "Subject: x\r\n\r\nbody\r\n";
    EXPECT_EQ(judged({.receivedFields = 99}, message).decision, Decision::accept);
    const auto loop = judged({.receivedFields = 100}, message);
    EXPECT_EQ(loop.decision, Decision::refuse);
    EXPECT_EQ(loop.reasons, std::vector{Reason::loop});
    EXPECT_EQ(judged({.door = Door::append, .receivedFields = 100}, message).decision, Decision::accept);
}

// R3.7: what counts is the attachment as it is once decoded.
TEST(Judgement, AttachmentsAreWeighedDecoded) {
    const auto letter = [](std::size_t groups) {
        std::string body;
        for (std::size_t i = 0; i < groups; ++i) body += "QUJD";
        return "Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n"
               "Content-Disposition: attachment\r\n\r\n" +
               body + "\r\n";
    };
    for (const auto door : {Door::smtp, Door::submission, Door::append}) {
        const Facts facts{.door = door, .attachmentLimit = 300};
        EXPECT_EQ(judged(facts, letter(100)).decision, Decision::accept);
        const auto heavy = judged(facts, letter(101));
        EXPECT_EQ(heavy.decision, Decision::refuse);
        EXPECT_EQ(heavy.reasons, std::vector{Reason::attachmentsTooLarge});
    }
}

}  // namespace
}  // namespace tram::policy
