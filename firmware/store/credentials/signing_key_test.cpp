#include "store/credentials/signing_key.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "store/credentials/temporary_folder.hpp"

namespace tram::credentials {
namespace {

namespace fs = std::filesystem;

class SigningKeyFiles : public testing::Test {
protected:
    static SealingKey sealedBy(std::uint8_t octet) {
        std::array<std::uint8_t, SealingKey::size> octets{};
        octets.fill(octet);
        return std::move(*SealingKey::fromOctets(octets));
    }
    fixture::TemporaryFolder made;
    const fs::path folder = made.path;
    SealingKey sealing = sealedBy(1);
};

TEST_F(SigningKeyFiles, SignsWhatItsPublicKeyVerifiesAndNothingElse) {
    const auto key = SigningKey::loadOrMake(folder, sealing);
    ASSERT_TRUE(key);
    const auto signature = key->sign("the head of a segment");
    EXPECT_TRUE(verifySignature(key->publicKey(), signature, "the head of a segment"));
    EXPECT_FALSE(verifySignature(key->publicKey(), signature, "the head of a segmenT"));
    auto altered = signature;
    altered[5] ^= 1;
    EXPECT_FALSE(verifySignature(key->publicKey(), altered, "the head of a segment"));
    auto other = key->publicKey();
    other[0] ^= 1;
    EXPECT_FALSE(verifySignature(other, signature, "the head of a segment"));
}

TEST_F(SigningKeyFiles, IsTheSameAtEveryStart) {
    const auto first = SigningKey::loadOrMake(folder, sealing);
    const auto second = SigningKey::loadOrMake(folder, sealing);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->publicKey(), second->publicKey());
    EXPECT_EQ(readPublicKeys(folder / "signing.pub"), std::vector{first->publicKey()});
}

TEST_F(SigningKeyFiles, KeepsTheSeedFromOthersAndPublishesTheRest) {
    ASSERT_TRUE(SigningKey::loadOrMake(folder, sealing));
    struct stat status{};
    ASSERT_EQ(::stat((folder / "signing.key").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    ASSERT_EQ(::stat((folder / "signing.pub").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0644U);
}

TEST_F(SigningKeyFiles, RefusesAKeyThatAnotherSealedOrThatIsCut) {
    ASSERT_TRUE(SigningKey::loadOrMake(folder, sealing));
    const auto other = SigningKey::loadOrMake(folder, sealedBy(2));
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error(), SealError::tampered);
    fs::resize_file(folder / "signing.key", 20);
    const auto cut = SigningKey::loadOrMake(folder, sealing);
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error(), SealError::wrongSize);
}

TEST_F(SigningKeyFiles, KeepsTheKeysThatWereInUseBefore) {
    ASSERT_TRUE(SigningKey::loadOrMake(folder, sealing));
    const auto before = readPublicKeys(folder / "signing.pub");
    fs::remove(folder / "signing.key");
    const auto next = SigningKey::loadOrMake(folder, sealing);
    ASSERT_TRUE(next);
    const auto published = readPublicKeys(folder / "signing.pub");
    ASSERT_EQ(published.size(), 2U);
    EXPECT_EQ(published[0], before[0]);
    EXPECT_EQ(published[1], next->publicKey());
    std::ofstream(folder / "signing.pub", std::ios::app) << "no key\n" << std::string(64, 'z') << "\n";
    EXPECT_EQ(readPublicKeys(folder / "signing.pub"), published);
}

}  // namespace
}  // namespace tram::credentials
