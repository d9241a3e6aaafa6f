// Recipients, sender rights, and what the operator asks: what the reader threads answer.
#include "store/query_fixture.hpp"

namespace tram::store {
namespace {

using fixture::QueriesTest;
using schema::ErrorCode;
using schema::RecipientState;

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
