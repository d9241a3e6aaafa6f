#include "proto/smtp/mx_selection.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/limits.hpp"

namespace tram::smtp {
namespace {

const OwnIdentity own{{"mail.tinh.gov.vn"}, {Ipv4Octets{192, 0, 2, 1}}};

struct Exchanges {
    const char* name;
    LookupStatus status;
    std::vector<MxRecord> records;
    std::vector<std::string> hosts;  // expected, where none of the failures
    std::optional<RoutingReason> reason;
    std::string status3 = "";
    std::string domain = "example.vn";
    std::string canonical = "";
};

class MxSelection : public testing::TestWithParam<Exchanges> {};

TEST_P(MxSelection, SelectsExchanges) {
    const auto& row = GetParam();
    SeededRandom random{1};
    const auto result = selectExchanges(row.domain, {row.status, row.records, row.canonical}, own, random);
    if (row.reason) {
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().reason, *row.reason);
        EXPECT_EQ(format(result.error().status), row.status3);
        EXPECT_FALSE(result.error().text.empty());
        return;
    }
    ASSERT_TRUE(result) << result.error().text;
    std::vector<std::string> hosts;
    for (const auto& exchange : *result) hosts.push_back(exchange.host);
    EXPECT_EQ(hosts, row.hosts);
}

using enum LookupStatus;
INSTANTIATE_TEST_SUITE_P(
    Table, MxSelection,
    testing::Values(
        Exchanges{"byPreference",
                  answered,
                  {{20, "b.example.vn"}, {10, "A.Example.vn."}},
                  {"a.example.vn", "b.example.vn"},
                  {}},
        Exchanges{"implicit", noData, {}, {"example.vn"}, {}},
        Exchanges{"implicitOfAlias", noData, {}, {"host.example.net"}, {}, "", "example.vn", "host.example.net."},
        Exchanges{"emptyAnswer", answered, {}, {"example.vn"}, {}},
        Exchanges{"noSuchName", noSuchName, {}, {}, RoutingReason::noSuchDomain, "5.1.2"},
        Exchanges{"nullMx", answered, {{0, ""}}, {}, RoutingReason::nullMx, "5.1.10"},
        Exchanges{"nullMxDot", answered, {{0, "."}}, {}, RoutingReason::nullMx, "5.1.10"},
        Exchanges{"nullMxAmongOthers", answered, {{0, "."}, {5, "a.example.vn"}}, {"a.example.vn"}, {}},
        Exchanges{"serverFailure", serverFailure, {}, {}, RoutingReason::lookupFailed, "4.4.3"},
        Exchanges{"timeout", timeout, {}, {}, RoutingReason::lookupFailed, "4.4.3"},
        Exchanges{"bogus", bogus, {}, {}, RoutingReason::lookupFailed, "4.4.3"},
        Exchanges{"weAreBest",
                  answered,
                  {{10, "MAIL.tinh.gov.vn"}, {20, "b.example.vn"}},
                  {},
                  RoutingReason::loopsBack,
                  "5.4.6"},
        Exchanges{"weAreEqual",
                  answered,
                  {{10, "mail.tinh.gov.vn."}, {10, "b.example.vn"}},
                  {},
                  RoutingReason::loopsBack,
                  "5.4.6"},
        Exchanges{"weAreBackup",
                  answered,
                  {{10, "a.example.vn"}, {20, "mail.tinh.gov.vn"}, {30, "c.example.vn"}},
                  {"a.example.vn"},
                  {}},
        Exchanges{"implicitOurselves", noData, {}, {}, RoutingReason::loopsBack, "5.4.6", "mail.tinh.gov.vn"},
        Exchanges{"addressAsName", answered, {{10, "192.0.2.9"}}, {}, RoutingReason::noAddress, "5.4.4"},
        Exchanges{"badDomain", answered, {}, {}, RoutingReason::badName, "5.1.3", "a..b"},
        Exchanges{"spaceInDomain", noData, {}, {}, RoutingReason::badName, "5.1.3", "a b"},
        Exchanges{"twice", answered, {{20, "a.example.vn"}, {10, "a.example.vn"}}, {"a.example.vn"}, {}}),
    [](const auto& row) { return row.param.name; });

TEST(MxSelectionSpread, EqualPreferencesAreSpreadEvenly) {
    SeededRandom random{42};
    std::map<std::string, int> first;
    const MxAnswer answer{answered, {{10, "a.vn"}, {10, "b.vn"}, {10, "c.vn"}, {20, "d.vn"}}, {}};
    for (int i = 0; i < 3'000; ++i) {
        const auto exchanges = selectExchanges("example.vn", answer, own, random);
        ASSERT_TRUE(exchanges);
        ASSERT_EQ(exchanges->size(), 4U);
        EXPECT_EQ(exchanges->back().host, "d.vn");
        ++first[exchanges->front().host];
    }
    for (const auto* const host : {"a.vn", "b.vn", "c.vn"}) EXPECT_NEAR(first[host], 1'000, 120) << host;
}

TEST(MxSelectionSpread, CountsAreBounded) {
    SeededRandom random{1};
    MxAnswer answer;
    for (int i = 0; i < 1'000; ++i) answer.records.push_back({10, "h" + std::to_string(i) + ".vn"});
    EXPECT_EQ(selectExchanges("example.vn", answer, own, random)->size(), limits::smtp::exchanges);
}

Ipv4Octets four(std::uint8_t last) {
    return {203, 0, 113, last};
}
Ipv6Octets six(std::uint8_t last) {
    Ipv6Octets out{0x20, 0x01, 0x0d, 0xb8};
    out[15] = last;
    return out;
}
ExchangeAddresses host(std::uint16_t preference, std::string name, std::vector<Ipv6Octets> v6,
                       std::vector<Ipv4Octets> v4) {
    return {{preference, std::move(name), Exchange::Kind::mx},
            {v6.empty() ? noData : answered, v6, ""},
            {v4.empty() ? noData : answered, v4, ""}};
}
std::vector<std::string> addresses(const std::vector<Target>& targets) {
    std::vector<std::string> out;
    for (const auto& target : targets) out.push_back(format(target.address));
    return out;
}

TEST(MxTargets, FamiliesAlternate) {
    const std::vector exchanges{host(10, "a.vn", {six(1), six(2), six(3)}, {four(1)}), host(20, "b.vn", {}, {four(2)})};
    const auto targets = selectTargets("example.vn", exchanges, own);
    ASSERT_TRUE(targets);
    EXPECT_EQ(addresses(*targets),
              (std::vector<std::string>{"2001:db8::1", "203.0.113.1", "2001:db8::2", "2001:db8::3", "203.0.113.2"}));
    EXPECT_EQ(targets->back().host, "b.vn");
}

TEST(MxTargets, OurAddressEndsTheList) {
    const std::vector exchanges{host(10, "a.vn", {}, {four(1)}), host(20, "b.vn", {}, {four(2)}),
                                host(20, "c.vn", {}, {Ipv4Octets{192, 0, 2, 1}}), host(30, "d.vn", {}, {four(4)})};
    const auto targets = selectTargets("example.vn", exchanges, own);
    ASSERT_TRUE(targets);
    EXPECT_EQ(addresses(*targets), (std::vector<std::string>{"203.0.113.1"}));
}

TEST(MxTargets, LoopbackIsOursUnlessAllowed) {
    Ipv6Octets mapped{};
    mapped[10] = mapped[11] = 0xff;
    mapped[12] = 127;
    Ipv6Octets one{};
    one[15] = 1;
    for (const auto& exchange :
         {host(10, "a.vn", {}, {Ipv4Octets{127, 0, 0, 1}}), host(10, "a.vn", {}, {Ipv4Octets{0, 0, 0, 0}}),
          host(10, "a.vn", {one}, {}), host(10, "a.vn", {mapped}, {})}) {
        const std::vector exchanges{exchange};
        const auto refused = selectTargets("example.vn", exchanges, own);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().reason, RoutingReason::loopsBack);
        auto relaxed = own;
        relaxed.loopback = Loopback::allowed;
        EXPECT_TRUE(selectTargets("example.vn", exchanges, relaxed));
    }
}

TEST(MxTargets, AliasOfOursIsOurs) {
    std::vector exchanges{host(10, "alias.example.vn", {}, {four(1)})};
    exchanges[0].ipv4.canonicalName = "Mail.tinh.gov.vn.";
    const auto result = selectTargets("example.vn", exchanges, own);
    ASSERT_FALSE(result);
    EXPECT_EQ(format(result.error().status), "5.4.6");
}

TEST(MxTargets, NoAddressIsPermanentUnlessTheDnsIsInTrouble) {
    std::vector exchanges{host(10, "a.vn", {}, {})};
    EXPECT_EQ(format(selectTargets("example.vn", exchanges, own).error().status), "5.4.4");
    exchanges[0].ipv6.status = timeout;
    EXPECT_EQ(format(selectTargets("example.vn", exchanges, own).error().status), "4.4.3");
    exchanges[0] = host(0, "example.vn", {}, {});
    exchanges[0].exchange.kind = Exchange::Kind::implicit;
    EXPECT_EQ(format(selectTargets("example.vn", exchanges, own).error().status), "5.1.2");
    exchanges.push_back(host(20, "b.vn", {}, {four(1)}));
    EXPECT_TRUE(selectTargets("example.vn", exchanges, own));
}

TEST(MxTargets, CountsAreBounded) {
    std::vector<ExchangeAddresses> exchanges;
    for (std::uint8_t i = 0; i < 16; ++i) {
        exchanges.push_back(host(i, "h" + std::to_string(i) + ".vn", std::vector<Ipv6Octets>(100, six(i)),
                                 std::vector<Ipv4Octets>(100, four(i))));
    }
    const auto targets = selectTargets("example.vn", exchanges, own);
    ASSERT_TRUE(targets);
    EXPECT_EQ(targets->size(), limits::smtp::targets);
    EXPECT_EQ(std::ranges::count(*targets, "h0.vn", &Target::host),
              static_cast<std::ptrdiff_t>(limits::smtp::exchangeAddresses));
}

TEST(MxTargets, LiteralIsItsOwnTarget) {
    const auto target = literalTarget(parseDomain("[203.0.113.5]").value(), own);
    ASSERT_TRUE(target);
    EXPECT_EQ(format(target->address), "203.0.113.5");
    EXPECT_EQ(format(literalTarget(parseDomain("[IPv6:2001:db8::7]").value(), own)->address), "2001:db8::7");
    EXPECT_EQ(literalTarget(parseDomain("[192.0.2.1]").value(), own).error().reason, RoutingReason::loopsBack);
    EXPECT_EQ(literalTarget(parseDomain("example.vn").value(), own).error().reason, RoutingReason::badName);
}

}  // namespace
}  // namespace tram::smtp
