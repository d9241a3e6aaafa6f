#include "proto/smtp/reply_ends.hpp"

#include <gtest/gtest.h>

namespace tram::smtp::client {
namespace {

TEST(ReplyEnds, AreSeenHoweverTheOctetsCome) {
    ReplyEnds ends;
    EXPECT_TRUE(ends.takeEnded()) << "nothing is awaited yet";
    EXPECT_FALSE(ends.takeEnded());
    for (const char c : std::string_view("220-a\r\n220-b-c\r\n220 d\r")) {
        ends.feed({&c, 1});
        EXPECT_FALSE(ends.takeEnded()) << c;
    }
    ends.feed("\n");
    EXPECT_TRUE(ends.takeEnded());
    ends.feed("250\r\n");
    EXPECT_TRUE(ends.takeEnded());
    ends.feed("250-x\r\n250 y\r\n250-");
    EXPECT_TRUE(ends.takeEnded());
    ends.feed("z\r\n");
    EXPECT_FALSE(ends.takeEnded());
}

}  // namespace
}  // namespace tram::smtp::client
