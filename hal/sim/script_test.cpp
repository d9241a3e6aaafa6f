#include "hal/sim/script.hpp"

#include "hal/model/json_value.hpp"
#include "hal/sim/chassis_fixture.hpp"
#include "hal/sim/machine_json.hpp"

namespace tram::hal::sim {
namespace {

using namespace std::chrono_literals;

class SimScript : public fixture::ChassisTest {};

TEST_F(SimScript, SaysWhatIsWrong) {
    const struct {
        const char *line, *says;
    } rows[] = {
        {"", "command is missing: fail-disk, pull-disk,"},
        {"frob", "\"frob\" is no command: fail-disk, pull-disk,"},
        {"fail-disk", "\"\" is no bay: 1 to 8\nusage: fail-disk BAY"},
        {"fail-disk 9", "\"9\" is no bay: 1 to 8"},
        {"fail-disk 99999999999999999999", "\"99999999999999999999\" is no bay"},
        {"fail-disk 8", "bay 8 is empty"},
        {"insert-disk 1", "bay 1 is not empty: pull-disk first"},
        {"insert-disk 8 shiny", "\"shiny\" is no kind of disk: blank, foreign, small, old-member"},
        {"insert-disk 8 blank --size tiny", "\"tiny\" is no size in octets"},
        {"replug-disk 8", "no disk was pulled out of bay 8"},
        {"smart 3", "KEY=VALUE is missing"},
        {"smart 3 5", "\"5\" is no KEY=VALUE"},
        {"smart 3 5=many", "\"many\" is no number"},
        {"smart 3 passed=maybe", "passed is true or false"},
        {"smart-tool 3 sing", "\"sing\" is no way of smartctl: ok, hang,"},
        {"mismatch md7 1", "\"md7\" is no array: md0, system, md1, mail"},
        {"ups ups-c on-line", "\"ups-c\" is no unit: both, ups-a, ups-b"},
        {"ups both dancing", "\"dancing\" is no state of a unit: on-line, on-battery,"},
        {"ups both on-battery --charge 300", "--charge is 0 to 100"},
        {"upsd sideways", "\"sideways\" is no way of upsd: on, off, silent, nonsense"},
        {"psu 3 ok", "a power supply is 1 to 2"},
        {"fan 9 1", "a fan is 1 to 4"},
        {"sel 101", "PERCENT is 0 to 100"},
        {"bmc maybe", "\"maybe\" is no state of the BMC: hang, ok"},
        {"rebuild-time never", "SECONDS is a number above 0"},
    };
    for (const auto& row : rows) {
        const auto says = refusal(row.line);
        EXPECT_TRUE(says.starts_with(row.says)) << row.line << ": " << says;
    }
}

TEST_F(SimScript, ListsItselfAndStartsAnew) {
    const auto help = tell("help");
    for (const auto* name : {"fail-disk BAY\n", "ups UNIT|both ", "journal [clear]\n", "renumber \n"})
        EXPECT_TRUE(help.contains(name)) << name;
    tell("pull-disk 1");
    tell("psu 1 lost");
    tell("reset");
    EXPECT_EQ(toJson(chassis.machine()), toJson(makeMachine()));
}

TEST_F(SimScript, StateIsTheMachineAndComesBack) {
    tell("rebuild-time 5");
    tell("pull-disk 3");
    tell("insert-disk 8 foreign");
    tell("ups ups-a on-battery --runtime 600 --charge 80");
    tell("psu 2 lost");
    tell("smart-tool 4 hang");
    run("smartctl --json=c -t short /dev/sdd");
    pass(2s);
    const auto text = tell("state");
    const auto value = parseJson(text);
    ASSERT_TRUE(value);
    const auto machine = machineOf(*value);
    ASSERT_TRUE(machine);
    EXPECT_EQ(toJson(*machine), toJson(chassis.machine()));
    const hal::fixture::SysfsTree elsewhere;
    Chassis again(elsewhere.root, *machine);
    EXPECT_EQ(elsewhere.content("sys/block/md1/md/sync_completed"), content("sys/block/md1/md/sync_completed"));
    EXPECT_EQ(elsewhere.content("sys/block/md1/md/dev-sda/state"), "faulty");
}

TEST(MachineJson, RefusesWhatIsNoMachine) {
    auto value = toJson(makeMachine());
    EXPECT_TRUE(machineOf(value));
    EXPECT_FALSE(machineOf(boost::json::value()));
    auto without = value;
    without.as_object().erase("bays");
    EXPECT_FALSE(machineOf(without));
    auto wrong = value;
    wrong.as_object()["starts"] = "many";
    EXPECT_FALSE(machineOf(wrong));
    auto outside = value;
    outside.as_object()["arrays"].as_array()[0].as_object()["members"].as_array()[0].as_object()["bay"] = 99;
    EXPECT_FALSE(machineOf(outside));
}

TEST_F(SimScript, ChargesEmptyAndFill) {
    tell("ups both on-battery --runtime 100");
    pass(50s);
    const auto unit = chassis.machine().units[0];
    EXPECT_NEAR(unit.charge, 50, 1);
    tell("pass 49");
    EXPECT_NEAR(chassis.machine().units[1].charge, 1, 1);
    tell("ups ups-b on-line");
    tell("pass 1800");
    EXPECT_GT(chassis.machine().units[1].charge, 10);
    EXPECT_EQ(chassis.machine().units[0].charge, 0);
}

}  // namespace
}  // namespace tram::hal::sim
