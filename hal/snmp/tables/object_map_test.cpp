#include "hal/snmp/tables/object_map.hpp"

#include <gtest/gtest.h>

namespace tram::snmp {

namespace {

ObjectMap example() {
    ObjectMap map;
    for (const auto& oid : {Oid{1, 3, 1}, Oid{1, 3, 2, 0}, Oid{1, 3, 2, 10}, Oid{1, 3, 2, 9, 1}, Oid{1, 4, 0}})
        map.put(oid, gaugeValue(static_cast<double>(oid.back())));
    return map;
}

struct NextRow {
    const char* name;
    Oid after;
    bool inclusive;
    Oid root;
    Oid expected;  // empty: none
};

TEST(ObjectMap, GetNextWalksInTheOrderOfNumbersWithinASubtree) {
    const auto map = example();
    const std::vector<NextRow> rows{
        {"from the root", {1, 3, 2}, false, {1, 3, 2}, {1, 3, 2, 0}},
        {"from before the root", {1, 2}, false, {1, 3, 2}, {1, 3, 2, 0}},
        {"from a prefix of the root", {1, 3}, false, {1, 3, 2}, {1, 3, 2, 0}},
        {"numbers, not letters", {1, 3, 2, 0}, false, {1, 3, 2}, {1, 3, 2, 9, 1}},
        {"from between", {1, 3, 2, 9}, false, {1, 3, 2}, {1, 3, 2, 9, 1}},
        {"to the last", {1, 3, 2, 9, 1}, false, {1, 3, 2}, {1, 3, 2, 10}},
        {"at the subtree's end", {1, 3, 2, 10}, false, {1, 3, 2}, {}},
        {"beyond it", {1, 3, 9}, false, {1, 3, 2}, {}},
        {"at itself", {1, 3, 2, 10}, true, {1, 3, 2}, {1, 3, 2, 10}},
        {"at what is not there", {1, 3, 2, 1}, true, {1, 3, 2}, {1, 3, 2, 9, 1}},
        {"in an empty subtree", {1, 3, 5}, false, {1, 3, 5}, {}},
    };
    for (const auto& row : rows) {
        const auto* entry = map.next(row.after, row.inclusive, row.root);
        EXPECT_EQ(entry == nullptr ? Oid{} : entry->first, row.expected) << row.name;
    }
    EXPECT_EQ(map.find(Oid{1, 3, 2}), nullptr);
    ASSERT_NE(map.find(Oid{1, 3, 2, 10}), nullptr);
}

TEST(ObjectMap, WhatIsTooLongOrNothingIsPassedOver) {
    ObjectMap map;
    map.put(Oid(129, 1), gaugeValue(1));
    map.put(Oid{1}, std::optional<Value>());
    EXPECT_TRUE(map.all().empty());
    map.put(Oid(128, 1), gaugeValue(1));
    map.put(Oid(128, 1), gaugeValue(2));
    EXPECT_EQ(map.find(Oid(128, 1))->number, 1U) << "the first stays";
}

}  // namespace

}  // namespace tram::snmp
