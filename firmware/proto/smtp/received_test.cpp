#include "proto/smtp/received.hpp"

#include <gtest/gtest.h>

namespace tram::smtp {
namespace {

using namespace std::chrono_literals;

constexpr SystemTime noon{std::chrono::seconds{1'795'600'000}};

ReceivedFacts facts() {
    ReceivedFacts facts;
    facts.clientName = "mx.khac.example";
    facts.clientAddress = "192.0.2.7";
    facts.reverseName = "mx.khac.example";
    facts.hostname = "thu.dich.example";
    facts.protocol = "ESMTPS";
    facts.zone = "tsl";
    facts.tlsVersion = "TLSv1.3";
    facts.tlsCipher = "TLS1-3-AES-128-GCM-SHA256";
    facts.id = "q17";
    facts.time = noon;
    return facts;
}

TEST(Received, AllFacts) {
    auto all = facts();
    all.recipient = Mailbox{"an", {"dich.example"}};
    EXPECT_EQ(composeReceived(all),
              "Received: from mx.khac.example (mx.khac.example [192.0.2.7])\r\n"
              "\tby thu.dich.example (Tram, zone tsl) with ESMTPS id q17\r\n"
              "\tfor <an@dich.example>\r\n"
              "\ttls TLS1-3-AES-128-GCM-SHA256 (TLSv1.3);\r\n"
              "\tWed, 25 Nov 2026 16:46:40 +0700\r\n");
}

TEST(Received, WithoutTlsAndOverIpv6) {
    auto some = facts();
    some.tlsVersion.clear();
    some.reverseName.clear();
    some.clientAddress = "2001:db8::7";
    EXPECT_EQ(composeReceived(some),
              "Received: from mx.khac.example ([IPv6:2001:db8::7])\r\n"
              "\tby thu.dich.example (Tram, zone tsl) with ESMTPS id q17;\r\n"
              "\tWed, 25 Nov 2026 16:46:40 +0700\r\n");
}

TEST(Received, NothingInjectsAField) {
    auto odd = facts();
    odd.clientName = "a\r\nBcc: b)(c\\";
    odd.reverseName = "x)\r\n\r\nbody";
    odd.recipient = Mailbox{"a\r\nb", {"dich.example"}};
    const auto field = composeReceived(odd);
    EXPECT_EQ(field.find("\r\nBcc"), std::string::npos);
    EXPECT_EQ(field.find("\r\n\r\n"), std::string::npos);
    EXPECT_EQ(field.find("\tfor"), std::string::npos);
}

TEST(Received, Counted) {
    EXPECT_EQ(countReceived(""), 0U);
    EXPECT_EQ(
        countReceived(
            "Received: a\r\n b\r\nRECEIVED:c\r\nreceived : d\r\nX-Received: e\r\nReceivedx: f\r\n\r\nReceived: g\r\n"),
        3U);
    EXPECT_EQ(countReceived("Subject: x\r\n Received: folded\r\n"), 0U);
    std::string loop;
    for (int i = 0; i < 120; ++i) loop += "Received: x\r\n";
    EXPECT_EQ(countReceived(loop), 120U);
}

TEST(ReturnPath, Composed) {
    EXPECT_EQ(composeReturnPath(std::nullopt), "Return-Path: <>\r\n");
    EXPECT_EQ(composeReturnPath(Mailbox{"a b", {"dich.example"}}), "Return-Path: <\"a b\"@dich.example>\r\n");
}

}  // namespace
}  // namespace tram::smtp
