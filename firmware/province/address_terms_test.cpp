#include "province/address_terms.hpp"

#include <gtest/gtest.h>

namespace tram::province {
namespace {

using std::chrono::days;
using std::chrono::microseconds;

// R8.1
TEST(AddressTerms, AnAgencysOldAddressDeliversThenNamesTheNewOneAndIsFreeYearsLater) {
    const SystemTime given{std::chrono::seconds(1'700'000'000)};
    const auto address = givenUp({}, given, true);
    EXPECT_EQ(stateOf(address, given), AddressState::delivers);
    EXPECT_EQ(stateOf(address, given + days(365) - microseconds(1)), AddressState::delivers);
    EXPECT_EQ(stateOf(address, given + days(365)), AddressState::moved);
    EXPECT_FALSE(isFree(address, given + days(5 * 365) - microseconds(1)));
    EXPECT_TRUE(isFree(address, given + days(5 * 365)));
    EXPECT_EQ(stateOf(address, given + days(5 * 365)), AddressState::moved) << "until it is given to somebody";
}

// R8.3
TEST(AddressTerms, ThatOfSomebodyWhoLeftDeliversToNobody) {
    const SystemTime given{std::chrono::seconds(1'700'000'000)};
    const auto address = givenUp({}, given, false);
    EXPECT_EQ(stateOf(address, given), AddressState::gone);
    EXPECT_FALSE(isFree(address, given + days(4 * 365)));
    EXPECT_TRUE(isFree(address, given + days(5 * 365)));
}

}  // namespace
}  // namespace tram::province
