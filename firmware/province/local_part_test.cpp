#include "province/local_part.hpp"

#include <gtest/gtest.h>

#include <set>

#include "base/limits.hpp"

namespace tram::province {
namespace {

const PersonalLocalPart hung{"hung", "nv"};

IsTaken takenAmong(std::set<std::string, std::less<>> parts) {
    return [parts = std::move(parts)](std::string_view part) { return parts.contains(part); };
}

const IsTaken nothingTaken = [](std::string_view) { return false; };
const IsTaken everythingTaken = [](std::string_view) { return true; };

TEST(LocalPart, ReservedWhateverItsDress) {
    for (const std::string_view part :
         {"postmaster", "POSTMASTER", "abuse", "hostmaster", "webmaster", "root", "mailer-daemon", "MAILER-DAEMON",
          "noreply", "no-reply", "No.Reply", "no_reply", "hotro", "vanthu", "admin", "ssl-admin", "security"}) {
        EXPECT_TRUE(isReserved(part)) << part;
    }
    for (const std::string_view part : {"hungnv", "vanthu.sotttt", "sonoivu", "postmaster2", "", "an",
                                        "a-very-long-local-part-that-is-longer-than-any-reserved-one"}) {
        EXPECT_FALSE(isReserved(part)) << part;
    }
}

TEST(LocalPart, GivenByHand) {
    const struct {
        std::string_view text;
        std::expected<std::string, LocalPartError> result;
    } rows[]{
        {"duan.cntt-2013", "duan.cntt-2013"},
        {"HungNV", "hungnv"},
        {"", std::unexpected(LocalPartError::empty)},
        {".a", std::unexpected(LocalPartError::badCharacter)},
        {"a.", std::unexpected(LocalPartError::badCharacter)},
        {"a..b", std::unexpected(LocalPartError::badCharacter)},
        {"a b", std::unexpected(LocalPartError::badCharacter)},
        {"a@b", std::unexpected(LocalPartError::badCharacter)},
        {"a+b", std::unexpected(LocalPartError::badCharacter)},
        {"\"a\"", std::unexpected(LocalPartError::badCharacter)},
        {"hùngnv", std::unexpected(LocalPartError::foreignLetter)},
        {"hungnv\u0430", std::unexpected(LocalPartError::foreignLetter)},
        {"ｈungnv", std::unexpected(LocalPartError::foreignLetter)},
        {"abuse", std::unexpected(LocalPartError::reserved)},
    };
    for (const auto& row : rows) EXPECT_EQ(parseLocalPart(row.text), row.result) << row.text;
    EXPECT_TRUE(parseLocalPart(std::string(64, 'a')));
    EXPECT_EQ(parseLocalPart(std::string(65, 'a')).error(), LocalPartError::tooLong);
}

TEST(LocalPart, TheRulesOwnWhereItIsFree) {
    EXPECT_EQ(freeLocalPart(hung, nothingTaken), "hungnv");
    EXPECT_EQ(freeLocalPart(hung, takenAmong({"hungnv"})).error(), LocalPartError::taken);
    EXPECT_EQ(freeLocalPart({"root", ""}, nothingTaken).error(), LocalPartError::reserved);
}

TEST(LocalPart, SuffixOfTheLaterRegistrant) {  // R3.5
    const auto taken = takenAmong({"hungnv", "hungnv2"});
    const struct {
        std::string_view suffix;
        std::expected<std::string, LocalPartError> result;
    } rows[]{
        {"3", "hungnv3"},
        {"x", "hungnvx"},
        {"X9", "hungnvx9"},
        {"2", std::unexpected(LocalPartError::taken)},
        {"", std::unexpected(LocalPartError::badSuffix)},
        {"123", std::unexpected(LocalPartError::badSuffix)},
        {".", std::unexpected(LocalPartError::badSuffix)},
        {" 2", std::unexpected(LocalPartError::badSuffix)},
        {"é", std::unexpected(LocalPartError::badSuffix)},
        {"-a", std::unexpected(LocalPartError::badSuffix)},
    };
    for (const auto& row : rows) EXPECT_EQ(withSuffix(hung, row.suffix, taken), row.result) << row.suffix;
    EXPECT_EQ(withSuffix(hung, "2", taken, SuffixPosition::afterGivenName), "hung2nv");
    EXPECT_EQ(withSuffix({"roo", ""}, "t", nothingTaken).error(), LocalPartError::reserved);
    EXPECT_EQ(withSuffix({std::string(63, 'a'), ""}, "22", nothingTaken).error(), LocalPartError::tooLong);
}

TEST(LocalPart, ProposesFreeOnesInOrder) {
    EXPECT_EQ(proposeFree(hung, takenAmong({"hungnv", "hungnv2", "hungnv4"}), 3),
              (std::vector<std::string>{"hungnv3", "hungnv5", "hungnv6"}));
    EXPECT_EQ(proposeFree(hung, takenAmong({"hungnv"}), 2, SuffixPosition::afterGivenName),
              (std::vector<std::string>{"hung2nv", "hung3nv"}));
    EXPECT_TRUE(proposeFree(hung, everythingTaken, 5).empty());
    EXPECT_TRUE(proposeFree(hung, nothingTaken, 0).empty());
}

TEST(LocalPart, EveryProposalIsAcceptedAsASuffix) {
    const auto all = proposeFree(hung, nothingTaken, 10'000);
    EXPECT_EQ(all.size(), 8U + 23U + 64U + 529U);
    EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), all.size());
    for (const auto& part : all) {
        EXPECT_EQ(withSuffix(hung, std::string_view{part}.substr(6), nothingTaken), part);
        EXPECT_EQ(parseLocalPart(part), part);
    }
}

TEST(LocalPart, HowAnAddressStandsToTheRule) {  // R3.5, R3.3b
    const struct {
        std::string_view part;
        AddressRule atEnd;
        AddressRule afterGivenName;
    } rows[]{
        {"hungnv", AddressRule::kept, AddressRule::kept},
        {"hungnv2", AddressRule::suffix, AddressRule::exception},
        {"hungnvab", AddressRule::suffix, AddressRule::exception},
        {"hung2nv", AddressRule::exception, AddressRule::suffix},
        {"hungabnv", AddressRule::exception, AddressRule::suffix},
        {"hungnv234", AddressRule::exception, AddressRule::exception},
        {"hungn", AddressRule::exception, AddressRule::exception},
        {"hungnv.2", AddressRule::exception, AddressRule::exception},
        {"giamdoc", AddressRule::exception, AddressRule::exception},
        {"hungvn", AddressRule::exception, AddressRule::exception},
    };
    for (const auto& row : rows) {
        EXPECT_EQ(ruleOf(hung, row.part), row.atEnd) << row.part;
        EXPECT_EQ(ruleOf(hung, row.part, SuffixPosition::afterGivenName), row.afterGivenName) << row.part;
    }
}

TEST(LocalPart, ProposesNothingReserved) {
    const auto all = proposeFree({"roo", ""}, nothingTaken, 10'000);
    EXPECT_EQ(std::ranges::find(all, "root"), all.end());
    EXPECT_NE(std::ranges::find(all, "roos"), all.end());
}

}  // namespace
}  // namespace tram::province
