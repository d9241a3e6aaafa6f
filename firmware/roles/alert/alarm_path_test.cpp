#include "roles/alert/alarm_path.hpp"

#include <gtest/gtest.h>

#include <boost/asio/detached.hpp>
#include <deque>

#include "net/loopback_fixture.hpp"
#include "roles/alert/alarm_paths.hpp"
#include "roles/alert/snapshot_fixture.hpp"

namespace tram::roles {
namespace {

using namespace test;
using namespace net::test;
using Sequences = std::vector<std::uint64_t>;

// Does as it is told, one word an attempt; then everything arrives.
struct Script {
    std::deque<std::string> words;  // "fail", "refuse", "hang"; else the first event arrives
    std::vector<Sequences> offered;
    Sequences arrived;
};

class ScriptedSender final : public AlarmSender {
public:
    explicit ScriptedSender(Script& script) : script_(script) {}
    asio::awaitable<Delivery> deliver(std::vector<SpooledEvent> waiting) override {
        Sequences offered;
        for (const auto& each : waiting) offered.push_back(each.event.sequence);
        script_.offered.push_back(offered);
        std::string word;
        if (!script_.words.empty()) {
            word = script_.words.front();
            script_.words.pop_front();
        }
        Delivery delivery;
        if (word == "hang") co_await pause(std::chrono::hours(1));
        if (word == "fail") {
            delivery.problem = "no connection";
        } else if (word == "refuse") {
            delivery.refused.push_back(waiting.front().number);
        } else {
            script_.arrived.push_back(waiting.front().event.sequence);
            delivery.done.push_back(waiting.front().number);
        }
        co_return delivery;
    }

private:
    Script& script_;
};

class Path : public testing::Test {
protected:
    // What is still being written tells the loop, which must be there.
    ~Path() override { disk.join(); }
    std::shared_ptr<AlarmPath> open(const std::string& name, Script& script) {
        const auto ignore = [](const std::string&) {};
        const auto executor = context.get_executor();
        auto spool = std::make_shared<EventSpool>(executor, disk, SpoolFile(folder.path, name), ignore);
        AlarmPath::Parts parts{executor, name, spool, std::make_unique<ScriptedSender>(script), clock, ignore};
        parts.firstRetry = parts.longestRetry = std::chrono::milliseconds(1);
        auto path = std::make_shared<AlarmPath>(std::move(parts));
        asio::co_spawn(context, path->run(path), asio::detached);
        return path;
    }
    void until(const std::function<bool()>& reached) {
        const auto work = asio::make_work_guard(context);
        context.restart();
        for (int tries = 0; !reached() && tries < 1000; ++tries) context.run_one_for(std::chrono::milliseconds(20));
        EXPECT_TRUE(reached());
    }

    TemporaryFolder folder;
    RealClock clock;
    asio::thread_pool disk{1};
    asio::io_context context{1};
};

TEST_F(Path, TriesAgainAndKeepsTheOrder) {
    Script script{{"fail", "fail"}, {}, {}};
    const auto path = open("a", script);
    path->take(std::vector{event(1), event(2)}, 2);
    until([&] { return script.arrived.size() == 2; });
    EXPECT_EQ(script.arrived, (Sequences{1, 2}));
    EXPECT_EQ(script.offered.front(), (Sequences{1, 2}));
    until([&] { return path->view().waiting == 0; });
    EXPECT_EQ(path->view().failures, 2U);
    EXPECT_EQ(path->view().delivered, 2U);
    EXPECT_EQ(path->view().problem, "");
    EXPECT_TRUE(path->view().lastDelivery);
}

TEST_F(Path, AnEventThatIsRefusedForGoodStopsNoneBehindIt) {
    Script script{{"refuse"}, {}, {}};
    const auto path = open("a", script);
    path->take(std::vector{event(1), event(2)}, 2);
    until([&] { return path->view().waiting == 0; });
    EXPECT_EQ(script.arrived, (Sequences{2}));
    EXPECT_EQ(path->view().dropped, 1U);
}

TEST_F(Path, OneThatHangsSilencesNoOther) {
    Script hanging{{"hang"}, {}, {}};
    Script sound;
    const auto first = open("a", hanging);
    const auto second = open("b", sound);
    AlarmPaths paths;
    paths.add(first);
    paths.add(second);
    paths.heard(sickBox());
    until([&] { return sound.arrived.size() == 1; });
    EXPECT_TRUE(hanging.arrived.empty());
    EXPECT_EQ(paths.views().at(0).waiting, 1U);
}

TEST_F(Path, EachHearsWhatItDoesNotKnowYet) {
    Script one;
    Script other;
    AlarmPaths paths;
    paths.add(open("a", one));
    auto snapshot = sickBox();
    paths.heard(snapshot);
    EXPECT_EQ(paths.after(snapshot), 7U);
    paths.heard({{event(8)}, 1, 8}, snapshot);
    paths.add(open("b", other));
    snapshot.sequence = 8;
    paths.heard(snapshot);
    EXPECT_EQ(paths.after(snapshot), 8U);
    paths.heard({{event(9)}, 1, 9}, snapshot);
    until([&] { return one.arrived.size() == 3 && other.arrived.size() == 2; });
    EXPECT_EQ(one.arrived, (Sequences{7, 8, 9}));
    EXPECT_EQ(other.arrived, (Sequences{7, 9})) << "the active alarm, and what came since";
}

TEST_F(Path, ATramHalThatBeganAnewIsHeardFromItsBeginning) {
    Script script;
    AlarmPaths paths;
    paths.add(open("a", script));
    paths.heard(sickBox());
    auto snapshot = soundBox();
    snapshot.sequence = 2;
    snapshot.alarms = {failingDisk(2)};
    paths.heard(hal::EventsAnswer{{event(2)}, 1, 2}, sickBox());
    paths.heard(snapshot);
    // A log that was lost is no new beginning.
    for (int i = 0; i < 3; ++i) {
        paths.heard(hal::EventsAnswer{}, snapshot);
        paths.heard(snapshot);
    }
    EXPECT_EQ(paths.after(snapshot), 2U);
    paths.heard({{event(3)}, 1, 3}, snapshot);
    until([&] { return script.arrived.size() == 3; });
    EXPECT_EQ(script.arrived, (Sequences{7, 2, 3}));
}

}  // namespace
}  // namespace tram::roles
