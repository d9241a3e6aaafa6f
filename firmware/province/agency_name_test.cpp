#include "province/agency_name.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"

namespace tram::province {
namespace {

struct Row {
    std::string_view name;
    std::string_view initials;
};

constexpr Row agencies[]{
    {"Ủy ban nhân dân tỉnh Thái Nguyên", "ubndttn"},
    {"Văn phòng Ủy ban nhân dân tỉnh", "vpubndt"},
    {"Trung tâm Thông tin", "tttt"},
    {"Văn phòng Hội đồng nhân dân tỉnh", "vphdndt"},
    {"Sở Nội vụ", "snv"},
    {"Ban Thi đua - Khen thưởng", "btdkt"},
    {"Ban Thi đua-Khen thưởng", "btdkt"},
    {"Ban Thi đua – Khen thưởng", "btdkt"},
    {"Chi cục Văn thư - Lưu trữ", "ccvtlt"},
    {"Sở Thông tin và Truyền thông", "sttvtt"},
    {"Sở Kế hoạch và Đầu tư", "skhvdt"},
    {"Sở Kế hoạch & Đầu tư", "skhdt"},
    {"Sở Tài chính", "stc"},
    {"Sở Công Thương", "sct"},
    {"SỞ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN", "snnvptnt"},
    {"Chi cục Kiểm lâm", "cckl"},
    {"Sở Giao thông vận tải", "sgtvt"},
    {"Sở Xây dựng", "sxd"},
    {"Sở Lao động - Thương binh và Xã hội", "sldtbvxh"},
    {"Sở Văn hóa, Thể thao và Du lịch", "svhttvdl"},
    {"So\u031b\u0309 Y te\u0302\u0301", "syt"},
    {"Bệnh viện A", "bva"},
    {"Ban Quản lý các khu công nghiệp", "bqlckcn"},
    {"Công an tỉnh Thái Nguyên", "cattn"},
    {"Đài Phát thanh - Truyền hình tỉnh", "dpttht"},
    {"Đoàn Thanh niên Cộng sản Hồ Chí Minh tỉnh", "dtncshcmt"},
    {"Mặt trận Tổ quốc tỉnh", "mttqt"},
    {"Ủy ban nhân dân huyện Định Hóa", "ubndhdh"},
    {"Ủy ban nhân dân huyện Đồng Hỷ", "ubndhdh"},
    {"Ủy ban nhân dân phường 7", "ubndp7"},
    {"Trung đoàn 750 (Bộ Chỉ huy quân sự)", "td750bchqs"},
    {"Trường THPT số 2 Đắk Tô", "tts2dt"},
    {"Ủy ban nhân dân huyện Cư M'gar", "ubndhcm"},
    {"Ủy ban nhân dân huyện Ea H’leo", "ubndheh"},
    {"Sở Tư pháp", "stp"},
    {"Sở Y tế", "syt"},
    {"Sở Khoa học và Công nghệ", "skhvcn"},
    {"Sở Tài nguyên và Môi trường", "stnvmt"},
    {"Sở Giáo dục và Đào tạo", "sgdvdt"},
    {"Sở Ngoại vụ", "snv"},
    {"Thanh tra tỉnh", "ttt"},
    {"Ban Dân tộc", "bdt"},
    {"Ban Tiếp công dân", "btcd"},
    {"Chi cục Thú y", "ccty"},
    {"Chi cục Quản lý thị trường", "ccqltt"},
    {"Trung tâm Y tế dự phòng", "ttytdp"},
    {"Hội Chữ thập đỏ tỉnh", "hctdt"},
    {"Hội Liên hiệp Phụ nữ tỉnh", "hlhpnt"},
    {"Liên đoàn Lao động tỉnh", "ldldt"},
    {"Kho bạc Nhà nước tỉnh", "kbnnt"},
    {"Cục Thuế tỉnh", "ctt"},
    {"Cục Thống kê", "ctk"},
    {"Tòa án nhân dân tỉnh", "tandt"},
    {"Viện Kiểm sát nhân dân tỉnh", "vksndt"},
    {"Ủy ban nhân dân thị xã Phổ Yên", "ubndtxpy"},
    {"Trường Chính trị tỉnh", "tctt"},
    {"Quỹ Đầu tư phát triển", "qdtpt"},
    {"Bảo hiểm xã hội tỉnh", "bhxht"},
    {"Ủy ban nhân dân xã Ngọc Đường", "ubndxnd"},
    {"Đội Quản lý trật tự đô thị", "dqlttdt"},
    {"Phòng Lao động - Thương binh và Xã hội", "pldtbvxh"},
};

TEST(AgencyName, InitialsOfRealNames) {  // R3.4
    for (const auto& row : agencies) {
        const auto name = parseAgencyName(row.name);
        ASSERT_TRUE(name) << row.name;
        EXPECT_EQ(agencyInitials(*name), row.initials) << row.name;
        EXPECT_EQ(agencyLabel(*name, ""), row.initials) << row.name;
    }
}

TEST(AgencyName, ConjunctionsCanBeLeftOut) {
    EXPECT_EQ(agencyInitials("Sở Thông tin và Truyền thông", Conjunctions::leaveOut), "stttt");
    EXPECT_EQ(agencyInitials("Sở Văn hóa, Thể thao và Du lịch", Conjunctions::leaveOut), "svhttdl");
    EXPECT_EQ(agencyInitials("Và Con", Conjunctions::leaveOut), "vc");
}

TEST(AgencyName, ItsOwnDomainLabelGoesFirst) {  // R3.4
    EXPECT_EQ(agencyLabel("Sở Nội vụ", "sonoivu"), "sonoivu");
    EXPECT_EQ(agencyLabel("Sở Thông tin và Truyền thông", "SoTTTT"), "sotttt");
    EXPECT_EQ(clerkLocalPart("sotttt"), "vanthu.sotttt");  // R3.6.2
}

TEST(AgencyName, KeepsTheNameInNfcWithSingleSpaces) {
    EXPECT_EQ(parseAgencyName("  So\u031b\u0309  Y te\u0302\u0301 "), "Sở Y tế");
    EXPECT_EQ(parseAgencyName("Bệnh viện “A”"), "Bệnh viện “A”");
}

TEST(AgencyName, Refusals) {
    const struct {
        std::string_view title;
        std::string name;
        NameError error;
    } rows[]{
        {"nothing", "", NameError::empty},
        {"digits alone", "12", NameError::empty},
        {"formula", "=Sở", NameError::badCharacter},
        {"line separator", "Sở\u2028Y tế", NameError::badCharacter},
        {"Cyrillic С", "\u0421ông an tỉnh", NameError::foreignLetter},
        {"too long", std::string(limits::province::agencyName + 1, 'a'), NameError::tooLong},
        {"no UTF-8", "S\xf3 Y t\xea", NameError::notUtf8},
    };
    for (const auto& row : rows) {
        const auto name = parseAgencyName(row.name);
        ASSERT_FALSE(name) << row.title;
        EXPECT_EQ(name.error(), row.error) << row.title;
    }
}

TEST(DomainLabel, Table) {
    const struct {
        std::string label;
        std::expected<std::string, LabelError> result;
    } rows[]{
        {"sonoivu", "sonoivu"},
        {"so-noi-vu2", "so-noi-vu2"},
        {"UBND", "ubnd"},
        {"", std::unexpected(LabelError::empty)},
        {"-so", std::unexpected(LabelError::badCharacter)},
        {"so-", std::unexpected(LabelError::badCharacter)},
        {"so noi vu", std::unexpected(LabelError::badCharacter)},
        {"sởnộivụ", std::unexpected(LabelError::badCharacter)},
        {"so.noivu", std::unexpected(LabelError::badCharacter)},
        {"so_noivu", std::unexpected(LabelError::badCharacter)},
        {"vanthu", std::unexpected(LabelError::reserved)},
        {"PostMaster", std::unexpected(LabelError::reserved)},
        {std::string(57, 'a'), std::string(57, 'a')},
        {std::string(58, 'a'), std::unexpected(LabelError::tooLong)},
    };
    for (const auto& row : rows) EXPECT_EQ(parseDomainLabel(row.label), row.result) << row.label;
    EXPECT_EQ(agencyLabel(std::string(200, 'a'), ""), "a");
}

}  // namespace
}  // namespace tram::province
