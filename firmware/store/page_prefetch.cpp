#include "store/page_prefetch.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "store/page_layout.hpp"

namespace tram::store {

namespace {

using namespace page;

// MDB_db [mdb.c]: what the list of tables has of each.
constexpr std::size_t treeRecordSize = 48;
constexpr std::size_t treeDepth = 6;
constexpr std::size_t treeRoot = 40;
constexpr std::uint16_t deepest = 32;
constexpr std::uint32_t metaMagic = 0xBEEFC0DE;
constexpr std::size_t pageSize = 4096;

class Prefetch {
public:
    Prefetch(const char* map, std::uint64_t pages, ByteView first, ByteView last, std::size_t most)
        : map_(map), pages_(pages), first_(first), last_(last), left_(most) {}

    // `levels`: branch pages above the leaves, this page included.
    void walk(std::uint64_t number, int levels) {
        const auto page = at(number);
        if (page.empty() || kindOf(page) != branchFlag) return;
        std::vector<std::uint64_t> children;
        const auto rows = rowsOf(page);
        for (std::size_t row = 0; row < rows; ++row) {
            if (nodeAt(page, row) + nodeHeader > pageSize) return;
            // The first key of a branch page stands for everything below the second.
            if (row > 0 && keyAt(page, row) > last_) break;
            if (row + 1 < rows && keyAt(page, row + 1) <= first_) continue;
            children.push_back(childAt(page, row));
        }
        const auto asked = want(children);
        if (levels == 1) {
            leaves_ += asked;
            return;
        }
        for (const auto child : children) {
            if (left_ == 0) return;
            walk(child, levels - 1);
        }
    }

    [[nodiscard]] std::size_t leaves() const { return leaves_; }

private:
    [[nodiscard]] ByteView at(std::uint64_t number) const {
        if (number >= pages_) return {};
        return {map_ + number * pageSize, pageSize};
    }

    // Neighbours in one call.
    std::size_t want(const std::vector<std::uint64_t>& numbers) {
        const auto before = left_;
        for (std::size_t i = 0; i < numbers.size() && left_ > 0;) {
            std::size_t length = 1;
            while (i + length < numbers.size() && length < left_ && numbers[i + length] == numbers[i] + length)
                ++length;
            if (numbers[i] + length > pages_) break;
            // madvise() takes no pointer to const; it reads nothing but the page tables.
            ::madvise(const_cast<char*>(map_ + numbers[i] * pageSize), length * pageSize, MADV_WILLNEED);
            left_ -= length;
            i += length;
        }
        return before - left_;
    }

    const char* map_;
    std::uint64_t pages_;
    ByteView first_;
    ByteView last_;
    std::size_t left_;
    std::size_t leaves_ = 0;
};

}  // namespace

std::size_t prefetchLeaves(const ReadTransaction& transaction, Table table, const Key& first, const Key& last,
                           std::size_t most) {
    MDB_envinfo info{};
    MDB_stat stat{};
    if (mdb_env_info(transaction.environment().handle(), &info) != 0 ||
        mdb_env_stat(transaction.environment().handle(), &stat) != 0 || stat.ms_psize != pageSize)
        return 0;
    MDB_dbi tables = 0;
    if (mdb_dbi_open(transaction.handle(), nullptr, 0, &tables) != 0) return 0;
    const char* name = tableInfo[static_cast<std::size_t>(table)].name;
    MDB_val key{std::strlen(name), const_cast<char*>(name)};
    MDB_val record{};
    if (mdb_get(transaction.handle(), tables, &key, &record) != 0 || record.mv_size != treeRecordSize) return 0;

    // The record lies in a page of the map, and a page begins with its number.
    const auto* place = static_cast<const char*>(record.mv_data);
    const auto* leaf = place - reinterpret_cast<std::uintptr_t>(place) % pageSize;
    const auto number = numberAt<std::uint64_t>({leaf, pageSize}, 0);
    if (number > info.me_last_pgno) return 0;
    const auto* map = leaf - number * pageSize;
    if (numberAt<std::uint32_t>({map, pageSize}, pageHeader) != metaMagic) return 0;

    const ByteView tree(place, treeRecordSize);
    const auto depth = numberAt<std::uint16_t>(tree, treeDepth);
    if (depth < 2 || depth > deepest) return 0;
    Prefetch prefetch(map, info.me_last_pgno + 1, first.view(), last.view(), most);
    prefetch.walk(numberAt<std::uint64_t>(tree, treeRoot), depth - 1);
    return prefetch.leaves();
}

void prefetchBytes(const std::vector<ByteView>& bytes) {
    struct Pages {
        std::uintptr_t begin;
        std::uintptr_t end;
    };
    std::vector<Pages> ranges;
    ranges.reserve(bytes.size());
    for (const auto view : bytes) {
        const auto begin = reinterpret_cast<std::uintptr_t>(view.data());
        ranges.push_back({begin / pageSize * pageSize, begin + view.size()});
    }
    std::ranges::sort(ranges, {}, &Pages::begin);
    for (std::size_t i = 0; i < ranges.size();) {
        auto joined = ranges[i++];
        while (i < ranges.size() && ranges[i].begin <= joined.end + pageSize) {
            joined.end = std::max(joined.end, ranges[i++].end);
        }
        ::madvise(reinterpret_cast<void*>(joined.begin), joined.end - joined.begin, MADV_WILLNEED);
    }
}

}  // namespace tram::store
