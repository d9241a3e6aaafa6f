#include "hal/access/tool.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>
#include <thread>

#include "net/unique_fd.hpp"

namespace tram::hal {

namespace {

using SteadyClock = std::chrono::steady_clock;

// For a killed process to be gone. One that is not is in the kernel's hands.
constexpr auto killPatience = std::chrono::seconds(1);

int millisecondsUntil(SteadyClock::time_point until) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - SteadyClock::now()).count();
    return static_cast<int>(std::max<std::int64_t>(left, 0));
}

// A process of the tool, in a group of its own so that what it starts is ended with it.
class Child {
public:
    static std::optional<Child> start(const std::filesystem::path& tool, const std::vector<std::string>& words,
                                      int output) {
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawnattr_t attributes;
        posix_spawnattr_init(&attributes);
        sigset_t none;
        sigemptyset(&none);
        sigset_t usual;
        sigemptyset(&usual);
        for (const int number : {SIGPIPE, SIGTERM, SIGINT, SIGHUP, SIGCHLD}) sigaddset(&usual, number);
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setsigdefault(&attributes, &usual);
        posix_spawnattr_setpgroup(&attributes, 0);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
        std::vector<std::string> own = words;
        own.front() = tool.string();
        std::vector<char*> argv;
        for (auto& word : own) argv.push_back(word.data());
        argv.push_back(nullptr);
        std::array<std::string, 3> environment{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC"};
        std::vector<char*> envp;
        for (auto& entry : environment) envp.push_back(entry.data());
        envp.push_back(nullptr);
        pid_t pid = -1;
        const int failed = posix_spawn(&pid, tool.c_str(), &actions, &attributes, argv.data(), envp.data());
        posix_spawnattr_destroy(&attributes);
        posix_spawn_file_actions_destroy(&actions);
        if (failed != 0) return std::nullopt;
        return Child(pid, static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    }

    // Its exit as waitpid tells; nothing where it goes on until then.
    std::optional<int> waitUntil(SteadyClock::time_point until) {
        pollfd entry{exit_.get(), POLLIN, 0};
        for (;;) {
            int status = 0;
            if (::waitpid(pid_, &status, WNOHANG) == pid_) return status;
            const int left = millisecondsUntil(until);
            if (left == 0) return std::nullopt;
            if (::poll(&entry, 1, left) < 0 && errno != EINTR) return std::nullopt;
        }
    }

    // Ends it; false where it cannot be ended now, and is left to be waited for by a thread that costs nothing.
    bool end() {
        ::kill(-pid_, SIGKILL);
        if (waitUntil(SteadyClock::now() + killPatience)) return true;
        std::thread([pid = pid_] {
            int status = 0;
            while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
            }
        }).detach();
        return false;
    }

private:
    Child(pid_t pid, int exit) : pid_(pid), exit_(exit) {}

    pid_t pid_;
    net::UniqueFd exit_;
};

}  // namespace

std::string_view name(ToolError error) noexcept {
    switch (error) {
        case ToolError::absent:
            return "absent";
        case ToolError::notStarted:
            return "not-started";
        case ToolError::killed:
            return "killed";
        case ToolError::tooLong:
            return "too-long";
        case ToolError::stuck:
            return "stuck";
        case ToolError::tooMuch:
            return "too-much";
    }
    return "?";
}

std::expected<ToolOutput, ToolError> ChildTools::run(const std::vector<std::string>& words,
                                                     std::chrono::milliseconds patience) const {
    const auto until = SteadyClock::now() + patience;
    std::filesystem::path tool;
    for (const auto& folder : folders_) {
        if (::access((folder / words.front()).c_str(), X_OK) != 0) continue;
        tool = folder / words.front();
        break;
    }
    if (tool.empty()) return std::unexpected(ToolError::absent);

    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC) != 0) return std::unexpected(ToolError::notStarted);
    const net::UniqueFd reading(ends[0]);
    net::UniqueFd writing(ends[1]);
    ::fcntl(reading.get(), F_SETFL, O_NONBLOCK);
    auto child = Child::start(tool, words, writing.get());
    if (!child) return std::unexpected(ToolError::notStarted);
    writing = net::UniqueFd();

    const auto giveUp = [&](ToolError why) { return std::unexpected(child->end() ? why : ToolError::stuck); };
    ToolOutput result;
    std::array<char, 16 * 1024> piece{};
    for (;;) {
        pollfd entry{reading.get(), POLLIN, 0};
        const int left = millisecondsUntil(until);
        if (left == 0) return giveUp(ToolError::tooLong);
        if (::poll(&entry, 1, left) < 0 && errno != EINTR) return giveUp(ToolError::tooLong);
        const auto count = ::read(reading.get(), piece.data(), piece.size());
        if (count == 0) break;
        if (count < 0) {
            if (errno == EAGAIN || errno == EINTR) continue;
            return giveUp(ToolError::killed);
        }
        if (result.output.size() + static_cast<std::size_t>(count) > limits::hal::toolOctets)
            return giveUp(ToolError::tooMuch);
        result.output.append(piece.data(), static_cast<std::size_t>(count));
    }
    const auto status = child->waitUntil(until);
    if (!status) return giveUp(ToolError::tooLong);
    if (!WIFEXITED(*status)) return std::unexpected(ToolError::killed);
    result.status = WEXITSTATUS(*status);
    return result;
}

}  // namespace tram::hal
