#include "store/credentials/guessing_defence.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "base/limits.hpp"

namespace tram::credentials {
namespace {

using namespace std::chrono_literals;

constexpr SteadyTime start{std::chrono::hours{1000}};
constexpr BackOffPolicy simple{.free = 2, .first = 1s, .longest = 60s, .halfLife = 10min};
const std::string account = "hungnv@example.vn";
const std::string office = "192.0.2.1/32";
const std::string stranger = "203.0.113.9/32";

TEST(BackOff, DoublesAfterTheFreeFailuresUpToTheLongest) {
    BackOff backOff;
    auto now = start;
    std::vector<std::chrono::nanoseconds> waits;
    for (int i = 0; i < 12; ++i) {
        backOff.failed(now, simple);
        waits.push_back(backOff.wait(now));
    }
    EXPECT_EQ(waits[0], 0s);
    EXPECT_EQ(waits[1], 0s);
    EXPECT_EQ(waits[2], 2s);
    EXPECT_EQ(waits[3], 4s);
    EXPECT_EQ(waits[6], 32s);
    EXPECT_EQ(waits[7], 60s);
    EXPECT_EQ(waits[11], 60s);
    EXPECT_EQ(backOff.wait(now + 59s), 1s);
    EXPECT_EQ(backOff.wait(now + 60s), 0s);
}

TEST(BackOff, ForgivesWithTime) {
    BackOff backOff;
    for (int i = 0; i < 8; ++i) backOff.failed(start, simple);
    EXPECT_DOUBLE_EQ(backOff.failuresAt(start, simple), 8);
    EXPECT_DOUBLE_EQ(backOff.failuresAt(start + 10min, simple), 4);
    EXPECT_DOUBLE_EQ(backOff.failuresAt(start + 30min, simple), 1);
    EXPECT_DOUBLE_EQ(backOff.failuresAt(start - 10min, simple), 8);  // a clock that stands still gives nothing
    backOff.failed(start + 30min, simple);
    EXPECT_EQ(backOff.wait(start + 30min), 0s);
}

TEST(BackOff, NeverOverflows) {
    BackOff backOff;
    for (int i = 0; i < 100'000; ++i) backOff.failed(start, simple);
    EXPECT_EQ(backOff.wait(start), 60s);
}

TEST(NetworkOf, Table) {
    const struct {
        std::string_view address, network;
    } rows[]{
        {"203.0.113.7", "203.0.113.7/32"},
        {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
        {"2001:DB8:1:2:ffff::1", "2001:db8:1:2::/64"},
        {"::1", "::/64"},
        {"::ffff:203.0.113.7", "203.0.113.7/32"},
        {"", ""},
        {"example.vn", ""},
        {"203.0.113.7/32", ""},
        {"1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa", ""},
    };
    for (const auto& row : rows) EXPECT_EQ(networkOf(row.address).value_or(""), row.network) << row.address;
}

TEST(GuessingDefence, DelaysAnAccountThatIsGuessedAtFromManyNetworks) {
    GuessingDefence defence;
    for (int i = 0; i < 10; ++i) {
        defence.failed(account, "198.51.100." + std::to_string(i) + "/32", 0, start);
    }
    EXPECT_GT(defence.wait(account, stranger, start), 10s);
    EXPECT_EQ(defence.wait("other@example.vn", stranger, start), 0s);
    EXPECT_LE(defence.wait(account, stranger, start), 5min);
}

TEST(GuessingDefence, DelaysANetworkThatTriesManyAccounts) {
    GuessingDefence defence;
    for (int i = 0; i < 40; ++i) defence.failed("user" + std::to_string(i), stranger, 77, start);
    EXPECT_GT(defence.wait(account, stranger, start), 1min);
    EXPECT_EQ(defence.wait(account, office, start), 0s);
}

TEST(GuessingDefence, AStrangerCannotLockSomebodyOutOfHisOffice) {
    GuessingDefence defence;
    defence.succeeded(account, office, start);
    for (std::uint64_t i = 1; i <= 1000; ++i) defence.failed(account, stranger, i, start + 1min);
    EXPECT_EQ(defence.wait(account, office, start + 1min), 0s);
    EXPECT_GT(defence.wait(account, stranger, start + 1min), 0s);
    EXPECT_GT(defence.wait(account, "198.51.100.1/32", start + 1min), 0s);
    // After 30 days without a sign-in the office is a network like any other.
    for (std::uint64_t i = 1; i <= 100; ++i) defence.failed(account, stranger, 5000 + i, start + 24h * 31);
    EXPECT_GT(defence.wait(account, office, start + 24h * 31), 0s);
}

TEST(GuessingDefence, ATelephoneWithTheOldPasswordIsOneFailure) {
    GuessingDefence defence;
    for (int i = 0; i < 1000; ++i) defence.failed(account, office, 42, start + i * 1min);
    EXPECT_EQ(defence.wait(account, office, start + 1000min), 0s);
}

TEST(GuessingDefence, AnAttackersOwnAccountIsNoEraser) {
    GuessingDefence defence;
    for (std::uint64_t i = 1; i <= 40; ++i) {
        defence.failed(account, stranger, i, start);
        defence.succeeded("attacker@example.vn", stranger, start);
    }
    EXPECT_GT(defence.wait(account, stranger, start), 1min);
    EXPECT_GT(defence.wait("attacker@example.vn", stranger, start), 1min);
}

TEST(GuessingDefence, StaysBoundedAndKeepsTheWorst) {
    GuessingDefence defence;
    for (std::uint64_t i = 1; i <= 20; ++i) defence.failed(account, stranger, i, start);
    for (std::size_t i = 0; i < limits::credentials::guessingEntries * 3 / 2; ++i) {
        defence.failed("a" + std::to_string(i), "n" + std::to_string(i), 0, start);
        ASSERT_LE(defence.accounts(), limits::credentials::guessingEntries);
        ASSERT_LE(defence.networks(), limits::credentials::guessingEntries);
    }
    EXPECT_GT(defence.wait(account, "198.51.100.1/32", start), 1min);
}

}  // namespace
}  // namespace tram::credentials
