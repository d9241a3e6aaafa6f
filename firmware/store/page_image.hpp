// LMDB's file format (0.9, 64 bit) read without LMDB: every offset and count is checked, so that no damage to the
// file can do more than make a page unreadable. For `tram store salvage` only.
//
// Threads: one at a time. Exposure: takes a file that may hold anything; linear in its size, bounded in depth.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/bytes.hpp"

namespace tram::store {

// The bytes of a data.mdb.
class ImageBytes {
public:
    virtual ~ImageBytes() = default;
    [[nodiscard]] virtual std::uint64_t size() const = 0;
    // False where they are not all there, or the disk does not give them.
    [[nodiscard]] virtual bool read(std::uint64_t offset, std::size_t length, Bytes& out) = 0;
};

struct TreeRoot {
    std::uint64_t page = UINT64_MAX;  // UINT64_MAX: the table is empty
    std::uint64_t entries = 0;
    enum class KeyOrder { bytes, nativeInteger } order = KeyOrder::bytes;
};

// A page of a tree that cannot be read: the keys in [low, high) are lost; no high: up to the end.
struct DamagedRange {
    std::uint64_t page = 0;
    std::string reason;
    Bytes low;
    std::optional<Bytes> high;
};

// A row as its leaf page says; values on pages of their own are read with valueOf().
struct ImageRow {
    ByteView key;  // into the page
    ByteView inlineValue;
    std::uint64_t overflowPage = 0;  // 0: the value is inline
    std::uint32_t size = 0;
    bool isTree = false;
};

class PageImage {
public:
    explicit PageImage(ImageBytes& bytes);

    // Roots of the named tables: those that a tree of tables leads to; those of every copy left in the file.
    using Roots = std::unordered_map<std::string, TreeRoot>;
    [[nodiscard]] Roots rootsOf(const TreeRoot& tables, std::vector<DamagedRange>& damaged);
    [[nodiscard]] std::vector<Roots> rootsFoundBySearch();

    // The trees that LMDB would take: those of the sound meta page with the later transaction.
    struct Trees {
        TreeRoot free;
        TreeRoot tables;
    };
    [[nodiscard]] std::optional<Trees> newestTrees();
    // The tree that a row of the list of tables is; nothing for any other row.
    [[nodiscard]] static std::optional<TreeRoot> treeOf(const ImageRow& row);

    // Rows in key order, skipping what is damaged.
    void walk(const TreeRoot& root, const std::function<void(const ImageRow&)>& visit,
              std::vector<DamagedRange>& damaged);
    // The value; nothing where there is no such key; the reason where a page on the way to it is damaged.
    [[nodiscard]] std::expected<std::optional<Bytes>, std::string> get(const TreeRoot& root, ByteView key);
    // Rows of every sound leaf page of the file, whether anything still leads to it or not.
    void eachLeafRow(const std::function<void(const ImageRow&)>& visit);
    [[nodiscard]] std::expected<Bytes, std::string> valueOf(const ImageRow& row);

    // What is wrong with the pages of a value that is not inline; nothing where they are sound.
    [[nodiscard]] std::optional<std::string> overflowDefect(const ImageRow& row);

    [[nodiscard]] std::uint64_t pages() const { return bytes_.size() / pageSize_; }

    static int compareKeys(TreeRoot::KeyOrder order, ByteView a, ByteView b);

private:
    struct Descent;
    [[nodiscard]] std::expected<const Bytes*, std::string> page(std::uint64_t number);
    void walkPage(const TreeRoot& root, std::uint64_t number, Descent& descent, Bytes low, std::optional<Bytes> high,
                  int depth);
    struct Meta {
        std::uint64_t transaction = 0;
        Trees trees;
    };
    // Later transaction first.
    [[nodiscard]] std::vector<Meta> metaPages();

    ImageBytes& bytes_;
    std::uint64_t pageSize_ = 4096;
    std::unordered_map<std::uint64_t, Bytes> cache_;
};

}  // namespace tram::store
