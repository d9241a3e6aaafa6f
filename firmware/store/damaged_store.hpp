// A store whose file may be damaged, as far as it can still be read: rows by key, rows that nothing leads to any
// more, and whole blobs, which count as read only where their SHA-256 is right.
//
// Where a page of a tree is lost, the rows it held are looked for in every leaf page of the file. Such a page may be
// an old copy, so what it says is believed only where something else bears it out (a message's row among the
// changes, a piece's checksum, a blob's hash).
// Threads: one at a time. Exposure: reads a file that may hold anything.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "store/page_image.hpp"
#include "store/schema/record_generated.h"
#include "store/store_error.hpp"
#include "store/tables.hpp"

namespace tram::store {

class DamagedStore {
public:
    // notFound where the file holds no table of messages at all; newer as Environment::open.
    [[nodiscard]] static std::expected<DamagedStore, StoreError> open(ImageBytes& bytes);

    [[nodiscard]] const std::vector<DamagedRange>& damage(Table table) const {
        return damage_[static_cast<std::size_t>(table)];
    }
    [[nodiscard]] std::uint64_t entries(Table table) const { return roots_[static_cast<std::size_t>(table)].entries; }

    // True for what was changed after the commit whose tables are read, where those of the latest commit are lost:
    // its rows are strays.
    [[nodiscard]] bool isLater(ModSequence change) const { return laterThan_ && change.value > *laterThan_; }

    // Rows of the tree in key order.
    void walk(Table table, const std::function<void(ByteView key, ByteView value)>& visit);
    // Rows of lost pages that fall into a damaged range, old copies and rows of other tables among them.
    void strays(Table table, const std::function<void(ByteView key, ByteView value)>& visit);
    // The value in the tree; nothing where there is no such row; the reason where its page is lost.
    [[nodiscard]] std::expected<std::optional<Bytes>, std::string> get(Table table, ByteView key);

    // The whole blob, or why not.
    [[nodiscard]] std::expected<Bytes, std::string> blob(BlobId blob, std::uint64_t size);

private:
    explicit DamagedStore(ImageBytes& bytes) : image_(bytes) {}
    [[nodiscard]] const TreeRoot& root(Table table) const { return roots_[static_cast<std::size_t>(table)]; }
    [[nodiscard]] std::expected<void, StoreError> findTables();
    void adopt(const PageImage::Roots& roots);
    [[nodiscard]] std::optional<schema::State> state();
    void findDamage();
    void collectStrays();
    // All values a key may have had: the tree's, or those of strays.
    [[nodiscard]] std::expected<std::vector<Bytes>, std::string> candidates(Table table, ByteView key);
    [[nodiscard]] std::expected<Bytes, std::string> blobBytes(ByteView record, std::uint64_t size);
    [[nodiscard]] std::expected<void, std::string> pieces(std::uint64_t first, std::uint32_t count, std::uint64_t size,
                                                          Bytes& out);

    [[nodiscard]] bool isWanted(Table table, const ImageRow& row) const;

    PageImage image_;
    std::optional<std::uint64_t> laterThan_;  // a journal position
    std::array<TreeRoot, tableCount> roots_{};
    std::array<std::vector<DamagedRange>, tableCount> damage_{};
    struct Stray {
        Bytes inlineValue;
        std::uint64_t overflowPage = 0;
        std::uint32_t size = 0;
    };
    std::array<std::multimap<Bytes, Stray>, tableCount> strays_{};
};

}  // namespace tram::store
