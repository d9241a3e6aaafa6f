#include "hal/model/debouncer.hpp"

#include <gtest/gtest.h>

#include "hal/model/findings_fixture.hpp"

namespace tram::hal {

namespace {

using namespace std::chrono_literals;

class DebouncerTest : public ::testing::Test {
protected:
    // What holds after the finding was seen (or not) at the next second.
    std::string after(bool seen, const std::set<std::string>& unreadable = {}) {
        std::vector<Finding> findings;
        if (seen) findings.push_back({Condition::supplyLost, "power-supply:2", {}, {}});
        now_ += 1s;
        return fixture::told(debouncer_.update(std::move(findings), unreadable, now_));
    }

    Debouncer debouncer_;
    SteadyTime now_{};
};

TEST_F(DebouncerTest, HoldsBackUntilItIsSure) {
    for (int i = 0; i < 3; ++i) EXPECT_EQ(after(true), "") << i;
    EXPECT_EQ(after(true), "power-supply.input-lost");
    for (int i = 0; i < 5; ++i) EXPECT_EQ(after(false), "power-supply.input-lost") << i;
    EXPECT_EQ(after(false), "");
}

TEST_F(DebouncerTest, WhatFlapsRaisesNothing) {
    for (int i = 0; i < 30; ++i) EXPECT_EQ(after(i % 2 == 0), "") << i;
}

TEST_F(DebouncerTest, WhatCannotBeLookedAtStaysAsItWas) {
    for (int i = 0; i < 4; ++i) static_cast<void>(after(true));
    for (int i = 0; i < 60; ++i) EXPECT_EQ(after(false, {"power-supply:2"}), "power-supply.input-lost") << i;
    for (int i = 0; i < 6; ++i) static_cast<void>(after(false));
    EXPECT_EQ(after(false), "");
}

TEST_F(DebouncerTest, TellsTheLatestFigures) {
    Debouncer debouncer;
    const auto look = [&](const char* value) {
        return fixture::told(
            debouncer.update({{Condition::diskWorn, "disk:1", {{"value", value}}, {}}}, {}, now_ += 1s));
    };
    EXPECT_EQ(look("90"), "disk.worn value=90");
    EXPECT_EQ(look("91"), "disk.worn value=91");
}

TEST(Patience, OfEachConditionIsShorterThanATechniciansWay) {
    for (const auto& info : conditions()) {
        const auto patience = patienceOf(info.condition);
        EXPECT_LE(patience.raise, 60s) << info.name;
        EXPECT_LE(patience.clear, 60s) << info.name;
        EXPECT_GE(patience.readings, 1U) << info.name;
    }
}

}  // namespace

}  // namespace tram::hal
