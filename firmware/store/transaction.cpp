#include "store/transaction.hpp"

#include <cerrno>
#include <chrono>
#include <thread>

#include "base/limits.hpp"

namespace tram::store {

namespace {

MDB_val asValue(ByteView bytes) {
    return {bytes.size(), const_cast<char*>(bytes.data())};
}
ByteView asView(const MDB_val& value) {
    return {static_cast<const char*>(value.mv_data), value.mv_size};
}

void require(int code, const char* doing) {
    if (code != 0) throw TransactionFailed{storeErrorOf(code, doing)};
}

// Counts itself among the open ones where it begins.
int beginOnce(const Environment& environment, MDB_txn** txn) {
    auto& watch = environment.reads();
    for (;;) {
        watch.open.fetch_add(1);
        if (!watch.remapping.load()) break;
        watch.open.fetch_sub(1);
        const std::lock_guard untilRemapped(watch.remap);
    }
    const int code = mdb_txn_begin(environment.handle(), nullptr, MDB_RDONLY, txn);
    if (code != 0) watch.open.fetch_sub(1);
    return code;
}

int beginRead(const Environment& environment, MDB_txn** txn) {
    int code = beginOnce(environment, txn);
    if (code != MDB_MAP_RESIZED) return code;
    // The writer's map has grown; size 0 adopts its size. Only with no transaction open in this process: new ones
    // wait, those under way last no longer than limits::store::readTransaction.
    auto& watch = environment.reads();
    {
        const std::lock_guard lock(watch.remap);
        watch.remapping = true;
        while (watch.open.load() != 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        mdb_env_set_mapsize(environment.handle(), 0);
        watch.remapping = false;
    }
    return beginOnce(environment, txn);
}

MDB_val pieceKey(std::uint64_t& piece) {
    return {sizeof piece, &piece};
}

}  // namespace

ReadTransaction::ReadTransaction(const Environment& environment) : environment_(&environment) {
    require(environment.handle() == nullptr ? EIO : beginRead(environment, &txn_), "beginning a read");
    watched_ = true;
    began_ = std::chrono::steady_clock::now();
}

ReadTransaction::~ReadTransaction() {
    if (txn_ != nullptr) mdb_txn_abort(txn_);
    if (!watched_) return;
    auto& watch = environment_->reads();
    const auto took = std::chrono::nanoseconds(std::chrono::steady_clock::now() - began_);
    watch.open.fetch_sub(1);
    if (took > limits::store::readTransaction) watch.overdue.fetch_add(1, std::memory_order_relaxed);
    auto longest = watch.longest.load(std::memory_order_relaxed);
    while (took.count() > longest &&
           !watch.longest.compare_exchange_weak(longest, took.count(), std::memory_order_relaxed)) {
    }
}

std::optional<ByteView> ReadTransaction::get(Table table, ByteView key) const {
    if (environment_->table(table) == noTable) return std::nullopt;
    auto k = asValue(key);
    MDB_val value{};
    const int code = mdb_get(txn_, environment_->table(table), &k, &value);
    if (code == MDB_NOTFOUND) return std::nullopt;
    require(code, "get");
    return asView(value);
}

std::optional<ByteView> ReadTransaction::getPiece(std::uint64_t piece) const {
    auto key = pieceKey(piece);
    MDB_val value{};
    const int code = mdb_get(txn_, environment_->table(Table::piece), &key, &value);
    if (code == MDB_NOTFOUND) return std::nullopt;
    require(code, "get");
    return asView(value);
}

std::optional<std::uint64_t> ReadTransaction::getNumber(Table table, const Key& key) const {
    const auto value = get(table, key);
    if (!value || value->size() < sizeof(std::uint64_t)) return std::nullopt;
    return structAt<std::uint64_t>(*value);
}

WriteTransaction::WriteTransaction(const Environment& environment) {
    environment_ = &environment;
    require(environment.handle() == nullptr ? EIO : mdb_txn_begin(environment.handle(), nullptr, 0, &txn_),
            "beginning a write");
}

void WriteTransaction::put(Table table, ByteView key, ByteView value, unsigned flags) {
    auto k = asValue(key);
    auto v = asValue(value);
    require(mdb_put(txn_, environment_->table(table), &k, &v, flags), "put");
}

void WriteTransaction::putPiece(std::uint64_t piece, ByteView value) {
    auto key = pieceKey(piece);
    auto v = asValue(value);
    require(mdb_put(txn_, environment_->table(Table::piece), &key, &v, MDB_APPEND), "put");
}

char* WriteTransaction::reservePiece(std::uint64_t piece, std::size_t size) {
    auto key = pieceKey(piece);
    MDB_val value{size, nullptr};
    require(mdb_put(txn_, environment_->table(Table::piece), &key, &value, MDB_APPEND | MDB_RESERVE), "put");
    return static_cast<char*>(value.mv_data);
}

void WriteTransaction::putNumber(Table table, const Key& key, std::uint64_t value) {
    put(table, key, ByteView(reinterpret_cast<const char*>(&value), sizeof value));
}

bool WriteTransaction::remove(Table table, ByteView key) {
    auto k = asValue(key);
    const int code = mdb_del(txn_, environment_->table(table), &k, nullptr);
    if (code == MDB_NOTFOUND) return false;
    require(code, "delete");
    return true;
}

bool WriteTransaction::removePiece(std::uint64_t piece) {
    auto key = pieceKey(piece);
    const int code = mdb_del(txn_, environment_->table(Table::piece), &key, nullptr);
    if (code == MDB_NOTFOUND) return false;
    require(code, "delete");
    return true;
}

void WriteTransaction::commit() {
    const int code = mdb_txn_commit(txn_);
    txn_ = nullptr;
    require(code, "commit");
}

Cursor::Cursor(const ReadTransaction& transaction, Table table) {
    const auto dbi = transaction.environment().table(table);
    if (dbi != noTable) require(mdb_cursor_open(transaction.handle(), dbi, &cursor_), "cursor");
}

Cursor::~Cursor() {
    if (cursor_ != nullptr) mdb_cursor_close(cursor_);
}

bool Cursor::move(MDB_cursor_op operation) {
    if (cursor_ == nullptr) return false;
    const int code = mdb_cursor_get(cursor_, &key_, &value_, operation);
    if (code == MDB_NOTFOUND) return false;
    require(code, "cursor");
    return true;
}

bool Cursor::seek(ByteView key) {
    key_ = asValue(key);
    return move(MDB_SET_RANGE);
}

bool Cursor::seekBefore(const Key& key) {
    if (seek(key)) return previous();
    return last();
}

void Cursor::removeCurrent() {
    require(mdb_cursor_del(cursor_, 0), "delete");
}

}  // namespace tram::store
