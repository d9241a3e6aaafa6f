// The LMDB environment: one writer process opens it for writing, any number of others for reading.
//
// Opened once per process and after any fork. The map is as large as the volume, so that it need not
// grow; MDB_NOTLS, so that read transactions may move between threads. `data.mdb` is 0640 and
// `lock.mdb` 0660: readers of the group register themselves, but cannot write.
#pragma once

#include <lmdb.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <memory>
#include <mutex>

#include "store/store_error.hpp"
#include "store/tables.hpp"

namespace tram::store {

enum class Access { read, write };

struct EnvironmentOptions {
    Access access = Access::read;
    // Bytes of the map; 0: the size of the volume, at least 1 GiB.
    std::uint64_t mapSize = 0;
    // Without durable commits: for measurements and for the control of the power test only.
    bool noSync = false;
    // Whether a cold page brings its neighbours from the disk. Good for whole tables; a session asks for what it will
    // need (page_prefetch.hpp), and would wait for megabytes where it wants one page.
    bool readAhead = true;
    unsigned maximumReaders = 1022;
};

// The read transactions of this process: how many are open, and how long they were. Any thread.
struct ReadWatch {
    std::atomic<unsigned> open = 0;
    std::atomic<std::int64_t> longest = 0;   // nanoseconds
    std::atomic<std::uint64_t> overdue = 0;  // that outlived limits::store::readTransaction
    // The map is being remapped: nobody begins.
    std::atomic<bool> remapping = false;
    std::mutex remap;
};

// In the place of a table that an older release did not make: reads as an empty one.
constexpr MDB_dbi noTable = ~MDB_dbi{0};

// Octets of the volume that holds the folder; 1 GiB where nobody can tell.
[[nodiscard]] std::uint64_t volumeOctets(const std::filesystem::path& folder);

class Environment {
public:
    // Creates the folder's store when opened for writing and there is none. `busy` where another has it open for
    // writing.
    [[nodiscard]] static std::expected<Environment, StoreError> open(const std::filesystem::path& folder,
                                                                     const EnvironmentOptions& options);
    Environment(Environment&&) noexcept;
    Environment& operator=(Environment&&) noexcept;
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;
    ~Environment();

    // Null after close().
    [[nodiscard]] MDB_env* handle() const { return env_; }
    [[nodiscard]] ReadWatch& reads() const { return *reads_; }
    [[nodiscard]] MDB_dbi table(Table t) const { return tables_[static_cast<std::size_t>(t)]; }
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

    // Nothing may be open in it. It is of no more use then.
    void close();

    // Frees reader slots of processes that died; returns how many.
    int clearStaleReaders();

    struct Space {
        std::uint64_t mapSize = 0;
        std::uint64_t mapUsed = 0;    // up to the last page ever used
        std::uint64_t freePages = 0;  // pages within that, free for reuse
        std::uint64_t pageSize = 0;
        std::uint64_t diskFree = 0;
        // What can still be written: free pages, unused map, disk, whichever bounds it.
        [[nodiscard]] std::uint64_t available() const;
    };
    // Not cheap (walks the free list): call it once a second at most.
    [[nodiscard]] Space space() const;

private:
    Environment() = default;
    MDB_env* env_ = nullptr;
    // Locked while this is the writer; -1 for readers. The kernel lets it go with the process.
    int writerLock_ = -1;
    std::shared_ptr<ReadWatch> reads_ = std::make_shared<ReadWatch>();
    std::array<MDB_dbi, tableCount> tables_{};
    std::filesystem::path folder_;
};

}  // namespace tram::store
