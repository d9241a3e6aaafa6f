// Plays the cases of cases/*.txt (README.md says what their lines mean), with a receiver of notifications beside it.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "hal/faults/fault_run.hpp"
#include "hal/faults/trap_receiver.hpp"
#include "hal/snmp/tables/enterprise.hpp"

namespace tram::hal::faults {

namespace {

using std::chrono::seconds;

struct Step {
    int wait = 0;         // seconds that pass
    std::string command;  // or a line of the script
};

struct FaultCase {
    std::string name;
    std::vector<Step> script;
    std::string alarm;  // "": none may come
    int within = 0;
    std::string english;  // a part of what is said
    std::string vietnamese;
    std::string action;  // a part of what is done; "": it does not matter
    std::vector<Step> mend;
    int clears = 0;  // 0: it stays, as it must
};

std::vector<FaultCase> casesOf(const std::filesystem::path& file) {
    std::vector<FaultCase> cases;
    std::ifstream lines(file);
    for (std::string line; std::getline(lines, line);) {
        const auto begin = line.find_first_not_of(' ');
        if (begin == std::string::npos) continue;
        const auto end = line.find(' ', begin);
        const auto key = line.substr(begin, end - begin);
        const auto value = line.substr(std::min(line.find_first_not_of(' ', end), line.size()));
        if (key == "case") {
            cases.push_back({});
            cases.back().name = value;
            continue;
        }
        auto& row = cases.at(cases.size() - 1);
        if (key == "do")
            row.script.push_back({0, value});
        else if (key == "wait")
            row.script.push_back({std::stoi(value), ""});
        else if (key == "alarm")
            row.alarm = value;
        else if (key == "within" || key == "quiet")
            row.within = std::stoi(value);
        else if (key == "en")
            row.english = value;
        else if (key == "vi")
            row.vietnamese = value;
        else if (key == "action")
            row.action = value;
        else if (key == "mend")
            row.mend.push_back({0, value});
        else if (key == "then")
            row.mend.push_back({std::stoi(value), ""});
        else if (key == "clear")
            row.clears = std::stoi(value);
        else
            throw std::runtime_error(file.string() + ": " + line);
    }
    return cases;
}

std::vector<FaultCase> allCases() {
    std::vector<FaultCase> cases;
    for (const auto* subject : {"disks", "arrays", "power", "chassis", "links", "service"}) {
        for (auto& each : casesOf(std::filesystem::path(FAULT_CASES) / (std::string(subject) + ".txt")))
            cases.push_back(std::move(each));
    }
    return cases;
}

std::string listed(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines) text += "\n  " + line;
    return text;
}

class Fault : public ::testing::TestWithParam<FaultCase> {
protected:
    static void SetUpTestSuite() {
        if (TrapReceiver::isInstalled()) receiver = std::make_unique<TrapReceiver>();
    }
    static void TearDownTestSuite() { receiver.reset(); }

    void greet() {
        if (receiver) receiver->greet(run.snapshot());
        told_ = run.events().size();
    }
    // What happened since is told and received: each event by the name that the module gives it, with all it says.
    void tellAll() {
        if (!receiver) return;
        const std::vector<AlarmEvent> events(run.events().begin() + static_cast<std::ptrdiff_t>(told_),
                                             run.events().end());
        const auto snapshot = run.snapshot();
        receiver->tell(events, snapshot);
        const auto traps = receiver->wait(received_ + events.size(), std::chrono::seconds(60));
        ASSERT_EQ(traps.size(), received_ + events.size()) << "the greeting and an inform for each event";
        for (const auto& event : events) {
            const auto expected = snmp::notificationOf(event, snmp::Telling::first, snapshot);
            const auto& trap = traps[received_++];
            EXPECT_EQ(trap.name, snmp::toText(expected.name)) << infoOf(event.alarm.condition).name;
            for (const auto& [name, value] : expected.objects) {
                if (value.syntax != snmp::Syntax::octets) continue;
                const auto object = trap.objects.find(snmp::toText(name));
                ASSERT_NE(object, trap.objects.end()) << snmp::toText(name);
                EXPECT_EQ(object->second, value.octets) << snmp::toText(name);
            }
        }
        told_ = run.events().size();
    }

    void play(const std::vector<Step>& steps) {
        for (const auto& step : steps) {
            if (step.command.empty()) {
                run.pass(seconds(step.wait));
            } else {
                run.command(step.command);
            }
        }
    }
    bool has(const std::string& alarm) const { return std::ranges::contains(run.alarms(), alarm); }
    void passUntil(int most, const std::string& alarm, bool wanted) {
        for (int second = 0; second < most && has(alarm) != wanted; ++second) run.pass(seconds(1));
    }
    // What is said of it and what is to be done.
    std::string told(const std::string& alarm, Language language) const {
        const auto text = run.told(alarm, language);
        return text.what + " " + text.todo;
    }
    void collect() {
        for (auto& action : run.takeActions()) actions.push_back(std::move(action));
    }
    bool wasDone(const std::string& action) {
        collect();
        return std::ranges::any_of(actions, [&](const std::string& each) { return each.starts_with(action); });
    }

    FaultRun run;
    std::vector<std::string> actions;

private:
    static std::unique_ptr<TrapReceiver> receiver;
    std::size_t told_ = 0;      // of the run's events
    std::size_t received_ = 1;  // notifications; the greeting is the first
};

std::unique_ptr<TrapReceiver> Fault::receiver;

TEST_P(Fault, IsToldActedUponAndCleared) {
    const auto& row = GetParam();
    ASSERT_TRUE(run.alarms().empty()) << "all was well:" << listed(run.alarms());
    greet();
    play(row.script);
    if (row.alarm.empty()) {
        run.pass(seconds(row.within));
        EXPECT_TRUE(wasDone(row.action) || row.action.empty()) << listed(actions);
        if (!row.action.empty()) return;
        EXPECT_EQ(listed(run.takeEvents()), "") << "nothing is the matter";
        EXPECT_EQ(listed(actions), "");
        return;
    }
    passUntil(row.within, row.alarm, true);
    ASSERT_TRUE(has(row.alarm)) << "alarms:" << listed(run.alarms());
    EXPECT_TRUE(told(row.alarm, Language::english).contains(row.english)) << told(row.alarm, Language::english);
    EXPECT_TRUE(told(row.alarm, Language::vietnamese).contains(row.vietnamese))
        << told(row.alarm, Language::vietnamese);
    EXPECT_FALSE(told(row.alarm, Language::english).contains('?')) << "an argument lacks";
    run.pass(seconds(2));
    EXPECT_TRUE(wasDone(row.action) || row.action.empty()) << "actions:" << listed(actions);
    for (const auto& action : actions) EXPECT_FALSE(action.contains(": ")) << "an action failed: " << action;
    tellAll();
    if (row.clears == 0) {
        run.pass(seconds(30));
        EXPECT_TRUE(has(row.alarm)) << "it went by itself";
        return;
    }
    play(row.mend);
    passUntil(row.clears, row.alarm, false);
    EXPECT_FALSE(has(row.alarm)) << "alarms:" << listed(run.alarms()) << "\nactions:" << (collect(), listed(actions));
    const auto events = run.takeEvents();
    EXPECT_EQ(std::ranges::count(events, "cleared " + row.alarm), 1) << listed(events);
    tellAll();
}

INSTANTIATE_TEST_SUITE_P(Chassis, Fault, ::testing::ValuesIn(allCases()),
                         [](const auto& row) { return row.param.name; });

TEST(FaultRun, AnAlarmIsOfTheDiskThatWentAndNotOfTheNextOne) {
    FaultRun run;
    run.command("pull-disk 3");
    run.pass(seconds(10));
    run.command("insert-disk 3 blank --serial NEW-0001");
    run.pass(seconds(20));
    std::vector<std::string> told;
    for (const auto& event : run.events()) {
        if (event.alarm.condition == Condition::diskMissing)
            told.push_back(std::string(name(event.what)) + " " + event.alarm.arguments.at("serial"));
    }
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[0].substr(told[0].find(' ')), told[1].substr(told[1].find(' '))) << told[1];
    EXPECT_FALSE(told[1].contains("NEW-0001"));
}

TEST(FaultRun, ARestartRaisesAndClearsNothing) {
    FaultRun run;
    for (const auto* command :
         {"psu 2 lost", "ups ups-a on-battery", "link eno3 down", "pull-disk 3", "temperature inlet 50",
          "silence tram-smtp", "report tram-store store_writable=0", "gateway tsl down"})
        run.command(command);
    run.pass(seconds(120));
    const auto before = run.alarms();
    ASSERT_GE(before.size(), 8U) << listed(before);
    static_cast<void>(run.takeEvents());
    run.command("restart");
    run.pass(seconds(120));
    EXPECT_EQ(listed(run.takeEvents()), "");
    EXPECT_EQ(run.alarms(), before);
}

TEST(FaultRun, NutMayStartLater) {
    FaultRun run;
    run.command("upsd off");
    run.command("restart");
    run.pass(seconds(50));
    EXPECT_EQ(listed(run.takeEvents()), "");
    run.pass(seconds(40));
    EXPECT_FALSE(run.alarms().empty()) << "but not that late";
}

TEST(FaultRun, TheBoxShowsWhatIsCriticalUntilSomebodyHasSeenIt) {
    FaultRun run;
    const auto signals = [&](int time) {
        run.pass(seconds(time));
        auto actions = run.takeActions();
        std::erase_if(actions, [](const std::string& action) { return !action.starts_with("signal"); });
        return actions;
    };
    using Actions = std::vector<std::string>;
    run.command("psu 2 lost");
    EXPECT_EQ(signals(20), Actions{"signal-on"});
    run.command("restart");
    EXPECT_EQ(signals(5), Actions{}) << "it shows already";
    run.command("acknowledge");
    EXPECT_EQ(signals(5), Actions{"signal-off"});
    run.command("fail-disk 3");
    EXPECT_FALSE(signals(20).empty()) << "that is another one";
    run.command("acknowledge");
    run.command("psu 2 ok");
    EXPECT_EQ(signals(30), Actions{"signal-off"});
}

TEST(FaultCases, AreSixtyOrMore) {
    EXPECT_GE(allCases().size(), 60U);
}

TEST(FaultCases, RaiseEachConditionAndClearIt) {
    const auto cases = allCases();
    for (const auto& info : conditions()) {
        const auto isOfIt = [&](const FaultCase& row) { return row.alarm.starts_with(std::string(info.name) + " "); };
        EXPECT_TRUE(std::ranges::any_of(cases, isOfIt)) << info.name << " is never raised";
        EXPECT_TRUE(std::ranges::any_of(cases, [&](const FaultCase& row) { return isOfIt(row) && row.clears > 0; }))
            << info.name << " is never cleared";
    }
}

TEST(TrapReceiver, IsGreeted) {
    if (!TrapReceiver::isInstalled()) GTEST_SKIP() << "snmptrapd is not installed: no case was received";
    const FaultRun run;
    TrapReceiver receiver;
    receiver.greet(run.snapshot());
    const auto traps = receiver.wait(1, seconds(60));
    ASSERT_EQ(traps.size(), 1U);
    EXPECT_EQ(traps[0].name, snmp::toText(snmp::hereNotification(run.snapshot()).name));
}

}  // namespace

}  // namespace tram::hal::faults
