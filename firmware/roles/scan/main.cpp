// tram-scan: reads letters and their attachments, each in a child process that may do nothing else.
//
// One thread: what forks has no locks that another thread holds.
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <csignal>
#include <map>
#include <optional>

#include "base/limits.hpp"
#include "net/unix_socket.hpp"
#include "roles/health_report/health_sender.hpp"
#include "roles/process/process.hpp"
#include "roles/scan/confinement.hpp"
#include "roles/scan/letter_reader.hpp"
#include "store/wire.hpp"

namespace {

using namespace tram;

// For whoever connected to say what is to be read, and to take the answer.
constexpr auto patience = std::chrono::seconds(10);
constexpr int sealed = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;

// The letter in the file, for as long as the process lives; nothing where the file is none that stays as it is.
std::optional<ByteView> mapped(int file) {
    struct stat status{};
    if ((fcntl(file, F_GET_SEALS) & sealed) != sealed || fstat(file, &status) != 0) return std::nullopt;
    const auto size = static_cast<std::uint64_t>(status.st_size);
    if (size == 0 || size > limits::message::maximumSize + limits::MiB) return std::nullopt;
    void* bytes = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
    if (bytes == MAP_FAILED) return std::nullopt;
    return ByteView(static_cast<const char*>(bytes), size);
}

// In the child, which ends with it.
int serveOne(net::UniqueFd connection, Poco::Logger& log) {
    net::BlockingChannel channel(std::move(connection));
    const auto asked = channel.receive(patience);
    if (!asked) return 1;
    const auto letter = mapped(asked->fd.get());
    if (!letter) {
        log.warning("not a sealed letter");
        return 1;
    }
    if (const auto confined = roles::confine(); !confined) {
        log.error("cannot be confined, so nothing is read: " + confined.error());
        // An answer that is none: the letter waits.
        return channel.send(net::Frame{}, patience) ? 1 : 2;
    }
    net::Frame answer;
    answer.kind = static_cast<std::uint32_t>(store::FrameKind::answer);
    answer.id = asked->id;
    answer.body = store::encodeRequest(roles::readLetter(*letter));
    return channel.send(std::move(answer), patience) ? 0 : 1;
}

class Readers {
public:
    Readers(int listening, int signals, Poco::Logger& log, roles::Counters& counters)
        : listening_(listening),
          signals_(signals),
          log_(log),
          letters_(counters.counter("scan_letters_total")),
          killed_(counters.counter("scan_killed_total")) {}

    [[nodiscard]] bool full() const { return children_.size() >= limits::desk::readers; }
    [[nodiscard]] bool idle() const { return children_.empty(); }

    void accept() {
        net::UniqueFd connection(accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC));
        if (!connection) return;
        const auto child = fork();
        if (child < 0) {
            log_.error("cannot fork");
            return;
        }
        if (child > 0) {
            letters_.add();
            children_.emplace(child, std::chrono::steady_clock::now() + limits::desk::reading + 2 * patience);
            return;
        }
        close(listening_);
        close(signals_);
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, nullptr);
        _exit(serveOne(std::move(connection), log_));
    }
    void reap() {
        int status = 0;
        for (pid_t child = 0; (child = waitpid(-1, &status, WNOHANG)) > 0;) {
            children_.erase(child);
            if (!WIFSIGNALED(status)) continue;
            killed_.add();
            log_.warning("a letter ended its reader: signal " + std::to_string(WTERMSIG(status)));
        }
    }
    // A child ends itself in time, unless a letter has taken it over.
    void killOverdue() const {
        for (const auto& [child, until] : children_) {
            if (std::chrono::steady_clock::now() >= until) kill(child, SIGKILL);
        }
    }
    // What they read is read again.
    void end() const {
        for (const auto& [child, until] : children_) kill(child, SIGKILL);
    }

private:
    int listening_;
    int signals_;
    Poco::Logger& log_;
    roles::Counter& letters_;
    roles::Counter& killed_;
    std::map<pid_t, std::chrono::steady_clock::time_point> children_;  // until when each may live
};

std::optional<net::UniqueFd> listeningSocket(roles::ProcessContext& context) {
    for (auto& passed : net::takePassedSockets()) {
        if (passed.name == "scan") return std::move(passed.fd);
    }
    const auto path = context.settings.text("scan.socket", (context.folder / "sockets" / "scan.sock").string());
    auto made = net::listenUnixSocket(path, 0660);
    if (made) return std::move(*made);
    context.log.fatal("scan socket: " + made.error().detail);
    return std::nullopt;
}

int run(roles::ProcessContext& context) {
    const auto listening = listeningSocket(context);
    if (!listening) return 2;
    fcntl(listening->get(), F_SETFL, fcntl(listening->get(), F_GETFL) | O_NONBLOCK);
    sigset_t heard;
    sigemptyset(&heard);
    for (const int number : {SIGTERM, SIGINT, SIGCHLD, SIGHUP}) sigaddset(&heard, number);
    sigprocmask(SIG_BLOCK, &heard, nullptr);
    const net::UniqueFd signals(signalfd(-1, &heard, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!signals) {
        context.log.fatal("no signals to be had");
        return 2;
    }
    const RealClock clock;
    roles::Counters counters;
    Readers readers(listening->get(), signals.get(), context.log, counters);
    roles::HealthSender health(roles::healthOptions(context), counters, clock);
    // At least as often as the service manager wants to hear from us, and tram-hal.
    const auto interval = roles::watchdogInterval();
    const int watched = interval ? static_cast<int>(interval->count() / 1'000) : INT_MAX;
    constexpr int second = 1'000;
    roles::notifyReady();
    for (;;) {
        health.sendIfDue();
        pollfd entries[] = {{signals.get(), POLLIN, 0}, {readers.full() ? -1 : listening->get(), POLLIN, 0}};
        const int wait = std::min(readers.idle() ? watched : second, static_cast<int>(health.untilDue().count()));
        if (poll(entries, 2, wait) < 0 && errno != EINTR) return 1;
        readers.killOverdue();
        roles::notifyAlive();
        signalfd_siginfo info{};
        while (read(signals.get(), &info, sizeof info) == sizeof info) {
            if (info.ssi_signo == SIGCHLD) readers.reap();
            if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT) {
                roles::notifyStopping();
                readers.end();
                health.send();
                return 0;
            }
        }
        if ((entries[1].revents & POLLIN) != 0) readers.accept();
    }
}

}  // namespace

int main(int argc, char** argv) {
    return tram::roles::runProcess(argc, argv, "tram-scan", run);
}
