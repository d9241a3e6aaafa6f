#include "hal/daemon/stop_clock.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "hal/access/sysfs_fixture.hpp"

namespace tram::hal {

namespace {

using std::chrono::seconds;

class Stop : public ::testing::Test {
protected:
    // As the unit does, so long after begin().
    void end(std::chrono::milliseconds after) const {
        std::ofstream(folder / "stop-ended") << "";
        std::filesystem::last_write_time(folder / "stop-ended",
                                         std::filesystem::last_write_time(folder / "stop-begun") + after);
    }

    const fixture::SysfsTree tree;  // only a folder
    const std::filesystem::path& folder = tree.root;
};

TEST_F(Stop, IsMeasuredAndRemembered) {
    const StopClock clock(folder);
    EXPECT_EQ(clock.last(), std::nullopt) << "a new box";
    clock.begin();
    EXPECT_EQ(clock.last(), std::nullopt) << "the mains went";
    end(std::chrono::milliseconds(8'400));
    EXPECT_EQ(clock.last(), seconds(9));
    // tram-hal alone is started anew: that is no stop of the box.
    clock.begin();
    std::filesystem::last_write_time(folder / "stop-begun",
                                     std::filesystem::last_write_time(folder / "stop-ended") + seconds(600));
    EXPECT_EQ(clock.last(), seconds(9));
    end(seconds(20));
    EXPECT_EQ(clock.last(), seconds(20));
}

TEST_F(Stop, OfHoursIsNone) {
    const StopClock clock(folder);
    clock.begin();
    end(std::chrono::hours(6));
    EXPECT_EQ(clock.last(), std::nullopt);
}

TEST_F(Stop, NonsenseIsNothing) {
    for (const auto* text : {"", "x", "-3", "0", "99999999999999999999", "1801"}) {
        std::ofstream(folder / "stop-took") << text;
        EXPECT_EQ(StopClock(folder).last(), std::nullopt) << text;
    }
}

TEST_F(Stop, AFolderThatIsNotThereIsNoTrouble) {
    const StopClock clock(folder / "away");
    EXPECT_EQ(clock.last(), std::nullopt);
    clock.begin();
}

}  // namespace

}  // namespace tram::hal
