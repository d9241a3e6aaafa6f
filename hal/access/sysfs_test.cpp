#include "hal/access/sysfs.hpp"

#include <gtest/gtest.h>

#include "hal/access/sysfs_fixture.hpp"

namespace tram::hal {
namespace {

TEST(Sysfs, GivesWhatIsThereAndSaysWhatIsNot) {
    const fixture::SysfsTree tree;
    tree.put("sys/a", "raid1");
    tree.put("sys/n", "-12");
    tree.put("sys/empty", "");
    tree.put("sys/page", std::string(4096, 'x'));
    tree.put("sys/huge", std::string(Sysfs::fileOctets + 1, 'x'));
    tree.folder("sys/folder");
    const auto sysfs = tree.sysfs();
    EXPECT_EQ(sysfs.read("sys/a"), "raid1");
    EXPECT_EQ(sysfs.read("sys/empty"), "");
    EXPECT_EQ(sysfs.read("sys/page")->size(), 4096U);
    EXPECT_EQ(sysfs.read("sys/huge").error(), SysfsError::malformed);
    EXPECT_EQ(sysfs.read("sys/none").error(), SysfsError::absent);
    EXPECT_EQ(sysfs.read("sys/a/b").error(), SysfsError::absent);
    EXPECT_EQ(sysfs.read("sys/folder").error(), SysfsError::unreadable);
    EXPECT_EQ(sysfs.number("sys/n"), -12);
    EXPECT_EQ(sysfs.number("sys/a").error(), SysfsError::malformed);
    EXPECT_EQ(sysfs.number("sys/empty").error(), SysfsError::malformed);
    EXPECT_EQ(sysfs.number("sys/none").error(), SysfsError::absent);
    EXPECT_EQ(sysfs.names("sys"), (std::vector<std::string>{"a", "empty", "folder", "huge", "n", "page"}));
    EXPECT_TRUE(sysfs.names("none").empty());
}

TEST(Sysfs, FollowsLinksAndWrites) {
    const fixture::SysfsTree tree;
    tree.put("sys/devices/pci0000:00/ata3/block/sda/size", "16");
    tree.link("sys/block/sda", "../devices/pci0000:00/ata3/block/sda");
    tree.link("sys/block/away", "/proc");
    tree.link("sys/block/broken", "../devices/none");
    const auto sysfs = tree.sysfs();
    EXPECT_EQ(sysfs.resolved("sys/block/sda"), "sys/devices/pci0000:00/ata3/block/sda");
    EXPECT_EQ(sysfs.resolved("sys/block/away"), std::nullopt);
    EXPECT_EQ(sysfs.resolved("sys/block/broken"), std::nullopt);
    EXPECT_EQ(sysfs.number("sys/block/sda/size"), 16);
    EXPECT_TRUE(sysfs.write("sys/block/sda/size", "17"));
    EXPECT_EQ(sysfs.number("sys/block/sda/size"), 17);
    EXPECT_EQ(sysfs.write("sys/block/sda/none", "1").error(), SysfsError::absent) << "nothing is made";
}

}  // namespace
}  // namespace tram::hal
