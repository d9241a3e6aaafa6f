// What reader threads answer, over a store of its own. For the tests of questions.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/credentials/scram.hpp"
#include "store/queries.hpp"
#include "store/store_fixture.hpp"

namespace tram::store::fixture {

inline constexpr credentials::Argon2Cost cheapCost{1, 8 * limits::KiB};

class QueriesTest : public ::testing::Test {
protected:
    QueriesTest() {
        store.strict = false;
        agency = store.agency();
        hung = store.official(agency, "Nguyễn Văn Hùng");
        hungs = store.mailboxOf(hung);
        signIns.emplace(SignIns::Parts{*store.environment, store.settings, store.key, chosen, store.clock, store.random,
                                       [this](Command command) { perform(std::move(command)); }});
        queries.emplace(Queries::Parts{*store.environment, guard, store.settings, store.key, *signIns, sessions,
                                       store.clock, [] { return CommitStatistics{}; }});
    }
    ~QueriesTest() override { EXPECT_EQ(findingsOf(*store.environment), ""); }

    // In place of the commit loop.
    void perform(Command command) {
        if (beforeCommand) std::exchange(beforeCommand, nullptr)();
        Batch batch(*store.environment, store.clock.now());
        auto context = store.contextOf(batch, command.origin);
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
        auto answered = queries->answer(*parsed->request, origin, [&](Bytes bytes) { later = std::move(bytes); });
        if (!answered) answered = later;
        const auto answer = parseAnswer(*answered);
        schema::AnswerT object;
        (*answer)->UnPackTo(&object);
        return object;
    }
    template <class Query>
    schema::ErrorCode codeOf(Query query) {
        const auto answer = ask(std::move(query));
        const auto* failed = answer.body.AsFailed();
        return failed == nullptr ? schema::ErrorCode::none : failed->code;
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
        const auto outcome = store.handOut(official);
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
    schema::RecipientState resolve(const std::string& address) {
        schema::ResolveRecipientT query;
        query.address = address;
        return ask(query).body.AsResolved()->state;
    }

    TestStore store;
    std::shared_mutex guard;
    credentials::ChosenPasswords chosen = credentials::ChosenPasswords(cheapCost);
    std::uint64_t agency = 0;
    OfficialId hung;
    MailboxId hungs;
    OpenSessions sessions;
    std::optional<SignIns> signIns;
    std::optional<Queries> queries;
    Origin origin{"tram-smtp", {}, 0, 7};
    std::function<void()> beforeCommand;
    int performed = 0;
};

}  // namespace tram::store::fixture
