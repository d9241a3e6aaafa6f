#include "hal/sim/tools.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "hal/model/json_value.hpp"
#include "hal/sim/chassis_fixture.hpp"

namespace tram::hal::sim {
namespace {

class SimTools : public fixture::ChassisTest {};

TEST_F(SimTools, BlkidAndWipefsOnEveryKindOfDisk) {
    const auto member = run("blkid -p -o export /dev/sda");
    EXPECT_EQ(member.status, 0);
    EXPECT_TRUE(member.output.starts_with("DEVNAME=/dev/sda\nUUID=")) << member.output;
    EXPECT_TRUE(member.output.ends_with("LABEL=tram:mail\nVERSION=1.2\nTYPE=linux_raid_member\nUSAGE=raid\n"))
        << member.output;
    EXPECT_EQ(run("wipefs --all /dev/sda").errors,
              "wipefs: error: /dev/sda: probing initialization failed: Device or resource busy\n");
    tell("insert-disk 8 blank");
    EXPECT_EQ(run("blkid -p -o export /dev/sdf").status, 2);
    EXPECT_EQ(run("blkid -p -o export /dev/sdf").output, "");
    tell("pull-disk 8");
    EXPECT_EQ(run("blkid -p -o export /dev/sdf").status, 2);
    tell("insert-disk 8 foreign");
    EXPECT_TRUE(run("blkid -p -o export /dev/sdf").output.contains("\nTYPE=ext4\n"));
    EXPECT_EQ(run("wipefs --all /dev/sdf").output,
              "/dev/sdf: 2 bytes were erased at offset 0x00000438 (ext4): 53 ef\n");
    EXPECT_EQ(run("blkid -p -o export /dev/sdf").status, 2);
    tell("pull-disk 8");
    tell("insert-disk 8 old-member --serial OLD1 --size 8001563222016");
    EXPECT_TRUE(run("blkid -p -o export /dev/sdf").output.contains("\nLABEL=old:data\n"));
    EXPECT_TRUE(
        run("mdadm --examine --export /dev/sdf")
            .output.starts_with("MD_LEVEL=raid1\nMD_DEVICES=2\nMD_NAME=old:data\nMD_ARRAY_SIZE=8.00TB\nMD_UUID="));
    EXPECT_EQ(run("mdadm --zero-superblock /dev/sdf").status, 0);
    EXPECT_EQ(run("mdadm --zero-superblock /dev/sdf").errors, "mdadm: Unrecognised md component device - /dev/sdf\n");
    EXPECT_EQ(run("mdadm --examine --export /dev/sdf").errors, "mdadm: No md superblock detected on /dev/sdf.\n");
    EXPECT_EQ(run("wipefs --all /dev/sdx").status, 1);
    EXPECT_EQ(run("wipefs --all").status, 1);
    EXPECT_EQ(run("blkid --frob").status, 1);
}

TEST_F(SimTools, MdadmTellsAndRefuses) {
    const auto detail = run("mdadm --detail --export /dev/md1");
    EXPECT_TRUE(detail.output.starts_with("MD_LEVEL=raid10\nMD_DEVICES=4\nMD_METADATA=1.2\nMD_UUID="));
    EXPECT_TRUE(detail.output.contains("\nMD_DEVNAME=mail\nMD_NAME=tram:mail\n"));
    EXPECT_TRUE(detail.output.contains("\nMD_DEVICE_dev_sda_ROLE=0\nMD_DEVICE_dev_sda_DEV=/dev/sda\n"));
    EXPECT_TRUE(detail.output.contains("\nMD_DEVICE_dev_sde_ROLE=spare\n"));
    const struct {
        const char *line, *errors;
        int status;
    } rows[] = {
        {"mdadm", "Usage: mdadm --help\n  for help\n", 2},
        {"mdadm --frob /dev/sda", "mdadm: unrecognized option '--frob'\nUsage: mdadm --help\n  for help\n", 2},
        {"mdadm /dev/md9 --add /dev/sdx", "mdadm: error opening /dev/md9: No such file or directory\n", 1},
        {"mdadm /dev/md1 --add /dev/sdx", "mdadm: Cannot find /dev/sdx: No such file or directory\n", 1},
        {"mdadm /dev/md1 --re-add /dev/nvme0n1", "mdadm: Cannot open /dev/nvme0n1: Device or resource busy\n", 1},
        {"mdadm /dev/md1 --remove /dev/sda", "mdadm: hot remove failed for /dev/sda: Device or resource busy\n", 1},
        {"mdadm /dev/md1 --remove /dev/sdx", "mdadm: hot remove failed for /dev/sdx: No such device or address\n", 1},
        {"mdadm /dev/md1 --remove detached", "", 0},
        {"mdadm --zero-superblock /dev/sda", "mdadm: Couldn't open /dev/sda for write - not zeroing\n", 2},
        {"mdadm /dev/md1 --fail /dev/sda", "mdadm: set /dev/sda faulty in /dev/md1\n", 0},
        {"mdadm /dev/md1 --fail /dev/sdb", "mdadm: set device faulty failed for /dev/sdb:  Device or resource busy\n",
         1},
        {"mdadm /dev/md1 --remove faulty", "mdadm: hot removed 8:0 from /dev/md1\n", 0},
        {"mdadm /dev/md0 --replace /dev/nvme0n1", "mdadm: Marked /dev/nvme0n1 (device 0 in /dev/md0) for replacement\n",
         0},
    };
    for (const auto& row : rows) {
        const auto answer = run(row.line);
        EXPECT_EQ(answer.errors, row.errors) << row.line;
        EXPECT_EQ(answer.status, row.status) << row.line;
    }
}

TEST_F(SimTools, LedctlKeepsTheOthersOnlyWhenAsked) {
    EXPECT_EQ(run("ledctl --listed-only locate=/dev/sda").status, 0);
    EXPECT_EQ(run("ledctl --listed-only locate=/dev/sdb").status, 0);
    EXPECT_TRUE(chassis.machine().bays[2].locate);
    EXPECT_EQ(run("ledctl locate=/dev/sdc").status, 0);
    EXPECT_FALSE(chassis.machine().bays[2].locate);
    EXPECT_EQ(run("ledctl --listed-only locate_off=/dev/sdc").status, 0);
    EXPECT_FALSE(chassis.machine().bays[4].locate);
    EXPECT_NE(run("ledctl --listed-only locate=/dev/sdx").status, 0);
    EXPECT_NE(run("ledctl --listed-only blink=/dev/sda").status, 0);
    EXPECT_NE(run("ledctl").status, 0);
}

TEST_F(SimTools, IpmitoolTellsOfSuppliesFansAndItsLog) {
    const auto line = [&](const std::string& name) {
        const auto list = run("ipmitool sdr elist").output;
        const auto at = list.find(name);
        return at == std::string::npos ? std::string() : list.substr(at, list.find('\n', at) - at);
    };
    EXPECT_EQ(line("CPU Temp"), "CPU Temp         | 01h | ok  |  3.1 | 44 degrees C");
    EXPECT_EQ(line("FAN1"), "FAN1             | 41h | ok  | 29.1 | 4300 RPM");
    EXPECT_EQ(line("PS2 Status"), "PS2 Status       | C9h | ok  | 10.2 | Presence detected");
    tell("psu 2 lost");
    EXPECT_EQ(line("PS2 Status"), "PS2 Status       | C9h | ok  | 10.2 | Presence detected, Power Supply AC lost");
    tell("psu 2 failed");
    EXPECT_EQ(line("PS2 Status"), "PS2 Status       | C9h | ok  | 10.2 | Presence detected, Failure detected");
    tell("psu 2 missing");
    EXPECT_EQ(line("PS2 Status"), "PS2 Status       | C9h | ok  | 10.2 | ");
    tell("psu 2 ok");
    tell("fan 1 0");
    EXPECT_EQ(line("FAN1"), "FAN1             | 41h | lcr | 29.1 | 0 RPM");
    tell("fan 2 unreadable");
    EXPECT_EQ(line("FAN2"), "FAN2             | 42h | ns  | 29.2 | No Reading");
    tell("temperature inlet 41");
    EXPECT_EQ(line("Inlet Temp"), "Inlet Temp       | 0Ch | unc |  7.12 | 41 degrees C");
    const auto list = run("ipmitool sel elist").output;
    EXPECT_TRUE(list.contains(" | Power Supply PS2 Status | Power Supply AC lost | Asserted\n"));
    EXPECT_TRUE(list.contains(" | Power Supply PS2 Status | Power Supply AC lost | Deasserted\n"));
    tell("sel 92");
    EXPECT_TRUE(run("ipmitool sel info").output.contains("\nPercent Used     : 92%\n"));
    EXPECT_EQ(run("ipmitool chassis identify force").output, "Chassis identify interval: indefinite\n");
    EXPECT_EQ(run("ipmitool chassis identify 0").output, "Chassis identify interval: off\n");
    tell("bmc hang");
    EXPECT_TRUE(run("ipmitool sdr elist").hangs);
    tell("bmc ok");
    EXPECT_FALSE(run("ipmitool sdr elist").hangs);
    EXPECT_EQ(run("ipmitool frob").status, 1);
}

TEST_F(SimTools, PingAndIpFollowTheLinks) {
    const auto ping = [&](const char* interface, const char* to) {
        return run(std::string("ping -n -q -c 1 -W 1 -I ") + interface + " " + to).status;
    };
    EXPECT_EQ(ping("eno1", "10.64.1.1"), 0);
    EXPECT_EQ(ping("eno9", "10.64.1.1"), 2);
    EXPECT_EQ(ping("eno3", "203.0.113.1"), 0);
    tell("gateway tsl down");
    EXPECT_EQ(ping("eno1", "10.64.1.1"), 1);
    EXPECT_EQ(ping("eno3", "203.0.113.1"), 0);
    tell("gateway tsl up");
    tell("link eno1 down");
    EXPECT_EQ(ping("eno1", "10.64.1.1"), 1);
    tell("link eno1 up");
    tell("address eno1 drop");
    EXPECT_EQ(ping("eno1", "10.64.1.1"), 1);
    auto list = boost::json::parse(run("ip -json address show").output);
    ASSERT_EQ(list.as_array().size(), 5U);
    EXPECT_EQ(viewOf(at(list.as_array()[1], "ifname")), "eno1");
    EXPECT_TRUE(elementsOf(at(list.as_array()[1], "addr_info")).empty());
    tell("address eno1 back");
    list = boost::json::parse(run("ip -json address show dev eno1").output);
    ASSERT_EQ(list.as_array().size(), 1U);
    EXPECT_EQ(viewOf(at(elementsOf(at(list.as_array()[0], "addr_info"))[0], "local")), "10.64.1.2");
    list = boost::json::parse(run("ip -json route show").output);
    EXPECT_EQ(viewOf(at(list.as_array()[0], "gateway")), "10.64.1.1");
    EXPECT_EQ(viewOf(at(list.as_array()[1], "gateway")), "203.0.113.1");
    EXPECT_EQ(run("ip -json -6 route show").output, "[]");
    tell("route tsl drop");
    tell("bond tsl on");
    list = boost::json::parse(run("ip -json -4 route show").output);
    EXPECT_EQ(viewOf(at(list.as_array()[0], "gateway")), "203.0.113.1");
    list = boost::json::parse(run("ip -json address show").output);
    EXPECT_TRUE(elementsOf(at(list.as_array()[1], "addr_info")).empty()) << "the bond has it";
    EXPECT_EQ(viewOf(at(elementsOf(at(list.as_array()[5], "addr_info"))[0], "local")), "10.64.1.2");
    EXPECT_EQ(ping("bond0", "10.64.1.1"), 0);
    EXPECT_EQ(run("ip -json address show dev eno9").errors, "Device \"eno9\" does not exist.\n");
    EXPECT_EQ(run("ip -json frob").errors, "Object \"frob\" is unknown, try \"ip help\".\n");
}

TEST_F(SimTools, WhatChangesAnythingIsInTheJournal) {
    run("systemctl stop --no-block tram-smtp.service tram-relay.service");
    run("systemctl is-active tram-smtp.service");
    run("mdadm --detail --export /dev/md0");
    run("ledctl --listed-only locate=/dev/sda");
    run("smartctl --json=c -t short /dev/sda");
    run("upsdrvctl shutdown");
    run("upsmon -c fsd");
    EXPECT_EQ(tell("journal"),
              "systemctl stop --no-block tram-smtp.service tram-relay.service\nledctl --listed-only locate=/dev/sda\n"
              "smartctl --json=c -t short /dev/sda\nupsdrvctl shutdown\nupsmon -c fsd\n");
    tell("journal clear");
    EXPECT_EQ(tell("journal"), "");
    EXPECT_EQ(run("systemctl frob").errors, "Unknown command verb 'frob'.\n");
    EXPECT_EQ(run("upsmon").status, 1);
    EXPECT_EQ(run("upsdrvctl frob").status, 1);
    EXPECT_EQ(run("reboot").status, 127);
}

}  // namespace
}  // namespace tram::hal::sim
