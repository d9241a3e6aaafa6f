// Sign-in, recipients, sender rights: what the reader threads answer.
#include "store/queries.hpp"

#include <future>

#include "store/credentials/scram.hpp"
#include "store/folder_writer.hpp"
#include "store/store_fixture.hpp"

namespace tram::store {
namespace {

using fixture::TestStore;
using schema::ErrorCode;
using schema::RecipientState;

constexpr credentials::Argon2Cost cheap{1, 8 * limits::KiB};
const std::string composed = "m\xe1\xba\xadt kh\xe1\xba\xa9u d\xc3\xa0i";               // NFC
const std::string decomposed = "ma\xcc\xa3\xcc\x82t kha\xcc\x82\xcc\x89u da\xcc\x80i";  // NFD of the same

class QueriesTest : public ::testing::Test {
protected:
    QueriesTest() {
        store.strict = false;
        agency = store.agency();
        hung = store.official(agency, "Nguyễn Văn Hùng");
        hungs = store.mailboxOf(hung);
        queries.emplace(Queries::Parts{*store.environment, guard, store.settings, store.key, chosen, store.clock,
                                       [this](Command command) { perform(std::move(command)); },
                                       [] { return CommitStatistics{}; }});
    }
    ~QueriesTest() override { EXPECT_EQ(fixture::findingsOf(*store.environment), ""); }

    // In place of the commit loop.
    void perform(Command command) {
        if (beforeCommand) std::exchange(beforeCommand, nullptr)();
        Batch batch(*store.environment, store.clock.now());
        CommandContext context{batch, command.origin, store.settings, store.key, store.random, {}};
        const auto outcome = command.action(context);
        batch.commit();
        ++performed;
        command.then(outcome, batch.position());
    }

    template <class Query>
    schema::AnswerT ask(Query query) {
        const auto request = encodeRequest(std::move(query));
        const auto parsed = parseRequest(request);
        std::optional<Bytes> later;
        auto answered =
            queries->answer(*parsed->request, {"tram-smtp", {}}, [&](Bytes bytes) { later = std::move(bytes); });
        if (!answered) answered = later;
        const auto answer = parseAnswer(*answered);
        schema::AnswerT object;
        (*answer)->UnPackTo(&object);
        return object;
    }
    template <class Query>
    ErrorCode codeOf(Query query) {
        const auto answer = ask(std::move(query));
        const auto* failed = answer.body.AsFailed();
        return failed == nullptr ? ErrorCode::none : failed->code;
    }
    schema::CheckPasswordT passwordOf(const std::string& address, const std::string& password,
                                      const std::string& client = "192.0.2.1", const std::string& protocol = "imap") {
        schema::CheckPasswordT query;
        query.address = address;
        query.password = password;
        query.client = client;
        query.protocol = protocol;
        return query;
    }
    std::string handOut(OfficialId official) {
        schema::SetHandOutPasswordT command;
        command.official = official.value;
        const auto outcome = store.run(command);
        EXPECT_TRUE(outcome);
        return outcome->AsDone()->secret;
    }
    schema::ChangePasswordT changeOf(const std::string& from, const std::string& to) {
        schema::ChangePasswordT query;
        query.address = "hungnv@tinh.gov.vn";
        query.old_password = from;
        query.new_password = to;
        return query;
    }
    std::string appPassword(const std::vector<std::string>& protocols = {}) {
        schema::CreateAppPasswordT command;
        command.official = hung.value;
        command.protocols = protocols;
        const auto outcome = store.run(command);
        EXPECT_TRUE(outcome);
        return outcome ? outcome->AsDone()->secret : "";
    }
    // A client's proof. [RFC5802 3]
    std::string proofOf(const std::string& password, const schema::ScramT& scram, const std::string& authMessage) {
        const auto salted = credentials::pbkdf2Sha256(
            password, asBytes(std::span(scram.salt.data(), scram.salt.size())), scram.iterations);
        auto key = credentials::hmacSha256(credentials::view(salted), "Client Key");
        const auto signature =
            credentials::hmacSha256(credentials::view(credentials::sha256(credentials::view(key))), authMessage);
        for (std::size_t i = 0; i < key.size(); ++i) key[i] ^= signature[i];
        return std::string(credentials::view(key));
    }
    RecipientState resolve(const std::string& address) {
        schema::ResolveRecipientT query;
        query.address = address;
        return ask(query).body.AsResolved()->state;
    }

    TestStore store;
    std::shared_mutex guard;
    credentials::ChosenPasswords chosen = *credentials::ChosenPasswords::make(cheap);
    std::uint64_t agency = 0;
    OfficialId hung;
    MailboxId hungs;
    std::optional<Queries> queries;
    std::function<void()> beforeCommand;
    int performed = 0;
};

TEST_F(QueriesTest, TheHandOutPasswordOpensNothingButItsChange) {
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

TEST_F(QueriesTest, OneKeyboardComposesAnotherDoesNot) {
    ASSERT_NE(composed, decomposed);
    EXPECT_EQ(codeOf(changeOf(handOut(hung), decomposed)), ErrorCode::none);
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", composed)), ErrorCode::none);
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", decomposed)), ErrorCode::none);
    EXPECT_EQ(codeOf(changeOf(composed, decomposed)), ErrorCode::weak_password) << "the same as before";
    EXPECT_EQ(codeOf(changeOf(decomposed, "một mật khẩu khác")), ErrorCode::none);
}

TEST_F(QueriesTest, AddressesOfSignIn) {
    ASSERT_EQ(codeOf(changeOf(handOut(hung), composed)), ErrorCode::none);
    for (const auto* address : {"hungnv@tinh.gov.vn", "HUNGNV@Tinh.Gov.VN", "hungnv"})
        EXPECT_EQ(codeOf(passwordOf(address, composed)), ErrorCode::none) << address;
    for (const auto* address :
         {"", "hungnv@cu.gov.vn", "postmaster@tinh.gov.vn", "hungnv@tinh.gov.vn@tinh.gov.vn", "@"}) {
        EXPECT_EQ(codeOf(passwordOf(address, composed, "192.0.2.9")), ErrorCode::bad_password) << address;
    }
}

TEST_F(QueriesTest, AppPasswordsOpenTheirDoors) {
    ASSERT_EQ(codeOf(changeOf(handOut(hung), composed)), ErrorCode::none);
    const auto imap = appPassword({"imap"});
    const auto answer = ask(passwordOf("hungnv@tinh.gov.vn", imap));
    ASSERT_NE(answer.body.AsSignIn(), nullptr);
    EXPECT_TRUE(answer.body.AsSignIn()->app_password);
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", imap, "192.0.2.1", "submission")), ErrorCode::bad_password);
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", imap, "192.0.2.1", "web")), ErrorCode::bad_password);
    EXPECT_EQ(codeOf(changeOf(imap, "một mật khẩu khác")), ErrorCode::bad_password)
        << "an app password changes nothing";
    handOut(hung);
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", imap)), ErrorCode::bad_password) << "a reset ends it";
}

TEST_F(QueriesTest, ScramOverAppPasswords) {
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

TEST_F(QueriesTest, NobodyLooksLikeSomebody) {
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

TEST_F(QueriesTest, GuessingHasToWait) {
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

TEST_F(QueriesTest, AStalePasswordRepeatedIsOneGuess) {
    ASSERT_EQ(codeOf(changeOf(handOut(hung), composed)), ErrorCode::none);
    for (int i = 0; i < 40; ++i)
        ASSERT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", "the old password")), ErrorCode::bad_password) << i;
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", composed)), ErrorCode::none);
}

TEST_F(QueriesTest, SignInsAreRecorded) {
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

TEST_F(QueriesTest, AResetMeanwhileIsNotUndone) {
    const auto stolen = handOut(hung);
    std::string fresh;
    beforeCommand = [&] { fresh = handOut(hung); };
    EXPECT_EQ(codeOf(changeOf(stolen, composed)), ErrorCode::temporary);
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", composed)), ErrorCode::bad_password);
    EXPECT_EQ(codeOf(passwordOf("hungnv@tinh.gov.vn", fresh)), ErrorCode::must_change_password);
}

TEST_F(QueriesTest, ADisabledPersonIsNobody) {
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

TEST_F(QueriesTest, Recipients) {
    const std::pair<const char*, RecipientState> rows[] = {
        {"hungnv@tinh.gov.vn", RecipientState::ok},
        {"HUNGNV@TINH.GOV.VN", RecipientState::ok},
        {"\"hungnv\"@tinh.gov.vn", RecipientState::ok},
        {"postmaster", RecipientState::ok},
        {"PostMaster", RecipientState::ok},
        {"postmaster@cu.gov.vn", RecipientState::ok},
        {"Postmaster@mail.tinh.gov.vn", RecipientState::ok},
        {"abuse@mail.tinh.gov.vn", RecipientState::ok},
        {"hungnv@mail.tinh.gov.vn", RecipientState::unknown_domain},
        {"abuse@tinh.gov.vn", RecipientState::ok},
        {"nobody@tinh.gov.vn", RecipientState::unknown_mailbox},
        {"hungnv@cu.gov.vn", RecipientState::unknown_mailbox},
        {"@tinh.gov.vn", RecipientState::unknown_mailbox},
        {"hungnv@example.com", RecipientState::unknown_domain},
        {"hungnv@tinh.gov.vn@example.com", RecipientState::unknown_domain},
        {"hungnv%example.com@tinh.gov.vn", RecipientState::unknown_mailbox},
        {"hungnv@example.com@tinh.gov.vn", RecipientState::unknown_mailbox},
        {"", RecipientState::unknown_domain},
        {"hungnv", RecipientState::unknown_domain},
    };
    for (const auto& [address, state] : rows) EXPECT_EQ(resolve(address), state) << address;
    EXPECT_EQ(resolve(std::string(100'000, 'a') + "@tinh.gov.vn"), RecipientState::unknown_mailbox);
}

TEST_F(QueriesTest, ARecipientOverItsQuotaOrDisabled) {
    const auto alter = [&](auto change) {
        Batch batch(*store.environment, store.clock.now());
        auto record = *findMailbox(batch.transaction, hungs);
        change(record);
        putObject(batch.transaction, Table::mailbox, Key::of(hungs), record);
        batch.commit();
    };
    alter([](auto& record) { record.quota = 1'000; });
    ASSERT_TRUE(store.run(fixture::acceptOf(999, {{hungs, "x"}}), fixture::messageOf(1, 999)));
    schema::ResolveRecipientT query;
    query.address = "hungnv@tinh.gov.vn";
    query.size = 10'000;
    EXPECT_EQ(ask(query).body.AsResolved()->state, RecipientState::ok)
        << "under its quota it takes this one message. R3.7";
    ASSERT_TRUE(store.run(fixture::acceptOf(1, {{hungs, "x"}}), fixture::messageOf(1, 1)));
    const auto full = ask(query);
    EXPECT_EQ(full.body.AsResolved()->state, RecipientState::over_quota);
    EXPECT_EQ(full.body.AsResolved()->used, 1'000U);
    EXPECT_EQ(full.body.AsResolved()->quota, 1'000U);
    alter([](auto& record) { record.enabled = false; });
    EXPECT_EQ(ask(query).body.AsResolved()->state, RecipientState::disabled);
}

TEST_F(QueriesTest, WhoMaySendAsWhom) {
    const auto shared = store.agencyMailbox(agency).value;
    const auto clerks = store.clerkMailbox(agency).value;
    const auto mai = store.official(agency, "Trần Thị Mai");
    schema::GrantRightsT grant;
    grant.official = hung.value;
    grant.mailbox = shared;
    grant.rights = schema::Right::read | schema::Right::send_as;
    store.made(grant);
    grant.mailbox = clerks;
    grant.rights = schema::Right::read | schema::Right::answer;
    store.made(grant);
    schema::MaySendAsT query;
    query.official = hung.value;
    query.addresses = {"HungNV@tinh.gov.vn", "snv@tinh.gov.vn", "vanthu.snv@tinh.gov.vn",
                       "maitt@tinh.gov.vn",  "x@example.com",   ""};
    EXPECT_EQ(ask(query).body.AsSendAs()->allowed, (std::vector<bool>{true, true, false, false, false, false}));
    query.official = mai.value;
    EXPECT_EQ(ask(query).body.AsSendAs()->allowed, (std::vector<bool>{false, false, false, true, false, false}));
    query.official = 0;
    EXPECT_EQ(ask(query).body.AsSendAs()->allowed, std::vector<bool>(6, false))
        << "nobody owns nothing, not the system's mailbox either";
}

TEST_F(QueriesTest, FindAddressStatCheckAndTrace) {
    schema::FindAddressT find;
    find.address = "HungNV";
    EXPECT_EQ(ask(find).body.AsSignIn()->official, hung.value);
    find.address = "postmaster";
    EXPECT_EQ(ask(find).body.AsSignIn()->official, 0U);
    find.address = "nobody";
    EXPECT_EQ(codeOf(find), ErrorCode::unknown_address);
    std::set<std::string> names;
    const auto statistics = ask(schema::StatT{});
    for (const auto& value : statistics.body.AsStatistics()->values) names.insert(value->name);
    for (const auto* name : {"map.size", "map.free_pages", "readers.used", "reads.longest_us", "commits.mean_us",
                             "commits.largest_batch", "table.message.rows"}) {
        EXPECT_TRUE(names.contains(name)) << name;
    }
    EXPECT_TRUE(ask(schema::CheckT{}).body.AsChecked()->findings.empty());
    EXPECT_TRUE(ask(schema::TraceT{}).body.AsTraced()->steps.empty());
    EXPECT_EQ(codeOf(schema::CreateAgencyT{}), ErrorCode::malformed) << "no question";
}

}  // namespace
}  // namespace tram::store
