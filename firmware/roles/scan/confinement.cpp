#include "roles/scan/confinement.hpp"

#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <memory>

#include "base/limits.hpp"

namespace tram::roles {

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
// A sanitizer's own memory is terabytes, and it asks the system for more than the program does.
constexpr bool isSanitized = true;
#else
constexpr bool isSanitized = false;
#endif

// Memory, the time, the socket of the answer, and the end.
constexpr std::array allowed{
    SCMP_SYS(brk),           SCMP_SYS(mmap),         SCMP_SYS(munmap),         SCMP_SYS(mremap), SCMP_SYS(madvise),
    SCMP_SYS(mprotect),      SCMP_SYS(futex),        SCMP_SYS(getrandom),      SCMP_SYS(read),   SCMP_SYS(write),
    SCMP_SYS(sendmsg),       SCMP_SYS(recvmsg),      SCMP_SYS(poll),           SCMP_SYS(ppoll),  SCMP_SYS(close),
    SCMP_SYS(clock_gettime), SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(gettid), SCMP_SYS(getpid),
    SCMP_SYS(exit),          SCMP_SYS(exit_group)};

bool limitTo(__rlimit_resource resource, rlim_t most) {
    const rlimit limit{most, most};
    return setrlimit(resource, &limit) == 0;
}

}  // namespace

std::expected<void, std::string> confine() {
    if (!limitTo(RLIMIT_CPU, static_cast<rlim_t>(limits::desk::processor.count())) || !limitTo(RLIMIT_CORE, 0) ||
        !limitTo(RLIMIT_FSIZE, 0)) {
        return std::unexpected("limits of time and files");
    }
    // By the clock, too: SIGALRM ends the process.
    alarm(static_cast<unsigned>(limits::desk::reading.count()));
    if (isSanitized) return {};
    if (!limitTo(RLIMIT_AS, limits::desk::memory)) return std::unexpected("limit of memory");
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return std::unexpected("no new privileges");
    const std::unique_ptr<void, decltype(&seccomp_release)> filter(seccomp_init(SCMP_ACT_ERRNO(EPERM)),
                                                                   &seccomp_release);
    if (!filter) return std::unexpected("a filter of system calls");
    for (const auto call : allowed) {
        if (seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0) != 0)
            return std::unexpected("a rule of the filter of system calls");
    }
    // abort() signals the process itself, and nobody else.
    const scmp_arg_cmp self{0, SCMP_CMP_EQ, static_cast<scmp_datum_t>(getpid()), 0};
    if (seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, self) != 0)
        return std::unexpected("a rule of the filter of system calls");
    if (seccomp_load(filter.get()) != 0) return std::unexpected("the filter of system calls");
    return {};
}

}  // namespace tram::roles
