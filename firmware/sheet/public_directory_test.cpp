#include "sheet/public_directory.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "sheet/csv.hpp"

namespace tram::sheet {
namespace {

const std::vector<DirectoryEntry> entries{
    {DirectoryEntry::Kind::office, "agency-3", "Sở Nội vụ <A&B>", "", "", "snv@tinh.gov.vn", "UBND tỉnh", "", ""},
    {DirectoryEntry::Kind::person, "official-7", "Nguyễn \"Văn\" Hùng", "Hùng", "Nguyễn Văn", "hungnv@tinh.gov.vn",
     "Sở Nội vụ <A&B>", "Giám đốc", "+84 208"},
};
const PublicDirectory directory{"tinh.gov.vn", "https://mail.tinh.gov.vn/danh-ba/", 1'784'394'000'000'000, entries};

// R5.5, R17
TEST(PublicDirectory, AsJson) {
    EXPECT_EQ(publicJson(directory),
              "{\"province\":\"tinh.gov.vn\",\"changed\":\"2026-07-19T00:00:00+07:00\",\"entries\":[\n"
              "{\"id\":\"agency-3\",\"url\":\"https://mail.tinh.gov.vn/danh-ba/#agency-3\",\"kind\":\"agency\","
              "\"name\":\"Sở Nội vụ <A&B>\",\"email\":\"snv@tinh.gov.vn\",\"agency\":\"UBND tỉnh\"},\n"
              "{\"id\":\"official-7\",\"url\":\"https://mail.tinh.gov.vn/danh-ba/#official-7\",\"kind\":\"person\","
              "\"name\":\"Nguyễn \\\"Văn\\\" Hùng\",\"email\":\"hungnv@tinh.gov.vn\",\"agency\":\"Sở Nội vụ <A&B>\","
              "\"title\":\"Giám đốc\",\"telephone\":\"+84 208\"}\n]}\n");
    EXPECT_EQ(publicJson({"x", "", 0, {}}),
              "{\"province\":\"x\",\"changed\":\"1970-01-01T07:00:00+07:00\",\"entries\":[\n]}\n");
}

TEST(PublicDirectory, AsASpreadsheetReadsIt) {
    const auto sheet = parseCsv(publicCsv(directory));
    ASSERT_TRUE(sheet);
    ASSERT_EQ(sheet->rows.size(), 3U);
    EXPECT_EQ(sheet->rows[2].cells,
              (std::vector<std::string>{"người", "Nguyễn \"Văn\" Hùng", "hungnv@tinh.gov.vn", "Sở Nội vụ <A&B>",
                                        "Giám đốc", "+84 208", "https://mail.tinh.gov.vn/danh-ba/#official-7"}));
}

TEST(PublicDirectory, AsAPage) {
    const auto page = publicHtml(directory);
    for (const auto* part : {"<html lang=\"vi\">", "<h2 id=\"agency-3\">Sở Nội vụ &lt;A&amp;B&gt;</h2>",
                             "<tr id=\"official-7\"><td>Nguyễn &quot;Văn&quot; Hùng</td>",
                             "<a href=\"mailto:hungnv@tinh.gov.vn\">hungnv@tinh.gov.vn</a>", "</table>\n</body>"})
        EXPECT_NE(page.find(part), std::string::npos) << part << "\n" << page;
    EXPECT_EQ(page.find("<A&B>"), std::string::npos);
}

}  // namespace
}  // namespace tram::sheet
