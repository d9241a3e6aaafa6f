#include "hal/drivers/hwmon.hpp"

#include <gtest/gtest.h>

#include "hal/access/sysfs_fixture.hpp"

namespace tram::hal {
namespace {

TEST(Hwmon, IsReadInUnitsOfPeople) {
    const fixture::SysfsTree tree;
    const auto put = [&](const char* file, const char* content) {
        tree.put(std::string("sys/class/hwmon/") + file, content);
    };
    tree.folder("sys/devices/platform/coretemp.0");
    tree.link("sys/class/hwmon/hwmon3/device", tree.root / "sys/devices/platform/coretemp.0");
    put("hwmon3/name", "coretemp");
    put("hwmon3/temp1_input", "41500");
    put("hwmon3/temp1_label", "Package id 0");
    put("hwmon3/temp1_max", "80000");
    put("hwmon3/temp1_max_hyst", "72000");
    put("hwmon3/temp1_crit", "100000");
    put("hwmon3/temp2_input", "-128000");
    put("hwmon3/temp3_input", "40000");
    put("hwmon3/temp3_fault", "1");
    put("hwmon3/temp3_max", "0");
    put("hwmon3/in0_input", "1024");
    put("hwmon3/uevent", "");
    tree.folder("sys/devices/pci0000:00/w83627.656");
    tree.link("sys/class/hwmon/hwmon0/device", tree.root / "sys/devices/pci0000:00/w83627.656");
    put("hwmon0/name", "nct6775");
    put("hwmon0/fan2_input", "2850");
    put("hwmon0/fan2_min", "600");
    put("hwmon0/fan7_input", "nonsense");

    const auto sensors = readHwmon(tree.sysfs());
    ASSERT_EQ(sensors.size(), 5U);
    EXPECT_EQ(sensors[0].key, "sys/devices/pci0000:00/w83627.656/nct6775/fan2");
    EXPECT_EQ(sensors[0].kind, Kind::fan);
    EXPECT_EQ(sensors[0].value, 2'850);
    EXPECT_EQ(sensors[0].limits.criticalBelow, 600);
    EXPECT_EQ(sensors[1].value, std::nullopt);
    EXPECT_EQ(sensors[2].key, "sys/devices/platform/coretemp.0/coretemp/temp1");
    EXPECT_EQ(sensors[2].chip, "coretemp");
    EXPECT_EQ(sensors[2].label, "Package id 0");
    EXPECT_EQ(sensors[2].value, 41.5);
    EXPECT_EQ(sensors[2].limits.warningAbove, 80);
    EXPECT_EQ(sensors[2].limits.criticalAbove, 100);
    EXPECT_EQ(sensors[2].limits.hysteresis, 8);
    EXPECT_EQ(sensors[3].label, "temp2");
    EXPECT_EQ(sensors[3].value, -128) << "what it means is judged elsewhere";
    EXPECT_EQ(sensors[4].value, std::nullopt) << "the chip says that it is faulty";
    EXPECT_EQ(sensors[4].limits.warningAbove, std::nullopt) << "nobody set it";

    // The numbers move, the keys do not; and one may go while the others are read.
    std::filesystem::rename(tree.root / "sys/class/hwmon/hwmon3", tree.root / "sys/class/hwmon/hwmon1");
    tree.remove("sys/class/hwmon/hwmon0/fan2_input");
    const auto again = readHwmon(tree.sysfs());
    ASSERT_EQ(again.size(), 4U);
    EXPECT_EQ(again[1].key, sensors[2].key);
}

TEST(Hwmon, ThatIsNotThere) {
    const fixture::SysfsTree tree;
    EXPECT_TRUE(readHwmon(tree.sysfs()).empty());
}

}  // namespace
}  // namespace tram::hal
