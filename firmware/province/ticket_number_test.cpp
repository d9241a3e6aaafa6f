#include "province/ticket_number.hpp"

#include <gtest/gtest.h>

namespace tram::province {
namespace {

TEST(TicketNumber, IsReadAsItIsWritten) {
    EXPECT_EQ(ticketText(12), "HT-12");
    EXPECT_EQ(parseTicket("HT-12"), 12U);
    EXPECT_EQ(parseTicket("ht-12"), 12U);
    EXPECT_EQ(parseTicket("12"), 12U);
    for (const auto* text : {"", "HT-", "0", "HT-0", "12x", "-1", "HT12", "HT-1234567890123", "99999999999999999999"})
        EXPECT_FALSE(parseTicket(text)) << text;
}

TEST(TicketNumber, StandsInBracketsInASubject) {
    EXPECT_EQ(ticketInSubject("[HT-12] Xin cấp hộp thư"), 12U);
    EXPECT_EQ(ticketInSubject("Re: Fwd: [HT-7] x"), 7U);
    EXPECT_EQ(ticketInSubject("[Gấp] [HT-7] x [HT-8]"), 7U);
    EXPECT_EQ(ticketInSubject("[[HT-7]"), 7U);
    for (const auto* text : {"", "HT-12", "[HT-12", "[HT-]", "[HT-0]", "[HT-12x]", "[12]", "[", "]["})
        EXPECT_FALSE(ticketInSubject(text)) << text;
}

}  // namespace
}  // namespace tram::province
