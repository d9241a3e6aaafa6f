#include "store/credentials/sealing_key.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>

#include "base/limits.hpp"
#include "store/credentials/temporary_folder.hpp"

namespace tram::credentials {
namespace {

namespace fs = std::filesystem;

struct Folder {
    fixture::TemporaryFolder made;
    [[nodiscard]] fs::path file() const { return made.path / "sealing.key"; }
};

SealingKey keyOf(std::uint8_t octet) {
    std::array<std::uint8_t, SealingKey::size> octets{};
    octets.fill(octet);
    return std::move(*SealingKey::fromOctets(octets));
}

TEST(SealingKey, OpensWhatItSealed) {
    const auto key = keyOf(1);
    for (const std::string& text : {std::string{}, std::string{"x"}, std::string{"with a \0 in it", 14}}) {
        const auto sealed = key.seal(text, "place");
        EXPECT_EQ(sealed.size(), text.size() + 41);
        EXPECT_EQ(key.open(sealed, "place"), text);
    }
}

TEST(SealingKey, SealsDifferentlyEachTime) {
    const auto key = keyOf(1);
    EXPECT_NE(key.seal("same", "place"), key.seal("same", "place"));
}

TEST(SealingKey, NoticesEveryChangedBit) {
    const auto key = keyOf(1);
    const auto sealed = key.seal("secret", "place");
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            auto altered = sealed;
            altered[i] = static_cast<char>(static_cast<unsigned char>(altered[i]) ^ 1U << bit);
            const auto opened = key.open(altered, "place");
            ASSERT_FALSE(opened) << "octet " << i << " bit " << bit;
            EXPECT_EQ(opened.error(), i == 0 ? SealError::unknownVersion : SealError::tampered);
        }
    }
}

TEST(SealingKey, NoticesEveryCut) {
    const auto key = keyOf(1);
    const auto sealed = key.seal("secret", "place");
    for (std::size_t size = 0; size < sealed.size(); ++size) {
        EXPECT_FALSE(key.open(sealed.substr(0, size), "place")) << size;
    }
    EXPECT_EQ(key.open("", "place").error(), SealError::malformed);
    EXPECT_EQ(key.open(sealed + "x", "place").error(), SealError::tampered);
    EXPECT_EQ(key.open(Bytes(limits::credentials::sealed + 1, '\1'), "place").error(), SealError::malformed);
}

TEST(SealingKey, RefusesAnotherKeyAndAnotherPlace) {
    const auto sealed = keyOf(1).seal("secret", credentialAssociatedData(OfficialId{7}, CredentialId{2}));
    EXPECT_EQ(keyOf(2).open(sealed, credentialAssociatedData(OfficialId{7}, CredentialId{2})).error(),
              SealError::tampered);
    EXPECT_EQ(keyOf(1).open(sealed, credentialAssociatedData(OfficialId{7}, CredentialId{3})).error(),
              SealError::tampered);
    EXPECT_EQ(keyOf(1).open(sealed, credentialAssociatedData(OfficialId{8}, CredentialId{2})).error(),
              SealError::tampered);
    EXPECT_TRUE(keyOf(1).open(sealed, credentialAssociatedData(OfficialId{7}, CredentialId{2})));
}

TEST(SealingKey, DerivesByPurposeAndKey) {
    EXPECT_EQ(keyOf(1).derive("salt"), keyOf(1).derive("salt"));
    EXPECT_NE(keyOf(1).derive("salt"), keyOf(1).derive("hand-out"));
    EXPECT_NE(keyOf(1).derive("salt"), keyOf(2).derive("salt"));
}

TEST(SealingKeyFile, IsMadeOnceForItsOwnerOnly) {
    const Folder folder;
    EXPECT_EQ(SealingKey::load(folder.file()).error(), SealError::notMade);
    const auto made = SealingKey::loadOrMake(folder.file());
    ASSERT_TRUE(made);
    struct stat status{};
    ASSERT_EQ(::stat(folder.file().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    EXPECT_EQ(status.st_nlink, 1U);
    const auto again = SealingKey::loadOrMake(folder.file());
    ASSERT_TRUE(again);
    EXPECT_EQ(again->open(made->seal("secret", ""), ""), "secret");
}

TEST(SealingKeyFile, SurvivesTheLeftOverOfACrashWhileMaking) {
    const Folder folder;
    auto fresh = folder.file();
    fresh += ".new";
    std::ofstream{fresh} << "half";
    EXPECT_TRUE(SealingKey::loadOrMake(folder.file()));
    EXPECT_FALSE(fs::exists(fresh));
}

TEST(SealingKeyFile, IsNeverReplaced) {
    const Folder folder;
    for (const std::string& content : {std::string{}, std::string(31, 'k'), std::string(33, 'k')}) {
        std::ofstream{folder.file()} << content;
        ::chmod(folder.file().c_str(), 0600);
        EXPECT_EQ(SealingKey::loadOrMake(folder.file()).error(), SealError::wrongSize) << content.size();
        EXPECT_EQ(fs::file_size(folder.file()), content.size());
    }
}

TEST(SealingKeyFile, MustNotBeOpenToOthers) {
    for (const mode_t mode : {0640U, 0604U, 0620U, 0601U}) {
        const Folder folder;
        ASSERT_TRUE(SealingKey::loadOrMake(folder.file()));
        ::chmod(folder.file().c_str(), mode);
        EXPECT_EQ(SealingKey::load(folder.file()).error(), SealError::openToOthers) << mode;
    }
}

TEST(SealingKeyFile, IsNoLinkAndNoFolder) {
    const Folder folder;
    auto real = folder.file();
    real += ".real";
    ASSERT_TRUE(SealingKey::loadOrMake(real));
    fs::create_symlink(real, folder.file());
    EXPECT_EQ(SealingKey::load(folder.file()).error(), SealError::unreadable);
    fs::remove(folder.file());
    fs::create_directory(folder.file());
    EXPECT_EQ(SealingKey::load(folder.file()).error(), SealError::openToOthers);
}

TEST(SealingKeyFile, SaysWhenItCannotBeMade) {
    EXPECT_EQ(SealingKey::loadOrMake("/nonexistent/folder/sealing.key").error(), SealError::notMade);
}

}  // namespace
}  // namespace tram::credentials
