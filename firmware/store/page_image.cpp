#include "store/page_image.hpp"

#include <algorithm>
#include <cstring>
#include <unordered_set>
#include "store/page_layout.hpp"

namespace tram::store {

using namespace page;

namespace {

constexpr std::uint16_t bigValue = 0x01;
constexpr std::uint16_t subTree = 0x02;
constexpr std::uint16_t integerKeys = 0x08;
constexpr std::uint32_t metaMagic = 0xBEEFC0DE;
constexpr std::size_t treeRecordSize = 48;
// LMDB's CURSOR_STACK: no tree is deeper.
constexpr int deepest = 32;
// 16 MiB of pages.
constexpr std::size_t cachedPages = 4096;

ImageRow rowAt(ByteView page, std::size_t index) {
    const auto node = nodeAt(page, index);
    const auto flags = numberAt<std::uint16_t>(page, node + 4);
    ImageRow row;
    row.key = keyAt(page, index);
    row.size = numberAt<std::uint32_t>(page, node);
    row.isTree = (flags & subTree) != 0;
    const auto value = node + nodeHeader + row.key.size();
    if ((flags & bigValue) != 0) {
        row.overflowPage = numberAt<std::uint64_t>(page, value);
    } else {
        row.inlineValue = page.substr(value, row.size);
    }
    return row;
}

TreeRoot treeRecord(ByteView record) {
    TreeRoot root;
    root.order = (numberAt<std::uint16_t>(record, 4) & integerKeys) != 0 ? TreeRoot::KeyOrder::nativeInteger
                                                                         : TreeRoot::KeyOrder::bytes;
    root.entries = numberAt<std::uint64_t>(record, 32);
    root.page = numberAt<std::uint64_t>(record, 40);
    return root;
}

// Nothing where the page is a sound branch or leaf page; else what is wrong.
std::optional<std::string> defectOf(ByteView page, std::uint64_t number) {
    if (numberAt<std::uint64_t>(page, 0) != number) return "does not bear its number";
    const auto kind = kindOf(page);
    if (kind != branchFlag && kind != leafFlag) return "is no page of a tree";
    const std::size_t lower = numberAt<std::uint16_t>(page, 12);
    const std::size_t upper = numberAt<std::uint16_t>(page, 14);
    if (lower < pageHeader || lower % 2 != 0 || upper < lower || upper > page.size())
        return "has bounds that cannot be";
    const auto rows = rowsOf(page);
    if (rows == 0) return "is empty";
    for (std::size_t i = 0; i < rows; ++i) {
        const auto node = nodeAt(page, i);
        if (node < upper || node + nodeHeader > page.size()) return "has a row outside itself";
        const auto end = node + nodeHeader + numberAt<std::uint16_t>(page, node + 6);
        if (end > page.size()) return "has a key outside itself";
        if (kind == branchFlag) continue;
        const bool big = (numberAt<std::uint16_t>(page, node + 4) & bigValue) != 0;
        if ((big ? sizeof(std::uint64_t) : numberAt<std::uint32_t>(page, node)) > page.size() - end)
            return "has a value outside itself";
    }
    return std::nullopt;
}

}  // namespace

struct PageImage::Descent {
    const std::function<void(const ImageRow&)>& visit;
    std::vector<DamagedRange>& damaged;
    std::unordered_set<std::uint64_t> seen;
};

PageImage::PageImage(ImageBytes& bytes) : bytes_(bytes) {
    Bytes first;
    if (!bytes_.read(0, 256, first) || numberAt<std::uint32_t>(first, pageHeader) != metaMagic) return;
    // The page size stands in the free list's record.
    const auto said = numberAt<std::uint32_t>(first, pageHeader + 24);
    if (said >= 512 && said <= 65'536 && (said & (said - 1)) == 0) pageSize_ = said;
}

int PageImage::compareKeys(TreeRoot::KeyOrder order, ByteView a, ByteView b) {
    if (order == TreeRoot::KeyOrder::nativeInteger && a.size() == 8 && b.size() == 8) {
        const auto x = numberAt<std::uint64_t>(a, 0);
        const auto y = numberAt<std::uint64_t>(b, 0);
        return x < y ? -1 : x > y ? 1 : 0;
    }
    return a.compare(b);
}

std::expected<const Bytes*, std::string> PageImage::page(std::uint64_t number) {
    if (const auto known = cache_.find(number); known != cache_.end()) return &known->second;
    const auto name = "page " + std::to_string(number) + " ";
    Bytes bytes;
    if (number >= pages() || !bytes_.read(number * pageSize_, pageSize_, bytes))
        return std::unexpected(name + "cannot be read");
    if (const auto defect = defectOf(bytes, number)) return std::unexpected(name + *defect);
    if (cache_.size() >= cachedPages) cache_.clear();
    return &cache_.emplace(number, std::move(bytes)).first->second;
}

void PageImage::walk(const TreeRoot& root, const std::function<void(const ImageRow&)>& visit,
                     std::vector<DamagedRange>& damaged) {
    if (root.page == UINT64_MAX) return;
    Descent descent{visit, damaged, {}};
    walkPage(root, root.page, descent, {}, std::nullopt, 0);
}

void PageImage::walkPage(const TreeRoot& root, std::uint64_t number, Descent& descent, Bytes low,
                         std::optional<Bytes> high, int depth) {
    const auto damagedHere = [&](std::string reason) {
        descent.damaged.push_back({number, std::move(reason), low, high});
    };
    if (depth >= deepest || !descent.seen.insert(number).second)
        return damagedHere("page " + std::to_string(number) + " is used twice");
    const auto found = page(number);
    if (!found) return damagedHere(found.error());
    const Bytes bytes = **found;  // the cache may let go of it below
    const auto rows = rowsOf(bytes);
    if (kindOf(bytes) == leafFlag) {
        for (std::size_t i = 0; i < rows; ++i) descent.visit(rowAt(bytes, i));
        return;
    }
    for (std::size_t i = 0; i < rows; ++i) {
        // The first key of a branch page is left empty: it stands for everything below the second.
        auto from = i == 0 ? low : Bytes(keyAt(bytes, i));
        auto to = i + 1 < rows ? std::optional(Bytes(keyAt(bytes, i + 1))) : high;
        walkPage(root, childAt(bytes, i), descent, std::move(from), std::move(to), depth + 1);
    }
}

std::expected<std::optional<Bytes>, std::string> PageImage::get(const TreeRoot& root, ByteView key) {
    if (root.page == UINT64_MAX) return std::nullopt;
    auto number = root.page;
    for (int depth = 0; depth < deepest; ++depth) {
        const auto found = page(number);
        if (!found) return std::unexpected(found.error());
        const ByteView bytes = **found;
        // The last row whose key is not above the wanted one.
        std::size_t begin = kindOf(bytes) == branchFlag ? 1 : 0;
        std::size_t end = rowsOf(bytes);
        while (begin < end) {
            const auto middle = begin + (end - begin) / 2;
            if (compareKeys(root.order, keyAt(bytes, middle), key) <= 0) {
                begin = middle + 1;
            } else {
                end = middle;
            }
        }
        if (kindOf(bytes) == branchFlag) {
            number = childAt(bytes, begin - 1);
            continue;
        }
        if (begin == 0 || keyAt(bytes, begin - 1) != key) return std::nullopt;
        auto value = valueOf(rowAt(bytes, begin - 1));
        if (!value) return std::unexpected(value.error());
        return std::optional(std::move(*value));
    }
    return std::unexpected(std::string("a tree without an end"));
}

std::expected<Bytes, std::string> PageImage::valueOf(const ImageRow& row) {
    if (row.overflowPage == 0) return Bytes(row.inlineValue);
    if (auto defect = overflowDefect(row)) return std::unexpected(std::move(*defect));
    Bytes bytes;
    if (!bytes_.read(row.overflowPage * pageSize_, pageHeader + row.size, bytes)) {
        return std::unexpected("page " + std::to_string(row.overflowPage) + " cannot be read");
    }
    bytes.erase(0, pageHeader);
    return bytes;
}

std::optional<std::string> PageImage::overflowDefect(const ImageRow& row) {
    if (row.overflowPage == 0) return std::nullopt;
    const auto name = "page " + std::to_string(row.overflowPage) + " ";
    const auto spanned = (pageHeader + row.size + pageSize_ - 1) / pageSize_;
    Bytes bytes;
    if (row.overflowPage >= pages() || spanned > pages() - row.overflowPage ||
        !bytes_.read(row.overflowPage * pageSize_, pageHeader, bytes)) {
        return name + "cannot be read";
    }
    if (numberAt<std::uint64_t>(bytes, 0) != row.overflowPage || kindOf(bytes) != overflowFlag ||
        numberAt<std::uint32_t>(bytes, 12) < spanned) {
        return name + "is not the value's";
    }
    return std::nullopt;
}

void PageImage::eachLeafRow(const std::function<void(const ImageRow&)>& visit) {
    const std::uint64_t atOnce = 256;
    Bytes bytes;
    for (std::uint64_t first = 0; first < pages(); first += atOnce) {
        const auto count = std::min(atOnce, pages() - first);
        const bool whole = bytes_.read(first * pageSize_, count * pageSize_, bytes);
        for (std::uint64_t i = 0; i < count; ++i) {
            Bytes single;
            ByteView page;
            if (whole) {
                page = ByteView(bytes).substr(i * pageSize_, pageSize_);
            } else {
                // One bad sector must not hide its neighbours.
                if (!bytes_.read((first + i) * pageSize_, pageSize_, single)) continue;
                page = single;
            }
            if (defectOf(page, first + i) || kindOf(page) != leafFlag) continue;
            for (std::size_t row = 0; row < rowsOf(page); ++row) visit(rowAt(page, row));
        }
    }
}

std::vector<PageImage::Meta> PageImage::metaPages() {
    std::vector<Meta> found;
    for (const auto offset : {std::uint64_t{0}, pageSize_}) {
        Bytes bytes;
        if (!bytes_.read(offset, 256, bytes) || numberAt<std::uint32_t>(bytes, pageHeader) != metaMagic) continue;
        const ByteView view = bytes;
        Meta meta;
        meta.transaction = numberAt<std::uint64_t>(view, pageHeader + 128);
        meta.trees.free = treeRecord(view.substr(pageHeader + 24, treeRecordSize));
        meta.trees.tables = treeRecord(view.substr(pageHeader + 72, treeRecordSize));
        found.push_back(meta);
    }
    std::ranges::stable_sort(found, [](const Meta& a, const Meta& b) { return a.transaction > b.transaction; });
    return found;
}

std::optional<PageImage::Trees> PageImage::newestTrees() {
    const auto found = metaPages();
    if (found.size() < 2) return std::nullopt;  // LMDB refuses a file of which either is damaged
    return found.front().trees;
}

std::optional<TreeRoot> PageImage::treeOf(const ImageRow& row) {
    if (!row.isTree || row.inlineValue.size() != treeRecordSize) return std::nullopt;
    return treeRecord(row.inlineValue);
}

PageImage::Roots PageImage::rootsOf(const TreeRoot& tables, std::vector<DamagedRange>& damaged) {
    Roots roots;
    walk(
        tables,
        [&](const ImageRow& row) {
            if (const auto tree = treeOf(row)) roots.emplace(row.key, *tree);
        },
        damaged);
    return roots;
}

std::vector<PageImage::Roots> PageImage::rootsFoundBySearch() {
    // The tables' records stand together on one page, of which old copies are left; a table named twice begins the
    // next.
    std::vector<Roots> result;
    std::optional<Bytes> previous;
    eachLeafRow([&](const ImageRow& row) {
        const auto tree = treeOf(row);
        if (!tree) return;
        if (!previous || row.key <= *previous) result.emplace_back();
        previous = Bytes(row.key);
        result.back().emplace(row.key, *tree);
    });
    return result;
}

}  // namespace tram::store
