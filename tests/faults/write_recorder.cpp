// Preloaded under tram-store: records what it asks of the disk, and makes the disk fail on demand.
//
// TRAM_RECORD_FOLDER  files below this folder are watched (lock.mdb, which is no data, is not)
// TRAM_RECORD_LOG     where the record goes; see `Entry` and tests/faults/disk_record.py, which reads it
// TRAM_RECORD_FLUSHES all (default); none: flushes and O_DSYNC count for nothing, as with MDB_NOSYNC; third: every
//                     third flush is dropped without a word. The last two are the controls that must fail.
// TRAM_FAULTS         a file of 32-bit counters, shared with the test: see `Faults`
//
// Threads: any; one lock around the record, so that its order is the order of the calls.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <mutex>
#include <string>
#include <vector>

namespace {

enum class Kind : std::uint32_t { name = 1, write = 2, flushBegun = 3, flushDone = 4, truncate = 5, dataSyncDone = 6 };

struct Entry {
    Kind kind;
    std::int32_t file;
    std::uint64_t offset;  // of a write; the new size of a truncate
    std::uint64_t size;    // of the bytes that follow
    std::uint64_t time;    // CLOCK_MONOTONIC, nanoseconds
};

// Counters at fixed places in the shared file.
struct Faults {
    std::atomic<std::int32_t> failFlush;    // n > 0: the n-th flush from now fails with EIO, then 0
    std::atomic<std::int32_t> failWrite;    // n > 0: the n-th write from now fails with EIO, then 0
    std::atomic<std::int32_t> diskFull;     // 1: each write fails with ENOSPC
    std::atomic<std::int32_t> injected;     // how many calls were made to fail
    std::atomic<std::int32_t> failForGood;  // 1: each flush fails with EIO
};

struct File {
    bool watched = false;
    bool dataSync = false;
};

constexpr std::size_t mostDescriptors = 65'536;

struct Recorder {
    std::mutex guard;
    std::string folder;
    int log = -1;
    Faults* faults = nullptr;
    bool ignoreFlushes = false;
    bool dropThird = false;
    unsigned flushes = 0;
    std::vector<File> files = std::vector<File>(mostDescriptors);
};

template <typename Function>
Function* real(const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

const char* setting(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

Recorder* make() {
    static Recorder recorder;
    recorder.folder = setting("TRAM_RECORD_FOLDER");
    static const auto realOpen = real<int(const char*, int, ...)>("open64");
    if (const char* log = setting("TRAM_RECORD_LOG"); *log != '\0')
        recorder.log = realOpen(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    recorder.ignoreFlushes = std::strcmp(setting("TRAM_RECORD_FLUSHES"), "none") == 0;
    recorder.dropThird = std::strcmp(setting("TRAM_RECORD_FLUSHES"), "third") == 0;
    if (const char* faults = setting("TRAM_FAULTS"); *faults != '\0') {
        const int file = realOpen(faults, O_RDWR | O_CLOEXEC);
        void* map = file < 0 ? MAP_FAILED : mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        if (map == MAP_FAILED) std::abort();
        recorder.faults = static_cast<Faults*>(map);
    }
    return &recorder;
}

Recorder& recorder() {
    static Recorder* const made = make();
    return *made;
}

std::uint64_t now() {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000U + static_cast<std::uint64_t>(time.tv_nsec);
}

// With the lock held. A record that cannot be written would make the test worthless.
void note(Kind kind, int file, std::uint64_t offset, const void* data, std::size_t size) {
    auto& self = recorder();
    if (self.log < 0) return;
    static const auto realWritev = real<ssize_t(int, const iovec*, int)>("writev");
    Entry entry{kind, file, offset, size, now()};
    std::array<iovec, 2> parts{{{&entry, sizeof entry}, {const_cast<void*>(data), size}}};
    if (realWritev(self.log, parts.data(), size == 0 ? 1 : 2) != static_cast<ssize_t>(sizeof entry + size))
        std::abort();
}

File* watched(int file) {
    auto& self = recorder();
    if (file < 0 || static_cast<std::size_t>(file) >= self.files.size()) return nullptr;
    return self.files[static_cast<std::size_t>(file)].watched ? &self.files[static_cast<std::size_t>(file)] : nullptr;
}

// Whether this is the call that a counter was set for.
bool due(std::atomic<std::int32_t>& counter) {
    return counter.load() > 0 && counter.fetch_sub(1) == 1;
}

bool writeFails() {
    auto* faults = recorder().faults;
    if (faults == nullptr) return false;
    if (faults->diskFull.load() != 0) {
        ++faults->injected;
        errno = ENOSPC;
        return true;
    }
    if (!due(faults->failWrite)) return false;
    ++faults->injected;
    errno = EIO;
    return true;
}

int opened(int file, int flags) {
    if (file < 0) return file;
    auto& self = recorder();
    const auto link = "/proc/self/fd/" + std::to_string(file);
    std::array<char, 4096> path{};
    const auto length = readlink(link.c_str(), path.data(), path.size() - 1);
    const std::string name(path.data(), length < 0 ? 0 : static_cast<std::size_t>(length));
    const std::lock_guard lock(self.guard);
    if (static_cast<std::size_t>(file) >= self.files.size()) std::abort();
    auto& entry = self.files[static_cast<std::size_t>(file)];
    const bool writable = (flags & O_ACCMODE) != O_RDONLY;
    entry.watched = writable && !self.folder.empty() && name.starts_with(self.folder) && !name.ends_with("lock.mdb");
    entry.dataSync = (flags & O_DSYNC) != 0;
    if (entry.watched) note(Kind::name, file, 0, name.data(), name.size());
    return file;
}

template <typename Call>
ssize_t written(int file, const void* data, std::size_t size, std::uint64_t offset, Call call) {
    auto* entry = watched(file);
    if (entry == nullptr) return call();
    auto& self = recorder();
    const std::lock_guard lock(self.guard);
    if (writeFails()) return -1;
    note(Kind::write, file, offset, data, size);
    const auto result = call();
    if (result >= 0 && entry->dataSync && !self.ignoreFlushes) note(Kind::dataSyncDone, file, offset, nullptr, 0);
    return result;
}

std::vector<char> joined(const iovec* parts, int count) {
    std::vector<char> bytes;
    for (int i = 0; i < count; ++i) {
        const auto* begin = static_cast<const char*>(parts[i].iov_base);
        bytes.insert(bytes.end(), begin, begin + parts[i].iov_len);
    }
    return bytes;
}

template <typename Call>
int flushed(int file, Call call) {
    if (watched(file) == nullptr) return call();
    auto& self = recorder();
    {
        const std::lock_guard lock(self.guard);
        if (self.faults != nullptr && (self.faults->failForGood.load() != 0 || due(self.faults->failFlush))) {
            ++self.faults->injected;
            errno = EIO;
            return -1;
        }
        ++self.flushes;
        if (self.ignoreFlushes || (self.dropThird && self.flushes % 3 == 0)) return 0;
        note(Kind::flushBegun, file, 0, nullptr, 0);
    }
    const int result = call();
    const std::lock_guard lock(self.guard);
    if (result == 0) note(Kind::flushDone, file, 0, nullptr, 0);
    return result;
}

std::uint64_t position(int file) {
    return static_cast<std::uint64_t>(lseek(file, 0, SEEK_CUR));
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    const auto mode = va_arg(more, mode_t);
    va_end(more);
    static const auto next = real<int(const char*, int, ...)>("open");
    return opened(next(path, flags, mode), flags);
}

int open64(const char* path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    const auto mode = va_arg(more, mode_t);
    va_end(more);
    static const auto next = real<int(const char*, int, ...)>("open64");
    return opened(next(path, flags, mode), flags);
}

int openat(int folder, const char* path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    const auto mode = va_arg(more, mode_t);
    va_end(more);
    static const auto next = real<int(int, const char*, int, ...)>("openat");
    return opened(next(folder, path, flags, mode), flags);
}

int close(int file) {
    static const auto next = real<int(int)>("close");
    auto& self = recorder();
    if (watched(file) != nullptr) {
        const std::lock_guard lock(self.guard);
        self.files[static_cast<std::size_t>(file)] = File{};
    }
    return next(file);
}

ssize_t write(int file, const void* data, std::size_t size) {
    static const auto next = real<ssize_t(int, const void*, std::size_t)>("write");
    if (watched(file) == nullptr) return next(file, data, size);
    return written(file, data, size, position(file), [&] { return next(file, data, size); });
}

ssize_t writev(int file, const iovec* parts, int count) {
    static const auto next = real<ssize_t(int, const iovec*, int)>("writev");
    if (watched(file) == nullptr) return next(file, parts, count);
    const auto bytes = joined(parts, count);
    return written(file, bytes.data(), bytes.size(), position(file), [&] { return next(file, parts, count); });
}

ssize_t pwrite(int file, const void* data, std::size_t size, off_t offset) {
    static const auto next = real<ssize_t(int, const void*, std::size_t, off_t)>("pwrite");
    return written(file, data, size, static_cast<std::uint64_t>(offset),
                   [&] { return next(file, data, size, offset); });
}

ssize_t pwrite64(int file, const void* data, std::size_t size, off64_t offset) {
    static const auto next = real<ssize_t(int, const void*, std::size_t, off64_t)>("pwrite64");
    return written(file, data, size, static_cast<std::uint64_t>(offset),
                   [&] { return next(file, data, size, offset); });
}

ssize_t pwritev(int file, const iovec* parts, int count, off_t offset) {
    static const auto next = real<ssize_t(int, const iovec*, int, off_t)>("pwritev");
    const auto bytes = watched(file) == nullptr ? std::vector<char>() : joined(parts, count);
    return written(file, bytes.data(), bytes.size(), static_cast<std::uint64_t>(offset),
                   [&] { return next(file, parts, count, offset); });
}

ssize_t pwritev64(int file, const iovec* parts, int count, off64_t offset) {
    static const auto next = real<ssize_t(int, const iovec*, int, off64_t)>("pwritev64");
    const auto bytes = watched(file) == nullptr ? std::vector<char>() : joined(parts, count);
    return written(file, bytes.data(), bytes.size(), static_cast<std::uint64_t>(offset),
                   [&] { return next(file, parts, count, offset); });
}

int fdatasync(int file) {
    static const auto next = real<int(int)>("fdatasync");
    return flushed(file, [&] { return next(file); });
}

int fsync(int file) {
    static const auto next = real<int(int)>("fsync");
    return flushed(file, [&] { return next(file); });
}

int ftruncate64(int file, off64_t size) noexcept {
    static const auto next = real<int(int, off64_t)>("ftruncate64");
    if (watched(file) != nullptr) {
        const std::lock_guard lock(recorder().guard);
        note(Kind::truncate, file, static_cast<std::uint64_t>(size), nullptr, 0);
    }
    return next(file, size);
}

int ftruncate(int file, off_t size) noexcept {
    return ftruncate64(file, size);
}

}  // extern "C"
