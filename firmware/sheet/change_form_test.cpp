#include "sheet/change_form.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "province/basis.hpp"
#include "sheet/csv.hpp"

namespace tram::sheet {
namespace {

// "row verb name|address|agency|role|title|telephone|reason|decision" a line; then faults as "! row column kind cell".
std::string textOf(const Roster<ChangeEntry>& roster) {
    constexpr const char* verbs[] = {"make", "change", "close"};
    std::string text;
    for (const auto& entry : roster.entries) {
        text += std::to_string(entry.row) + " " + verbs[static_cast<int>(entry.verb)] + " " + entry.name + "|" +
                entry.address + "|" + entry.agency + "|" + (entry.role ? province::name(*entry.role) : "").data() +
                "|" + entry.title + "|" + entry.telephone + "|" + entry.reason + "|" + entry.decision + "\n";
    }
    for (const auto& fault : roster.faults) {
        text += "! " + std::to_string(fault.row) + " " + fault.column + " " + std::string(name(fault.kind)) + " " +
                fault.cell + "\n";
    }
    return text;
}
std::string ofSheet(std::string_view csv) {
    return textOf(readChanges(parseCsv(csv).value_or(Sheet{})));
}
std::string ofLetter(std::string_view letter) {
    const auto sheet = sheetOfLetter(letter);
    return sheet ? textOf(readChanges(*sheet)) : "no form";
}

TEST(ChangeForm, ASheetOfManyOfficials) {
    EXPECT_EQ(ofSheet("Yêu cầu,Họ và tên,Địa chỉ thư,Cơ quan,Vai trò,Chức danh,Điện thoại,Lý do,Căn cứ\n"
                      "Tạo mới,Nguyễn Văn Hùng,,,Văn thư,Chuyên viên,0208 123,,\n"
                      "CẬP NHẬT,,maitt,Phòng Hai,,,,chuyển công tác,\n"
                      "thu hồi hộp thư,,binhlv@tinh.gov.vn,,,,,nghỉ hưu,\n"),
              "2 make Nguyễn Văn Hùng|||clerk|Chuyên viên|0208 123||\n"
              "3 change |maitt|Phòng Hai||||chuyển công tác|\n"
              "4 close |binhlv@tinh.gov.vn|||||nghỉ hưu|\n");
}

TEST(ChangeForm, WithoutTheColumnEverybodyIsToHaveAMailbox) {
    EXPECT_EQ(ofSheet("Họ tên;Chức vụ\nY Ban;Giám đốc\n"),
              "2 make Y Ban|||"
              "|Giám đốc|||\n");
}

TEST(ChangeForm, FaultsNameRowAndColumn) {
    EXPECT_EQ(ofSheet("Chức vụ,Lý do\nx,y\n"), "! 1 name no_column \n");
    EXPECT_EQ(ofSheet("Yêu cầu,Họ tên,Email,Vai trò,Ngày\n"
                      ",Lê Văn Bình,,,\n"
                      "xem xét,Lê Văn Bình,,,\n"
                      "tạo,,binhlv,,\n"
                      "đóng,,,,\n"
                      "tạo,Lê Văn Bình,,giám đốc,hôm qua\n"
                      "cấp," +
                      std::string(limits::desk::field + 1, 'a') + ",,,\n"),
              "! 2 request missing \n"
              "! 3 request bad_verb xem xét\n"
              "! 4 name missing \n"
              "! 5 name missing \n"
              "! 6 dated bad_date hôm qua\n! 6 role bad_role giám đốc\n"
              "! 7 name too_long \n! 7 name missing \n");
}

TEST(ChangeForm, TheLongestWordSaysWhatIsAskedFor) {
    for (const auto& [cell, verb] :
         std::initializer_list<std::pair<std::string, std::string>>{{"cấp", "make"},
                                                                    {"Cấp mới", "make"},
                                                                    {"cập nhật", "change"},
                                                                    {"đổi chức danh", "change"},
                                                                    {"đóng", "close"},
                                                                    {"nghỉ hưu", "close"},
                                                                    {"Move", "change"},
                                                                    {"mở hộp thư", "make"},
                                                                    {"điều động", "change"},
                                                                    {"THU HỒI", "close"},
                                                                    {"close", "close"},
                                                                    {"dong", "close"},
                                                                    {"thay doi", "change"},
                                                                    {"ho\xcc\x83 tro\xcc\x9b\xcc\xa3", ""},
                                                                    {"đồng ý", ""},
                                                                    {"hủy bỏ", "close"}}) {
        if (verb.empty()) {
            EXPECT_EQ(ofSheet("Yêu cầu,Họ tên\n" + cell + ",Y Ban\n"), "! 2 request bad_verb " + cell + "\n");
            continue;
        }
        EXPECT_EQ(ofSheet("Yêu cầu,Họ tên\n" + cell + ",Y Ban\n"), "2 " + verb + " Y Ban|||||||\n") << cell;
    }
    EXPECT_EQ(ofSheet("Yêu cầu,Họ tên\nmột,Y Ban\n"), "! 2 request bad_verb một\n") << "mở is not một";
}

TEST(ChangeForm, LinesOfALetter) {
    EXPECT_EQ(ofLetter("Kính gửi Trung tâm,\n"
                       "Đơn vị: Sở Nội vụ\n"
                       "Đề nghị Trung tâm thực hiện:\n"
                       "\n"
                       "1. Yêu cầu: tạo hộp thư\n"
                       "- Họ và tên: Nguyễn Văn Hùng\n"
                       "- Chức vụ : Chuyên viên\n"
                       "- Họ và tên: Trần Thị Mai\n"
                       "2) YÊU CẦU: đóng\n"
                       "   Thư điện tử: binhlv@tinh.gov.vn\n"
                       "   Lý do: nghỉ hưu từ 1/12: theo quyết định\n"
                       "Trân trọng.\n"
                       "> Yêu cầu: tạo\n"
                       "> Họ và tên: Không Phải\n"),
              "5 make Nguyễn Văn Hùng||||Chuyên viên|||\n"
              "8 make Trần Thị Mai|||||||\n"
              "9 close |binhlv@tinh.gov.vn|||||nghỉ hưu từ 1/12: theo quyết định|\n");
}

TEST(ChangeForm, ASignatureIsNobodysForm) {
    EXPECT_EQ(ofLetter("Yêu cầu: đóng\nHọ và tên: Trần Thị Mai\nLý do: nghỉ hưu\n\n-- \nNguyễn Văn Hùng\n"
                       "Chức vụ: Giám đốc\nEmail: hungnv@tinh.gov.vn\n"),
              "1 close Trần Thị Mai||||||nghỉ hưu|\n");
    EXPECT_EQ(
        ofLetter("Yêu cầu: đóng\nEmail: maitt\nTrân trọng,\nEmail: hungnv@tinh.gov.vn\nYêu cầu: tạo\nHọ tên: Y Ban\n"),
        "1 close |maitt||||||\n5 make Y Ban|||||||\n");
}

TEST(ChangeForm, AWrappedLineGoesOn) {
    EXPECT_EQ(ofLetter("Yêu cầu: đóng\nHọ tên: Y Ban\n"
                       "Lý do: nghỉ hưu trước tuổi theo nguyện vọng cá nhân và theo\nquyết định của Sở\nEmail: yban\n"),
              "1 close Y Ban|yban|||||nghỉ hưu trước tuổi theo nguyện vọng cá nhân và theo quyết định của Sở|\n");
}

TEST(ChangeForm, ADecisionHasNumberAndDate) {
    EXPECT_EQ(ofSheet("Họ tên,Căn cứ,Ngày\nY Ban,12/QĐ,\nY Ban,,1/2/2026\nY Ban,12/QĐ,1/2/2026\n"),
              "4 make Y Ban|||||||12/QĐ\n! 2 dated missing \n! 3 decision missing \n");
}

TEST(ChangeForm, AnOrdinaryLetterIsNone) {
    for (const auto* letter : {"", "Kính gửi: Trung tâm\nHọ và tên: Nguyễn Văn Hùng\nTôi không đăng nhập được.\n",
                               "> Yêu cầu: tạo\n", "yêu cầu tạo hộp thư\n", ":\n::\n"})
        EXPECT_EQ(ofLetter(letter), "no form") << letter;
    EXPECT_EQ(ofLetter("Yêu cầu: giúp tôi\n"), "! 1 request bad_verb giúp tôi\n! 1 name missing \n");
}

TEST(ChangeForm, ItsOwnHeadingsAreKnown) {
    std::string csv;
    for (const auto& heading : changeHeadings()) csv += heading + ",";
    EXPECT_EQ(ofSheet(csv + "\ntạo,Y Ban,yban,2,1,Sở Nội vụ,head,Giám đốc,1,vì,12/QĐ,1/1/2026\n"),
              "2 make Y Ban|yban|Sở Nội vụ|head|Giám đốc|1|vì|12/QĐ\n");
}

}  // namespace
}  // namespace tram::sheet
