#include "store/credentials/signed_document.hpp"

#include <gtest/gtest.h>

#include "store/credentials/digest.hpp"
#include "store/credentials/temporary_folder.hpp"

namespace tram::credentials {
namespace {

SignedDocument signedBy(const SigningKey& key, const std::string& text) {
    return {text, key.publicKey(), key.sign(text)};
}

TEST(SignedDocument, ComesBackAndVerifies) {
    startSodium();
    const fixture::TemporaryFolder folder;
    std::array<std::uint8_t, SealingKey::size> octets{};
    const auto sealing = SealingKey::fromOctets(octets);
    ASSERT_TRUE(sealing);
    const auto key = SigningKey::loadOrMake(folder.path, *sealing);
    ASSERT_TRUE(key);
    const auto document = signedBy(*key, "TRAM HANDOVER 1\nHộp thư | mailbox: snv@tinh.gov.vn\n");
    const auto file = toFile(document);
    const auto read = parseSignedDocument(file);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->text, document.text);
    EXPECT_TRUE(verifySignature(read->key, read->signature, read->text));

    std::string withCrLf;
    for (const char c : file) withCrLf += c == '\n' ? std::string("\r\n") : std::string(1, c);
    ASSERT_TRUE(parseSignedDocument(withCrLf + "\r\n\r\n"));
    EXPECT_EQ(parseSignedDocument(withCrLf)->text, document.text) << "sent through a mail program";

    auto altered = file;
    altered[20] = 'x';
    ASSERT_TRUE(parseSignedDocument(altered));
    EXPECT_FALSE(verifySignature(read->key, read->signature, parseSignedDocument(altered)->text));
}

TEST(SignedDocument, WhatIsNone) {
    const std::string key = "\nkey: " + std::string(64, '0');
    const std::string signature = "\nsignature: " + std::string(128, '0') + "\n";
    EXPECT_TRUE(parseSignedDocument("text\n" + key + signature));
    for (const std::string& file :
         {std::string(), std::string("text\n"), key + signature, "text" + key + signature, "text\n" + key,
          "text\n" + signature, "text\n" + key + signature.substr(0, 100), "text\n" + key + signature + "more",
          "text\n\nkey: " + std::string(64, 'g') + signature, "text\n\nkey: " + std::string(63, '0') + signature})
        EXPECT_FALSE(parseSignedDocument(file)) << file;
}

}  // namespace
}  // namespace tram::credentials
