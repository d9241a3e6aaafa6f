#include "store/credentials/second_factor.hpp"

#include <gtest/gtest.h>

#include "store/credentials/digest.hpp"

namespace tram::credentials {
namespace {

SystemTime at(std::int64_t seconds) {
    return SystemTime{std::chrono::seconds{seconds}};
}

SecondFactor ofTheRfc() {
    return {"12345678901234567890", true, 0};
}

// [RFC6238 appendix B], the last six of its eight digits.
TEST(SecondFactor, VectorsOfTheRfc) {
    const std::pair<std::int64_t, const char*> vectors[] = {{59, "287082"},         {1111111109, "081804"},
                                                            {1111111111, "050471"}, {1234567890, "005924"},
                                                            {2000000000, "279037"}, {20000000000, "353130"}};
    for (const auto& [seconds, code] : vectors) {
        EXPECT_EQ(codeAt(ofTheRfc(), stepAt(at(seconds))), code) << seconds;
        EXPECT_EQ(stepOfCode(ofTheRfc(), code, at(seconds)), stepAt(at(seconds))) << seconds;
    }
}

TEST(SecondFactor, OneStepOfDifferenceIsTakenAndEachCodeOnce) {
    auto factor = ofTheRfc();
    const auto code = codeAt(factor, 1000);
    EXPECT_FALSE(stepOfCode(factor, code, at(998 * 30 + 29)));
    EXPECT_EQ(stepOfCode(factor, code, at(999 * 30)), 1000U);
    EXPECT_EQ(stepOfCode(factor, code, at(1000 * 30)), 1000U);
    EXPECT_EQ(stepOfCode(factor, code, at(1001 * 30 + 29)), 1000U);
    EXPECT_FALSE(stepOfCode(factor, code, at(1002 * 30)));
    factor.lastStep = 1000;
    EXPECT_FALSE(stepOfCode(factor, code, at(1000 * 30)));
    EXPECT_EQ(stepOfCode(factor, codeAt(factor, 1001), at(1000 * 30)), 1001U);
}

TEST(SecondFactor, WhatIsNoCodeIsNone) {
    const auto factor = ofTheRfc();
    const auto code = codeAt(factor, 1000);
    EXPECT_EQ(stepOfCode(factor, " " + code.substr(0, 3) + " " + code.substr(3) + " ", at(30'000)), 1000U);
    for (const auto& wrong : {std::string(), std::string("1"), code + "0", code.substr(1), std::string(1000, '0'),
                              std::string("abcdef"), std::string(6, '\0')})
        EXPECT_FALSE(stepOfCode(factor, wrong, at(30'000))) << wrong;
    EXPECT_FALSE(stepOfCode(factor, code, at(-5)));
}

TEST(SecondFactor, IsKeptAsItWas) {
    SecureRandom random;
    auto factor = makeSecondFactor(random);
    EXPECT_EQ(factor.secret.size(), 20U);
    factor.confirmed = true;
    factor.lastStep = 0x1122334455667788;
    EXPECT_EQ(decodeSecondFactor(encodeSecondFactor(factor)), factor);
    auto encoded = encodeSecondFactor(factor);
    EXPECT_FALSE(decodeSecondFactor(encoded.substr(1)));
    EXPECT_FALSE(decodeSecondFactor(encoded + "x"));
    encoded[0] = 2;
    EXPECT_FALSE(decodeSecondFactor(encoded));
}

TEST(SecondFactor, AppsReadTheUri) {
    EXPECT_EQ(otpauthUri(ofTheRfc(), "Thư công vụ", "hungnv@tinh.gov.vn"),
              "otpauth://totp/Th%C6%B0%20c%C3%B4ng%20v%E1%BB%A5:hungnv%40tinh.gov.vn?secret="
              "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Th%C6%B0%20c%C3%B4ng%20v%E1%BB%A5");
    // [RFC4648 10], without padding
    const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                           {"f", "MY"},
                                                           {"fo", "MZXQ"},
                                                           {"foo", "MZXW6"},
                                                           {"foob", "MZXW6YQ"},
                                                           {"fooba", "MZXW6YTB"},
                                                           {"foobar", "MZXW6YTBOI"}};
    for (const auto& [plain, coded] : vectors) EXPECT_EQ(base32(plain), coded);
}

}  // namespace
}  // namespace tram::credentials
