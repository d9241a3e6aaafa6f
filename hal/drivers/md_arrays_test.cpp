#include "hal/drivers/md_arrays.hpp"

#include <gtest/gtest.h>

#include "hal/access/sysfs_fixture.hpp"

namespace tram::hal {
namespace {

// A mirror of two with a spare, as a kernel shows it.
class MdArrays : public ::testing::Test {
protected:
    MdArrays() {
        put("array_state", "clean");
        put("level", "raid1");
        put("raid_disks", "2");
        put("degraded", "0");
        put("sync_action", "idle");
        put("sync_completed", "none");
        put("sync_speed", "none");
        put("mismatch_cnt", "0");
        member("sda2", "in_sync", "0", 1);
        member("sdb2", "in_sync", "1", 2);
        member("sdc2", "spare", "none", 3);
        tree.folder("sys/block/sda");
        tree.folder("sys/block/mdx");
    }
    void put(const std::string& file, std::string_view content) { tree.put("sys/block/md0/md/" + file, content); }
    void member(const std::string& device, std::string_view states, std::string_view slot, int port) {
        const auto folder = "dev-" + device + "/";
        put(folder + "state", states);
        put(folder + "slot", slot);
        put(folder + "errors", "0");
        put(folder + "bad_blocks", "");
        const auto path =
            "sys/devices/pci0000:00/ata" + std::to_string(port) + "/block/" + device.substr(0, 3) + "/" + device;
        tree.folder(path);
        tree.link("sys/block/md0/md/" + folder + "block", tree.root / path);
    }

    fixture::SysfsTree tree;
};

TEST_F(MdArrays, AreRead) {
    EXPECT_EQ(arrayNames(tree.sysfs()), (std::vector<std::string>{"md0"}));
    const auto reading = readArray(tree.sysfs(), "md0");
    ASSERT_TRUE(reading);
    EXPECT_EQ(reading->state, "clean");
    EXPECT_EQ(reading->level, "raid1");
    EXPECT_EQ(reading->disks, 2U);
    EXPECT_EQ(reading->degraded, 0U);
    EXPECT_EQ(reading->action, SyncAction::idle);
    EXPECT_EQ(reading->progress, std::nullopt);
    ASSERT_EQ(reading->members.size(), 3U);
    EXPECT_EQ(reading->members[1].device, "sdb2");
    EXPECT_EQ(reading->members[1].path, "sys/devices/pci0000:00/ata2/block/sdb/sdb2");
    EXPECT_EQ(reading->members[1].slot, 1U);
    EXPECT_TRUE(reading->members[0].isWorking());
    EXPECT_TRUE(reading->members[2].isSpare());
}

TEST_F(MdArrays, WhileTheyAreRebuilt) {
    put("degraded", "1");
    put("sync_action", "recover");
    put("sync_completed", "512 / 2048");
    put("sync_speed", "104857");
    put("raid_disks", "2 (3)");
    put("dev-sda2/state", "faulty,blocked");
    put("dev-sda2/slot", "none");
    put("dev-sdb2/errors", "7");
    put("dev-sdb2/bad_blocks", "2048 8");
    const auto reading = readArray(tree.sysfs(), "md0");
    ASSERT_TRUE(reading);
    EXPECT_EQ(reading->degraded, 1U);
    EXPECT_EQ(reading->action, SyncAction::recover);
    EXPECT_EQ(reading->progress, 0.25);
    EXPECT_EQ(reading->kilobytesPerSecond, 104857);
    EXPECT_EQ(reading->disks, 2U);
    EXPECT_TRUE(reading->members[0].isFaulty());
    EXPECT_EQ(reading->members[1].correctedReads, 7);
    EXPECT_TRUE(reading->members[1].hasBadBlocks);
}

TEST_F(MdArrays, WithoutRedundancyAndWithFilesMissing) {
    tree.remove("sys/block/md0/md/degraded");
    tree.remove("sys/block/md0/md/sync_action");
    tree.remove("sys/block/md0/md/sync_completed");
    tree.remove("sys/block/md0/md/dev-sdc2/state");
    put("level", "raid0");
    const auto reading = readArray(tree.sysfs(), "md0");
    ASSERT_TRUE(reading);
    EXPECT_EQ(reading->degraded, std::nullopt);
    EXPECT_EQ(reading->members.size(), 2U) << "a member that goes is no error of the array";
}

TEST_F(MdArrays, ThatAreGoneOrGiveNonsense) {
    EXPECT_EQ(readArray(tree.sysfs(), "md1").error(), SysfsError::absent);
    put("raid_disks", "many");
    EXPECT_EQ(readArray(tree.sysfs(), "md0").error(), SysfsError::malformed);
    put("raid_disks", "2");
    put("degraded", "some");
    EXPECT_EQ(readArray(tree.sysfs(), "md0").error(), SysfsError::malformed);
    tree.remove("sys/block/md0/md/array_state");
    EXPECT_EQ(readArray(tree.sysfs(), "md0").error(), SysfsError::absent) << "never healthy";
}

}  // namespace
}  // namespace tram::hal
