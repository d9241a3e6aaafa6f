#include "store/credentials/scram.hpp"

#include <gtest/gtest.h>
#include <sodium.h>

#include <string>
#include <vector>

#include "base/limits.hpp"

namespace tram::credentials {
namespace {

Bytes fromBase64(std::string_view text) {
    Bytes out(text.size(), '\0');
    std::size_t size = 0;
    EXPECT_EQ(sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(), text.size(),
                                nullptr, &size, nullptr, sodium_base64_VARIANT_ORIGINAL),
              0);
    out.resize(size);
    return out;
}

// The client's half, written from RFC5802 3 for the tests.
Bytes proofOf(ByteView password, const ScramParameters& parameters, ByteView authMessage) {
    const auto salted = pbkdf2Sha256(password, parameters.salt, parameters.iterations);
    const auto clientKey = hmacSha256(view(salted), "Client Key");
    const auto signature = hmacSha256(view(sha256(view(clientKey))), authMessage);
    Bytes proof{view(clientKey)};
    for (std::size_t i = 0; i < proof.size(); ++i) {
        proof[i] = static_cast<char>(static_cast<unsigned char>(proof[i]) ^ signature[i]);
    }
    return proof;
}

// The conversation of [RFC7677 3].
const ScramParameters rfcParameters{fromBase64("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096};
constexpr std::string_view rfcMessage =
    "n=user,r=rOprNGfwEbeRWgbNEkqO,"
    "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
    "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
const Bytes rfcProof = fromBase64("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");

TEST(Scram, ExampleOfRfc7677) {
    const std::vector keys{deriveScramKeys("pencil", rfcParameters)};
    const auto match = verifyScramProof(keys, rfcMessage, rfcProof);
    ASSERT_TRUE(match);
    EXPECT_EQ(match->index, 0U);
    EXPECT_EQ(Bytes{view(match->serverSignature)}, fromBase64("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
}

TEST(Scram, RefusesAlteredProofAndMessage) {
    const std::vector keys{deriveScramKeys("pencil", rfcParameters)};
    for (std::size_t i = 0; i < rfcProof.size(); ++i) {
        auto altered = rfcProof;
        altered[i] = static_cast<char>(altered[i] ^ 1);
        EXPECT_FALSE(verifyScramProof(keys, rfcMessage, altered)) << i;
    }
    EXPECT_FALSE(verifyScramProof(keys, std::string{rfcMessage} + " ", rfcProof));
    EXPECT_FALSE(verifyScramProof(keys, rfcMessage, rfcProof.substr(1)));
    EXPECT_FALSE(verifyScramProof(keys, rfcMessage, rfcProof + "x"));
    EXPECT_FALSE(verifyScramProof(keys, rfcMessage, ""));
}

TEST(Scram, FindsTheAppPasswordThatWasUsed) {
    const ScramParameters parameters{"0123456789abcdef", 64};
    const std::vector<std::string> passwords{"first", "second", "third"};
    std::vector<ScramKeys> keys;
    for (const auto& password : passwords) keys.push_back(deriveScramKeys(password, parameters));
    for (std::size_t i = 0; i < passwords.size(); ++i) {
        const auto match = verifyScramProof(keys, "message", proofOf(passwords[i], parameters, "message"));
        ASSERT_TRUE(match) << i;
        EXPECT_EQ(match->index, i);
        EXPECT_EQ(match->serverSignature, hmacSha256(view(keys[i].serverKey), "message"));
        EXPECT_EQ(verifyAppPassword(keys, passwords[i], parameters), i);
    }
    EXPECT_FALSE(verifyScramProof(keys, "message", proofOf("fourth", parameters, "message")));
    EXPECT_FALSE(verifyAppPassword(keys, "fourth", parameters));
}

TEST(Scram, NobodyIsNeverLetIn) {
    const ScramParameters parameters{"0123456789abcdef", 64};
    EXPECT_FALSE(verifyScramProof({}, "message", proofOf("x", parameters, "message")));
    EXPECT_FALSE(verifyAppPassword({}, "x", parameters));
    // The stand-in keys are known to everyone who reads the source; a proof made to fit them is no way in.
    EXPECT_FALSE(verifyScramProof({}, "message", view(hmacSha256(view(Digest{}), "message"))));
}

TEST(Scram, FakeSaltIsStableAndLooksLikeAnother) {
    const Digest key = sha256("key");
    const auto first = fakeScramParameters(key, "nobody@example.vn");
    EXPECT_EQ(first.salt, fakeScramParameters(key, "nobody@example.vn").salt);
    EXPECT_NE(first.salt, fakeScramParameters(key, "nobody2@example.vn").salt);
    EXPECT_NE(first.salt, fakeScramParameters(sha256("other key"), "nobody@example.vn").salt);
    SecureRandom random;
    EXPECT_EQ(first.salt.size(), makeScramSalt(random).size());
    EXPECT_EQ(first.iterations, limits::credentials::scramIterations);
    EXPECT_GE(first.iterations, 4096U);  // [RFC7677 4]
}

}  // namespace
}  // namespace tram::credentials
