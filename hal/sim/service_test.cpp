// The program as a process of its own, and its tools as children of this one.
#include "hal/sim/service.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <fstream>
#include <thread>

#include "hal/access/sysfs_fixture.hpp"
#include "hal/model/smart.hpp"
#include "hal/sim/wire.hpp"

namespace tram::hal::sim {
namespace {

using namespace std::chrono_literals;

class Child {
public:
    explicit Child(std::vector<std::string> words, const std::vector<std::string>& environment = {}) {
        int ends[2];
        EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
        output_.reset(ends[0]);
        const net::UniqueFd write(ends[1]);
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, write.get(), 1);
        std::vector<char*> arguments;
        for (auto& word : words) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        auto strings = environment;
        std::vector<char*> variables;
        for (auto& each : strings) variables.push_back(each.data());
        variables.push_back(nullptr);
        EXPECT_EQ(::posix_spawn(&pid_, words[0].c_str(), &actions, nullptr, arguments.data(), variables.data()), 0);
        posix_spawn_file_actions_destroy(&actions);
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        if (pid_ > 0) end(SIGKILL);
    }
    // All that it prints, and its status.
    std::pair<int, std::string> finish() {
        std::string text;
        char buffer[4096];
        for (ssize_t count = 0; (count = ::read(output_.get(), buffer, sizeof buffer)) > 0;)
            text.append(buffer, static_cast<std::size_t>(count));
        return {wait(), text};
    }
    int end(int signal) {
        ::kill(pid_, signal);
        return wait();
    }
    [[nodiscard]] bool isRunning() const {
        siginfo_t info{};
        return ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == 0;
    }
    // Nothing came within so long.
    [[nodiscard]] bool isSilent(std::chrono::milliseconds time) const {
        pollfd watched{output_.get(), POLLIN, 0};
        return ::poll(&watched, 1, static_cast<int>(time.count())) == 0;
    }

private:
    int wait() {
        int status = 0;
        ::waitpid(std::exchange(pid_, -1), &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    pid_t pid_ = -1;
    net::UniqueFd output_;
};

class SimService : public ::testing::Test {
protected:
    SimService() { start(); }

    void start() {
        const auto path = (tree.root / "notify").string();
        const net::UniqueFd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, path.size());
        const void* raw = &address;
        std::filesystem::remove(path);
        ASSERT_EQ(::bind(socket.get(), static_cast<const sockaddr*>(raw), sizeof address), 0);
        process.emplace(
            std::vector<std::string>{TRAM_SIM_PROGRAM, "--dir", (tree.root / "sim").string(), "--upsd", "0"},
            std::vector<std::string>{"NOTIFY_SOCKET=" + path});
        pollfd watched{socket.get(), POLLIN, 0};
        ASSERT_EQ(::poll(&watched, 1, 20'000), 1) << "it did not say that it is ready";
        char buffer[64];
        const auto count = ::recv(socket.get(), buffer, sizeof buffer, 0);
        EXPECT_EQ(std::string(buffer, static_cast<std::size_t>(std::max<ssize_t>(count, 0))), "READY=1");
    }
    std::vector<std::string> words(const std::string& tool, std::string_view rest) {
        auto list = upsdWords(rest);
        list.insert(list.begin(), (tree.root / "sim/bin" / tool).string());
        return list;
    }
    std::string tell(std::string_view line) {
        const auto outcome = ask(tree.root / "sim/sim.sock", Words(upsdWords(line)));
        EXPECT_TRUE(outcome) << line << ": " << outcome.error_or("");
        return outcome.value_or("");
    }

    hal::fixture::SysfsTree tree;
    std::optional<Child> process;
};

TEST_F(SimService, ItsToolsAreProcesses) {
    const auto [status, output] = Child(words("smartctl", "--json=c -x /dev/sda")).finish();
    EXPECT_EQ(status, 0);
    const auto reading = parseSmart(output);
    ASSERT_TRUE(reading) << output.substr(0, 200);
    EXPECT_EQ(reading->serial, "WX10A1AA");
    EXPECT_EQ(Child(words("blkid", "-p -o export /dev/sdx")).finish().first, 2);
    EXPECT_EQ(Child(words("smartctl", "--json=c -x /dev/sdx")).finish().first, 2);
    tell("smart-tool 3 nonsense");
    EXPECT_TRUE(Child(words("smartctl", "--json=c -x /dev/sda")).finish().second.contains("\x01\xff\xfe"))
        << "octet by octet";
    EXPECT_EQ(Child(words("systemctl", "stop tram-smtp.service")).finish().first, 0);
    EXPECT_EQ(tell("journal"), "systemctl stop tram-smtp.service\n");
}

TEST_F(SimService, AToolThatHangsComesBackWhenItMay) {
    tell("smart-tool 3 hang");
    Child hanging(words("smartctl", "--json=c -x /dev/sda"));
    EXPECT_TRUE(hanging.isSilent(300ms));
    EXPECT_TRUE(hanging.isRunning());
    EXPECT_EQ(Child(words("blkid", "-p -o export /dev/sda")).finish().first, 0) << "others go on";
    tell("smart-tool 3 ok");
    const auto [status, output] = hanging.finish();
    EXPECT_EQ(status, 0);
    EXPECT_TRUE(parseSmart(output));
    tell("bmc hang");
    Child given(words("ipmitool", "sdr elist"));
    EXPECT_TRUE(given.isSilent(200ms));
    EXPECT_EQ(given.end(SIGKILL), 128 + SIGKILL);
    EXPECT_EQ(tell("bmc ok"), "");
}

TEST_F(SimService, TimePassesAndTheFilesFollow) {
    tell("rebuild-time 1");
    tell("fail-disk 3");
    const Sysfs sysfs(tree.root / "sim/root");
    const auto reads = [&](const char* file, std::string_view text) {
        const auto path = std::string("sys/block/md1/md/") + file;
        const auto end = std::chrono::steady_clock::now() + 20s;
        while (sysfs.read(path) != text && std::chrono::steady_clock::now() < end) std::this_thread::yield();
        return sysfs.read(path).value_or("");
    };
    EXPECT_EQ(reads("degraded", "0"), "0");
    // The files follow one after another, as the kernel's do; this is the last of them.
    EXPECT_EQ(reads("sync_speed", "none"), "none");
    ASSERT_TRUE(sysfs.write("sys/block/md1/md/sync_action", "check"));
    EXPECT_EQ(reads("sync_speed", "204800"), "204800") << "it was heard";
    EXPECT_EQ(reads("sync_action", "idle"), "idle") << "and came to an end";
}

TEST_F(SimService, KeepsItsStateOverARestart) {
    tell("pull-disk 4");
    tell("psu 1 lost");
    EXPECT_EQ(process->end(SIGTERM), 0) << "it ends in order";
    process.reset();
    EXPECT_EQ(Child(words("smartctl", "--json=c -x /dev/sda")).finish().first, 127) << "nobody answers";
    start();
    const Sysfs sysfs(tree.root / "sim/root");
    EXPECT_EQ(sysfs.read("sys/block/md1/md/dev-sdb/state"), "faulty");
    EXPECT_TRUE(Child(words("ipmitool", "sdr elist")).finish().second.contains("Power Supply AC lost"));
    // After a sudden death, too.
    tell("psu 1 ok");
    const auto keptBy = std::chrono::steady_clock::now() + 20s;
    const auto isKept = [&] {
        std::ifstream file(tree.root / "sim/state.json");
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        return text.contains(R"("supplies":["ok","ok"])");
    };
    while (!isKept() && std::chrono::steady_clock::now() < keptBy) std::this_thread::yield();
    process->end(SIGKILL);
    process.reset();
    start();
    EXPECT_FALSE(Child(words("ipmitool", "sdr elist")).finish().second.contains("Power Supply AC lost"));
}

TEST_F(SimService, ServesItsOwnerOneAtATime) {
    const auto mode = std::filesystem::status(tree.root / "sim/sim.sock").permissions();
    EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    const auto [status, ignored] =
        Child({TRAM_SIM_PROGRAM, "--dir", (tree.root / "sim").string(), "--upsd", "0"}).finish();
    EXPECT_EQ(status, 1) << "the folder is served";
    EXPECT_EQ(Child({TRAM_SIM_PROGRAM}).finish().first, 2);
    EXPECT_EQ(Child({TRAM_SIM_PROGRAM, "--dir", (tree.root / "sim").string(), "psu", "2", "lost"}).finish().first, 0);
    EXPECT_EQ(Child({TRAM_SIM_PROGRAM, "--dir", (tree.root / "sim").string(), "frob"}).finish().first, 1);
    const auto socket = connectTo(tree.root / "sim/sim.sock");
    ASSERT_TRUE(socket);
    constexpr std::string_view nonsense = "{\"tool\":\"smartctl\"}\n";
    ASSERT_GT(::send(socket->get(), nonsense.data(), nonsense.size(), MSG_NOSIGNAL), 0);
    EXPECT_TRUE(receiveLine(socket->get(), 1'000).value_or("").contains("error"));
}

TEST(SimWire, CarriesEveryOctet) {
    std::string octets;
    for (int i = 0; i < 256; ++i) octets += static_cast<char>(i);
    EXPECT_EQ(narrowed(widened(octets)), octets);
    EXPECT_EQ(widened("a"), "a");
}

}  // namespace
}  // namespace tram::hal::sim
