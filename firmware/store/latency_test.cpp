#include "store/latency.hpp"

#include <gtest/gtest.h>

#include <cstdint>

namespace tram::store {
namespace {

using std::chrono::nanoseconds;

TEST(Latency, NothingIsZero) {
    const Latency latency;
    EXPECT_EQ(latency.count(), 0U);
    EXPECT_EQ(latency.quantile(0.5).count(), 0);
}

TEST(Latency, EverySizeIsToldToAnEighthOfAnOctave) {
    for (std::int64_t size = 0; size < 4'000'000'000'000'000'000; size = size + size / 16 + 1) {
        Latency latency;
        latency.record(nanoseconds(size));
        const auto told = latency.quantile(0.5).count();
        EXPECT_GE(told, size);
        EXPECT_LE(told, size + size / 8) << size;
    }
    Latency latency;
    latency.record(nanoseconds(INT64_MAX));
    latency.record(nanoseconds(-5));
    EXPECT_EQ(latency.quantile(0.4).count(), 0);
    EXPECT_EQ(latency.quantile(0.9).count(), INT64_MAX);
}

TEST(Latency, QuantilesOfMany) {
    Latency latency;
    for (int i = 1; i <= 1'000; ++i) latency.record(nanoseconds(i * 100));
    EXPECT_EQ(latency.count(), 1'000U);
    EXPECT_NEAR(static_cast<double>(latency.quantile(0.5).count()), 50'000, 6'000);
    EXPECT_NEAR(static_cast<double>(latency.quantile(0.99).count()), 99'000, 12'000);
}

}  // namespace
}  // namespace tram::store
