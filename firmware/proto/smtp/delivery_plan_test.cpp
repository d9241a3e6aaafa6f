#include "proto/smtp/delivery_plan.hpp"

#include <gtest/gtest.h>

namespace tram::smtp {
namespace {

struct RouteText {
    const char* name;
    const char* text;
    const char* pattern;  // nullptr: an error
    const char* hop;
    RouteError error = RouteError::syntax;
};
class RouteParsing : public testing::TestWithParam<RouteText> {};
TEST_P(RouteParsing, AsWritten) {
    const auto& row = GetParam();
    const auto route = parseRoute(row.text);
    if (row.pattern == nullptr) {
        ASSERT_FALSE(route);
        EXPECT_EQ(route.error(), row.error);
        return;
    }
    ASSERT_TRUE(route);
    EXPECT_EQ(route->pattern, row.pattern);
    EXPECT_EQ(format(*route->nextHop), row.hop);
}
INSTANTIATE_TEST_SUITE_P(
    Table, RouteParsing,
    testing::Values(RouteText{"name", "Example.VN=mail.example.vn:2525", "example.vn", "mail.example.vn:2525"},
                    RouteText{"ipv4", "example.vn=127.0.0.1:2525", "example.vn", "[127.0.0.1]:2525"},
                    RouteText{"ipv4Bracketed", "example.vn=[127.0.0.1]:2525", "example.vn", "[127.0.0.1]:2525"},
                    RouteText{"ipv6", "example.vn=[::1]:2525", "example.vn", "[IPv6:::1]:2525"},
                    RouteText{"ipv6Literal", "example.vn=[IPv6:2001:db8::1]", "example.vn", "[IPv6:2001:db8::1]:25"},
                    RouteText{"defaultPort", "*=smart.example.vn", "*", "smart.example.vn:25"},
                    RouteText{"suffix", ".gov.vn=a.vn", ".gov.vn", "a.vn:25"},
                    RouteText{"noEquals", "example.vn", nullptr, "", RouteError::syntax},
                    RouteText{"noPattern", "=a.vn", nullptr, "", RouteError::pattern},
                    RouteText{"badPattern", "a b=a.vn", nullptr, "", RouteError::pattern},
                    RouteText{"noHost", "a.vn=", nullptr, "", RouteError::host},
                    RouteText{"noHostButPort", "a.vn=:25", nullptr, "", RouteError::host},
                    RouteText{"port0", "a.vn=b.vn:0", nullptr, "", RouteError::port},
                    RouteText{"portTooLarge", "a.vn=b.vn:65536", nullptr, "", RouteError::port},
                    RouteText{"portText", "a.vn=b.vn:25x", nullptr, "", RouteError::port},
                    RouteText{"portEmpty", "a.vn=b.vn:", nullptr, "", RouteError::port},
                    RouteText{"openBracket", "a.vn=[::1", nullptr, "", RouteError::host}),
    [](const auto& row) { return row.param.name; });

Route route(std::string pattern, Zone zone, const char* hop = nullptr) {
    Route out;
    out.pattern = std::move(pattern);
    out.zone = zone;
    if (hop != nullptr) out.nextHop = parseNextHop(hop).value();
    return out;
}

TEST(RouteTable, TheClosestPatternCounts) {
    const RouteTable table{{route("*", Zone::internet), route(".tinh.gov.vn", Zone::tsl),
                            route(".gov.vn", Zone::tsl, "hub.gov.vn"), route("Bo.gov.vn", Zone::tsl, "bo.gov.vn:26"),
                            route("bo.gov.vn", Zone::internet)}};
    EXPECT_EQ(table.find("bo.gov.vn").nextHop->port, 26);
    EXPECT_EQ(table.find("so.tinh.gov.vn").pattern, ".tinh.gov.vn");
    EXPECT_EQ(table.find("x.so.tinh.gov.vn").pattern, ".tinh.gov.vn");
    EXPECT_EQ(table.find("tinh.gov.vn").pattern, ".gov.vn");
    EXPECT_EQ(table.find("gov.vn").pattern, "*");
    EXPECT_EQ(table.find("example.com").zone, Zone::internet);
}

TEST(RouteTable, WithoutRoutesEverythingGoesByMx) {
    const RouteTable table{{}};
    EXPECT_FALSE(table.find("example.vn").nextHop);
    EXPECT_EQ(table.find("").zone, Zone::internet);
}

TEST(Destination, DomainsOfOneNextHopShareIt) {
    const auto smart = route("*", Zone::tsl, "hub.gov.vn:25");
    EXPECT_EQ(destinationKey(smart, "a.vn"), destinationKey(smart, "b.vn"));
    const auto direct = route("*", Zone::internet);
    EXPECT_EQ(destinationKey(direct, "A.vn"), "internet/a.vn");
    EXPECT_NE(destinationKey(direct, "a.vn"), destinationKey(route("*", Zone::tsl), "a.vn"));
}

}  // namespace
}  // namespace tram::smtp
