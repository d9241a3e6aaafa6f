#include "text/domain_name.hpp"

#include <gtest/gtest.h>

namespace tram::text {
namespace {

struct Row {
    const char* name;
    const char* given;
    std::optional<std::string> expected;
};

class DomainName : public testing::TestWithParam<Row> {};

TEST_P(DomainName, BecomesWhatTheDnsKnows) {
    EXPECT_EQ(toAsciiDomain(GetParam().given), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Names, DomainName,
    testing::Values(Row{"ascii", "Mail.Example", "mail.example"}, Row{"underscore", "_dmarc.example", "_dmarc.example"},
                    Row{"aLabel", "xn--bcher-kva.example", "xn--bcher-kva.example"},
                    Row{"german", "bücher.example", "xn--bcher-kva.example"},
                    Row{"upperCase", "BÜCHER.Example", "xn--bcher-kva.example"},
                    // "ß" is a letter of its own since IDNA 2008.
                    Row{"sharpS", "faß.example", "xn--fa-hia.example"},
                    Row{"decomposed", "bu\u0308cher.example", "xn--bcher-kva.example"},
                    Row{"ideographicDot", "bücher。example", "xn--bcher-kva.example"}, Row{"empty", "", std::nullopt},
                    Row{"emptyLabel", "bü..example", std::nullopt}, Row{"space", "bü cher.example", std::nullopt},
                    Row{"notUtf8", "b\xfc.example", std::nullopt}, Row{"hyphenFirst", "-bü.example", std::nullopt}),
    [](const auto& row) { return row.param.name; });

TEST(DomainNameLimit, LongNamesAreRefused) {
    std::string name;
    for (int i = 0; i < 100; ++i) name += "bü.";
    EXPECT_EQ(toAsciiDomain(name + "example"), std::nullopt);
    EXPECT_EQ(toAsciiDomain(std::string(64, 'a') + "\u00fc.example"), std::nullopt);
}

}  // namespace
}  // namespace tram::text
