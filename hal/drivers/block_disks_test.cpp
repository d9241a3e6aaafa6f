#include "hal/drivers/block_disks.hpp"

#include <gtest/gtest.h>

#include "hal/access/sysfs_fixture.hpp"

namespace tram::hal {

namespace {

TEST(BlockDisks, AConnectorKeepsItsNameWhateverTheKernelCountsIt) {
    const fixture::SysfsTree tree;
    tree.put("sys/class/ata_port/ata7/port_no", "2");
    tree.put("sys/class/sas_device/end_device-8:1/bay_identifier", "5");
    const std::vector<std::pair<std::string, std::string>> rows{
        {"sys/devices/pci0000:00/0000:00:17.0/ata7/host6/target6:0:0/6:0:0:0/block/sda", "pci-0000:00:17.0-ata-2"},
        {"sys/devices/pci0000:00/0000:00:17.0/ata9/host8/target8:0:0/8:0:0:0/block/sdb", "pci-0000:00:17.0-ata-9"},
        {"sys/devices/pci0000:00/0000:00:1b.4/0000:02:00.0/nvme/nvme0/nvme0n1", "pci-0000:02:00.0-nvme"},
        {"sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0/host8/port-8:1/end_device-8:1/target8:0:1/8:0:1:0/block/sdc",
         "pci-0000:01:00.0-bay-5"},
        {"sys/devices/pci0000:00/0000:00:03.0/0000:04:00.0/host3/target3:0:2/3:0:2:0/block/sdd",
         "pci-0000:04:00.0-scsi-0:2:0"},
        {"sys/devices/pci0000:00/0000:00:05.0/virtio2/block/vda", "pci-0000:00:05.0"},
        {"sys/devices/virtual/block/loop0", ""},
    };
    for (const auto& [path, place] : rows) EXPECT_EQ(placeOf(tree.sysfs(), path), place) << path;
}

TEST(BlockDisks, ReadsWhatIsThere) {
    const fixture::SysfsTree tree;
    const std::string ata = "sys/devices/pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0";
    tree.put(ata + "/block/sda/size", "7814037168");
    tree.put(ata + "/model", "ST4000NM000B");
    tree.put(ata + "/vendor", "ATA     ");
    tree.put(ata + "/rev", "TN02");
    tree.put(ata + "/vpd_pg80", std::string("\0\x80\0\x14", 4) + "            ZC1A0001");
    tree.link("sys/block/sda", tree.root / (ata + "/block/sda"));
    tree.link(ata + "/block/sda/device", tree.root / ata);
    const std::string nvme = "sys/devices/pci0000:00/0000:02:00.0/nvme/nvme0";
    tree.put(nvme + "/nvme0n1/size", "1000");
    tree.put(nvme + "/serial", "S64G  ");
    tree.put(nvme + "/nvme0n1/nvme0n1p1/holders/dm-0/name", "x");
    tree.link("sys/block/nvme0n1", tree.root / (nvme + "/nvme0n1"));
    tree.link(nvme + "/nvme0n1/device", tree.root / nvme);
    tree.put("sys/devices/virtual/block/md0/size", "5");
    tree.link("sys/block/md0", tree.root / "sys/devices/virtual/block/md0");
    tree.link("sys/block/sdz", tree.root / "sys/devices/gone");
    const std::string stick = "sys/devices/pci0000:00/0000:00:14.0/usb1/1-1/host9/target9:0:0/9:0:0:0";
    tree.put(stick + "/block/sdb/size", "1000");
    tree.put(stick + "/block/sdb/removable", "1");
    tree.link("sys/block/sdb", tree.root / (stick + "/block/sdb"));
    const std::string fixed = "sys/devices/pci0000:00/0000:00:17.0/ata2/host1/target1:0:0/1:0:0:0";
    tree.put(fixed + "/block/sdc/size", "1000");
    tree.put(fixed + "/block/sdc/ro", "1");
    tree.link("sys/block/sdc", tree.root / (fixed + "/block/sdc"));
    tree.put("proc/self/mounts", "/dev/sda2 / ext4 rw 0 0\nproc /proc proc rw 0 0\n");

    const auto disks = readDisks(tree.sysfs());
    ASSERT_EQ(disks.size(), 3U) << "without the stick";
    EXPECT_EQ(disks[0].device, "nvme0n1");
    EXPECT_EQ(disks[0].serial, "S64G");
    EXPECT_TRUE(disks[0].isInUse) << "its partition is held";
    EXPECT_EQ(disks[1].device, "sda");
    EXPECT_EQ(disks[1].serial, "ZC1A0001");
    EXPECT_EQ(disks[1].vendor, "");
    EXPECT_EQ(disks[1].firmware, "TN02");
    EXPECT_EQ(disks[1].octets, 4'000'787'030'016U);
    EXPECT_TRUE(disks[1].isInUse) << "its partition is mounted";
    EXPECT_EQ(disks[2].device, "sdc");
    EXPECT_TRUE(disks[2].isInUse) << "it cannot be written";
}

}  // namespace

}  // namespace tram::hal
