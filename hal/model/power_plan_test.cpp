#include "hal/model/power_plan.hpp"

#include <gtest/gtest.h>

#include <map>

namespace tram::hal {
namespace {

using std::chrono::seconds;

constexpr auto poll = seconds(5);

const std::map<char, const char*> words{
    {'L', "OL"}, {'B', "OB"}, {'x', "OB LB"}, {'F', "FSD OB LB"}, {'C', "OB CAL LB"}, {'l', "OL LB"},
};

struct Unit {
    std::string_view polls;  // a letter each; '?' without an answer, the last one lasts
    std::optional<double> runtime;
    std::optional<double> charge = std::nullopt;
};

// A letter for each poll: n(ormal) s(hedding) d(raining) X, with the last reason.
std::string play(const PowerRules& rules, const std::vector<Unit>& units, std::size_t polls) {
    PowerPlan plan(rules);
    std::vector<UpsState> states(units.size());
    SteadyTime now{};
    std::string result;
    for (std::size_t at = 0; at < polls; ++at, now += poll) {
        for (std::size_t i = 0; i < units.size(); ++i) {
            const auto letter = units[i].polls[std::min(at, units[i].polls.size() - 1)];
            UpsReading reading;
            if (letter == '?') {
                reading.fault = "DATA-STALE";
            } else {
                reading.status = parseUpsStatus(words.at(letter));
                reading.runtime = units[i].runtime;
                reading.charge = units[i].charge;
            }
            states[i].update(reading);
        }
        result += "nsdX"[static_cast<int>(plan.update(states, now))];
    }
    if (plan.reason() != PowerPlan::Reason::none) result += " " + std::string(name(plan.reason()));
    return result;
}

TEST(PowerPlan, WhileTheMainsAreAway) {
    PowerRules rules;
    PowerRules impatient;
    impatient.longestOnBattery = seconds(20);
    PowerRules slow;
    slow.measuredStop = seconds(400);
    const struct {
        const char* what;
        const PowerRules& rules;
        std::vector<Unit> units;
        std::size_t polls;
        const char* stages;
    } rows[] = {
        {"no unit at all", rules, {}, 3, "nnn"},
        {"mains", rules, {{"L", 3'600}}, 3, "nnn"},
        {"a flicker", rules, {{"LBL", 3'600}}, 4, "nnnn"},
        {"away for longer", rules, {{"LB", 3'600}}, 6, "nnnsss"},
        {"and back", rules, {{"LBBBBL", 3'600}}, 7, "nnnssnn"},
        {"little runtime", rules, {{"LB", 299}}, 5, "nnndd runtime"},
        {"just enough", rules, {{"LB", 300}}, 5, "nnnss"},
        {"a stop that takes long", slow, {{"LB", 799}}, 5, "nnndd runtime"},
        {"little charge, whatever it promises", rules, {{"LB", 7'200, 39}}, 5, "nnndd charge"},
        {"nothing said of runtime and charge", rules, {{"LB", std::nullopt}}, 5, "nnnss"},
        {"longer than the site wants", impatient, {{"LB", 3'600}}, 7, "nnnssdd too-long"},
        {"low for one poll", rules, {{"LBBxB", 3'600}}, 5, "nnnss"},
        {"low", rules, {{"LBBxx", 3'600}}, 6, "nnnsXX exhausted"},
        {"low at once", rules, {{"Lxx", 3'600}}, 4, "nnXX exhausted"},
        {"and mains after that", rules, {{"LxxL", 3'600}}, 20, "nnXXXXXXXXXXXXXXXXXX exhausted"},
        {"told to cut the power", rules, {{"LF", 3'600}}, 3, "nXX forced"},
        {"draining, and mains that are not steady", rules, {{"LBBBBLLBL", 120}}, 12, "nnnddddddddd runtime"},
        {"draining, and steady mains", rules, {{"LBBBBL", 120}}, 18, "nnnddddddddddddddn"},
        {"one of two", rules, {{"LB", 100}, {"L", 3'600}}, 6, "nnnnnn"},
        {"one of two is empty", rules, {{"LBxx", 100}, {"L", 3'600}}, 6, "nnnnnn"},
        {"both on battery last for their mean", rules, {{"LB", 500}, {"LB", 98}}, 5, "nnndd runtime"},
        {"both with enough", rules, {{"LB", 500}, {"LB", 100}}, 5, "nnnss"},
        {"one empty, one with half of what is needed", rules, {{"LBBBxx", 100}, {"LB", 599}}, 7, "nnnssdd runtime"},
        {"both empty", rules, {{"LBxx", 600}, {"LBBBBxx", 600}}, 8, "nnnsssXX exhausted"},
        {"one charged enough is enough", rules, {{"LB", 3'600, 20}, {"LB", 3'600, 90}}, 5, "nnnss"},
        {"lost with mains", rules, {{"L?", 3'600}}, 6, "nnnnnn"},
        {"lost on battery", rules, {{"LBBB??", 3'600}}, 7, "nnnssXX exhausted"},
        {"lost on battery, the other has mains", rules, {{"LBBB??", 3'600}, {"L", 3'600}}, 7, "nnnnnnn"},
        {"measures its battery", rules, {{"LCCCC", 3'600}}, 5, "nnnss"},
        {"charges again after it was empty", rules, {{"l", 3'600}}, 3, "nnn"},
    };
    for (const auto& row : rows) EXPECT_EQ(play(row.rules, row.units, row.polls), row.stages) << row.what;
}

TEST(PowerPlan, SaysWhatRemains) {
    PowerPlan plan({});
    std::vector<UpsState> states(2);
    EXPECT_EQ((plan.update(states, SteadyTime{}), plan.remaining()), std::nullopt);
    UpsReading reading;
    reading.status = {"OB"};
    reading.runtime = 601;
    states[0].update(reading);
    plan.update(states, SteadyTime{});
    EXPECT_EQ(plan.remaining(), seconds(601)) << "of those that are known";
    states[1].update(reading);
    states[1].update(reading);
    plan.update(states, SteadyTime{});
    EXPECT_EQ(plan.remaining(), seconds(601));
}

}  // namespace
}  // namespace tram::hal
