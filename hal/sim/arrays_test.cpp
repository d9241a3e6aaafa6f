// What md does, as the driver of the arrays reads it.
#include "hal/drivers/md_arrays.hpp"

#include "hal/sim/chassis_fixture.hpp"

namespace tram::hal::sim {
namespace {

using namespace std::chrono_literals;

class SimArrays : public fixture::ChassisTest {
protected:
    ArrayReading array(const std::string& name) {
        auto reading = readArray(sysfs, name);
        EXPECT_TRUE(reading) << name;
        return reading.value_or(ArrayReading{});
    }
    std::string states(const std::string& name, const std::string& device) {
        return content("sys/block/" + name + "/md/dev-" + device + "/state");
    }
    std::string slot(const std::string& name, const std::string& device) {
        return content("sys/block/" + name + "/md/dev-" + device + "/slot");
    }
    void write(const std::string& file, std::string_view text) {
        ASSERT_TRUE(sysfs.write("sys/block/" + file, text)) << file;
        chassis.pollWrites();
    }
};

TEST_F(SimArrays, AreWholeAtFirst) {
    EXPECT_EQ(arrayNames(sysfs), (std::vector<std::string>{"md0", "md1"}));
    const auto system = array("md0");
    EXPECT_EQ(system.level, "raid1");
    EXPECT_EQ(system.state, "clean");
    EXPECT_EQ(system.degraded, 0U);
    EXPECT_EQ(system.members.size(), 2U);
    const auto mail = array("md1");
    EXPECT_EQ(mail.level, "raid10");
    EXPECT_EQ(mail.disks, 4U);
    EXPECT_EQ(mail.action, SyncAction::idle);
    ASSERT_EQ(mail.members.size(), 5U);
    EXPECT_TRUE(mail.members[0].isWorking());
    EXPECT_TRUE(mail.members[4].isSpare());
    EXPECT_EQ(mail.members[0].path, "sys/devices/pci0000:00/0000:00:17.0/ata3/host2/target2:0:0/2:0:0:0/block/sda");
    EXPECT_EQ(sysfs.resolved("sys/block/md1/md/rd2"), "sys/devices/virtual/block/md1/md/dev-sdc");
    EXPECT_EQ(content("sys/block/md1/md/metadata_version"), "1.2");
}

TEST_F(SimArrays, TakeTheirSpareWhenADiskFails) {
    tell("fail-disk 4");
    auto mail = array("md1");
    EXPECT_EQ(mail.degraded, 1U);
    EXPECT_EQ(mail.action, SyncAction::recover);
    EXPECT_EQ(states("md1", "sdb"), "faulty");
    EXPECT_EQ(slot("md1", "sdb"), "none");
    EXPECT_EQ(states("md1", "sde"), "spare");
    EXPECT_EQ(slot("md1", "sde"), "1");
    EXPECT_EQ(sysfs.resolved("sys/block/md1/md/rd1"), "sys/devices/virtual/block/md1/md/dev-sde");
    pass(10s);
    mail = array("md1");
    EXPECT_NEAR(mail.progress.value_or(0), 0.5, 0.05);
    EXPECT_EQ(mail.kilobytesPerSecond, 204'800);
    pass(11s);
    mail = array("md1");
    EXPECT_EQ(mail.degraded, 0U);
    EXPECT_EQ(mail.action, SyncAction::idle);
    EXPECT_EQ(states("md1", "sde"), "in_sync");
    EXPECT_EQ(content("sys/block/md1/md/sync_completed"), "none");
    // The failed one stays until somebody takes it out.
    EXPECT_EQ(run("mdadm /dev/md1 --remove /dev/sdb").status, 0);
    EXPECT_EQ(array("md1").members.size(), 4U);
    EXPECT_EQ(run("mdadm /dev/md1 --add /dev/sdb").status, 1) << "it gives nothing but errors";
}

TEST_F(SimArrays, StayDegradedWithoutASpare) {
    tell("fail-disk 1");
    pass(30s);
    const auto system = array("md0");
    EXPECT_EQ(system.degraded, 1U);
    EXPECT_EQ(system.action, SyncAction::idle);
    EXPECT_EQ(system.state, "clean");
    EXPECT_EQ(sysfs.read("sys/block/md0/md/rd0").error(), SysfsError::absent);
}

TEST_F(SimArrays, NeverGiveUpTheLastCopy) {
    tell("fail-disk 1");
    EXPECT_EQ(tell("fail-disk 2"), "array system has lost its data\n");
    EXPECT_EQ(array("md0").state, "broken");
    EXPECT_EQ(states("md0", "nvme1n1"), "in_sync");
    // Both disks of one pair, the spare not yet ready.
    tell("pull-disk 3");
    pass(5s);
    tell("pull-disk 4");
    const auto mail = array("md1");
    EXPECT_EQ(mail.state, "broken");
    EXPECT_EQ(mail.action, SyncAction::idle);
    EXPECT_EQ(mail.degraded, 1U);
}

TEST_F(SimArrays, LiveWithOneLostDiskOfEachPair) {
    tell("pull-disk 3");
    pass(21s);
    tell("pull-disk 4");
    tell("pull-disk 5");
    const auto mail = array("md1");
    EXPECT_EQ(mail.state, "clean");
    EXPECT_EQ(mail.degraded, 2U);
}

TEST_F(SimArrays, ShowAPulledDiskAsAMemberWithoutADevice) {
    tell("pull-disk 5");
    EXPECT_EQ(sysfs.read("sys/block/sdc/size").error(), SysfsError::absent);
    EXPECT_EQ(states("md1", "sdc"), "faulty");
    EXPECT_EQ(sysfs.resolved("sys/block/md1/md/dev-sdc/block"), std::nullopt);
    EXPECT_EQ(tell("replug-disk 5"), "/dev/sdf\n") << "its old name is still held";
    EXPECT_EQ(run("mdadm /dev/md1 --remove detached").errors, "mdadm: hot removed 8:32 from /dev/md1\n");
    EXPECT_EQ(array("md1").members.size(), 4U);
}

TEST_F(SimArrays, TakeAMemberBackByItsBitmap) {
    tell("pull-disk 2");
    tell("replug-disk 2");
    run("mdadm /dev/md0 --remove detached");
    EXPECT_EQ(run("mdadm /dev/md0 --add /dev/nvme2n1").errors, "mdadm: re-added /dev/nvme2n1\n");
    EXPECT_EQ(slot("md0", "nvme2n1"), "1");
    EXPECT_EQ(array("md0").action, SyncAction::recover);
    pass(2s);
    EXPECT_EQ(array("md0").degraded, 0U) << "it had little to catch up with";
}

TEST_F(SimArrays, RebuildANewDiskAndRefuseOneThatIsTooSmall) {
    tell("pull-disk 1");
    run("mdadm /dev/md0 --remove detached");
    EXPECT_EQ(tell("insert-disk 1 small"), "/dev/nvme0n1\n");
    const auto small = run("mdadm /dev/md0 --add /dev/nvme0n1");
    EXPECT_EQ(small.status, 1);
    EXPECT_EQ(small.errors, "mdadm: /dev/nvme0n1 not large enough to join array\n");
    tell("pull-disk 1");
    tell("insert-disk 1 blank --serial NEW1");
    EXPECT_EQ(run("mdadm /dev/md0 --add /dev/nvme0n1").errors, "mdadm: added /dev/nvme0n1\n");
    EXPECT_EQ(run("mdadm /dev/md0 --add /dev/nvme0n1").errors,
              "mdadm: Cannot open /dev/nvme0n1: Device or resource busy\n");
    pass(21s);
    EXPECT_EQ(array("md0").degraded, 0U);
}

TEST_F(SimArrays, ReplaceAMemberWhileItStillWorks) {
    write("md1/md/dev-sdc/state", "want_replacement");
    EXPECT_EQ(states("md1", "sdc"), "in_sync,want_replacement");
    EXPECT_EQ(states("md1", "sde"), "spare,replacement");
    EXPECT_EQ(slot("md1", "sde"), "2");
    EXPECT_EQ(sysfs.resolved("sys/block/md1/md/rd2"), "sys/devices/virtual/block/md1/md/dev-sdc");
    auto mail = array("md1");
    EXPECT_EQ(mail.degraded, 0U);
    EXPECT_EQ(mail.action, SyncAction::recover);
    pass(21s);
    mail = array("md1");
    EXPECT_EQ(mail.degraded, 0U) << "it never was";
    EXPECT_EQ(states("md1", "sdc"), "faulty");
    EXPECT_EQ(states("md1", "sde"), "in_sync");
    EXPECT_EQ(sysfs.resolved("sys/block/md1/md/rd2"), "sys/devices/virtual/block/md1/md/dev-sde");
}

TEST_F(SimArrays, GoOnWithTheReplacementWhenTheOldOneFails) {
    write("md1/md/dev-sdc/state", "want_replacement");
    pass(5s);
    tell("fail-disk 5");
    auto mail = array("md1");
    EXPECT_EQ(mail.degraded, 1U);
    EXPECT_EQ(states("md1", "sde"), "spare");
    EXPECT_EQ(mail.action, SyncAction::recover);
    pass(21s);
    EXPECT_EQ(array("md1").degraded, 0U);
}

TEST_F(SimArrays, WantAReplacementThatIsNotThere) {
    write("md0/md/dev-nvme0n1/state", "want_replacement");
    EXPECT_EQ(states("md0", "nvme0n1"), "in_sync,want_replacement");
    EXPECT_EQ(array("md0").action, SyncAction::idle);
    write("md0/md/dev-nvme0n1/state", "-want_replacement");
    EXPECT_EQ(states("md0", "nvme0n1"), "in_sync");
}

TEST_F(SimArrays, EndARebuildWithoutHavingRebuilt) {
    tell("fail-disk 3");
    pass(5s);
    tell("abort-rebuild mail");
    pass(5s);
    const auto mail = array("md1");
    EXPECT_EQ(mail.degraded, 1U);
    EXPECT_EQ(mail.action, SyncAction::idle);
    EXPECT_EQ(slot("md1", "sde"), "none");
    EXPECT_EQ(refusal("abort-rebuild mail"), "no rebuild is under way\nusage: abort-rebuild ARRAY");
}

TEST_F(SimArrays, AreCheckedAndMended) {
    tell("mismatch md1 128");
    EXPECT_EQ(array("md1").mismatches, 128);
    write("md1/md/sync_action", "check");
    auto mail = array("md1");
    EXPECT_EQ(mail.action, SyncAction::check);
    EXPECT_EQ(mail.mismatches, 0) << "counted anew";
    pass(5s);
    EXPECT_NEAR(array("md1").progress.value_or(0), 0.25, 0.03);
    pass(16s);
    mail = array("md1");
    EXPECT_EQ(mail.action, SyncAction::idle);
    EXPECT_EQ(mail.mismatches, 128);
    write("md1/md/sync_action", "repair");
    pass(21s);
    write("md1/md/sync_action", "check");
    pass(21s);
    EXPECT_EQ(array("md1").mismatches, 0);
}

TEST_F(SimArrays, StopACheckAndTakeItUpAgain) {
    write("md1/md/sync_action", "check");
    pass(5s);
    write("md1/md/sync_action", "idle");
    EXPECT_EQ(array("md1").action, SyncAction::idle);
    const auto from = sysfs.number("sys/block/md1/md/sync_min").value_or(0);
    EXPECT_GT(from, 0);
    write("md1/md/sync_action", "check");
    EXPECT_NEAR(array("md1").progress.value_or(0), 0.25, 0.03);
    // A failing disk ends it.
    tell("fail-disk 3");
    EXPECT_EQ(array("md1").action, SyncAction::recover);
}

TEST_F(SimArrays, AreHeldBackAndHurried) {
    write("md1/md/sync_speed_max", "102400");
    EXPECT_EQ(content("sys/block/md1/md/sync_speed_max"), "102400 (local)");
    tell("fail-disk 3");
    EXPECT_EQ(array("md1").kilobytesPerSecond, 102'400);
    pass(10s);
    EXPECT_NEAR(array("md1").progress.value_or(0), 0.25, 0.01);
    write("md1/md/sync_speed_max", "system");
    EXPECT_EQ(content("sys/block/md1/md/sync_speed_max"), "200000 (system)");
    write("md1/md/sync_speed_min", "100000");
    EXPECT_EQ(content("sys/block/md1/md/sync_speed_min"), "100000 (local)");
    pass(20s);
    EXPECT_EQ(array("md1").degraded, 0U);
    write("md1/md/sync_max", "1000000");
    write("md1/md/sync_action", "check");
    pass(30s);
    EXPECT_EQ(array("md1").action, SyncAction::check) << "it waits at the end that it was given";
    write("md1/md/sync_max", "max");
    pass(21s);
    EXPECT_EQ(array("md1").action, SyncAction::idle);
}

TEST_F(SimArrays, KeepWhatTheKernelWouldNotTake) {
    write("md1/md/sync_action", "nonsense");
    EXPECT_EQ(content("sys/block/md1/md/sync_action"), "idle");
    write("md1/md/dev-sda/state", "remove");
    EXPECT_EQ(states("md1", "sda"), "in_sync") << "EBUSY";
    write("md1/md/dev-sda/state", "faulty");
    EXPECT_EQ(states("md1", "sda"), "faulty");
    write("md1/md/dev-sda/state", "remove");
    EXPECT_EQ(sysfs.read("sys/block/md1/md/dev-sda/state").error(), SysfsError::absent);
}

TEST_F(SimArrays, ThatDoNotRun) {
    tell("half-assembled mail");
    const auto half = array("md1");
    EXPECT_EQ(half.state, "inactive");
    EXPECT_EQ(half.level, "");
    EXPECT_EQ(half.degraded, std::nullopt);
    EXPECT_EQ(half.members.size(), 3U);
    EXPECT_EQ(run("mdadm --run /dev/md1").status, 0);
    EXPECT_EQ(array("md1").degraded, 1U);
    tell("stop-array system");
    EXPECT_EQ(arrayNames(sysfs), (std::vector<std::string>{"md1"}));
    EXPECT_EQ(run("mdadm --detail --export /dev/md0").status, 1);
}

TEST_F(SimArrays, CountMendedReadsAndBadBlocks) {
    tell("read-errors 3 7");
    tell("bad-blocks 4 on");
    const auto mail = array("md1");
    EXPECT_EQ(mail.members[0].correctedReads, 7);
    EXPECT_TRUE(mail.members[1].hasBadBlocks);
    tell("bad-blocks 4 off");
    EXPECT_FALSE(array("md1").members[1].hasBadBlocks);
    EXPECT_EQ(refusal("read-errors 8 1").substr(0, 14), "bay 8 is empty");
}

TEST_F(SimArrays, GetOtherNamesWithAnotherStart) {
    const auto before = array("md1");
    tell("renumber");
    EXPECT_EQ(arrayNames(sysfs), (std::vector<std::string>{"md126", "md127"}));
    const auto mail = array("md126");
    EXPECT_EQ(mail.level, "raid10");
    EXPECT_EQ(mail.degraded, 0U);
    for (const auto& member : mail.members) EXPECT_NE(member.path, "") << member.device;
    EXPECT_EQ(content("sys/block/md126/md/rd0/block/device/vpd_pg80").substr(4), "            WX10A1AA");
    EXPECT_NE(content("sys/block/sda/device/vpd_pg80").substr(4), "            WX10A1AA");
}

}  // namespace
}  // namespace tram::hal::sim
