#include "store/credentials/password_check.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <set>

namespace tram::credentials {
namespace {

using namespace std::chrono_literals;

constexpr SystemTime now{std::chrono::seconds{1'700'000'000}};
// As little as libsodium takes: the tests are about decisions, not cost.
constexpr Argon2Cost cheap{1, 8 * limits::KiB};

const Digest handOutKey = sha256("hand-out");
const Digest fakeSaltKey = sha256("fake salt");

struct Fixture {
    ChosenPasswords chosen = ChosenPasswords(cheap);
    PasswordChecker checker{chosen, handOutKey, fakeSaltKey};
    SecureRandom random;
    AccountCredentials account{makeScramSalt(random), {}};

    Bytes addHandOut(std::optional<SystemTime> expires = {}) {
        auto password = makeHandOutPassword(random);
        account.records.push_back({.kind = CredentialKind::handOut,
                                   .created = now,
                                   .expires = expires,
                                   .label = {},
                                   .verifier = makeHandOutVerifier(handOutKey, password, random),
                                   .networks = {}});
        return password;
    }
    void addChosen(ByteView password) {
        account.records.push_back({.kind = CredentialKind::chosen,
                                   .created = now,
                                   .expires = {},
                                   .label = {},
                                   .verifier = *chosen.hash(password),
                                   .networks = {}});
    }
    Bytes addApp(Protocols protocols, std::optional<SystemTime> expires = {}) {
        auto password = makeAppPassword(random);
        const auto keys = deriveScramKeys(password, checker.scramParameters(&account, "hungnv@example.vn"));
        account.records.push_back({.kind = CredentialKind::app,
                                   .protocols = protocols,
                                   .created = now,
                                   .expires = expires,
                                   .label = "Thunderbird",
                                   .verifier = encodeScram(keys, limits::credentials::scramIterations),
                                   .networks = {}});
        return password;
    }
    PasswordVerdict check(ByteView password, Protocol protocol = Protocol::imap, SystemTime at = now) {
        return checker.check(&account, "hungnv@example.vn", password, {protocol, {}}, at);
    }
};

TEST(AppPasswords, OpenFromTheirNetworks) {
    Fixture f;
    const auto password = f.addApp(Protocols::mail());
    f.account.records.back().networks = {*parseNetwork("10.1.0.0/16"), *parseNetwork("2001:db8::/32")};
    const auto outcome = [&](std::string_view client) {
        return f.checker.check(&f.account, "hungnv@example.vn", password, {Protocol::imap, client}, now).outcome;
    };
    EXPECT_EQ(outcome("10.1.2.3"), PasswordOutcome::ok);
    EXPECT_EQ(outcome("2001:db8::5"), PasswordOutcome::ok);
    EXPECT_EQ(outcome("10.2.0.1"), PasswordOutcome::otherDoor);
    EXPECT_EQ(outcome(""), PasswordOutcome::otherDoor);
    EXPECT_EQ(scramCandidates(f.account, {Protocol::imap, "10.1.2.3"}, now).keys.size(), 1U);
    EXPECT_TRUE(scramCandidates(f.account, {Protocol::imap, "192.0.2.1"}, now).keys.empty());
}

TEST(ChosenPasswords, HashesAndVerifies) {
    const auto passwords = ChosenPasswords(cheap);
    const auto verifier = passwords.hash("một mật khẩu dài");
    ASSERT_TRUE(verifier);
    EXPECT_TRUE(verifier->starts_with("$argon2id$v=19$m=8,t=1,p=1$")) << *verifier;
    EXPECT_LE(verifier->size(), limits::credentials::verifier);
    EXPECT_TRUE(passwords.verify(*verifier, "một mật khẩu dài").value_or(false));
    EXPECT_FALSE(passwords.verify(*verifier, "một mật khẩu dàì").value_or(false));
    EXPECT_FALSE(passwords.verify(*verifier, "").value_or(false));
    EXPECT_NE(*verifier, *passwords.hash("một mật khẩu dài"));
}

TEST(ChosenPasswords, RefusesMalformedVerifiersAndLongPasswords) {
    const auto passwords = ChosenPasswords(cheap);
    for (const std::string& verifier : {std::string{}, std::string{"$argon2id$"}, std::string{"plain"},
                                        std::string(200, '$'), std::string{"$argon2id\0$", 11}}) {
        EXPECT_FALSE(passwords.verify(verifier, "password").value_or(true)) << verifier;
        EXPECT_TRUE(passwords.needsRehash(verifier));
    }
    const Bytes longest(limits::credentials::password, 'x');
    EXPECT_TRUE(passwords.verify(*passwords.hash(longest), longest).value_or(false));
    EXPECT_EQ(passwords.hash(longest + "x").error(), PasswordError::tooLong);
    EXPECT_FALSE(passwords.verify(*passwords.hash(longest), longest + "x").value_or(false));
}

TEST(ChosenPasswords, WithoutMemorySaysNothingAboutThePassword) {
    const auto passwords = ChosenPasswords(cheap);
    // 4 TiB.
    auto greedy = *passwords.hash("một mật khẩu dài");
    greedy.replace(greedy.find("m=8"), 3, "m=4294967295");
    const auto verified = passwords.verify(greedy, "một mật khẩu dài");
    ASSERT_FALSE(verified);
    EXPECT_EQ(verified.error(), PasswordError::noMemory);
}

TEST(ChosenPasswords, AsksForRehashWhenTheCostWasRaised) {
    const auto before = ChosenPasswords(cheap);
    const auto after = ChosenPasswords({2, 16 * limits::KiB});
    const auto verifier = *before.hash("password of old");
    EXPECT_FALSE(before.needsRehash(verifier));
    EXPECT_TRUE(after.needsRehash(verifier));
    EXPECT_TRUE(after.verify(verifier, "password of old").value_or(false));
}

TEST(ChosenPasswords, TheDefaultCostIsWhatTheDesignAsks) {
    const auto passwords = ChosenPasswords();
    const auto verifier = *passwords.hash("mật khẩu thật");
    EXPECT_TRUE(verifier.starts_with("$argon2id$v=19$m=65536,t=3,p=1$")) << verifier;
    // 50 ms and more on the appliance; a third of it on any machine, and the same work for nobody.
    const auto timeOf = [](auto work) {
        const auto started = std::chrono::steady_clock::now();
        work();
        return std::chrono::steady_clock::now() - started;
    };
    const auto right = timeOf([&] { EXPECT_TRUE(passwords.verify(verifier, "mật khẩu thật").value_or(false)); });
    const auto nobody = timeOf([&] { EXPECT_TRUE(passwords.verifyNobody("mật khẩu thật")); });
    EXPECT_GE(right, 15ms);
    EXPECT_GE(nobody, 15ms);
    RecordProperty("check_us", std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(right).count()));
}

TEST(ChosenPasswords, ChoiceByLengthAndForm) {
    SecureRandom random;
    EXPECT_TRUE(checkChoice("mười chữ ở đây"));
    EXPECT_TRUE(checkChoice("0123456789"));
    EXPECT_EQ(checkChoice("012345678").error(), PasswordError::tooShort);
    EXPECT_EQ(checkChoice("mật khẩuu").error(), PasswordError::tooShort);  // 9 characters in more octets
    EXPECT_EQ(checkChoice("with a\nbreak in it").error(), PasswordError::badCharacter);
    EXPECT_EQ(checkChoice(Bytes(limits::credentials::password + 1, 'x')).error(), PasswordError::tooLong);
    EXPECT_EQ(checkChoice(makeHandOutPassword(random)).error(), PasswordError::generatedForm);
    EXPECT_EQ(checkChoice(makeAppPassword(random)).error(), PasswordError::generatedForm);
}

TEST(GeneratedPassword, HasItsFormAndDiffers) {
    SecureRandom random;
    std::set<Bytes> seen;
    for (int i = 0; i < 200; ++i) {
        const auto handOut = makeHandOutPassword(random);
        const auto app = makeAppPassword(random);
        EXPECT_EQ(handOut.size(), 17U);
        EXPECT_EQ(app.size(), 31U);
        EXPECT_EQ(handOut.find_first_not_of("bcfghjkmnpqrstvxz23456789-"), Bytes::npos);
        EXPECT_EQ(readTypedPassword(handOut).form, PasswordForm::handOut);
        EXPECT_EQ(readTypedPassword(app).form, PasswordForm::app);
        EXPECT_EQ(readTypedPassword(app).text, app);
        EXPECT_TRUE(seen.insert(handOut).second);
        EXPECT_TRUE(seen.insert(app).second);
    }
}

TEST(GeneratedPassword, EverySignIsEquallyLikely) {
    SeededRandom random{7};
    std::map<char, int> counts;
    for (int i = 0; i < 4000; ++i) {
        for (const char c : makeAppPassword(random)) counts[c]++;
    }
    counts.erase('-');
    EXPECT_EQ(counts.size(), 25U);
    for (const auto& [sign, count] : counts) EXPECT_NEAR(count, 4000 * 28 / 25, 400) << sign;
}

TEST(GeneratedPassword, IsReadHoweverItWasTyped) {
    EXPECT_EQ(readTypedPassword("BCFGH 23456-jkmnp").text, "bcfgh-23456-jkmnp");
    EXPECT_EQ(readTypedPassword("bcfgh23456jkmnp").form, PasswordForm::handOut);
    EXPECT_EQ(readTypedPassword("bcfgh23456jkmn").form, PasswordForm::chosen);
    EXPECT_EQ(readTypedPassword("bcfgh23456jkmna").form, PasswordForm::chosen);  // a is none of the signs
    EXPECT_EQ(readTypedPassword("Mật Khẩu").text, "Mật Khẩu");
    EXPECT_EQ(readTypedPassword("").form, PasswordForm::chosen);
}

TEST(PasswordChecker, HandOutPasswordOnlyLeadsToChangingIt) {  // R9.1
    Fixture f;
    const auto password = f.addHandOut(now + 24h);
    EXPECT_EQ(f.check(password).outcome, PasswordOutcome::mustChange);
    EXPECT_EQ(f.check(password, Protocol::web).outcome, PasswordOutcome::mustChange);
    EXPECT_EQ(f.check(password, Protocol::imap, now + 24h).outcome, PasswordOutcome::expired);
    EXPECT_EQ(f.check(makeHandOutPassword(f.random)).outcome, PasswordOutcome::refused);
    EXPECT_EQ(f.check("some chosen password").outcome, PasswordOutcome::refused);
}

TEST(PasswordChecker, ChosenPassword) {
    Fixture f;
    f.addChosen("một mật khẩu dài");
    const auto verdict = f.check("một mật khẩu dài");
    EXPECT_EQ(verdict.outcome, PasswordOutcome::ok);
    EXPECT_EQ(verdict.record, 0U);
    EXPECT_FALSE(verdict.rehash);
    EXPECT_EQ(f.check("một mật khẩu khác").outcome, PasswordOutcome::refused);
    EXPECT_EQ(f.check("").outcome, PasswordOutcome::refused);
    EXPECT_EQ(f.check(Bytes(limits::credentials::password + 1, 'x')).outcome, PasswordOutcome::refused);
}

TEST(PasswordChecker, AppPasswordsOpenTheirDoorsOnly) {
    Fixture f;
    f.addChosen("một mật khẩu dài");
    const auto imap = f.addApp(Protocols{}.add(Protocol::imap));
    const auto both = f.addApp(Protocols::mail(), now + 1h);
    EXPECT_EQ(f.check(imap).outcome, PasswordOutcome::ok);
    EXPECT_EQ(f.check(imap).record, 1U);
    EXPECT_EQ(f.check(imap, Protocol::submission).outcome, PasswordOutcome::otherDoor);
    EXPECT_EQ(f.check(both, Protocol::submission).record, 2U);
    EXPECT_EQ(f.check(both, Protocol::web).outcome, PasswordOutcome::otherDoor);
    EXPECT_EQ(f.check(both, Protocol::imap, now + 1h).outcome, PasswordOutcome::expired);
    EXPECT_EQ(f.check(makeAppPassword(f.random)).outcome, PasswordOutcome::refused);
    EXPECT_EQ(f.check("một mật khẩu dài").outcome, PasswordOutcome::ok);
}

TEST(PasswordChecker, ScramCandidatesAreThoseOfTheDoorAndTime) {
    Fixture f;
    f.addChosen("một mật khẩu dài");
    f.addApp(Protocols{}.add(Protocol::imap));
    f.addApp(Protocols{}.add(Protocol::submission));
    f.addApp(Protocols::mail(), now + 1h);
    EXPECT_EQ(scramCandidates(f.account, {Protocol::imap, {}}, now).records, (std::vector<std::size_t>{1, 3}));
    EXPECT_EQ(scramCandidates(f.account, {Protocol::submission, {}}, now + 2h).records, (std::vector<std::size_t>{2}));
    EXPECT_TRUE(scramCandidates(f.account, {Protocol::web, {}}, now).keys.empty());
}

TEST(PasswordChecker, NobodyIsRefusedWhateverIsTyped) {
    Fixture f;
    for (const Bytes& password :
         {Bytes{"một mật khẩu dài"}, makeHandOutPassword(f.random), makeAppPassword(f.random)}) {
        const auto verdict = f.checker.check(nullptr, "nobody@example.vn", password, {Protocol::imap, {}}, now);
        EXPECT_EQ(verdict.outcome, PasswordOutcome::refused);
        EXPECT_FALSE(verdict.record);
    }
    const auto fake = f.checker.scramParameters(nullptr, "nobody@example.vn");
    EXPECT_EQ(fake.salt, f.checker.scramParameters(nullptr, "nobody@example.vn").salt);
    EXPECT_EQ(fake.iterations, f.checker.scramParameters(&f.account, "hungnv@example.vn").iterations);
}

TEST(PasswordChecker, SkipsRecordsWhoseVerifierIsBroken) {
    Fixture f;
    for (const auto kind : {CredentialKind::handOut, CredentialKind::chosen, CredentialKind::app}) {
        f.account.records.push_back(
            {.kind = kind, .created = now, .expires = {}, .label = {}, .verifier = "broken", .networks = {}});
    }
    const auto app = f.addApp(Protocols::all());
    EXPECT_EQ(f.check(app).record, 3U);
    EXPECT_EQ(f.check(makeHandOutPassword(f.random)).outcome, PasswordOutcome::refused);
    EXPECT_EQ(f.check("một mật khẩu dài").outcome, PasswordOutcome::refused);
}

}  // namespace
}  // namespace tram::credentials
