#include "province/personal_name.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"

namespace tram::province {
namespace {

struct Row {
    std::string_view name;
    std::string_view localPart;
    std::optional<std::size_t> given = {};
};

// Every tone and base mark, one to six words. R3.5
constexpr Row kinh[]{
    {"Nguyễn Văn Hùng", "hungnv"},
    {"Hùng", "hung"},
    {"Trần Hùng", "hungt"},
    {"Lê Thị Hồng Nhung", "nhunglth"},
    {"Nguyễn Thị Minh Khai", "khaintm"},
    {"Tôn Nữ Thị Ngọc Ánh", "anhtntn"},
    {"Công Tằng Tôn Nữ Ngọc Lan", "lancttnn"},
    {"Đỗ Đức Đạt", "datdd"},
    {"Đặng Đình Đông", "dongdd"},
    {"Ân", "an"},
    {"Phạm Ắn", "anp"},
    {"Phan Ất", "atp"},
    {"Lý Ẩn", "anl"},
    {"Hồ Ẵm", "amh"},
    {"Vũ Ậu", "auv"},
    {"Trịnh Quốc Ứng", "ungtq"},
    {"Bùi Thị Ửng", "ungbt"},
    {"Dương Ưỡng", "uongd"},
    {"Huỳnh Ượm", "uomh"},
    {"Đoàn Thị Ỷ", "ydt"},
    {"Mai Ỹ", "ym"},
    {"Lương Thị Ỵ", "ylt"},
    {"Ngô Ý Nhi", "nhiny"},
    {"Quách Thị Ếch", "echqt"},
    {"Tạ Ễn", "ent"},
    {"Thái Thị Ệm", "emtt"},
    {"Ông Ích Khiêm", "khiemoi"},
    {"Âu Dương Ổn", "onad"},
    {"Ứng Hòe", "hoeu"},
    {"Ứng Hoè", "hoeu"},
    {"Triệu Ỡm", "omt"},
    {"Chu Ợt", "otc"},
    {"Võ Ngọc Ẩm", "amvn"},
    {"Phùng Thị Thuý", "thuypt"},
    {"Phùng Thị Thúy", "thuypt"},
    {"Đinh Tiên Hoàng", "hoangdt"},
    {"Vương Đình Huệ", "huevd"},
    {"Lâm Thị Mỹ Dạ", "daltm"},
    {"Cao Xuân Quỳnh", "quynhcx"},
    {"Hà Thị Khuyên", "khuyenht"},
    {"Nghiêm Xuân Nghĩa", "nghianx"},
    {"Kiều Oanh", "oanhk"},
    {"Nguyễn Ngọc Quyền", "quyennn"},
    {"Giáp Văn Giỏi", "gioigv"},
    {"Trương Thị Tuyết", "tuyettt"},
    {"Phó Đức Phương", "phuongpd"},
    {"La Văn Cầu", "caulv"},
    {"Đào Duy Từ", "tudd"},
    {"Thạch Thị Sậu", "sautt"},
    {"Lã Bất Vi", "vilb"},
    {"Nguyễn Tấn Dũng", "dungnt"},
    {"Phan Văn Khải", "khaipv"},
    {"Trần Đại Quang", "quangtd"},
    {"Nguyễn Thị Kim Ngân", "nganntk"},
    {"Võ Thị Ánh Xuân", "xuanvta"},
    {"Bùi Thị Thu Thủy", "thuybtt"},
    {"Nguyễn Thị Hoàng Yến", "yennth"},
    {"Đặng Thị Ngọc Thịnh", "thinhdtn"},
    {"Vũ Đức Đam", "damvd"},
    {"Trương Hòa Bình", "binhth"},
    {"Lê Minh Hưng", "hunglm"},
    {"Phạm Thị Thanh Trà", "traptt"},
    {"Nguyễn Hữu Thọ", "thonh"},
    {"Hoàng Thị Thúy Lan", "lanhtt"},
    {"Đỗ Thị Hà", "hadt"},
    {"Lưu Quang Vũ", "vulq"},
    {"Xuân Quỳnh", "quynhx"},
    {"Ca Lê Hiến", "hiencl"},
    {"Phí Thị Ưu", "uupt"},
    {"Nguyễn Ưng", "ungn"},
    {"Tống Thị Ơn", "ontt"},
    {"Mạc Đĩnh Chi", "chimd"},
    {"Nguyễn Bỉnh Khiêm", "khiemnb"},
    {"Đoàn Thị Điểm", "diemdt"},
    {"Hồ Xuân Hương", "huonghx"},
    {"Nguyễn Đình Chiểu", "chieund"},
    {"Trần Quốc Toản", "toantq"},
    {"Lý Thường Kiệt", "kietlt"},
    {"Ngô Quyền", "quyenn"},
    {"Nguyễn Thị Ỷ Lan", "lannty"},
    {"Khuất Duy Tiến", "tienkd"},
    {"Ninh Thị Ngọ", "ngont"},
    {"Tiêu Thị Ước", "uoctt"},
    {"Nguyễn Ái Quốc", "quocna"},
    {"Hứa Văn Ấm", "amhv"},
    {"Trà Giang", "giangt"},
    {"Nguyễn Trần Khánh Vân", "vanntk"},
    {"Nguyễn Phúc Khánh Hòa An", "annpkh"},
};

TEST(PersonalName, KinhNames) {
    for (const auto& row : kinh) {
        const auto name = parsePersonalName(row.name);
        ASSERT_TRUE(name) << row.name;
        EXPECT_EQ(personalLocalPart(*name).text(), row.localPart) << row.name;
    }
}

// Names of Tày, Nùng, Mông, Dao, Thái, Mường, Ê Đê, Gia Rai, Ba Na, Cơ Ho, Khmer and Chăm people. Which word is
// the given name the form may say.
constexpr Row minorities[]{
    {"Giàng A Páo", "paoga"},
    {"Y Ban", "bany"},
    {"Y Ban", "yb", 0},
    {"H'Hen Niê", "nieh"},
    {"H'Hen Niê", "hhenn", 0},
    {"H’Hen Niê", "hhenn", 0},
    {"HʼHen Niê", "hhenn", 0},
    {"Y Moan Ênuôl", "moanye", 1},
    {"Y-Bham Êban", "ybhame", 0},
    {"Y‑Bham Êban", "ebany"},
    {"Kpă Klơng", "klongk"},
    {"Rơ Chăm Y Phước", "phuocrcy"},
    {"R'com Sa Duyên", "duyenrs"},
    {"Siu H'Prăk", "hpraks"},
    {"Ksor Phước", "phuock"},
    {"K'Brếp", "kbrep"},
    {"Đinh Núp", "nupd"},
    {"A Lăng Bhuôch", "bhuochal"},
    {"Hồ A Chờ", "choha"},
    {"Vừ Mí Kẻ", "kevm"},
    {"Sùng Thị Mỷ", "myst"},
    {"Lò Văn Ón", "onlv"},
    {"Cầm Bá Thước", "thuoccb"},
    {"Bế Văn Đàn", "danbv"},
    {"Hoàng Văn Thụ", "thuhv"},
    {"Nông Đức Mạnh", "manhnd"},
    {"Phàn Tả Mẩy", "maypt"},
    {"Thạch Sô Phi", "phits"},
    {"Ƀă Knul", "knulb"},
    {"Y Ƀen Mlô", "benym", 1},
    {"H'Čuăn Ñê", "neh"},
    {"Y Ngê̆ Buôn Krông", "ngeybk", 1},
};

TEST(PersonalName, NamesOfTheMinorities) {
    for (const auto& row : minorities) {
        const auto name = parsePersonalName(row.name, row.given);
        ASSERT_TRUE(name) << row.name << ": " << province::name(name.error());
        EXPECT_EQ(personalLocalPart(*name).text(), row.localPart) << row.name;
    }
}

// However it was typed.
constexpr Row typed[]{
    {"NGUYỄN VĂN HÙNG", "hungnv"},
    {"nguyễn văn hùng", "hungnv"},
    {"  Nguyễn   Văn\tHùng \r\n", "hungnv"},
    {"Nguyễn\u00a0Văn\u3000Hùng", "hungnv"},
    {"Nguye\u0302\u0303n Va\u0306n Hu\u0300ng", "hungnv"},  // fully decomposed
    {"Nguyê\u0303n Văn Hu\u0300ng", "hungnv"},              // as windows-1258 splits it
    {"\u0110\u1ed7 \u0110\u1ee9c \u0110\u1ea1t", "datdd"},  // composed
    {"ĐO\u0302\u0303 Đu\u031b\u0301c Đa\u0323t", "datdd"},  // horn and tone apart
    {"Đô\u0303 Đu\u0301\u031bc Đa\u0323t", "datdd"},        // marks in another order
    {"LÊ THỊ HỒNG-NHUNG", "hongnhunglt"},
    {"Nguyễn Văn 'Hùng'", "hungnv"},
};

TEST(PersonalName, HoweverItWasTyped) {
    for (const auto& row : typed) {
        const auto name = parsePersonalName(row.name);
        ASSERT_TRUE(name) << row.name << ": " << province::name(name.error());
        EXPECT_EQ(personalLocalPart(*name).text(), row.localPart) << row.name;
    }
}

TEST(PersonalName, KeepsTheNameInNfcWithSingleSpaces) {
    const auto name = parsePersonalName(" Nguye\u0302\u0303n  Va\u0306n Hu\u0300ng ");
    ASSERT_TRUE(name);
    EXPECT_EQ(name->text, "Nguyễn Văn Hùng");
    EXPECT_EQ(name->words, (std::vector<std::string>{"Nguyễn", "Văn", "Hùng"}));
    EXPECT_EQ(name->given, 2U);
    EXPECT_EQ(personalLocalPart(*name).given, "hung");
    EXPECT_EQ(personalLocalPart(*name).initials, "nv");
    EXPECT_EQ(givenAndFamily(*name), (std::pair<std::string, std::string>("Hùng", "Nguyễn Văn")));
    EXPECT_EQ(givenAndFamily(*parsePersonalName("Y Ban", 0)), (std::pair<std::string, std::string>("Y", "Ban")));
}

TEST(PersonalName, Refusals) {
    const struct {
        std::string_view title;
        std::string name;
        NameError error;
    } rows[]{
        {"nothing", "", NameError::empty},
        {"spaces", " \t\u00a0 ", NameError::empty},
        {"signs alone", "' -", NameError::empty},
        {"a word of signs", "Nguyễn - Hùng", NameError::badCharacter},
        {"seven words", "Một Hai Ba Bốn Năm Sáu Bảy", NameError::tooManyWords},
        {"digits", "Nguyễn Văn Hùng 2", NameError::badCharacter},
        {"address", "hungnv@example.vn", NameError::badCharacter},
        {"formula", "=Nguyễn", NameError::badCharacter},
        {"comma", "Hùng, Nguyễn Văn", NameError::badCharacter},
        {"control", std::string{"Nguyễn\0Hùng", 14}, NameError::badCharacter},
        {"bell", "Nguyễn\aHùng", NameError::badCharacter},
        {"zero width space", "Nguyễn\u200bHùng", NameError::badCharacter},
        {"right-to-left override", "Nguyễn \u202eHùng", NameError::badCharacter},
        {"emoji", "Nguyễn 😀", NameError::badCharacter},
        {"Cyrillic а", "Nguyễn V\u0430n Hùng", NameError::foreignLetter},
        {"all Cyrillic", "\u041d\u0430\u043c", NameError::foreignLetter},
        {"Greek omicron", "Nguyễn H\u03bfa", NameError::foreignLetter},
        {"full-width", "Ｎguyễn Hùng", NameError::foreignLetter},
        {"mathematical", "\U0001d400n", NameError::foreignLetter},
        {"dotless i", "Nguyễn B\u0131nh", NameError::foreignLetter},
        {"long s", "\u017fon", NameError::foreignLetter},
        {"letters that come to no a-z", "Øystein", NameError::foreignLetter},
        {"Chinese", "阮文雄", NameError::foreignLetter},
        {"mark on nothing", "\u0301Hùng", NameError::badCharacter},
        {"mark on an apostrophe", "H'\u0301Hen", NameError::badCharacter},
        {"tower of marks", "Ha\u0301\u0301\u0301\u0301\u0301n", NameError::badCharacter},
        {"half a character", "Nguy\xe1\xbb", NameError::notUtf8},
        {"overlong form", "\xc0\xafHung", NameError::notUtf8},
        {"too many octets", std::string(limits::province::personalName + 1, 'a'), NameError::tooLong},
        {"too long an address", std::string(limits::province::localPart - 1, 'a'), NameError::tooLong},
    };
    for (const auto& row : rows) {
        const auto name = parsePersonalName(row.name);
        ASSERT_FALSE(name) << row.title;
        EXPECT_EQ(name.error(), row.error) << row.title << ": " << province::name(name.error());
    }
    // Fits as given, but not once its marks are in canonical order.
    std::string growing(limits::province::personalName - 8, 'a');
    for (std::size_t i = 3; i < growing.size(); i += 4) growing[i] = ' ';
    EXPECT_EQ(parsePersonalName(growing + "\u00e0\u0323\u00e0\u0323").error(), NameError::tooLong);
    EXPECT_EQ(parsePersonalName("Y Ban", 2).error(), NameError::noSuchWord);
}

}  // namespace
}  // namespace tram::province
