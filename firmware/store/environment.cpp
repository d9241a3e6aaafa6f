#include "store/environment.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/limits.hpp"
#include "store/schema/record_generated.h"

namespace tram::store {

StoreError storeErrorOf(int code, const char* doing) {
    StoreError error;
    error.detail = std::string(doing) + ": " + mdb_strerror(code);
    switch (code) {
        case ENOENT:
            error.kind = StoreErrorKind::notFound;
            break;
        case EACCES:
        case EROFS:
        case EPERM:
            error.kind = StoreErrorKind::permission;
            break;
        case MDB_MAP_FULL:
        case MDB_TXN_FULL:
        case ENOSPC:
        case EDQUOT:
            error.kind = StoreErrorKind::full;
            break;
        case EIO:
            error.kind = StoreErrorKind::io;
            break;
        case MDB_CORRUPTED:
        case MDB_PAGE_NOTFOUND:
        case MDB_INVALID:
        case MDB_PANIC:
            error.kind = StoreErrorKind::corrupted;
            break;
        case MDB_VERSION_MISMATCH:
            error.kind = StoreErrorKind::newer;
            break;
        case MDB_READERS_FULL:
            error.kind = StoreErrorKind::busy;
            break;
        default:
            error.kind = StoreErrorKind::internal;
            break;
    }
    return error;
}

std::uint64_t volumeOctets(const std::filesystem::path& folder) {
    struct statvfs volume{};
    if (statvfs(folder.c_str(), &volume) != 0) return limits::GiB;
    return std::uint64_t{volume.f_blocks} * volume.f_frsize;
}

namespace {

std::uint64_t wholeMap(const std::filesystem::path& folder) {
    return std::max<std::uint64_t>(volumeOctets(folder) / limits::MiB * limits::MiB, limits::GiB);
}

int openTables(MDB_env* env, std::array<MDB_dbi, tableCount>& tables, Access access) {
    MDB_txn* txn = nullptr;
    if (const int rc = mdb_txn_begin(env, nullptr, access == Access::read ? MDB_RDONLY : 0, &txn)) return rc;
    for (std::size_t i = 0; i < tableCount; ++i) {
        unsigned flags = access == Access::write ? MDB_CREATE : 0;
        if (tableInfo[i].integerKey) flags |= MDB_INTEGERKEY;
        const int rc = mdb_dbi_open(txn, tableInfo[i].name, flags, &tables[i]);
        // The writer has not been started since this release brought the table.
        if (rc == MDB_NOTFOUND && i != static_cast<std::size_t>(Table::state)) {
            tables[i] = noTable;
        } else if (rc != 0) {
            mdb_txn_abort(txn);
            return rc == MDB_NOTFOUND ? ENOENT : rc;
        }
    }
    return mdb_txn_commit(txn);
}

// Before anything is made in it: an older program leaves a newer store as it is.
std::expected<void, StoreError> checkFormat(MDB_env* env) {
    MDB_txn* txn = nullptr;
    if (const int rc = mdb_txn_begin(env, nullptr, MDB_RDONLY, &txn))
        return std::unexpected(storeErrorOf(rc, "reading the format"));
    MDB_val key{5, const_cast<char*>("state")};
    MDB_val value{};
    MDB_dbi state = 0;
    int rc = mdb_dbi_open(txn, tableInfo[static_cast<std::size_t>(Table::state)].name, 0, &state);
    if (rc == 0) rc = mdb_get(txn, state, &key, &value);
    std::uint32_t format = formatVersion;
    if (rc == 0 && value.mv_size >= sizeof(schema::State)) {
        schema::State record;
        std::memcpy(static_cast<void*>(&record), value.mv_data, sizeof record);
        format = record.format();
    }
    mdb_txn_abort(txn);
    if (rc != 0 && rc != MDB_NOTFOUND) return std::unexpected(storeErrorOf(rc, "reading the format"));
    if (format > formatVersion) {
        return std::unexpected(StoreError{StoreErrorKind::newer,
                                          "the store has format " + std::to_string(format) +
                                              ", this program knows formats up to " + std::to_string(formatVersion) +
                                              ": install the release that wrote it, or a later one"});
    }
    return {};
}

// LMDB would let two writers take turns; their caches and their answers would not agree.
std::expected<int, StoreError> lockForWriting(const std::filesystem::path& folder) {
    const auto file = folder / "writer.lock";
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0)
        return std::unexpected(StoreError{StoreErrorKind::permission, file.string() + ": " + std::strerror(errno)});
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return descriptor;
    ::close(descriptor);
    return std::unexpected(
        StoreError{StoreErrorKind::busy, folder.string() + ": another process has the store open for writing"});
}

}  // namespace

std::expected<Environment, StoreError> Environment::open(const std::filesystem::path& folder,
                                                         const EnvironmentOptions& options) {
    const bool writing = options.access == Access::write;
    if (writing) {
        std::error_code failed;
        std::filesystem::create_directories(folder, failed);
        if (failed)
            return std::unexpected(StoreError{StoreErrorKind::permission, folder.string() + ": " + failed.message()});
    } else if (std::error_code failed; !std::filesystem::exists(folder / "data.mdb", failed)) {
        // LMDB would make a lock file of the reader's own.
        const auto kind = failed && failed.value() != ENOENT ? StoreErrorKind::permission : StoreErrorKind::notFound;
        return std::unexpected(
            StoreError{kind, folder.string() + ": " + (failed ? failed.message() : "there is no store")});
    }
    Environment environment;
    environment.folder_ = folder;
    if (writing) {
        const auto lock = lockForWriting(folder);
        if (!lock) return std::unexpected(lock.error());
        environment.writerLock_ = *lock;
    }
    if (const int rc = mdb_env_create(&environment.env_))
        return std::unexpected(storeErrorOf(rc, "creating the environment"));
    auto* env = environment.env_;
    mdb_env_set_maxdbs(env, tableCount + 8);
    mdb_env_set_maxreaders(env, options.maximumReaders);
    mdb_env_set_mapsize(env, options.mapSize != 0 ? options.mapSize : wholeMap(folder));

    // LMDB makes both files with one mode, and a reader without write permission on lock.mdb could not
    // register itself; so the mode is the wider one, and data.mdb is narrowed after.
    unsigned flags = MDB_NOTLS;
    if (!writing) flags |= MDB_RDONLY;
    if (options.noSync) flags |= MDB_NOSYNC;
    if (!options.readAhead) flags |= MDB_NORDAHEAD;
    if (const int rc = mdb_env_open(env, folder.c_str(), flags, 0660)) {
        return std::unexpected(storeErrorOf(rc, ("opening " + folder.string()).c_str()));
    }
    if (writing) {
        ::chmod((folder / "data.mdb").c_str(), 0640);
        ::chmod((folder / "lock.mdb").c_str(), 0660);
    }
    if (auto known = checkFormat(env); !known) return std::unexpected(known.error());
    if (const int rc = openTables(env, environment.tables_, options.access)) {
        return std::unexpected(storeErrorOf(rc, ("opening the tables of " + folder.string()).c_str()));
    }
    return environment;
}

Environment::Environment(Environment&& other) noexcept
    : env_(std::exchange(other.env_, nullptr)),
      writerLock_(std::exchange(other.writerLock_, -1)),
      reads_(other.reads_),
      tables_(other.tables_),
      folder_(std::move(other.folder_)) {}

Environment& Environment::operator=(Environment&& other) noexcept {
    if (this != &other) {
        close();
        env_ = std::exchange(other.env_, nullptr);
        writerLock_ = std::exchange(other.writerLock_, -1);
        // The counts of reads go on where an environment is reopened in the place of another.
        tables_ = other.tables_;
        folder_ = std::move(other.folder_);
    }
    return *this;
}

Environment::~Environment() {
    close();
}

void Environment::close() {
    if (env_ != nullptr) mdb_env_close(std::exchange(env_, nullptr));
    if (writerLock_ >= 0) ::close(std::exchange(writerLock_, -1));
}

int Environment::clearStaleReaders() {
    int dead = 0;
    if (env_ == nullptr) return 0;
    mdb_reader_check(env_, &dead);
    return dead;
}

std::uint64_t Environment::Space::available() const {
    const auto unusedMap = mapSize > mapUsed ? mapSize - mapUsed : 0;
    return freePages * pageSize + std::min(unusedMap, diskFree);
}

Environment::Space Environment::space() const {
    Space result;
    MDB_envinfo info{};
    MDB_stat stat{};
    mdb_env_info(env_, &info);
    mdb_env_stat(env_, &stat);
    result.mapSize = info.me_mapsize;
    result.pageSize = stat.ms_psize;
    result.mapUsed = (std::uint64_t{info.me_last_pgno} + 1) * stat.ms_psize;
    struct statvfs volume{};
    if (statvfs(folder_.c_str(), &volume) == 0) result.diskFree = std::uint64_t{volume.f_bavail} * volume.f_frsize;

    // The free list is LMDB's table 0: each value is a list of page numbers, led by its length.
    MDB_txn* txn = nullptr;
    if (env_ == nullptr || mdb_txn_begin(env_, nullptr, MDB_RDONLY, &txn) != 0) return result;
    MDB_cursor* cursor = nullptr;
    if (mdb_cursor_open(txn, 0, &cursor) == 0) {
        MDB_val key{};
        MDB_val value{};
        while (mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == 0) {
            std::size_t length = 0;
            if (value.mv_size >= sizeof length) std::memcpy(&length, value.mv_data, sizeof length);
            result.freePages += length;
        }
        mdb_cursor_close(cursor);
    }
    mdb_txn_abort(txn);
    return result;
}

}  // namespace tram::store
