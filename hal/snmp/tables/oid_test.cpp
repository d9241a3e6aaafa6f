#include "hal/snmp/tables/oid.hpp"

#include <gtest/gtest.h>

#include <array>

namespace tram::snmp {

namespace {

TEST(Oid, ATextIsItsLengthAndItsOctets) {
    Oid index;
    appendText(index, "a\xc4\x90");
    EXPECT_EQ(index, (Oid{3, 97, 0xc4, 0x90}));
    EXPECT_EQ(toText(index), "3.97.196.144");
}

TEST(Oid, BelowIsTheSubtreeAndItsRoot) {
    constexpr std::array<std::uint32_t, 2> root{1, 3};
    EXPECT_TRUE(isBelow(Oid{1, 3}, root));
    EXPECT_TRUE(isBelow(Oid{1, 3, 0}, root));
    EXPECT_FALSE(isBelow(Oid{1}, root));
    EXPECT_FALSE(isBelow(Oid{1, 4}, root));
}

TEST(Oid, NumbersOfNamesNeverChange) {
    // They are in people's graphs.
    const std::vector<std::string> names{"chassis", "disk:1", "disk:2"};
    EXPECT_EQ(stableNumbers(names), (std::vector<std::uint32_t>{1951870143, 427918033, 377585176}));
    const std::vector<std::string> fewer{"disk:2"};
    EXPECT_EQ(stableNumbers(fewer).front(), 377585176U) << "whatever else is there";
}

}  // namespace

}  // namespace tram::snmp
