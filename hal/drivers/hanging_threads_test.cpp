#include "hal/drivers/hanging_threads.hpp"

#include <gtest/gtest.h>

#include <array>
#include <format>

#include "hal/access/sysfs_fixture.hpp"

namespace tram::hal {

namespace {

struct Thread {
    const char* process;
    int id;
    const char* name;
    const char* state;
    const char* own;     // signals that wait for the thread
    const char* shared;  // and for the process
};

std::set<HangingThread> hangingOf(std::initializer_list<Thread> threads) {
    const fixture::SysfsTree tree;
    tree.put("proc/uptime", "1 1");
    for (const auto& thread : threads) {
        const auto folder = std::filesystem::path("proc") / thread.process;
        tree.put(folder / "comm", thread.name);
        tree.put(folder / "task" / std::to_string(thread.id) / "status",
                 std::format("Name:\t{}\nState:\t{}\nTgid:\t{}\nSigPnd:\t{}\nShdPnd:\t{}\nSigBlk:\t0000000000000100",
                             thread.name, thread.state, thread.process, thread.own, thread.shared));
    }
    static const std::array<std::string, 2> watched{"tram-store", "tram-smtp"};
    return readHangingThreads(tree.sysfs(), watched);
}

constexpr auto* none = "0000000000000000";
constexpr auto* kill = "0000000000000100";
constexpr auto* abort = "0000000000000020";

TEST(HangingThreads, AreKilledAndSleepInTheKernel) {
    using Set = std::set<HangingThread>;
    EXPECT_EQ(hangingOf({{"12", 12, "tram-store", "D (disk sleep)", kill, none}}), (Set{{"tram-store", 12}}));
    EXPECT_EQ(hangingOf({{"12", 12, "tram-store", "Z (zombie)", none, kill},
                         {"12", 14, "tram-store", "D (disk sleep)", none, abort}}),
              (Set{{"tram-store", 14}}));
    EXPECT_EQ(hangingOf({{"12", 12, "tram-store", "D (disk sleep)", none, none}}), Set{}) << "a busy disk";
    EXPECT_EQ(hangingOf({{"12", 12, "tram-store", "D (disk sleep)", "0000000000004000", none}}), Set{}) << "SIGTERM";
    EXPECT_EQ(hangingOf({{"12", 12, "tram-store", "T (stopped)", abort, none}}), Set{});
    EXPECT_EQ(hangingOf({{"12", 12, "smartctl", "D (disk sleep)", kill, none}}), Set{}) << "carries no mail";
    EXPECT_EQ(hangingOf({{"12", 12, "tram-store", "D (disk sleep)", kill, none},
                         {"13", 13, "tram-smtp", "D (disk sleep)", kill, kill}}),
              (Set{{"tram-store", 12}, {"tram-smtp", 13}}));
}

TEST(HangingThreads, AreNoneOfThisVeryMachine) {
    static const std::array<std::string, 1> watched{"tram-store"};
    EXPECT_TRUE(readHangingThreads(Sysfs("/"), watched).empty());
}

}  // namespace

}  // namespace tram::hal
