#include "store/page_check.hpp"

#include <algorithm>
#include <iterator>

#include "store/image_file.hpp"

namespace tram::store {

namespace {

constexpr std::size_t findingsMost = 1'000;
constexpr int looks = 3;

class PageCheck {
public:
    explicit PageCheck(ImageBytes& bytes) : image_(bytes) {}

    std::vector<std::string> run() {
        const auto trees = image_.newestTrees();
        if (!trees) return {"neither meta page is sound"};
        checkTree("the free pages", trees->free);
        for (const auto& [name, root] : checkTree("the list of tables", trees->tables))
            checkTree("table " + name, root);
        return std::move(findings_);
    }

private:
    // Returns the tables that the tree leads to.
    PageImage::Roots checkTree(const std::string& name, const TreeRoot& root) {
        PageImage::Roots tables;
        std::vector<DamagedRange> damaged;
        std::optional<Bytes> previous;
        std::uint64_t rows = 0;
        bool ordered = true;
        image_.walk(
            root,
            [&](const ImageRow& row) {
                ++rows;
                if (previous && PageImage::compareKeys(root.order, *previous, row.key) >= 0) ordered = false;
                previous = Bytes(row.key);
                if (auto tree = PageImage::treeOf(row)) tables.emplace(row.key, *tree);
                if (auto wrong = image_.overflowDefect(row)) found(name + ": " + *wrong);
            },
            damaged);
        for (const auto& range : damaged) found(name + ": " + range.reason);
        if (!ordered) found(name + ": its keys are out of order");
        if (damaged.empty() && rows != root.entries) {
            found(name + ": says " + std::to_string(root.entries) + " rows, has " + std::to_string(rows));
        }
        return tables;
    }

    void found(std::string text) {
        if (findings_.size() < findingsMost) findings_.push_back(std::move(text));
    }

    PageImage image_;
    std::vector<std::string> findings_;
};

}  // namespace

std::vector<std::string> checkPages(ImageBytes& bytes) {
    return PageCheck(bytes).run();
}

std::expected<std::vector<std::string>, StoreError> checkPages(const std::filesystem::path& folder) {
    std::vector<std::string> findings;
    for (int look = 0; look < looks; ++look) {
        auto file = ImageFile::open(folder);
        if (!file) return std::unexpected(file.error());
        auto seen = checkPages(*file);
        std::ranges::sort(seen);
        if (look == 0) {
            findings = std::move(seen);
        } else {
            std::vector<std::string> both;
            std::ranges::set_intersection(findings, seen, std::back_inserter(both));
            findings = std::move(both);
        }
        if (findings.empty()) break;
    }
    return findings;
}

}  // namespace tram::store
