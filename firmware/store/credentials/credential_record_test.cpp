#include "store/credentials/credential_record.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"

namespace tram::credentials {
namespace {

const CredentialRecord sample{.kind = CredentialKind::app,
                              .protocols = Protocols{}.add(Protocol::imap).add(Protocol::submission),
                              .created = SystemTime{std::chrono::microseconds{1'700'000'000'123'456}},
                              .expires = SystemTime{std::chrono::microseconds{1'800'000'000'654'321}},
                              .label = "Thunderbird ở nhà",
                              .verifier = std::string{"\0\1\2 bytes", 9},
                              .networks = {}};

TEST(CredentialRecord, ComesBackAsItWas) {
    EXPECT_EQ(decodeCredential(*encode(sample)), sample);
    auto forever = sample;
    forever.kind = CredentialKind::handOut;
    forever.expires.reset();
    forever.label.clear();
    forever.verifier.clear();
    EXPECT_EQ(decodeCredential(*encode(forever)), forever);
    auto atEpoch = sample;
    atEpoch.expires = SystemTime{};
    EXPECT_EQ(decodeCredential(*encode(atEpoch)), atEpoch);
}

TEST(CredentialRecord, KeepsItsLayout) {
    auto record = sample;
    record.label = "x";
    record.verifier = "yz";
    record.created = SystemTime{std::chrono::microseconds{1}};
    record.expires = SystemTime{std::chrono::microseconds{2}};
    const std::string expected{"\1\2\3\0\0\0\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\1\0x\2\0yz", 29};
    EXPECT_EQ(*encode(record), expected);
}

TEST(CredentialRecord, RefusesCutsAdditionsAndUnknownNumbers) {
    const auto bytes = *encode(sample);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        EXPECT_EQ(decodeCredential(ByteView{bytes}.substr(0, size)).error(), RecordError::tooShort) << size;
    }
    EXPECT_EQ(decodeCredential(bytes + "x").error(), RecordError::tooLong);
    auto altered = bytes;
    altered[0] = 3;
    EXPECT_EQ(decodeCredential(altered).error(), RecordError::unknownVersion);
    altered = bytes;
    altered[1] = 4;
    EXPECT_EQ(decodeCredential(altered).error(), RecordError::unknownKind);
    altered = bytes;
    altered[23] = 0x7f;  // a label of 32 KiB
    EXPECT_EQ(decodeCredential(altered).error(), RecordError::badLength);
}

TEST(CredentialRecord, NetworksComeInVersionTwo) {
    auto record = sample;
    record.networks = {*parseNetwork("10.1.0.0/16"), *parseNetwork("2001:db8::/32")};
    const auto bytes = *encode(record);
    EXPECT_EQ(bytes[0], 2);
    EXPECT_EQ((*encode(sample))[0], 1);
    EXPECT_EQ(decodeCredential(bytes), record);
    const auto before = bytes.size() - 2 * 17 - 1;
    for (std::size_t size = before; size < bytes.size(); ++size)
        EXPECT_EQ(decodeCredential(ByteView{bytes}.substr(0, size)).error(), RecordError::tooShort) << size;
    auto altered = bytes;
    altered[before] = 0;
    EXPECT_EQ(decodeCredential(altered).error(), RecordError::badLength);
    altered[before] = 17;
    EXPECT_EQ(decodeCredential(altered).error(), RecordError::badLength);
    altered = bytes;
    altered.back() = static_cast<char>(129);
    EXPECT_EQ(decodeCredential(altered).error(), RecordError::badLength);
    record.networks.assign(limits::credentials::networks + 1, *parseNetwork("10.1.0.0/16"));
    EXPECT_EQ(encode(record).error(), RecordError::badLength);
}

TEST(CredentialRecord, BoundsLabelAndVerifier) {
    auto record = sample;
    record.label = std::string(limits::credentials::label + 1, 'x');
    EXPECT_EQ(encode(record).error(), RecordError::badLength);
    record = sample;
    record.verifier = Bytes(limits::credentials::verifier + 1, 'x');
    EXPECT_EQ(encode(record).error(), RecordError::badLength);
}

TEST(CredentialRecord, ExpiresAtItsTime) {
    EXPECT_FALSE(sample.expiredAt(*sample.expires - std::chrono::microseconds{1}));
    EXPECT_TRUE(sample.expiredAt(*sample.expires));
    EXPECT_FALSE(CredentialRecord{}.expiredAt(SystemTime::max()));
}

TEST(CredentialRecord, ScramVerifierComesBackAndIsChecked) {
    const ScramKeys keys{sha256("stored"), sha256("server")};
    const auto bytes = encodeScram(keys, 4096);
    EXPECT_EQ(bytes.size(), 68U);
    const auto decoded = decodeScram(bytes);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->keys, keys);
    EXPECT_EQ(decoded->iterations, 4096U);
    EXPECT_EQ(decodeScram(bytes.substr(1)).error(), RecordError::tooShort);
    EXPECT_EQ(decodeScram(bytes + "x").error(), RecordError::tooLong);
    EXPECT_EQ(decodeScram(encodeScram(keys, 0)).error(), RecordError::badLength);
    EXPECT_EQ(decodeScram(encodeScram(keys, 0xffff'ffff)).error(), RecordError::badLength);
}

TEST(Protocols, NamesGoBothWays) {
    for (std::uint32_t bit = 1; bit <= 128; bit *= 2) {
        const auto protocol = static_cast<Protocol>(bit);
        EXPECT_EQ(parseProtocol(name(protocol)), protocol) << bit;
        EXPECT_TRUE(Protocols::all().has(protocol));
    }
    EXPECT_FALSE(parseProtocol("IMAP4"));
    EXPECT_TRUE(Protocols::mail().has(Protocol::submission));
    EXPECT_FALSE(Protocols::mail().has(Protocol::web));
}

}  // namespace
}  // namespace tram::credentials
