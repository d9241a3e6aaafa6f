// A FlatBuffers table copied out of the map: LMDB aligns values to two bytes only, FlatBuffers wants
// more, and a copy outlives the transaction.
#pragma once

#include <flatbuffers/flatbuffers.h>

#include <array>
#include <memory>
#include <optional>

#include "store/transaction.hpp"

namespace tram::store {

template <class T>
class Record {
public:
    explicit Record(ByteView bytes) {
        char* target = inline_.data();
        if (bytes.size() > inline_.size()) {
            heap_ = std::make_unique_for_overwrite<std::uint64_t[]>((bytes.size() + 7) / 8);
            target = reinterpret_cast<char*>(heap_.get());
        }
        std::memcpy(target, bytes.data(), bytes.size());
    }
    const T* operator->() const { return get(); }
    const T& operator*() const { return *get(); }
    [[nodiscard]] const T* get() const {
        return flatbuffers::GetRoot<T>(heap_ ? reinterpret_cast<const char*>(heap_.get()) : inline_.data());
    }

private:
    alignas(16) std::array<char, 256> inline_;
    std::unique_ptr<std::uint64_t[]> heap_;
};

template <class T>
[[nodiscard]] std::optional<Record<T>> getRecord(const ReadTransaction& transaction, Table table, const Key& key) {
    const auto value = transaction.get(table, key);
    if (!value || value->empty()) return std::nullopt;
    return std::optional<Record<T>>(std::in_place, *value);
}

// The object form (schema::FolderRecordT and the like), for a record that is to be changed.
template <class T>
[[nodiscard]] std::optional<typename T::NativeTableType> getObject(const ReadTransaction& transaction, Table table,
                                                                   const Key& key) {
    const auto record = getRecord<T>(transaction, table, key);
    if (!record) return std::nullopt;
    typename T::NativeTableType object;
    (*record)->UnPackTo(&object);
    return object;
}

template <class Object>
[[nodiscard]] Bytes encodeRecord(const Object& object) {
    flatbuffers::FlatBufferBuilder builder(256);
    builder.Finish(Object::TableType::Pack(builder, &object));
    return Bytes(reinterpret_cast<const char*>(builder.GetBufferPointer()), builder.GetSize());
}

template <class Object>
void putObject(WriteTransaction& transaction, Table table, const Key& key, const Object& object) {
    transaction.put(table, key, encodeRecord(object));
}

// std::string of a FlatBuffers string that may be absent.
[[nodiscard]] inline std::string textOf(const flatbuffers::String* text) {
    return text == nullptr ? std::string{} : text->str();
}
[[nodiscard]] inline ByteView viewOf(const flatbuffers::String* text) {
    return text == nullptr ? ByteView{} : ByteView(text->data(), text->size());
}

}  // namespace tram::store
