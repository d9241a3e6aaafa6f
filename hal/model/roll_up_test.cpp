#include "hal/model/roll_up.hpp"

#include <gtest/gtest.h>

namespace tram::hal {
namespace {

Component part(std::string id, Kind kind, std::string parent) {
    Component component;
    component.id = std::move(id);
    component.kind = kind;
    component.parent = std::move(parent);
    return component;
}

const std::vector<Component> box{
    part("chassis", Kind::chassis, ""),
    part("array:mail", Kind::array, "chassis"),
    part("disk:1", Kind::disk, "array:mail"),
    part("disk:2", Kind::disk, "array:mail"),
    part("disk:3", Kind::disk, "chassis"),
    part("power-supply:1", Kind::powerSupply, "chassis"),
    part("power-supply:2", Kind::powerSupply, "chassis"),
    part("queue:tsl", Kind::queue, "nowhere"),
};
const std::vector<Redundancy> stands{
    {"array:mail", {"disk:1", "disk:2"}, 1},
    {"chassis", {"power-supply:1", "power-supply:2"}, 1},
};

TEST(RollUp, OfPartsThatStandInForEachOther) {
    constexpr auto critical = Health::critical;
    constexpr auto warning = Health::warning;
    constexpr auto ok = Health::ok;
    struct Alarmed {
        const char* component;
        Health severity;
    };
    const struct {
        const char* what;
        std::vector<Alarmed> alarms;
        Health array, chassis, overall;
    } rows[] = {
        {"nothing", {}, ok, ok, ok},
        {"one disk of two", {{"disk:1", critical}}, warning, warning, warning},
        {"both", {{"disk:1", critical}, {"disk:2", critical}}, critical, critical, critical},
        {"a worn disk", {{"disk:2", warning}}, warning, warning, warning},
        {"a disk by itself", {{"disk:3", critical}}, ok, critical, critical},
        {"one supply", {{"power-supply:2", critical}}, ok, warning, warning},
        {"both supplies", {{"power-supply:1", critical}, {"power-supply:2", critical}}, ok, critical, critical},
        {"the array's own alarm", {{"disk:1", critical}, {"array:mail", critical}}, critical, critical, critical},
        {"of no known parent", {{"queue:tsl", warning}}, ok, ok, warning},
        {"of no known component", {{"fan:9", critical}}, ok, ok, critical},
        {"a disk that cannot be read",
         {{"disk:1", Health::unknown}},
         Health::unknown,
         Health::unknown,
         Health::unknown},
        {"the worst counts", {{"disk:3", warning}, {"disk:3", critical}}, ok, critical, critical},
    };
    for (const auto& row : rows) {
        std::vector<Alarm> alarms;
        for (const auto& [component, severity] : row.alarms) {
            Alarm alarm;
            alarm.condition = Condition::unreadable;
            alarm.component = component;
            alarm.severity = severity;
            alarms.push_back(std::move(alarm));
        }
        const auto result = rollUp(box, alarms, stands);
        EXPECT_EQ(result.components.at("array:mail"), row.array) << row.what;
        EXPECT_EQ(result.components.at("chassis"), row.chassis) << row.what;
        EXPECT_EQ(result.overall, row.overall) << row.what;
    }
}

TEST(RollUp, EndsInACycle) {
    const std::vector<Component> cycle{part("a", Kind::chassis, "b"), part("b", Kind::chassis, "a")};
    std::vector<Alarm> alarms(1);
    alarms[0].component = "b";
    alarms[0].condition = Condition::unreadable;
    EXPECT_EQ(rollUp(cycle, alarms, {}).components.at("a"), Health::warning);
}

}  // namespace
}  // namespace tram::hal
