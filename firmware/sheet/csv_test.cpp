#include "sheet/csv.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"

namespace tram::sheet {
namespace {

using Cells = std::vector<std::vector<std::string>>;

Cells cellsOf(ByteView bytes) {
    const auto sheet = parseCsv(bytes);
    Cells cells;
    if (sheet) {
        for (const auto& row : sheet->rows) cells.push_back(row.cells);
    }
    return cells;
}

TEST(Csv, HoweverASpreadsheetWroteIt) {
    const Cells expected{{"Họ và tên", "Cơ quan"}, {"Nguyễn Văn Hùng", "Sở Nội vụ"}};
    for (const auto* text : {
             "Họ và tên,Cơ quan\nNguyễn Văn Hùng,Sở Nội vụ\n",
             "Họ và tên,Cơ quan\r\nNguyễn Văn Hùng,Sở Nội vụ",
             "Họ và tên;Cơ quan\rNguyễn Văn Hùng;Sở Nội vụ\r",
             "\xef\xbb\xbfHọ và tên\tCơ quan\r\n\r\n  Nguyễn Văn Hùng \t Sở Nội vụ\r\n\r\n",
             "\"Họ và tên\",\"Cơ quan\"\n\"Nguyễn Văn Hùng\",\"Sở Nội vụ\"\n",
             "Họ và tên,Cơ quan,,\nNguyễn Văn Hùng,Sở Nội vụ,,\n,,,\n",
         })
        EXPECT_EQ(cellsOf(text), expected) << text;
}

TEST(Csv, QuotesHoldWhatWouldEndACell) {
    EXPECT_EQ(cellsOf("a,\"b, \"\"c\"\";\r\nd\",e\n"), (Cells{{"a", "b, \"c\";\r\nd", "e"}}));
    EXPECT_EQ(cellsOf("a\"b,c\n"), (Cells{{"a\"b", "c"}}));
    EXPECT_EQ(cellsOf("\"\",b\n"), (Cells{{"", "b"}}));
    EXPECT_EQ(cellsOf("'=1+2,'quoted,'+84 208\n"), (Cells{{"=1+2", "'quoted", "+84 208"}}));
    EXPECT_TRUE(cellsOf("").empty());
    EXPECT_TRUE(cellsOf("\n\n ,\n").empty());
}

TEST(Csv, RowsKeepTheirNumbers) {
    const auto sheet = parseCsv("a\n\n\nb\n");
    ASSERT_TRUE(sheet);
    EXPECT_EQ(sheet->rows[1].number, 4U);
}

TEST(Csv, Faults) {
    const struct {
        std::string text;
        SheetError error;
        std::size_t row;
    } rows[]{
        {"a\n\"b\n", SheetError::badQuote, 2},
        {"a\n\"b\"c\n", SheetError::badQuote, 2},
        {"S\xf3 Y t\xea\n", SheetError::notUtf8, 0},
        {std::string("a\0b\n", 4), SheetError::notUtf8, 0},
        {"\xff\xfeS\0", SheetError::notUtf8, 0},
        {std::string(limits::sheet::cell + 1, 'a'), SheetError::tooLarge, 1},
        {"\"" + std::string(limits::sheet::cell + 1, 'a') + "\"", SheetError::tooLarge, 1},
        {std::string(limits::sheet::columns, ',') + "a", SheetError::tooLarge, 1},
        {std::string(limits::sheet::octets + 1, '\n'), SheetError::tooLarge, 0},
    };
    for (const auto& row : rows) {
        const auto sheet = parseCsv(row.text);
        ASSERT_FALSE(sheet) << row.text.substr(0, 20);
        EXPECT_EQ(sheet.error().error, row.error) << row.text.substr(0, 20);
        EXPECT_EQ(sheet.error().row, row.row) << row.text.substr(0, 20);
    }
    std::string many;
    for (std::size_t i = 0; i <= limits::sheet::rows; ++i) many += "a\n";
    EXPECT_EQ(parseCsv(many).error().error, SheetError::tooLarge);
}

// No cell is a formula in the program that opens it, and comes back as it was.
TEST(Csv, FormulasAreEscaped) {
    const std::vector<std::string> cells{
        "=cmd|' /C calc'!A0", "+84 208", "-1", "@x", "a,b", "a\"b", "plain", "", "'=x", "'\t=x", "'", "a\nb"};
    const auto row = csvRow(cells);
    EXPECT_EQ(row,
              "\"'=cmd|' /C calc'!A0\",\"'+84 "
              "208\",\"'-1\",\"'@x\",\"a,b\",\"a\"\"b\",plain,,\"''=x\",\"''\t=x\",',\"a\nb\"\r\n");
    EXPECT_EQ(cellsOf(row), Cells{cells});
}

}  // namespace
}  // namespace tram::sheet
