#include "net/self_ca.hpp"

#include <sys/stat.h>

#include <array>
#include <cstdio>

#include "net/loopback_fixture.hpp"

namespace tram::net {
namespace {

using namespace test;

std::string outputOf(const std::string& command) {
    std::string output;
    FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
    std::array<char, 4096> space;
    for (std::size_t got = 0; (got = ::fread(space.data(), 1, space.size(), pipe)) != 0;)
        output.append(space.data(), got);
    ::pclose(pipe);
    return output;
}

TEST(SelfCa, OpensslAcceptsTheChainAndItsNames) {
    Certificates certificates;
    certificates.issue("many", {"mail.tinh.gov.vn", "*.xa.gov.vn", "10.1.2.3", "2001:db8::1"});
    const std::string verify =
        "openssl verify -x509_strict -purpose sslserver -CAfile " + certificates.caFile().native();
    const std::string file = certificates.files("many").chain.native();
    for (const char* check : {"-verify_hostname mail.tinh.gov.vn", "-verify_hostname a.xa.gov.vn",
                              "-verify_ip 10.1.2.3", "-verify_ip 2001:db8::1"})
        EXPECT_EQ(outputOf(verify + " " + check + " " + file), file + ": OK\n") << check;
    EXPECT_NE(outputOf(verify + " -verify_hostname other.vn " + file).find("hostname mismatch"), std::string::npos);
    EXPECT_EQ(outputOf("openssl verify -x509_strict -CAfile " + certificates.caFile().native() + " " +
                       certificates.caFile().native()),
              certificates.caFile().native() + ": OK\n");
    const auto text = outputOf("openssl x509 -noout -text -nameopt utf8,sep_comma_plus -in " + file);
    EXPECT_NE(text.find("prime256v1"), std::string::npos);
    EXPECT_NE(text.find("ecdsa-with-SHA256"), std::string::npos);
    EXPECT_NE(text.find("CN=Tỉnh Thử Nghiệm, CA"), std::string::npos) << text;
}

TEST(SelfCa, TheKeyIsPrivate) {
    Certificates certificates;
    struct stat status{};
    ASSERT_EQ(::stat(certificates.files("server").key.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600U);
    const auto nowhere = writeCertificate(certificates.authority, "/nonexistent/a", "/nonexistent/b");
    ASSERT_FALSE(nowhere);
    EXPECT_EQ(nowhere.error().kind, NetErrorKind::notFound);
}

TEST(SelfCa, NamesAndKeysThatWillNotDo) {
    Certificates certificates;
    EXPECT_FALSE(issueServerCertificate(certificates.authority, {}, Certificates::validity()));
    EXPECT_FALSE(issueServerCertificate({"rubbish", "rubbish"}, {"a"}, Certificates::validity()));
    // A name too long for a common name is among the alternative names all the same.
    const std::string longName = std::string(60, 'a') + "." + std::string(60, 'b') + ".vn";
    const auto pair = issueServerCertificate(certificates.authority, {longName}, Certificates::validity());
    ASSERT_TRUE(pair) << pair.error().detail;
}

}  // namespace
}  // namespace tram::net
