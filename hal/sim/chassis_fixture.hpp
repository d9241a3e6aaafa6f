// A chassis in a folder of its own, for tests.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "hal/access/sysfs_fixture.hpp"
#include "hal/sim/chassis.hpp"

namespace tram::hal::sim::fixture {

using namespace std::chrono_literals;

class ChassisTest : public ::testing::Test {
protected:
    // A command that works.
    std::string tell(std::string_view line) {
        const auto outcome = chassis.command(line);
        EXPECT_TRUE(outcome) << line << ": " << outcome.error_or("");
        return outcome.value_or("");
    }
    // One that does not, and why.
    std::string refusal(std::string_view line) {
        const auto outcome = chassis.command(line);
        EXPECT_FALSE(outcome) << line;
        return outcome.error_or("");
    }
    // In steps, as a process would.
    void pass(std::chrono::milliseconds time) {
        for (; time > 0ms; time -= 500ms) chassis.advance(std::min(time, std::chrono::milliseconds(500)));
    }
    ToolAnswer run(std::string_view line) { return chassis.runTool(upsdWords(line)); }
    std::string content(const std::string& path) { return tree.content(path); }

    hal::fixture::SysfsTree tree;
    Chassis chassis{tree.root};
    Sysfs sysfs{tree.root};
};

}  // namespace tram::hal::sim::fixture
