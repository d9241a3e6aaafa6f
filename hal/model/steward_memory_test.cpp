#include "hal/model/steward_memory.hpp"

#include <gtest/gtest.h>

namespace tram::hal {

namespace {

TEST(StewardMemory, ComesBackAsItWas) {
    const auto time = SystemTime{} + std::chrono::days(20'000);
    StewardMemory memory;
    memory.components.push_back({"disk:3", Kind::disk, "chassis", "bay 3", "", "M", "S3", "", true, "khay 3"});
    memory.sequence = 7;
    memory.signalled = 2;
    memory.disks.trends["S3"].counts["pending_sectors"] = {16, {time}};
    memory.disks.selfTests["S3"] = {time, time - std::chrono::days(9)};
    memory.arrays.arrays["mail"] = {time, {{"disk:3", "S3"}}};
    const auto back = parseMemory(encodeMemory(memory));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->components, memory.components);
    EXPECT_EQ(back->sequence, 7U);
    EXPECT_EQ(back->signalled, 2U);
    EXPECT_EQ(back->disks.selfTests, memory.disks.selfTests);
    ASSERT_TRUE(back->disks.trends.contains("S3"));
    const auto& trend = back->disks.trends.at("S3").counts.at("pending_sectors");
    EXPECT_EQ(trend.value, 16U);
    EXPECT_EQ(trend.growths, std::deque{time});
    EXPECT_EQ(back->arrays.arrays.at("mail").lastCheck, time);
    EXPECT_EQ(back->arrays.arrays.at("mail").members, memory.arrays.arrays.at("mail").members);
}

TEST(StewardMemory, OfAnEarlierReleaseHasNoSelfTests) {
    StewardMemory memory;
    memory.sequence = 7;
    auto text = encodeMemory(memory);
    const std::string part = "\"self_tests\":{},";
    const auto found = text.find(part);
    ASSERT_NE(found, std::string::npos);
    const auto back = parseMemory(text.erase(found, part.size()));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->sequence, 7U);
    EXPECT_TRUE(back->disks.selfTests.empty());
}

TEST(StewardMemory, NonsenseIsNone) {
    for (const auto* text : {"", "{", "[]", "{}", R"({"box":"x"})"}) EXPECT_FALSE(parseMemory(text)) << text;
}

}  // namespace

}  // namespace tram::hal
