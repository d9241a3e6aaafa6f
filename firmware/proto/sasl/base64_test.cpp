#include "proto/sasl/base64.hpp"

#include <gtest/gtest.h>

namespace tram::sasl {
namespace {

TEST(Base64, Rfc4648Vectors) {
    const std::pair<ByteView, ByteView> rows[] = {{"", ""},
                                                  {"f", "Zg=="},
                                                  {"fo", "Zm8="},
                                                  {"foo", "Zm9v"},
                                                  {"foob", "Zm9vYg=="},
                                                  {"fooba", "Zm9vYmE="},
                                                  {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, coded] : rows) {
        EXPECT_EQ(encodeBase64(plain), coded);
        EXPECT_EQ(decodeBase64(coded), plain);
    }
}

TEST(Base64, AllOctetsComeBack) {
    std::string all;
    for (int i = 0; i < 256; ++i) all.push_back(static_cast<char>(i));
    for (std::size_t cut = 0; cut < 4; ++cut) {
        const auto part = all.substr(cut);
        EXPECT_EQ(decodeBase64(encodeBase64(part)), part);
    }
}

TEST(Base64, RefusesWhatIsNotExact) {
    for (const ByteView text : {"Z", "Zg", "Zg=", "Zg===", "=", "====", "Zg==Zg==", "Zh==", "Zm9=", "Zm 9v", "Zm9v\n",
                                "Z=g=", "Zm9\xc3", "*"}) {
        EXPECT_EQ(decodeBase64(text), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace tram::sasl
