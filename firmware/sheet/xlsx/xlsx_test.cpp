#include "sheet/xlsx/xlsx.hpp"

#include <Poco/Zip/Compress.h>
#include <gtest/gtest.h>

#include <sstream>

#include "base/limits.hpp"

namespace tram::sheet {
namespace {

using Cells = std::vector<std::vector<std::string>>;
using Parts = std::vector<std::pair<std::string, std::string>>;

const std::string space = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";

Bytes packed(const Parts& parts) {
    std::ostringstream out;
    Poco::Zip::Compress compress(out, true);
    for (const auto& [name, content] : parts) {
        std::istringstream in(content);
        compress.addFile(in, Poco::DateTime(), Poco::Path(name, Poco::Path::PATH_UNIX));
    }
    compress.close();
    return out.str();
}

Bytes bookOf(const std::string& rows, const std::string& shared = {}) {
    Parts parts{
        {"xl/worksheets/sheet1.xml", "<worksheet " + space + "><sheetData>" + rows + "</sheetData></worksheet>"}};
    if (!shared.empty()) parts.emplace_back("xl/sharedStrings.xml", "<sst " + space + ">" + shared + "</sst>");
    return packed(parts);
}

Cells cellsOf(const Bytes& book) {
    const auto sheet = parseXlsx(book);
    Cells cells;
    if (!sheet) {
        ADD_FAILURE() << name(sheet.error().error) << " in row " << sheet.error().row;
        return cells;
    }
    for (const auto& row : sheet->rows) cells.push_back(row.cells);
    return cells;
}

TEST(Xlsx, TextsNumbersAndGaps) {
    const auto book = bookOf(
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"inlineStr\"><is><t>Cơ quan</t></is></c></row>"
        "<row r=\"2\"/>"
        "<row r=\"4\"><c r=\"A4\" t=\"s\"><v>1</v></c><c r=\"B4\"><v>41416</v></c>"
        "<c r=\"C4\" t=\"str\"><f>A1&amp;B1</f><v> Sở &amp; Ban </v></c></row>",
        "<si><t>Họ và tên</t></si><si><r><t>Nguyễn </t></r><r><t>Văn Hùng</t></r><rPh><t>x</t></rPh></si>");
    EXPECT_EQ(cellsOf(book), (Cells{{"Họ và tên", "", "Cơ quan"}, {"Nguyễn Văn Hùng", "41416", "Sở & Ban"}}));
    EXPECT_EQ(parseXlsx(book)->rows[1].number, 4U);
    EXPECT_EQ(cellsOf(bookOf("<row><c><v>1</v></c><c><v>2</v></c></row><row><c r=\"AA1\"><v>3</v></c></row>")).size(),
              2U);
}

TEST(Xlsx, TheFirstSheetOfTheWorkbook) {
    const std::string relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    for (const std::string target : {"worksheets/people.xml", "/xl/worksheets/people.xml"}) {
        const auto book = packed({
            {"xl/worksheets/sheet1.xml", "<worksheet " + space + "><sheetData/></worksheet>"},
            {"xl/worksheets/people.xml",
             "<worksheet " + space + "><sheetData><row><c t=\"str\"><v>đây</v></c></row></sheetData></worksheet>"},
            {"xl/workbook.xml",
             "<workbook " + space + " xmlns:r=\"" + relations +
                 "\"><sheets><sheet name=\"a\" r:id=\"rId7\"/><sheet name=\"b\" r:id=\"rId1\"/></sheets>"
                 "</workbook>"},
            {"xl/_rels/workbook.xml.rels",
             "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship "
             "Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId7\" Target=\"" +
                 target + "\"/></Relationships>"},
        });
        EXPECT_EQ(cellsOf(book), (Cells{{"đây"}})) << target;
    }
}

TEST(Xlsx, WhatIsNone) {
    const auto errorOf = [](const Bytes& book) {
        const auto sheet = parseXlsx(book);
        return sheet ? std::string("a sheet") : std::string(name(sheet.error().error));
    };
    const auto sound = bookOf("<row><c><v>1</v></c></row>");
    EXPECT_EQ(errorOf(sound), "a sheet");
    EXPECT_EQ(errorOf("Họ và tên,Cơ quan\n"), "not_a_sheet");
    EXPECT_EQ(errorOf(sound.substr(0, sound.size() / 2)), "not_a_sheet");
    EXPECT_EQ(errorOf(packed({{"readme.txt", "x"}})), "not_a_sheet");
    EXPECT_EQ(errorOf(packed({{"xl/worksheets/sheet1.xml", "<worksheet"}})), "not_a_sheet");
    EXPECT_EQ(errorOf(bookOf("<row><c t=\"s\"><v>0</v></c></row>")), "not_a_sheet");
    EXPECT_EQ(errorOf(packed(
                  {{"xl/worksheets/sheet1.xml", "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><worksheet>&a;</worksheet>"}})),
              "not_a_sheet");
    EXPECT_EQ(errorOf(bookOf("<row><c r=\"ZZ1\"><v>1</v></c></row>")), "too_large");
    EXPECT_EQ(errorOf(bookOf("<row><c t=\"str\"><v>" + std::string(limits::sheet::cell + 1, 'a') + "</v></c></row>")),
              "too_large");
    EXPECT_EQ(errorOf(Bytes(limits::sheet::octets + 1, 'P')), "too_large");
}

// A few octets that unpack to more than there may be.
TEST(Xlsx, ABombEnds) {
    const auto bomb = packed({{"xl/worksheets/sheet1.xml", std::string(limits::sheet::unpacked + 1, ' ')}});
    EXPECT_LT(bomb.size(), limits::MiB);
    const auto sheet = parseXlsx(bomb);
    ASSERT_FALSE(sheet);
    EXPECT_EQ(sheet.error().error, SheetError::tooLarge);
}

}  // namespace
}  // namespace tram::sheet
