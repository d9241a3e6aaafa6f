// Disks, sensors, memory, links and the watchdog as the kernel's files.
#include "hal/drivers/block_disks.hpp"
#include "hal/drivers/hwmon.hpp"
#include "hal/sim/chassis_fixture.hpp"

namespace tram::hal::sim {
namespace {

using namespace std::chrono_literals;

class SimBoard : public fixture::ChassisTest {
protected:
    std::map<std::string, HwmonSensor> sensors() {
        std::map<std::string, HwmonSensor> found;
        for (auto& sensor : readHwmon(sysfs)) found.emplace(sensor.key, sensor);
        return found;
    }
};

constexpr auto chip = "sys/devices/platform/nct6775.656/nct6798/";
constexpr auto processor = "sys/devices/platform/coretemp.0/coretemp/";

TEST_F(SimBoard, DisksStandInTheirBays) {
    const auto disks = readDisks(sysfs);
    ASSERT_EQ(disks.size(), 7U);
    const char* places[] = {"pci-0000:02:00.0-nvme",  "pci-0000:03:00.0-nvme",  "pci-0000:00:17.0-ata-0",
                            "pci-0000:00:17.0-ata-1", "pci-0000:00:17.0-ata-2", "pci-0000:00:17.0-ata-3",
                            "pci-0000:01:00.0-bay-0"};
    const char* serials[] = {"S64GNE0R100001", "S64GNE0R100002", "WX10A1AA",    "WX10A1BB",
                             "WX10A1CC",       "WX10A1DD",       "71F0A01EFVGG"};
    for (std::size_t i = 0; i < disks.size(); ++i) {
        EXPECT_EQ(disks[i].place, places[i]);
        EXPECT_EQ(disks[i].serial, serials[i]);
    }
    EXPECT_EQ(disks[2].model, "ST4000NM000B-2TF") << "as SCSI has it, in sixteen characters";
    EXPECT_EQ(disks[2].octets, 4'000'787'030'016U);
    EXPECT_EQ(disks[6].vendor, "TOSHIBA");
    tell("renumber");
    std::map<std::string, std::string> after;
    for (const auto& disk : readDisks(sysfs)) after.emplace(disk.place, disk.serial);
    for (std::size_t i = 0; i < 7; ++i) EXPECT_EQ(after[places[i]], serials[i]) << "the names moved, the disks did not";
    EXPECT_EQ(tell("insert-disk 8 blank --serial Z8"), "/dev/sdf\n");
    EXPECT_EQ(readDisks(sysfs).back().place, "pci-0000:01:00.0-bay-1");
}

TEST_F(SimBoard, SensorsKeepTheirKeysWhenNumbersMove) {
    auto found = sensors();
    EXPECT_EQ(found.size(), 5U + 4U + 1U + 2U);
    EXPECT_EQ(found[std::string(processor) + "temp1"].value, 44);
    EXPECT_EQ(found[std::string(processor) + "temp1"].label, "Package id 0");
    EXPECT_EQ(found[std::string(processor) + "temp1"].limits.criticalAbove, 100);
    EXPECT_EQ(found[std::string(chip) + "fan1"].value, 4'300);
    EXPECT_EQ(found[std::string(chip) + "fan1"].limits.criticalBelow, 500);
    const auto before = sysfs.resolved("sys/class/hwmon/hwmon0");
    tell("renumber");
    EXPECT_NE(sysfs.resolved("sys/class/hwmon/hwmon0"), before);
    auto again = sensors();
    EXPECT_EQ(again[std::string(chip) + "fan1"].value, 4'300);
    tell("fan 1 0");
    tell("fan 2 missing");
    tell("fan 3 unreadable");
    tell("temperature package 97.5");
    tell("temperature core-0 unreadable");
    again = sensors();
    EXPECT_EQ(again[std::string(chip) + "fan1"].value, 0);
    EXPECT_FALSE(again.contains(std::string(chip) + "fan2"));
    EXPECT_EQ(again.at(std::string(chip) + "fan3").value, std::nullopt);
    EXPECT_EQ(again[std::string(processor) + "temp1"].value, 97.5);
    EXPECT_EQ(again[std::string(processor) + "temp2"].value, std::nullopt);
    tell("fan 3 4000");
    EXPECT_EQ(sensors()[std::string(chip) + "fan3"].value, 4'000);
    EXPECT_TRUE(refusal("temperature moon 3").starts_with("\"moon\" is no thermometer: package, core-0,"));
}

TEST_F(SimBoard, MemoryCountsItsErrors) {
    const std::string mc = "sys/devices/system/edac/mc/mc0/";
    EXPECT_EQ(content(mc + "dimm1/dimm_label"), "DIMMB1");
    tell("memory DIMMB1 corrected 12");
    tell("memory DIMMB1 corrected 3");
    tell("memory DIMMC1 uncorrected 1");
    EXPECT_EQ(sysfs.number(mc + "dimm1/dimm_ce_count"), 15);
    EXPECT_EQ(sysfs.number(mc + "ce_count"), 15);
    EXPECT_EQ(sysfs.number(mc + "dimm2/dimm_ue_count"), 1);
    EXPECT_EQ(sysfs.number(mc + "ue_count"), 1);
    EXPECT_EQ(refusal("memory DIMMB1 lost 1"),
              "\"lost\" is no kind of error: corrected, uncorrected\nusage: memory SLOT corrected|uncorrected COUNT");
}

TEST_F(SimBoard, LinksGoDownFlapAndCount) {
    const std::string eno1 = "sys/class/net/eno1/";
    EXPECT_EQ(sysfs.number(eno1 + "carrier"), 1);
    EXPECT_EQ(sysfs.number(eno1 + "speed"), 1'000);
    EXPECT_EQ(sysfs.number(eno1 + "carrier_changes"), 1);
    tell("link eno1 down");
    EXPECT_EQ(sysfs.number(eno1 + "carrier"), 0);
    EXPECT_EQ(content(eno1 + "operstate"), "down");
    EXPECT_EQ(sysfs.number(eno1 + "speed"), -1);
    tell("link eno1 up");
    EXPECT_EQ(sysfs.number(eno1 + "carrier_changes"), 3);
    tell("link eno1 flap 4");
    EXPECT_EQ(sysfs.number(eno1 + "carrier_changes"), 11);
    tell("link eno1 speed 100");
    EXPECT_EQ(sysfs.number(eno1 + "speed"), 100);
    tell("link eno1 errors 40");
    EXPECT_EQ(sysfs.number(eno1 + "statistics/rx_errors"), 40);
    pass(2s);
    EXPECT_GT(sysfs.number(eno1 + "statistics/rx_bytes").value_or(0), 0);
    EXPECT_EQ(placeOf(sysfs, sysfs.resolved(eno1 + "device").value_or("")), "pci-0000:05:00.0");
    EXPECT_TRUE(refusal("link eth0 up").starts_with("\"eth0\" is no link: eno1, eno2, eno3, eno4"));
}

TEST_F(SimBoard, SaysWhatItIs) {
    EXPECT_EQ(content("sys/class/dmi/id/sys_vendor"), "Tram");
    EXPECT_EQ(content("sys/class/dmi/id/product_name"), "Tram Sim 8");
    EXPECT_EQ(content("sys/class/dmi/id/board_name"), "tram-sim-8");
    EXPECT_EQ(content("sys/class/watchdog/watchdog0/state"), "active");
    tell("watchdog missing");
    EXPECT_TRUE(sysfs.names("sys/class/watchdog").empty());
    tell("watchdog ok");
    EXPECT_EQ(sysfs.number("sys/class/watchdog/watchdog0/timeout"), 30);
    EXPECT_TRUE(content("proc/self/mounts").contains("/dev/md0 / ext4"));
}

}  // namespace
}  // namespace tram::hal::sim
