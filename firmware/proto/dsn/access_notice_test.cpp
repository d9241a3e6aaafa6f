#include "proto/dsn/access_notice.hpp"

#include <gtest/gtest.h>

#include "mime/content_coding.hpp"

namespace tram::dsn {
namespace {

// R4.3
TEST(AccessNotice, SaysWhoAndWhy) {
    AccessFacts facts;
    facts.from = "postmaster@tinh.gov.vn";
    facts.to = "maitt@tinh.gov.vn";
    facts.reader = "Vũ Thị Lan <lanvt@tinh.gov.vn>";
    facts.ordered = "Lê Văn Bình <binhlv@tinh.gov.vn>";
    facts.approved = "Phạm Văn Đức <ducpv@tinh.gov.vn>";
    facts.reason = "xác minh đơn thư\r\nBcc: x@y";
    facts.decision = "31/QĐ-TTr, 22/5/2013";
    facts.since = "2026-11-01 08:00";
    facts.until = "2026-11-10 08:00";
    SeededRandom random(1);
    const auto report = composeAccessNotice(facts, random);
    EXPECT_EQ(report.message.substr(0, report.message.find("\r\n\r\n")).find("Bcc:"), Bytes::npos);
    const auto body =
        mime::decodeContent(mime::TransferEncoding::base64, report.message.substr(report.message.find("\r\n\r\n") + 4));
    for (const auto& part :
         {facts.to, facts.reader, facts.ordered, facts.approved, facts.decision, facts.since, facts.until})
        EXPECT_NE(body.find(part), Bytes::npos) << part;
}

}  // namespace
}  // namespace tram::dsn
