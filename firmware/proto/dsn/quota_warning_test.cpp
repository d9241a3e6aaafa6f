#include "proto/dsn/quota_warning.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "base/utf8.hpp"
#include "mime/content_coding.hpp"

namespace tram::dsn {
namespace {

TEST(QuotaWarning, SaysHowMuchIsUsedAndWhatHelps) {
    QuotaFacts facts;
    facts.from = "postmaster@tinh.gov.vn";
    facts.to = "hungnv@tinh.gov.vn";
    facts.level = 80;
    facts.used = 830 * limits::MiB;
    facts.quota = limits::GiB;
    facts.now = SystemTime{std::chrono::seconds{1'800'000'000}};
    SeededRandom random(1);
    const auto report = composeQuotaWarning(facts, random);
    EXPECT_EQ(report.to, facts.to);
    const auto& text = report.message;
    for (const auto* line :
         {"To: hungnv@tinh.gov.vn\r\n", "<postmaster@tinh.gov.vn>\r\n", "Auto-Submitted: auto-generated\r\n",
          "Date: Fri, 15 Jan 2027 15:00:00 +0700\r\n", "Subject: =?utf-8?b?", "80 % full"})
        EXPECT_NE(text.find(line), Bytes::npos) << line << "\n" << text;
    EXPECT_NE(text.find(report.messageId), Bytes::npos);
    EXPECT_TRUE(isAscii(text)) << "any mail program can show it";
    const auto body = mime::decodeContent(mime::TransferEncoding::base64, text.substr(text.find("\r\n\r\n") + 4));
    EXPECT_NE(body.find("đã dùng 830 MB trong 1024 MB"), Bytes::npos);
    EXPECT_NE(body.find("uses 830 MB of the 1024 MB it has"), Bytes::npos);
}

}  // namespace
}  // namespace tram::dsn
