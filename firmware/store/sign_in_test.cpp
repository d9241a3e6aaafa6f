// Sign-in by password, SCRAM and second factor; passwords changed.
#include "store/sign_in.hpp"

#include "store/credential_table.hpp"
#include "store/query_fixture.hpp"

namespace tram::store {
namespace {

using schema::ErrorCode;

const std::string composed = "r\xe1\xbb\x85 c\xc3\xa2y qu\xe1\xba\xa5n gi\xe1\xba\xbfng c\xe1\xbb\x95";  // NFC
const std::string decomposed =
    "re\xcc\x82\xcc\x83 ca\xcc\x82y qua\xcc\x82\xcc\x81n gie\xcc\x82\xcc\x81ng co\xcc\x82\xcc\x89";  // NFD of the same

class SignInTest : public fixture::QueriesTest {
protected:
    // Sets up his second factor and gives its secret.
    credentials::SecondFactor enrol(const std::string& password) {
        schema::EnrolSecondFactorT enrolling;
        enrolling.address = "hungnv@tinh.gov.vn";
        enrolling.password = password;
        const auto answer = ask(enrolling);
        const auto* done = answer.body.AsDone();
        if (done == nullptr) return {};
        const auto factor = storedFactor();
        EXPECT_EQ(done->secret, credentials::otpauthUri(factor, "tinh.gov.vn", "hungnv@tinh.gov.vn"));
        EXPECT_FALSE(factor.confirmed);
        return factor;
    }
    ErrorCode confirm(const std::string& password, const std::string& code) {
        schema::ConfirmSecondFactorT confirming;
        confirming.address = "hungnv@tinh.gov.vn";
        confirming.password = password;
        confirming.code = code;
        return codeOf(confirming);
    }
    credentials::SecondFactor storedFactor() {
        const ReadTransaction transaction(*store.environment);
        for (const auto& known : readCredentials(transaction, store.key, hung)) {
            if (known.record.kind == credentials::CredentialKind::secondFactor)
                return credentials::decodeSecondFactor(known.record.verifier).value_or(credentials::SecondFactor{});
        }
        return {};
    }
    std::string codeNow(const credentials::SecondFactor& factor) {
        return codeAt(factor, credentials::stepAt(store.clock.now()));
    }
    void nextCode() { store.clock.advance(std::chrono::seconds(30)); }
    ErrorCode withCode(const std::string& code, const std::string& protocol = "web") {
        auto query = passwordOf("hungnv@tinh.gov.vn", composed, "192.0.2.1", protocol);
        query.code = code;
        return codeOf(query);
    }
    std::uint32_t epoch() {
        const ReadTransaction transaction(*store.environment);
        return findOfficial(transaction, hung)->session_epoch;
    }
    schema::CheckScramT scramOf(const std::string& password) {
        schema::ScramCredentialsT query;
        query.address = "hungnv@tinh.gov.vn";
        const auto scram = *ask(query).body.AsScram();
        schema::CheckScramT check;
        check.address = "hungnv@tinh.gov.vn";
        check.auth_message = "n=hungnv,r=abc,r=abcdef,s=x,i=4096,c=biws,r=abcdef";
        check.proof = proofOf(password, scram, check.auth_message);
        check.protocol = "imap";
        check.client = "192.0.2.1";
        return check;
    }
};

TEST_F(SignInTest, TheHandOutPasswordOpensNothingButItsChange) {
    const auto password = handOut(hung);
    for (const auto* protocol : {"imap", "submission", "web", "pop3"}) {
        EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", password, "192.0.2.1", protocol)),
                  ErrorCode::must_change_password)
            << protocol;
    }
    EXPECT_EQ(codeOf(changeOf(password, "ngắn")), ErrorCode::weak_password);
    EXPECT_EQ(codeOf(changeOf(password, password)), ErrorCode::weak_password);
    EXPECT_EQ(codeOf(changeOf(password, std::string(20, '\xff'))), ErrorCode::weak_password);
    EXPECT_EQ(codeOf(changeOf("wrong", composed)), ErrorCode::bad_password);
    EXPECT_EQ(codeOf(changeOf(password, composed)), ErrorCode::none);
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", password)), ErrorCode::bad_password) << "used up";
    const auto answer = ask(passwordOf("hungnv@tinh.gov.vn", composed));
    ASSERT_NE(answer.body.AsSignIn(), nullptr);
    EXPECT_EQ(answer.body.AsSignIn()->official, hung.value);
    EXPECT_EQ(answer.body.AsSignIn()->mailbox, hungs.value);
    EXPECT_EQ(answer.body.AsSignIn()->name, "Nguyễn Văn Hùng");
    EXPECT_FALSE(answer.body.AsSignIn()->app_password);
}

TEST_F(SignInTest, OneKeyboardComposesAnotherDoesNot) {
    ASSERT_NE(composed, decomposed);
    EXPECT_EQ(codeOf(changeOf(handOut(hung), decomposed)), ErrorCode::none);
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", composed)), ErrorCode::none);
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", decomposed)), ErrorCode::none);
    EXPECT_EQ(codeOf(changeOf(composed, decomposed)), ErrorCode::weak_password) << "the same as before";
    EXPECT_EQ(codeOf(changeOf(decomposed, "chim sẻ đậu mái ngói rêu")), ErrorCode::none);
}

TEST_F(SignInTest, AddressesOfSignIn) {
    ASSERT_EQ(codeOf(changeOf(handOut(hung), composed)), ErrorCode::none);
    for (const auto* address : {"hungnv@tinh.gov.vn", "HUNGNV@Tinh.Gov.VN", "hungnv"})
        EXPECT_EQ(codeOf(passwordOf(address, composed)), ErrorCode::none) << address;
    for (const auto* address :
         {"", "hungnv@cu.gov.vn", "postmaster@tinh.gov.vn", "hungnv@tinh.gov.vn@tinh.gov.vn", "@"}) {
        EXPECT_EQ(codeOf(passwordOf(address, composed, "192.0.2.9")), ErrorCode::bad_password) << address;
    }
}

TEST_F(SignInTest, AppPasswordsOpenTheirDoors) {
    ASSERT_EQ(codeOf(changeOf(handOut(hung), composed)), ErrorCode::none);
    const auto imap = appPassword({"imap"});
    const auto answer = ask(passwordOf("hungnv@tinh.gov.vn", imap));
    ASSERT_NE(answer.body.AsSignIn(), nullptr);
    EXPECT_TRUE(answer.body.AsSignIn()->app_password);
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", imap, "192.0.2.1", "submission")), ErrorCode::bad_password);
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", imap, "192.0.2.1", "web")), ErrorCode::bad_password);
    EXPECT_EQ(codeOf(changeOf(imap, "chim sẻ đậu mái ngói rêu")), ErrorCode::bad_password)
        << "an app password changes nothing";
    handOut(hung);
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", imap)), ErrorCode::bad_password) << "a reset ends it";
}

TEST_F(SignInTest, ScramOverAppPasswords) {
    ASSERT_EQ(codeOf(changeOf(handOut(hung), composed)), ErrorCode::none);
    const auto first = appPassword();
    const auto second = appPassword({"submission"});
    schema::ScramCredentialsT query;
    query.address = "HungNV@tinh.gov.vn";
    const auto scram = *ask(query).body.AsScram();
    EXPECT_EQ(scram.iterations, limits::credentials::scramIterations);
    schema::CheckScramT check;
    check.address = "hungnv@tinh.gov.vn";
    check.auth_message = "n=hungnv,r=abc,r=abcdef,s=x,i=4096,c=biws,r=abcdef";
    check.proof = proofOf(first, scram, check.auth_message);
    check.protocol = "imap";
    check.client = "192.0.2.1";
    const auto answer = ask(check);
    ASSERT_NE(answer.body.AsSignIn(), nullptr);
    EXPECT_EQ(answer.body.AsSignIn()->signature.size(), 32U);
    const auto salt = asBytes(std::span(scram.salt.data(), scram.salt.size()));
    const auto keys = credentials::deriveScramKeys(first, {Bytes(salt), scram.iterations});
    EXPECT_EQ(answer.body.AsSignIn()->signature,
              credentials::view(credentials::hmacSha256(credentials::view(keys.serverKey), check.auth_message)));
    check.proof = proofOf(second, scram, check.auth_message);
    EXPECT_EQ(codeOf(check), ErrorCode::bad_password) << "made for submission";
    check.protocol = "submission";
    EXPECT_EQ(codeOf(check), ErrorCode::none);
    check.proof = proofOf(composed, scram, check.auth_message);
    EXPECT_EQ(codeOf(check), ErrorCode::bad_password) << "the chosen password has no verifier";
    check.proof = "short";
    EXPECT_EQ(codeOf(check), ErrorCode::bad_password);
}

TEST_F(SignInTest, NobodyLooksLikeSomebody) {
    ASSERT_EQ(codeOf(changeOf(handOut(hung), composed)), ErrorCode::none);
    schema::ScramCredentialsT query;
    query.address = "nobody@tinh.gov.vn";
    const auto one = *ask(query).body.AsScram();
    EXPECT_EQ(one.salt.size(), limits::credentials::scramSalt);
    EXPECT_EQ(one.salt, ask(query).body.AsScram()->salt);
    EXPECT_EQ(one.iterations, limits::credentials::scramIterations);
    query.address = "NOBODY";
    EXPECT_EQ(one.salt, ask(query).body.AsScram()->salt) << "the same user by another spelling";
    query.address = "somebody@tinh.gov.vn";
    EXPECT_NE(one.salt, ask(query).body.AsScram()->salt);
    const auto wrong = ask(passwordOf("hungnv@tinh.gov.vn", "wrong password"));
    const auto unknown = ask(passwordOf("nobody@tinh.gov.vn", "wrong password"));
    EXPECT_EQ(wrong.body.AsFailed()->code, unknown.body.AsFailed()->code);
    EXPECT_EQ(wrong.body.AsFailed()->field, unknown.body.AsFailed()->field);
    EXPECT_EQ(wrong.body.AsFailed()->detail, unknown.body.AsFailed()->detail);
    EXPECT_EQ(wrong.position, unknown.position);
}

TEST_F(SignInTest, GuessingHasToWait) {
    ASSERT_EQ(codeOf(changeOf(handOut(hung), composed)), ErrorCode::none);
    for (const std::string user : {"hungnv@tinh.gov.vn", "nobody@tinh.gov.vn"}) {
        int tries = 0;
        while (codeOf(passwordOf(user, "guess number " + std::to_string(tries), "198.51.100.7")) ==
                   ErrorCode::bad_password &&
               tries < 50)
            ++tries;
        EXPECT_EQ(tries, 6) << user;
    }
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", composed, "198.51.100.7")), ErrorCode::too_many_attempts)
        << "the right one waits too";
    store.clock.advance(std::chrono::minutes(6));
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", composed, "198.51.100.7")), ErrorCode::none);
}

TEST_F(SignInTest, AStalePasswordRepeatedIsOneGuess) {
    ASSERT_EQ(codeOf(changeOf(handOut(hung), composed)), ErrorCode::none);
    for (int i = 0; i < 40; ++i)
        ASSERT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", "the old password")), ErrorCode::bad_password) << i;
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", composed)), ErrorCode::none);
}

TEST_F(SignInTest, SignInsAreRecorded) {
    const auto password = handOut(hung);
    ASSERT_EQ(codeOf(changeOf(password, composed)), ErrorCode::none);
    performed = 0;
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", composed)), ErrorCode::none);
    EXPECT_EQ(codeOf(passwordOf("nobody@tinh.gov.vn", composed)), ErrorCode::bad_password);
    EXPECT_EQ(performed, 2);
    const ReadTransaction transaction(*store.environment);
    Cursor cursor(transaction, Table::journal);
    ASSERT_TRUE(cursor.last());
    const Record<schema::JournalRecord> record(cursor.value().substr(32));
    ASSERT_NE(record->event_as_SignedIn(), nullptr);
    EXPECT_FALSE(record->event_as_SignedIn()->ok());
    EXPECT_EQ(textOf(record->event_as_SignedIn()->address()), "nobody@tinh.gov.vn");
    for (bool found = cursor.first(); found; found = cursor.next()) {
        EXPECT_EQ(cursor.value().find(composed), ByteView::npos) << "no password is ever in the journal";
        EXPECT_EQ(cursor.value().find(password), ByteView::npos);
    }
}

TEST_F(SignInTest, AResetMeanwhileIsNotUndone) {
    const auto stolen = handOut(hung);
    std::string fresh;
    beforeCommand = [&] { fresh = handOut(hung); };
    EXPECT_EQ(codeOf(changeOf(stolen, composed)), ErrorCode::temporary);
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", composed)), ErrorCode::bad_password);
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", fresh)), ErrorCode::must_change_password);
}

TEST_F(SignInTest, ADisabledPersonIsNobody) {
    ASSERT_EQ(codeOf(changeOf(handOut(hung), composed)), ErrorCode::none);
    {
        Batch batch(*store.environment, store.clock.now());
        auto record = *findOfficial(batch.transaction, hung);
        record.enabled = false;
        putObject(batch.transaction, Table::official, Key::of(hung), record);
        batch.commit();
    }
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", composed)), ErrorCode::bad_password);
}

// R9.1: on SCRAM, too.
TEST_F(SignInTest, ScramWithTheHandOutPasswordMustChangeIt) {
    const auto password = handOut(hung);
    EXPECT_EQ(codeOf(scramOf(password)), ErrorCode::must_change_password);
    EXPECT_EQ(codeOf(scramOf("bcfgh-jkmnp-qrstv")), ErrorCode::bad_password);
    ASSERT_EQ(codeOf(changeOf(password, composed)), ErrorCode::none);
    EXPECT_EQ(codeOf(scramOf(password)), ErrorCode::bad_password);
    EXPECT_EQ(codeOf(scramOf(appPassword())), ErrorCode::none);
}

TEST_F(SignInTest, ASecondFactorCountsFromItsFirstCodeOn) {
    ASSERT_EQ(codeOf(changeOf(handOut(hung), composed)), ErrorCode::none);
    EXPECT_TRUE(enrol("wrong").secret.empty());
    const auto factor = enrol(composed);
    ASSERT_EQ(factor.secret.size(), limits::credentials::secondFactorSecret);
    EXPECT_EQ(withCode(""), ErrorCode::none) << "not yet";
    EXPECT_EQ(confirm(composed, "000000"), ErrorCode::second_factor);
    EXPECT_EQ(confirm("wrong", codeNow(factor)), ErrorCode::bad_password);
    const auto before = epoch();
    ASSERT_EQ(confirm(composed, codeNow(factor)), ErrorCode::none);
    EXPECT_EQ(epoch(), before + 1) << "sessions that began without it are over";
    EXPECT_EQ(confirm(composed, codeNow(factor)), ErrorCode::exists);
    EXPECT_TRUE(enrol(composed).secret.empty()) << "nobody sets up another over it";

    EXPECT_EQ(withCode(""), ErrorCode::second_factor);
    EXPECT_EQ(withCode(codeNow(factor)), ErrorCode::second_factor) << "used when it was confirmed";
    nextCode();
    const auto code = codeNow(factor);
    EXPECT_EQ(withCode(code.substr(0, 3) + " " + code.substr(3)), ErrorCode::none);
    EXPECT_EQ(withCode(code), ErrorCode::second_factor) << "each once";
    EXPECT_EQ(storedFactor().lastStep, credentials::stepAt(store.clock.now()));
}

// R9.4: no protocol is left open as a side door.
TEST_F(SignInTest, MailProgramsNeedAnAppPasswordThen) {
    ASSERT_EQ(codeOf(changeOf(handOut(hung), composed)), ErrorCode::none);
    const auto factor = enrol(composed);
    ASSERT_EQ(confirm(composed, codeNow(factor)), ErrorCode::none);
    nextCode();
    for (const auto* protocol : {"imap", "submission", "pop3", "managesieve", "jmap", "dav", "ldap"}) {
        EXPECT_EQ(withCode("", protocol), ErrorCode::second_factor) << protocol;
        EXPECT_EQ(withCode(codeNow(factor), protocol), ErrorCode::second_factor) << protocol;
    }
    const auto app = appPassword();
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", app)), ErrorCode::none);
    EXPECT_EQ(codeOf(scramOf(app)), ErrorCode::none);
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", app, "192.0.2.1", "web")), ErrorCode::bad_password);
}

TEST_F(SignInTest, CodesAreNotGuessed) {
    ASSERT_EQ(codeOf(changeOf(handOut(hung), composed)), ErrorCode::none);
    ASSERT_EQ(confirm(composed, codeNow(enrol(composed))), ErrorCode::none);
    int tries = 0;
    while (withCode(std::to_string(100'000 + tries)) == ErrorCode::second_factor && tries < 50) ++tries;
    EXPECT_EQ(tries, 6);
    EXPECT_EQ(withCode(codeNow(storedFactor())), ErrorCode::too_many_attempts);
}

TEST_F(SignInTest, TheSecondFactorOutlivesAReset) {
    ASSERT_EQ(codeOf(changeOf(handOut(hung), composed)), ErrorCode::none);
    const auto factor = enrol(composed);
    ASSERT_EQ(confirm(composed, codeNow(factor)), ErrorCode::none);
    nextCode();
    auto change = changeOf(handOut(hung), "chim sẻ đậu mái ngói rêu");
    EXPECT_EQ(codeOf(change), ErrorCode::second_factor) << "who has the slip of paper alone has nothing";
    change.code = "123456";
    EXPECT_EQ(codeOf(change), ErrorCode::second_factor);
    change.code = codeNow(factor);
    EXPECT_EQ(codeOf(change), ErrorCode::none);

    schema::RemoveSecondFactorT remove;
    remove.official = hung.value;
    schema::GiveDutiesT duties;
    duties.official = hung.value;
    duties.duties = province::Duties{province::Duty::operatorOfService}.bits();
    store.made(duties);
    EXPECT_EQ(store.refused(remove, {}, {"tram", hung}), ErrorCode::second_person);
    const auto before = epoch();
    store.made(remove);
    EXPECT_EQ(epoch(), before + 1);
    EXPECT_EQ(store.refused(remove), ErrorCode::no_such_credential);
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", change.new_password)), ErrorCode::needs_second_factor);
    duties.duties = 0;
    store.made(duties);
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", change.new_password)), ErrorCode::none);
}

TEST_F(SignInTest, WhereADutyRequiresOneNothingOpensBefore) {
    ASSERT_EQ(codeOf(changeOf(handOut(hung), composed)), ErrorCode::none);
    const auto app = appPassword();
    schema::GiveDutiesT duties;
    duties.official = hung.value;
    duties.duties = province::Duties{province::Duty::securityOfficer}.bits();
    store.made(duties);
    for (const auto* protocol : {"imap", "submission", "web"})
        EXPECT_EQ(withCode("", protocol), ErrorCode::needs_second_factor) << protocol;
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", app)), ErrorCode::needs_second_factor);
    EXPECT_EQ(codeOf(scramOf(app)), ErrorCode::needs_second_factor);
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", "wrong")), ErrorCode::bad_password);
    const auto factor = enrol(composed);
    ASSERT_EQ(confirm(composed, codeNow(factor)), ErrorCode::none);
    nextCode();
    EXPECT_EQ(withCode(codeNow(factor)), ErrorCode::none);
    EXPECT_EQ(codeOf(scramOf(app)), ErrorCode::none);
}

TEST_F(SignInTest, AnAppPasswordOpensFromItsNetworksAlone) {
    ASSERT_EQ(codeOf(changeOf(handOut(hung), composed)), ErrorCode::none);
    schema::CreateAppPasswordT command;
    command.official = hung.value;
    command.networks = {"10.1.0.0/16", "2001:db8::/32"};
    const auto made = store.run(command);
    ASSERT_TRUE(made);
    const auto app = made->AsDone()->secret;
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", app, "10.1.2.3")), ErrorCode::none);
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", app, "2001:db8:1::2")), ErrorCode::none);
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", app, "10.2.0.1")), ErrorCode::bad_password);
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", app, "")), ErrorCode::bad_password);
    command.networks = {"10.1.0.0/33"};
    EXPECT_EQ(store.refused(command), ErrorCode::malformed);
    command.networks.assign(limits::credentials::networks + 1, "10.1.0.0/16");
    EXPECT_EQ(store.refused(command), ErrorCode::limit);
}

TEST_F(SignInTest, AnAppPasswordIsTakenBack) {
    ASSERT_EQ(codeOf(changeOf(handOut(hung), composed)), ErrorCode::none);
    const auto first = appPassword();
    const auto second = appPassword();
    schema::ListCredentialsT list;
    list.official = hung.value;
    const auto rows = ask(list);
    ASSERT_NE(rows.body.AsCredentials(), nullptr);
    ASSERT_EQ(rows.body.AsCredentials()->rows.size(), 3U);
    EXPECT_EQ(rows.body.AsCredentials()->rows[0]->kind, schema::CredentialKind::chosen);
    const auto& app = *rows.body.AsCredentials()->rows[1];
    EXPECT_EQ(app.kind, schema::CredentialKind::app);
    EXPECT_EQ(app.protocols, (std::vector<std::string>{"imap", "submission", "pop3", "managesieve"}));
    schema::RemoveAppPasswordT remove;
    remove.official = hung.value;
    remove.credential = app.id;
    const auto before = epoch();
    EXPECT_EQ(store.refused(remove, {}, {"tram", store.official(agency, "Trần Thị Mai")}), ErrorCode::not_permitted);
    store.made(remove, {"tram", hung});
    EXPECT_EQ(epoch(), before + 1);
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", first)), ErrorCode::bad_password);
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", second)), ErrorCode::none);
    EXPECT_EQ(store.refused(remove), ErrorCode::no_such_credential);
    remove.credential = rows.body.AsCredentials()->rows[0]->id;
    EXPECT_EQ(store.refused(remove), ErrorCode::no_such_credential) << "the chosen one is none";
}

// R9.4, R12.3
TEST_F(SignInTest, APasswordThatIsSoonGuessedIsNotTaken) {
    const auto password = handOut(hung);
    for (const auto* weak : {"Mật khẩu 123", "Nguyễn Văn Hùng 1980", "hungnv@tinh.gov.vn", "So Noi vu 2026",
                             "password2026!", "Việt Nam 2026", "qwertyuiop"}) {
        const auto answer = ask(changeOf(password, weak));
        ASSERT_NE(answer.body.AsFailed(), nullptr) << weak;
        EXPECT_EQ(answer.body.AsFailed()->code, ErrorCode::weak_password) << weak;
        EXPECT_EQ(answer.body.AsFailed()->detail, "guessable") << weak;
    }
    EXPECT_EQ(codeOf(changeOf(password, composed)), ErrorCode::none);
}

TEST_F(SignInTest, TheSessionBeginsInTheEpochOfItsAccount) {
    ASSERT_EQ(codeOf(changeOf(handOut(hung), composed)), ErrorCode::none);
    EXPECT_EQ(ask(passwordOf("hungnv@tinh.gov.vn", composed)).body.AsSignIn()->epoch, epoch());
    const auto before = epoch();
    handOut(hung);
    EXPECT_EQ(epoch(), before + 1);
}

}  // namespace
}  // namespace tram::store
