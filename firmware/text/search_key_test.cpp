// R6.3: what a search finds.
#include "text/search_key.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.hpp"

namespace tram::text {
namespace {

struct Row {
    const char* name;
    ByteView query;
    ByteView text;
    bool found;
};

TEST(SearchKey, Finds) {
    const Row rows[] = {
        {"without marks finds marks", "bao cao", "Báo cáo tháng 9", true},
        {"without marks finds none", "bao cao", "BAO CAO", true},
        {"with marks finds the same", "báo cáo", "BÁO CÁO", true},
        {"with marks does not find none", "báo cáo", "bao cao", false},
        {"with marks does not find others", "báo cáo", "bảo cáo", false},
        {"one mark makes all count", "báo cao", "báo cáo", false},
        {"composed finds decomposed", "báo", "ba\u0301o", true},
        {"decomposed finds composed", "ba\u0301o", "báo", true},
        {"marks in either order", "việt", "vie\u0302\u0323t VIE\u0323\u0302T", true},
        {"d finds đ", "dong thap", "Đồng Tháp", true},
        {"đ finds đ", "đ", "Đ", true},
        {"đ does not find d", "đồng", "dồng", false},
        {"eth for đ", "duc", "Ðức", true},
        {"a mark that cannot be composed counts", "á", "a\u0301\u0332", false},
        {"further on it is found", "á", "a\u0301\u0332 á", true},
        {"soft line end", "bao cao", "Báo\r\n cáo", true},
        {"no-break space", "bao cao", "Báo\u00A0cáo", true},
        {"full width", "abc", "ＡＢＣ", true},
        {"soft hyphen", "baocao", "báo\u00ADcáo", true},
        {"other scripts", "МИР", "мир", true},
        {"Korean is found by Korean", "한국", "대한민국 한국", true},
        {"Korean is not found by a part", "한국", "대한", false},
        {"sharp s", "strasse", "Straße", true},
        {"at the end", "cao", "bao cao", true},
        {"overlapping start", "aab", "aaab", true},
        {"longer than the text", "abcd", "abc", false},
        {"empty query", "", "", true},
        {"ill-formed text", "bao", "\xFF\xFE báo", true},
        {"ill-formed query", "\xFF", "bao", false},
    };
    for (const auto& row : rows) EXPECT_EQ(SearchKey(row.query).foundIn(row.text), row.found) << row.name;
}

TEST(SearchKey, QueryIsBoundedAndALongTextIsSearchedInOnePass) {
    const std::string query(limits::text::searchKey * 4, 'a');
    const SearchKey key(query);
    EXPECT_TRUE(key.foundIn(std::string(limits::text::searchKey, 'a')));
    std::string hostile(4 << 20, 'a');
    for (std::size_t i = limits::text::searchKey - 1; i < hostile.size(); i += limits::text::searchKey)
        hostile[i] = 'b';
    EXPECT_FALSE(key.foundIn(hostile));
}

TEST(SearchKey, Folds) {
    EXPECT_EQ(foldCase("  Báo \t\r\n CÁO"), " báo cáo");
    EXPECT_EQ(foldMarks("Đường Láng"), "duong lang");
}

}  // namespace
}  // namespace tram::text
