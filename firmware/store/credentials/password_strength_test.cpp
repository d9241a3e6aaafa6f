#include "store/credentials/password_strength.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace tram::credentials {
namespace {

const std::vector<std::string> own{"hungnv", "thainguyen", "gov", "vn", "nguyen", "van", "hung", "sonoivu"};

// R9.4, R12.3: the breached, the common, the Vietnamese, and one's own.
TEST(PasswordStrength, WhatIsGuessedSoon) {
    for (const auto* password : {"password123",          "1234567890",    "qwertyuiop",      "aaaaaaaaaaaa",
                                 "iloveyou2024",         "abc1234567",    "0912345678",      "matkhau123456",
                                 "anhyeuem2024",         "emyeuanh@123",  "thainguyen@2025", "vietnam@123456",
                                 "nguyenvanhung1980",    "hungnv@123456", "sonoivu@123",     "hungnv@thainguyen.gov.vn",
                                 "maiyeuem123",          "giadinh@1234",  "ubndtinh@2026",   "hochiminh1890",
                                 "dienbienphu1954",      "quantri@123",   "khongbiet123",    "m@tkhau123",
                                 "phamminhtuan",         "vanphong2025",  "congvan@12345",   "motconvit123",
                                 "nguyen van hung 1980", "viet.nam.2026", "so noi vu 2026"})
        EXPECT_TRUE(isEasilyGuessed(password, own)) << password;
}

TEST(PasswordStrength, WhatIsNot) {
    for (const auto* password :
         {"correct horse battery staple", "kx8#qp2vlm", "tram va duong thien ly", "mua he ben song cau co nang",
          "7 con ech xanh nhay qua cau", "j2kq0zc9vtty", "ga luoc chanh ot xao sa 49"})
        EXPECT_FALSE(isEasilyGuessed(password, own)) << password;
}

TEST(PasswordStrength, LengthCostsNoTime) {
    std::string longest;
    for (int i = 0; i < 1024; ++i) longest += static_cast<char>('a' + i * i % 26);
    const auto before = std::chrono::steady_clock::now();
    EXPECT_FALSE(isEasilyGuessed(longest, own));
    EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(5));
    EXPECT_TRUE(isEasilyGuessed(std::string(1024, 'a'), own));
    EXPECT_TRUE(isEasilyGuessed("", own));
}

}  // namespace
}  // namespace tram::credentials
