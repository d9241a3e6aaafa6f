// Transactions and the few primitives that everything else in this room is written in.
//
// Primitives throw TransactionFailed on anything but "not found"; see store_error.hpp for where that is
// caught. A view into the map is valid until the transaction ends, or until the next write in it.
#pragma once

#include <lmdb.h>

#include <cstdint>
#include <cstring>
#include <optional>

#include "base/bytes.hpp"
#include "store/environment.hpp"
#include "store/key.hpp"

namespace tram::store {

// A snapshot. Keep it short: pages freed after it began cannot be reused while it lives
// (limits::store::readTransaction).
class ReadTransaction {
public:
    explicit ReadTransaction(const Environment& environment);
    ReadTransaction(const ReadTransaction&) = delete;
    ReadTransaction& operator=(const ReadTransaction&) = delete;
    ~ReadTransaction();

    [[nodiscard]] std::optional<ByteView> get(Table table, ByteView key) const;
    [[nodiscard]] std::optional<ByteView> get(Table table, const Key& key) const { return get(table, key.view()); }
    [[nodiscard]] std::optional<ByteView> getPiece(std::uint64_t piece) const;
    // A copy of a struct at the value's start; nothing where the key is not there.
    template <class Struct>
    [[nodiscard]] std::optional<Struct> getStruct(Table table, const Key& key) const {
        const auto value = get(table, key);
        if (!value) return std::nullopt;
        return structAt<Struct>(*value);
    }
    template <class Struct>
    [[nodiscard]] static Struct structAt(ByteView value) {
        Struct result;
        std::memcpy(static_cast<void*>(&result), value.data(), std::min(value.size(), sizeof result));
        return result;
    }
    [[nodiscard]] std::optional<std::uint64_t> getNumber(Table table, const Key& key) const;

    [[nodiscard]] const Environment& environment() const { return *environment_; }
    [[nodiscard]] MDB_txn* handle() const { return txn_; }

protected:
    ReadTransaction() = default;
    const Environment* environment_ = nullptr;
    MDB_txn* txn_ = nullptr;

private:
    std::chrono::steady_clock::time_point began_{};
    bool watched_ = false;
};

class WriteTransaction : public ReadTransaction {
public:
    explicit WriteTransaction(const Environment& environment);

    void put(Table table, ByteView key, ByteView value, unsigned flags = 0);
    void put(Table table, const Key& key, ByteView value, unsigned flags = 0) { put(table, key.view(), value, flags); }
    void putPiece(std::uint64_t piece, ByteView value);
    // Room for a piece of that size, to be filled by the caller at once.
    [[nodiscard]] char* reservePiece(std::uint64_t piece, std::size_t size);
    template <class Struct>
    void putStruct(Table table, const Key& key, const Struct& value) {
        put(table, key, ByteView(reinterpret_cast<const char*>(&value), sizeof value));
    }
    void putNumber(Table table, const Key& key, std::uint64_t value);
    // False where there was nothing.
    bool remove(Table table, const Key& key) { return remove(table, key.view()); }
    bool remove(Table table, ByteView key);
    bool removePiece(std::uint64_t piece);

    // Durable when it returns. After a throw the transaction has ended and nothing of it holds.
    void commit();
};

// Walks a table in key order. Must end before its transaction does.
class Cursor {
public:
    Cursor(const ReadTransaction& transaction, Table table);
    Cursor(const Cursor&) = delete;
    Cursor& operator=(const Cursor&) = delete;
    ~Cursor();

    bool first() { return move(MDB_FIRST); }
    bool last() { return move(MDB_LAST); }
    bool next() { return move(MDB_NEXT); }
    bool previous() { return move(MDB_PREV); }
    // The first key that is not below.
    bool seek(ByteView key);
    bool seek(const Key& key) { return seek(key.view()); }
    // The last key that is below.
    bool seekBefore(const Key& key);
    void removeCurrent();

    [[nodiscard]] ByteView key() const { return {static_cast<const char*>(key_.mv_data), key_.mv_size}; }
    [[nodiscard]] ByteView value() const { return {static_cast<const char*>(value_.mv_data), value_.mv_size}; }
    [[nodiscard]] bool keyStartsWith(const Key& prefix) const { return key().starts_with(prefix.view()); }

private:
    bool move(MDB_cursor_op operation);
    MDB_cursor* cursor_ = nullptr;
    MDB_val key_{};
    MDB_val value_{};
};

}  // namespace tram::store
