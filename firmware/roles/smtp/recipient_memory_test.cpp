#include "roles/smtp/recipient_memory.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"

namespace tram::roles {
namespace {

const RecipientMemory::Time start{std::chrono::hours(1)};

TEST(RecipientMemory, knowsForAMomentWhatWasTaken) {
    RecipientMemory memory;
    EXPECT_FALSE(memory.find("an@example.vn", start));
    memory.remember("an@example.vn", {7, "an@example.vn"}, limits::smtp::rememberedRoom, start);
    EXPECT_EQ(memory.find("an@example.vn", start)->mailbox, 7U);
    EXPECT_FALSE(memory.find("AN@example.vn", start));
    EXPECT_TRUE(memory.find("an@example.vn", start + limits::smtp::recipientRemembered - std::chrono::milliseconds(1)));
    EXPECT_FALSE(memory.find("an@example.vn", start + limits::smtp::recipientRemembered));
    // Another answer takes the place of the first.
    memory.remember("an@example.vn", {8, "an@example.vn"}, limits::smtp::rememberedRoom,
                    start + limits::smtp::recipientRemembered);
    EXPECT_EQ(memory.find("an@example.vn", start + limits::smtp::recipientRemembered)->mailbox, 8U);
}

TEST(RecipientMemory, asksAgainWhereTheMailboxMayFill) {
    RecipientMemory memory;
    memory.remember("an@example.vn", {7, "an@example.vn"}, limits::smtp::rememberedRoom - 1, start);
    EXPECT_FALSE(memory.find("an@example.vn", start));
}

TEST(RecipientMemory, forgetsAllWhenTheDirectoryChanges) {
    RecipientMemory memory;
    memory.remember("an@example.vn", {7, "an@example.vn"}, limits::smtp::rememberedRoom, start);
    memory.forgetAll();
    EXPECT_FALSE(memory.find("an@example.vn", start));
}

TEST(RecipientMemory, isBounded) {
    RecipientMemory memory;
    std::size_t found = 0;
    for (std::size_t i = 0; i < 3 * limits::smtp::rememberedRecipients; ++i) {
        memory.remember(std::to_string(i), {i, {}}, limits::smtp::rememberedRoom, start);
    }
    for (std::size_t i = 0; i < 3 * limits::smtp::rememberedRecipients; ++i) {
        if (memory.find(std::to_string(i), start)) ++found;
    }
    EXPECT_LE(found, limits::smtp::rememberedRecipients);
    EXPECT_GT(found, 0U);
}

}  // namespace
}  // namespace tram::roles
