#include "sheet/roster.hpp"

#include <gtest/gtest.h>

#include "province/basis.hpp"
#include "sheet/csv.hpp"

namespace tram::sheet {
namespace {

Sheet sheetOf(ByteView csv) {
    return parseCsv(csv).value_or(Sheet{});
}

std::string faultsOf(const std::vector<RosterFault>& faults) {
    std::string text;
    for (const auto& fault : faults) {
        text += std::to_string(fault.row) + " " + fault.column + " " + std::string(name(fault.kind)) + " " +
                fault.cell + "\n";
    }
    return text;
}

TEST(Roster, OfficialsInEitherLanguage) {
    for (const auto* csv : {
             "Họ và tên,Cơ quan,Vai trò,Hậu tố,Chức vụ,Điện thoại,Tên gọi,Số quyết định,Ngày\n"
             "Y Ban,Sở Nội vụ,Thủ trưởng,2,Giám đốc,'+84 208,1,12/QĐ,22/5/2013\n",
             "TELEPHONE;title;role;suffix;given;NAME;agency;decision;dated;shoe size\n"
             "+84 208;Giám đốc;head;2;1;Y Ban;Sở Nội vụ;12/QĐ;2013-05-22;44\n",
         }) {
        const auto roster = readOfficials(sheetOf(csv));
        EXPECT_EQ(faultsOf(roster.faults), "");
        ASSERT_EQ(roster.entries.size(), 1U);
        const auto& entry = roster.entries[0];
        EXPECT_EQ(entry.row, 2U);
        EXPECT_EQ(entry.name, "Y Ban");
        EXPECT_EQ(entry.agency, "Sở Nội vụ");
        EXPECT_EQ(entry.role, province::Role::head);
        EXPECT_EQ(entry.suffix, "2");
        EXPECT_EQ(entry.given, 1U);
        EXPECT_EQ(entry.title, "Giám đốc");
        EXPECT_EQ(entry.telephone, "+84 208");
        EXPECT_EQ(entry.decision, "12/QĐ");
        EXPECT_EQ(entry.day, province::parseDay("2013-05-22"));
    }
}

TEST(Roster, Agencies) {
    const auto roster =
        readAgencies(sheetOf("Tên cơ quan,Loại,Trực thuộc,Nhãn\nPhòng Một,unit,Sở Nội vụ,phongmot\nSở Hai\n"));
    EXPECT_EQ(faultsOf(roster.faults), "");
    ASSERT_EQ(roster.entries.size(), 2U);
    EXPECT_EQ(roster.entries[0].parent, "Sở Nội vụ");
    EXPECT_EQ(roster.entries[0].label, "phongmot");
    EXPECT_EQ(roster.entries[1].kind, "");
}

TEST(Roster, FaultsNameRowAndColumn) {
    const auto roster =
        readOfficials(sheetOf("Họ tên,Đơn vị,Vai trò,Ngày,Tên gọi\n"
                              ",Sở Nội vụ\n"
                              "Trần Thị Mai,\n"
                              "\n"
                              "Trần Thị Mai,Sở Nội vụ,giám đốc,31/2/2020,hai\n"
                              "Trần Thị Mai,Sở Nội vụ\n"));
    EXPECT_EQ(
        faultsOf(roster.faults),
        "2 name missing \n3 agency missing \n5 dated bad_date 31/2/2020\n5 role bad_role giám đốc\n5 given bad_number "
        "hai\n");
    EXPECT_EQ(roster.entries.size(), 1U);
    EXPECT_EQ(faultsOf(readOfficials(sheetOf("Họ tên,Chức vụ\nA,B\n")).faults), "1 agency no_column \n");
    EXPECT_EQ(faultsOf(readOfficials({}).faults), "1 name no_column \n");
}

// A spreadsheet's own dates are numbers.
TEST(Roster, DatesAsASpreadsheetCountsThem) {
    const auto roster = readOfficials(sheetOf("Họ tên,Đơn vị,Ngày\nMai,Sở Nội vụ,41416\n"));
    ASSERT_EQ(roster.entries.size(), 1U);
    EXPECT_EQ(roster.entries[0].day, province::parseDay("2013-05-22"));
}

TEST(Roster, HeadingsAreUnderstood) {
    EXPECT_EQ(faultsOf(readOfficials(sheetOf(csvRow(officialHeadings()))).faults), "");
    EXPECT_EQ(faultsOf(readAgencies(sheetOf(csvRow(agencyHeadings()))).faults), "");
    EXPECT_EQ(officialHeadings().size(), 11U);
}

}  // namespace
}  // namespace tram::sheet
