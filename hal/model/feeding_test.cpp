#include "hal/model/feeding.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace tram::hal {

namespace {

using std::chrono::seconds;

const HangingThread store{"tram-store", 7};
const HangingThread other{"tram-store", 8};

struct Row {
    const char* name;
    struct Look {
        int second;
        std::set<HangingThread> hanging;
        bool answers;
        bool isFed;
    };
    std::vector<Look> looks;
};

TEST(Feeding, IsDecidedByWhatLasts) {
    const std::vector<Row> rows{
        {"all is well", {{0, {}, true, true}, {3600, {}, true, true}}},
        {"a disk was busy", {{0, {store}, true, true}, {19, {store}, true, true}, {20, {}, true, true}}},
        {"hangs", {{0, {store}, true, true}, {19, {store}, true, true}, {20, {store}, true, false}}},
        {"hangs and recovers", {{0, {store}, true, true}, {25, {store}, true, false}, {26, {}, true, true}}},
        {"anew each time",
         {{0, {store}, true, true}, {15, {}, true, true}, {16, {store}, true, true}, {35, {store}, true, true}}},
        {"one after the other",
         {{0, {store}, true, true}, {15, {other}, true, true}, {30, {other}, true, true}, {35, {other}, true, false}}},
        {"the manager is busy", {{0, {}, false, true}, {29, {}, false, true}, {30, {}, true, true}}},
        {"the manager hangs", {{0, {}, true, true}, {29, {}, false, true}, {30, {}, false, false}}},
        {"never an answer", {{29, {}, false, true}, {30, {}, false, false}, {31, {}, true, true}}},
    };
    for (const auto& row : rows) {
        Feeding feeding({.hangs = seconds(20)}, SteadyTime{});
        for (const auto& look : row.looks)
            EXPECT_EQ(!feeding.look(SteadyTime{seconds(look.second)}, look.hanging, look.answers), look.isFed)
                << row.name << " at " << look.second;
    }
}

TEST(Feeding, TellsWhoHangsAndForHowLong) {
    Feeding feeding({}, SteadyTime{});
    EXPECT_EQ(feeding.look(SteadyTime{}, {store}, true), std::nullopt);
    EXPECT_EQ(feeding.look(SteadyTime{seconds(91)}, {store}, true),
              "tram-store was killed and has hung in the kernel for 91 s (thread 7)");
    EXPECT_EQ(feeding.look(SteadyTime{seconds(130)}, {}, false), "the service manager has not answered for 39 s");
}

}  // namespace

}  // namespace tram::hal
