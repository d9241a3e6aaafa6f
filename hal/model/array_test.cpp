#include "hal/model/array.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace tram::hal {
namespace {

TEST(Array, WordsOfTheKernel) {
    EXPECT_EQ(parseRaidDisks("2"), 2U);
    EXPECT_EQ(parseRaidDisks("4 (3)"), 4U);
    EXPECT_EQ(parseRaidDisks(""), std::nullopt);
    EXPECT_EQ(parseRaidDisks("two"), std::nullopt);
    EXPECT_EQ(parseRaidDisks("-1"), std::nullopt);
    EXPECT_EQ(parseLevel("raid1"), "raid1");
    EXPECT_EQ(parseLevel("raid10 (raid1)"), "raid10");
    EXPECT_EQ(parseSyncAction("recover"), SyncAction::recover);
    EXPECT_EQ(parseSyncAction("something new"), SyncAction::other);
    EXPECT_EQ(parseSyncCompleted("50 / 200"), 0.25);
    for (const auto* none : {"none", "delayed", "", "/", "1 / 0", "3 / 2", "a / 2", "1 /"})
        EXPECT_EQ(parseSyncCompleted(none), std::nullopt) << none;
    EXPECT_EQ(parseMemberStates("in_sync,write_error"), (std::set<std::string, std::less<>>{"in_sync", "write_error"}));
    EXPECT_EQ(parseMemberStates(" spare , new-word,"), (std::set<std::string, std::less<>>{"new-word", "spare"}));
    EXPECT_TRUE(parseMemberStates("").empty());
}

ArrayReading mirror() {
    ArrayReading reading;
    reading.name = "md0";
    reading.state = "clean";
    reading.level = "raid1";
    reading.disks = 2;
    reading.degraded = 0;
    for (const auto* device : {"sda2", "sdb2", "sdc2"}) {
        ArrayMember member;
        member.device = device;
        member.states = {"in_sync"};
        member.slot = static_cast<unsigned>(reading.members.size());
        reading.members.push_back(member);
    }
    reading.members[2].states = {"spare"};
    reading.members[2].slot.reset();
    return reading;
}

std::string found(const ArrayReading& reading, unsigned spares = 1) {
    std::string text;
    for (const auto& finding :
         arrayFindings(reading, {"array:mail", {"disk:1", "disk:2", ""}, {"bay 1", "bay 2", ""}, {}, spares})) {
        if (!text.empty()) text += ", ";
        text += std::string(infoOf(finding.condition).name) + " " + finding.component;
        for (const auto& [key, value] : finding.arguments) text += " " + key + "=" + value;
    }
    return text;
}

TEST(Array, WhatIsTheMatter) {
    const auto lost = [](ArrayReading& reading) {
        reading.degraded = 1;
        reading.members[0].states = {"faulty", "blocked"};
        reading.members[0].slot.reset();
    };
    const struct {
        const char* what;
        std::function<void(ArrayReading&)> change;
        const char* found;
    } rows[] = {
        {"all is well", [](auto&) {}, ""},
        {"without redundancy there is nothing to lack", [](auto& r) { r.degraded.reset(); }, ""},
        {"a disk fails", lost, "array.degraded array:mail value=1, disk.failed disk:1"},
        {"its spare takes over",
         [&](auto& r) {
             lost(r);
             r.action = SyncAction::recover;
             r.progress = 0.428;
             r.members[2].slot = 0;
         },
         "array.degraded array:mail value=1, array.rebuilding array:mail value=42, array.no-spare array:mail, "
         "disk.failed "
         "disk:1"},
        {"the rebuild waits for another array's",
         [&](auto& r) {
             lost(r);
             r.action = SyncAction::recover;
         },
         "array.degraded array:mail value=1, array.rebuilding array:mail value=0, disk.failed disk:1"},
        {"rebuilt, the failed disk still in its bay",
         [&](auto& r) {
             lost(r);
             r.degraded = 0;
             r.members[2].states = {"in_sync"};
             r.members[2].slot = 0;
         },
         "array.no-spare array:mail, disk.failed disk:1"},
        {"a disk pulled",
         [](auto& r) {
             r.members.erase(r.members.begin() + 1);
             r.degraded = 1;
         },
         "array.degraded array:mail value=1"},
        {"both failed",
         [&](auto& r) {
             lost(r);
             r.members[1].states = {"faulty"};
             r.degraded = 2;
         },
         "array.failed array:mail reason=0/2, disk.failed disk:1, disk.failed disk:2"},
        {"half assembled", [](auto& r) { r.state = "inactive"; }, "array.failed array:mail reason=inactive"},
        {"broken", [](auto& r) { r.state = "broken"; }, "array.failed array:mail reason=broken"},
        {"resync after a cut",
         [](auto& r) {
             r.action = SyncAction::resync;
             r.progress = 1;
         },
         "array.rebuilding array:mail value=100"},
        {"a check",
         [](auto& r) {
             r.action = SyncAction::check;
             r.mismatches = 128;
         },
         ""},
        {"a check that found something", [](auto& r) { r.mismatches = 128; }, "array.mismatch array:mail value=128"},
        {"frozen, or what a later kernel does", [](auto& r) { r.action = SyncAction::other; }, ""},
        {"read errors mended", [](auto& r) { r.members[1].correctedReads = 3; },
         "array.read-errors array:mail other=bay 2 value=3"},
        {"bad blocks, nothing degraded", [](auto& r) { r.members[0].hasBadBlocks = true; },
         "array.bad-blocks array:mail other=bay 1"},
        {"of a disk whose bay is not known", [](auto& r) { r.members[2].hasBadBlocks = true; },
         "array.bad-blocks array:mail other=sdc2"},
        {"a spare that fails", [](auto& r) { r.members[2].states = {"faulty"}; }, "array.no-spare array:mail"},
        {"words not known", [](auto& r) { r.members[0].states.insert("new-word"); }, ""},
    };
    for (const auto& row : rows) {
        auto reading = mirror();
        row.change(reading);
        EXPECT_EQ(found(reading), row.found) << row.what;
    }
    auto two = mirror();
    two.members.pop_back();
    EXPECT_EQ(found(two, 0), "");
    EXPECT_EQ(found(two, 1), "array.no-spare array:mail");
}

}  // namespace
}  // namespace tram::hal
