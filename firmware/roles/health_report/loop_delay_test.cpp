#include "roles/health_report/loop_delay.hpp"

#include <gtest/gtest.h>

#include <boost/asio/post.hpp>
#include <chrono>
#include <latch>
#include <thread>

namespace tram::roles {

namespace {

using namespace std::chrono_literals;

// Until what was handed to the loops before has been worked off.
void untilWorkedOff(net::Runtime& runtime) {
    std::latch done(static_cast<std::ptrdiff_t>(runtime.loops()));
    for (std::size_t i = 0; i < runtime.loops(); ++i)
        boost::asio::post(runtime.loop(i), [&done] { done.count_down(); });
    done.wait();
}

TEST(LoopDelay, IsSmallWhereLoopsAreIdle) {
    net::Runtime runtime({.loops = 2, .handshakeThreads = 1});
    LoopDelay delay(runtime);
    std::thread loops([&] { runtime.run(); });
    EXPECT_EQ(delay.measure(), std::nullopt);
    untilWorkedOff(runtime);
    const auto measured = delay.measure();
    ASSERT_TRUE(measured);
    EXPECT_GE(*measured, 0);
    EXPECT_LT(*measured, 20);
    runtime.stop();
    loops.join();
}

TEST(LoopDelay, TellsOfALoopThatHangsAndOfOneThatHung) {
    net::Runtime runtime({.loops = 2, .handshakeThreads = 1});
    LoopDelay delay(runtime);
    std::thread loops([&] { runtime.run(); });
    std::latch hanging(1);
    std::latch released(1);
    boost::asio::post(runtime.loop(1), [&] {
        hanging.count_down();
        released.wait();
    });
    hanging.wait();
    EXPECT_EQ(delay.measure(), std::nullopt);
    const auto left = std::chrono::steady_clock::now();
    // The note lies there at least this long, however the machine is loaded.
    while (std::chrono::steady_clock::now() < left + 30ms) std::this_thread::yield();
    EXPECT_GE(delay.measure().value_or(0), 0.03);
    released.count_down();
    untilWorkedOff(runtime);
    EXPECT_GE(delay.measure().value_or(0), 0.03) << "how long the note had lain there";
    untilWorkedOff(runtime);
    EXPECT_LT(delay.measure().value_or(20), 20);
    runtime.stop();
    loops.join();
}

}  // namespace

}  // namespace tram::roles
