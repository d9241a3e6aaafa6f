// What the readers make of tools that fail.
#include <gtest/gtest.h>

#include "hal/access/sysfs_fixture.hpp"
#include "hal/drivers/action_runner.hpp"
#include "hal/drivers/controller.hpp"
#include "hal/drivers/disk_content.hpp"
#include "hal/drivers/network_links.hpp"
#include "hal/drivers/smart_tool.hpp"
#include "hal/drivers/told_tools_fixture.hpp"

namespace tram::hal {

namespace {

using Told = std::expected<ToolOutput, ToolError>;

TEST(DiskContent, NeverTakesSilenceForBlank) {
    struct Row {
        const char* name;
        Told probe;
        std::optional<std::string> content;
    };
    const std::vector<Row> rows{
        {"nothing found", ToolOutput{0, ""}, ""},
        {"a file system", ToolOutput{0, "ext4\n"}, "ext4"},
        {"two things", ToolOutput{0, "gpt\ngpt\nPMBR\n"}, "gpt, gpt, PMBR"},
        {"cannot be opened", ToolOutput{1, ""}, std::nullopt},
        {"hangs", std::unexpected(ToolError::tooLong), std::nullopt},
        {"no such tool", std::unexpected(ToolError::absent), std::nullopt},
    };
    for (const auto& row : rows) {
        fixture::ToldTools tools;
        tools.answers.emplace("wipefs --noheadings --output=TYPE /dev/sdb", row.probe);
        DiskSight disk;
        disk.device = "sdb";
        EXPECT_EQ(readContent(tools, disk).content, row.content) << row.name;
    }
}

TEST(DiskContent, TellsWhichArrayAMemberWasOf) {
    fixture::ToldTools tools;
    tools.answers.emplace("wipefs --noheadings --output=TYPE /dev/sdb", ToolOutput{0, "linux_raid_member\n"});
    tools.answers.emplace("mdadm --examine --export /dev/sdb", ToolOutput{0, "MD_LEVEL=raid10\nMD_UUID=a:b:c:d\n"});
    DiskSight disk;
    disk.device = "sdb";
    EXPECT_EQ(readContent(tools, disk).array, "a:b:c:d");
}

TEST(SmartTool, FaultsAreOfTheirOwnKinds) {
    using Fault = SmartSight::Fault;
    const std::string start = R"({"json_format_version":[1,0],"smartctl":{"exit_status":)";
    const std::vector<std::tuple<const char*, Told, Fault>> rows{
        {"hangs", std::unexpected(ToolError::tooLong), Fault::unresponsive},
        {"hangs in the kernel", std::unexpected(ToolError::stuck), Fault::unresponsive},
        {"is not there", std::unexpected(ToolError::absent), Fault::notUnderstood},
        {"talks without end", std::unexpected(ToolError::tooMuch), Fault::notUnderstood},
        {"prints nonsense", ToolOutput{0, "<html>"}, Fault::notUnderstood},
        {"is cut off", ToolOutput{0, start}, Fault::notUnderstood},
        {"no such device", ToolOutput{2, start + "2}}"}, Fault::absent},
        {"knows nothing of it", ToolOutput{4, start + "4}}"}, Fault::unresponsive},
        {"answers", ToolOutput{64, start + R"(64},"serial_number":"S1"})"}, Fault::none},
    };
    for (const auto& [name, told, fault] : rows) {
        fixture::ToldTools tools;
        tools.answers.emplace("smartctl --json=c -n standby -x /dev/sda", told);
        EXPECT_EQ(readSmart(tools, "sda").fault, fault) << name;
    }
}

TEST(Controller, OneThatPrintsNothingDoesNotAnswer) {
    fixture::ToldTools tools;
    EXPECT_EQ(readController(tools).error(), "absent");
    tools.answers.insert_or_assign("ipmitool sdr elist", ToolOutput{1, ""});
    EXPECT_EQ(readController(tools).error(), "status 1");
    tools.answers.insert_or_assign("ipmitool sdr elist", ToolOutput{1, "FAN1 | 41h | ok | 29.1 | 4200 RPM\n"});
    ASSERT_TRUE(readController(tools)) << "1 is no failure where there are sensors";
    EXPECT_EQ(readController(tools)->logUsed, std::nullopt);
    tools.answers.insert_or_assign("ipmitool sel info", ToolOutput{0, "Percent Used     : 7%\n"});
    EXPECT_EQ(readController(tools)->logUsed, 7);
}

TEST(NetworkLinks, AddressesAreThoseThatTheSiteGave) {
    const auto addresses =
        parseAddresses(R"([{"ifname":"lo","addr_info":[{"local":"127.0.0.1","prefixlen":8,"scope":"host"}]},
        {"ifname":"eno1","addr_info":[{"family":"inet","local":"10.1.2.3","prefixlen":24,"scope":"global"},
         {"family":"inet6","local":"fe80::1","prefixlen":64,"scope":"link"},{"local":7}]},{"ifname":"eno2"},{}])");
    EXPECT_EQ(addresses.at("eno1"), std::vector<std::string>{"10.1.2.3/24"});
    EXPECT_TRUE(addresses.at("eno2").empty());
    EXPECT_TRUE(parseAddresses("nonsense").empty());
}

TEST(NetworkLinks, RoutesAreThoseOverGateways) {
    const auto routes = parseRoutes(R"([{"dst":"default","gateway":"203.0.113.1","dev":"eno3"},
        {"dst":"10.64.1.0/24","dev":"eno1","scope":"link"},
        {"dst":"10.0.0.0/8","nexthops":[{"gateway":"10.64.1.1","dev":"eno1"},{"gateway":"10.64.2.1","dev":"eno2"}]},
        {"gateway":"10.9.9.9"},7])");
    std::vector<std::string> told;
    for (const auto& route : routes) told.push_back(route.to + " " + route.via);
    EXPECT_EQ(told, (std::vector<std::string>{"default 203.0.113.1", "10.0.0.0/8 10.64.1.1", "10.0.0.0/8 10.64.2.1"}));
    EXPECT_TRUE(parseRoutes("nonsense").empty());
    fixture::ToldTools tools;
    EXPECT_EQ(readRoutes(tools).error(), "ip: absent");
    tools.answers.emplace("ip -json -4 route show", ToolOutput{0, R"([{"dst":"default","gateway":"10.0.0.1"}])"});
    tools.answers.emplace("ip -json -6 route show", ToolOutput{0, R"([{"dst":"default","gateway":"2001:db8::1"}])"});
    EXPECT_EQ(readRoutes(tools)->size(), 2U);
}

TEST(NetworkLinks, MembersOfABondHaveItsAddresses) {
    const fixture::SysfsTree tree;
    for (const auto* name : {"eno1", "eno2", "eno3"}) {
        const auto device = std::string("sys/devices/pci0000:00/") + name;
        tree.folder(device);
        tree.put(std::string("sys/class/net/") + name + "/carrier", "1");
        tree.link(std::string("sys/class/net/") + name + "/device", tree.root / device);
    }
    tree.folder("sys/devices/virtual/net/bond0");
    tree.folder("sys/devices/virtual/net/br0");
    tree.link("sys/class/net/bond0", tree.root / "sys/devices/virtual/net/bond0");
    for (const auto* name : {"eno1", "eno2"})
        tree.link(std::string("sys/class/net/") + name + "/master", tree.root / "sys/devices/virtual/net/bond0");
    tree.link("sys/class/net/eno3/master", tree.root / "sys/devices/virtual/net/br0");
    tree.put("sys/class/net/eno1/bonding_slave/state", "active");
    tree.put("sys/class/net/eno1/bonding_slave/mii_status", "up");
    tree.put("sys/class/net/eno2/bonding_slave/state", "backup");
    tree.put("sys/class/net/eno2/bonding_slave/mii_status", "down");
    fixture::ToldTools tools;
    tools.answers.emplace("ip -json address show",
                          ToolOutput{0, R"([{"ifname":"bond0","addr_info":[{"local":"10.1.2.3","prefixlen":24}]}])"});
    const auto links = readLinks(tree.sysfs(), tools);
    ASSERT_EQ(links.size(), 3U);
    EXPECT_EQ(links[0].bond, "bond0");
    EXPECT_TRUE(links[0].isActive && !links[0].isOut);
    EXPECT_EQ(links[0].addresses, std::vector<std::string>{"10.1.2.3/24"});
    EXPECT_TRUE(!links[1].isActive && links[1].isOut);
    EXPECT_EQ(links[1].addresses, std::vector<std::string>{"10.1.2.3/24"});
    EXPECT_EQ(links[2].bond, "") << "a bridge is no bond";
}

TEST(NetworkLinks, AGatewayIsAskedFromItsOwnZone) {
    fixture::ToldTools tools;
    tools.answers.emplace("ping -n -q -c 1 -W 1 -I eno3 203.0.113.1", ToolOutput{0, ""});
    tools.answers.emplace("ping -n -q -c 1 -W 1 -I eno1 203.0.113.1", ToolOutput{0, ""});
    const Board board = *parseBoard(R"({"links":[{"place":"a","zone":"tsl"},{"place":"b","zone":"internet"}],
        "gateways":[{"zone":"internet","address":"203.0.113.1"},{"zone":"tsl","address":"10.0.0.1"}]})");
    LinkSight tsl;
    tsl.interface = "eno1";
    tsl.place = "a";
    tsl.reading.carrier = true;
    LinkSight internet = tsl;
    internet.interface = "eno3";
    internet.place = "b";
    const std::vector<LinkSight> links{tsl, internet};
    const auto gateways = readGateways(tools, board, links);
    ASSERT_EQ(gateways.size(), 2U);
    EXPECT_TRUE(gateways[0].answers);
    EXPECT_FALSE(gateways[1].answers);
    EXPECT_EQ(tools.asked, (std::vector<std::string>{"ping -n -q -c 1 -W 1 -I eno3 203.0.113.1",
                                                     "ping -n -q -c 1 -W 1 -I eno1 10.0.0.1"}));
}

TEST(ActionRunner, RunsTheToolsThatTheActionsMean) {
    const fixture::SysfsTree tree;
    struct Row {
        Action action;
        const char* command;  // "" where a file is written
        const char* file;
        const char* content;
    };
    using enum Action::What;
    const std::vector<Row> rows{
        {{addMember, "sda", "md1", ""}, "mdadm /dev/md1 --add /dev/sda", "", ""},
        {{removeMissing, "", "md1", ""}, "mdadm /dev/md1 --remove detached", "", ""},
        {{replaceMember, "sda", "md1", ""}, "", "dev-sda/state", "want_replacement"},
        {{erase, "sda", "", ""}, "wipefs --all /dev/sda", "", ""},
        {{locateOn, "sda", "", ""}, "ledctl --listed-only locate=/dev/sda", "", ""},
        {{locateOff, "sda", "", ""}, "ledctl --listed-only locate_off=/dev/sda", "", ""},
        {{startCheck, "", "md1", ""}, "", "sync_action", "check"},
        {{stopCheck, "", "md1", ""}, "", "sync_action", "idle"},
        {{hurryRebuild, "", "md1", ""}, "", "sync_speed_min", "100000"},
        {{calmRebuild, "", "md1", ""}, "", "sync_speed_min", "system"},
        {{startSelfTest, "sda", "", ""}, "smartctl --json=c -t short /dev/sda", "", ""},
        {{signalOn, "", "", ""}, "ipmitool chassis identify force", "", ""},
        {{signalOff, "", "", ""}, "ipmitool chassis identify 0", "", ""},
        {{shed, "", "", ""}, "systemctl stop --no-block tram-index.service tram-keeper.service", "", ""},
        {{undrain, "", "", ""}, "systemctl start --no-block tram-smtp.service tram-relay.service", "", ""},
        {{stop, "", "", ""}, "upsmon -c fsd", "", ""},
    };
    for (const auto& row : rows) {
        for (const auto* file : {"sync_action", "sync_speed_min", "dev-sda/state"})
            tree.put(std::string("sys/block/md1/md/") + file, "");
        auto tools = std::make_shared<fixture::ToldTools>();
        if (*row.command != '\0') tools->answers.emplace(row.command, ToolOutput{0, ""});
        const ActionRunner runner(tree.sysfs(), tools, Services());
        const auto done = runner.run(row.action);
        EXPECT_TRUE(done) << name(row.action.what) << ": " << done.error();
        if (*row.file == '\0') continue;
        EXPECT_EQ(tree.content(std::string("sys/block/md1/md/") + row.file), row.content) << name(row.action.what);
    }
}

TEST(ActionRunner, ABoxShowsWithWhatItHas) {
    const Action on{Action::What::signalOn, "", "", ""};
    fixture::SysfsTree tree;
    tree.put("dev/console", "");
    auto tools = std::make_shared<fixture::ToldTools>();
    const ActionRunner runner(tree.sysfs(), tools, Services());
    EXPECT_TRUE(runner.run(on)) << "no ipmitool";
    EXPECT_EQ(tree.content("dev/console"), "\a");
    auto& answer = tools->answers["ipmitool chassis identify force"];
    answer = ToolOutput{1, "Could not open device at /dev/ipmi0 or /dev/ipmi/0 or /dev/ipmidev/0\n"};
    EXPECT_TRUE(runner.run(on)) << "no controller";
    answer = ToolOutput{1, "Chassis Identify failed: Invalid command\n"};
    const auto refused = runner.run(on);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), "ipmitool: Chassis Identify failed: Invalid command");
    answer = std::unexpected(ToolError::tooLong);
    EXPECT_FALSE(runner.run(on));
}

TEST(ActionRunner, WithoutNutTheBoxGoesDownAllTheSame) {
    auto tools = std::make_shared<fixture::ToldTools>();
    tools->answers.emplace("systemctl poweroff --no-block", ToolOutput{0, ""});
    const fixture::SysfsTree tree;
    const ActionRunner runner(tree.sysfs(), tools, Services());
    EXPECT_TRUE(runner.run({Action::What::stop, "", "", ""}));
    EXPECT_FALSE(runner.run({Action::What::erase, "sda", "", ""}));
}

}  // namespace

}  // namespace tram::hal
