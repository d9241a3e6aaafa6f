#include "hal/daemon/pollers.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "hal/access/sysfs_fixture.hpp"
#include "hal/daemon/action_worker.hpp"
#include "hal/daemon/eyes.hpp"

namespace tram::hal {

namespace {

using namespace std::chrono_literals;

// Counts, and waits until it was counted so often.
class Count {
public:
    void add() {
        const std::lock_guard lock(mutex_);
        ++count_;
        changed_.notify_all();
    }
    bool reaches(int wanted) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, 30s, [&] { return count_ >= wanted; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int count_ = 0;
};

TEST(Pollers, OneThatHangsHoldsUpNobodyElse) {
    auto hanging = std::make_shared<Count>();
    auto working = std::make_shared<Count>();
    auto gate = std::make_shared<std::mutex>();
    gate->lock();
    {
        Pollers pollers;
        pollers.add("hangs", 1ms, [=] {
            hanging->add();
            const std::lock_guard lock(*gate);
        });
        pollers.add("works", 1ms, [=] { working->add(); });
        pollers.start();
        EXPECT_TRUE(hanging->reaches(1));
        EXPECT_TRUE(working->reaches(5));
        EXPECT_FALSE(pollers.stop(10ms));
    }
    gate->unlock();
}

TEST(Pollers, LookAtOnceWhenWoken) {
    auto count = std::make_shared<Count>();
    Pollers pollers;
    pollers.add("rare", 1h, [=] { count->add(); });
    pollers.start();
    EXPECT_TRUE(count->reaches(1));
    pollers.wake("rare");
    EXPECT_TRUE(count->reaches(2));
    EXPECT_TRUE(pollers.stop(30s));
}

TEST(ActionWorker, CarriesOutOneAfterTheOtherAndTells) {
    const fixture::SysfsTree tree;
    tree.put("sys/block/md1/md/sync_action", "idle");
    Count told;
    std::string reasons;
    ActionWorker worker(
        ActionRunner(tree.sysfs(), std::make_shared<ChildTools>(std::vector<std::filesystem::path>()), Services()),
        [&](const Action& action, const std::string& reason) {
            reasons += std::string(name(action.what)) + ":" + reason + "\n";
            told.add();
        });
    worker.push({Action::What::startCheck, "", "md1", ""});
    worker.push({Action::What::erase, "sda", "", ""});
    EXPECT_TRUE(told.reaches(2));
    EXPECT_EQ(reasons, "start-check:\nerase:wipefs: absent\n");
    EXPECT_EQ(tree.content("sys/block/md1/md/sync_action"), "check");
}

TEST(Eyes, SeeWhatIsThereAndKeepReports) {
    const fixture::SysfsTree tree;
    tree.put("sys/class/dmi/id/product_name", "Tram Sim 8");
    const RealClock clock;
    EyesOptions options;
    options.sysfs = tree.sysfs();
    options.tools = std::make_shared<ChildTools>(std::vector<std::filesystem::path>());
    options.hasUpsd = false;
    options.rest = 1ms;
    options.disks = 1ms;
    Eyes eyes(std::move(options), clock);
    eyes.take({"tram-smtp", {}, {}, {{"up", {}, 1}}});
    eyes.start();
    const auto until = std::chrono::steady_clock::now() + 30s;
    Sights sights;
    while (std::chrono::steady_clock::now() < until) {
        sights = eyes.sights();
        if (sights.machine.value && sights.disks.value && sights.arrays.value && sights.watchdog.read != SteadyTime{})
            break;
        std::this_thread::yield();
    }
    EXPECT_EQ(sights.machine.value->model, "Tram Sim 8");
    EXPECT_TRUE(sights.disks.value->empty());
    EXPECT_FALSE(sights.watchdog.value);
    EXPECT_EQ(sights.reports.at("tram-smtp").report.find("up"), 1);
    EXPECT_TRUE(eyes.stop(30s));
}

}  // namespace

}  // namespace tram::hal
