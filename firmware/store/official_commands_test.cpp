// Officials through theirs. R3.5, R8.2
#include "store/directory_fixture.hpp"

namespace tram::store {
namespace {

using OfficialCommands = fixture::DirectoryTest;
using fixture::basis;
using schema::DirectoryVerb;
using schema::ErrorCode;
using schema::Right;

// R10.1
TEST_F(OfficialCommands, RolesBringTheirRightsAndThereIsOneHead) {
    const auto id = store.agency("Sở Nội vụ", "snv");
    const auto record = agency(id);
    const auto head = hire(id, "Trần Thị Mai", schema::Role::head);
    const auto clerk = hire(id, "Lê Văn Bình", schema::Role::clerk);
    EXPECT_EQ(rights(head, record.mailbox), Right::read | Right::answer | Right::send_as | Right::manage);
    EXPECT_EQ(rights(clerk, record.clerk_mailbox), Right::read | Right::answer | Right::send_as);
    EXPECT_EQ(rights(clerk, record.mailbox), Right{});
    schema::GiveRoleT role;
    role.official = clerk.value;
    role.role = schema::Role::head;
    EXPECT_EQ(store.refused(role), ErrorCode::has_head);
    role.role = schema::Role::official;
    store.made(role);
    EXPECT_EQ(rights(clerk, record.clerk_mailbox), Right{});
    role.role = static_cast<schema::Role>(9);
    EXPECT_EQ(store.refused(role), ErrorCode::malformed);
    sound();
}

// R8.2
TEST_F(OfficialCommands, SomebodyWhoMovesLeavesHisOldOfficesMailboxes) {
    const auto a = store.agency("Sở Một", "somot");
    const auto b = store.agency("Sở Hai", "sohai");
    const auto person = hire(a, "Trần Thị Mai", schema::Role::head);
    const auto mail = official(person).mailbox;
    schema::MoveOfficialT move;
    move.official = person.value;
    move.agency = a;
    EXPECT_EQ(store.refused(move), ErrorCode::exists);
    move.agency = b;
    move.role = schema::Role::clerk;
    move.basis = basis("77/QĐ-UBND");
    store.made(move);
    EXPECT_EQ(rights(person, agency(a).mailbox), Right{});
    EXPECT_EQ(rights(person, agency(b).clerk_mailbox), Right::read | Right::answer | Right::send_as);
    EXPECT_EQ(official(person).address, "maitt@tinh.gov.vn") << "address and mailbox go with the person";
    EXPECT_EQ(official(person).mailbox, mail);
    EXPECT_EQ(mailbox(mail).agency, b);
    EXPECT_EQ(members(b), std::vector{person.value});
    move.official = 999;
    EXPECT_EQ(store.refused(move), ErrorCode::no_such_official);
    sound();
}

TEST_F(OfficialCommands, ASecondmentHasAnEnd) {
    const auto a = store.agency("Sở Một", "somot");
    const auto b = store.agency("Sở Hai", "sohai");
    const auto person = hire(a, "Trần Thị Mai");
    schema::SecondOfficialT second;
    second.official = person.value;
    second.agency = b;
    EXPECT_EQ(store.refused(second), ErrorCode::malformed) << "until when?";
    second.until = (store.clock.now() + std::chrono::days(90)).time_since_epoch().count();
    second.agency = a;
    EXPECT_EQ(store.refused(second), ErrorCode::exists);
    second.agency = b;
    store.made(second);
    schema::GrantRightsT grant;
    grant.mailbox = agency(b).mailbox;
    grant.official = person.value;
    grant.rights = Right::read;
    store.made(grant);
    EXPECT_EQ(official(person).agency, a);
    second.agency = 0;
    second.until = 0;
    store.made(second);
    EXPECT_EQ(rights(person, agency(b).mailbox), Right{}) << "what he was given there ends with it";
    EXPECT_EQ(store.refused(second), ErrorCode::not_active);
    EXPECT_EQ(history(person.value), (std::vector{DirectoryVerb::official_hired, DirectoryVerb::official_seconded,
                                                  DirectoryVerb::rights_given, DirectoryVerb::official_returned}));
    sound();
}

TEST_F(OfficialCommands, ASecondmentEndsByTheClock) {
    const auto a = store.agency("Sở Một", "somot");
    const auto b = store.agency("Sở Hai", "sohai");
    const auto person = hire(a, "Trần Thị Mai");
    schema::EndSecondmentT end;
    end.official = person.value;
    EXPECT_EQ(store.refused(end), ErrorCode::not_active);
    schema::SecondOfficialT second;
    second.official = person.value;
    second.agency = b;
    second.until = (store.clock.now() + std::chrono::days(90)).time_since_epoch().count();
    store.made(second);
    EXPECT_EQ(store.refused(end), ErrorCode::too_early);
    store.clock.advance(std::chrono::days(90));
    store.made(end, {"tram-office", {}});
    EXPECT_EQ(official(person).seconded_to, 0U);
    EXPECT_EQ(members(b), std::vector<std::uint64_t>{});
    EXPECT_EQ(history(person.value).back(), DirectoryVerb::official_returned);
    EXPECT_EQ(store.refused(end), ErrorCode::not_active) << "done once";
    sound();
}

// R5.5
TEST_F(OfficialCommands, WhatThePublicSees) {
    const auto id = store.agency("Sở Nội vụ", "snv");
    const auto person = hire(id, "Trần Thị Mai");
    schema::SetPublicityT set;
    set.official = person.value;
    set.publicity = schema::Publicity::shown;
    store.made(set);
    EXPECT_EQ(official(person).publicity, schema::Publicity::shown);
    EXPECT_EQ(history(person.value).back(), DirectoryVerb::publicity_set);
    set.official = 0;
    set.agency = id;
    set.publicity = schema::Publicity::hidden;
    store.made(set);
    EXPECT_EQ(agency(id).publicity, schema::Publicity::hidden);
    set.agency = 999;
    EXPECT_EQ(store.refused(set), ErrorCode::no_such_agency);
    set.official = 999;
    EXPECT_EQ(store.refused(set), ErrorCode::no_such_official);
    set.publicity = static_cast<schema::Publicity>(9);
    EXPECT_EQ(store.refused(set), ErrorCode::malformed);
    sound();
}

TEST_F(OfficialCommands, WhoLeftMayComeBackWithAllHisMail) {
    const auto id = store.agency("Sở Nội vụ", "snv");
    const auto person = hire(id, "Trần Thị Mai");
    const auto mail = official(person).mailbox;
    schema::ReinstateT back;
    back.official = person.value;
    EXPECT_EQ(store.refused(back), ErrorCode::not_active);
    schema::EndServiceT end;
    end.official = person.value;
    store.made(end);
    store.made(back);
    EXPECT_TRUE(official(person).enabled);
    EXPECT_TRUE(official(person).must_change_password);
    EXPECT_EQ(leads("maitt@tinh.gov.vn").mailbox.value, mail);
    EXPECT_EQ(members(id), std::vector{person.value});
    sound();
    // Years later his address may be another's.
    store.made(end);
    store.clock.advance(std::chrono::days(6 * 365));
    schema::CreateOfficialT namesake;
    namesake.name = "Trịnh Thị Mai";
    namesake.agency = id;
    store.made(namesake);
    EXPECT_EQ(store.refused(back), ErrorCode::exists);
    sound();
}

// R3.3b
TEST_F(OfficialCommands, AnAddressBesideTheRuleNeedsADecision) {
    const auto id = store.agency();
    schema::CreateOfficialT command;
    command.name = "Nguyễn Văn Hùng";
    command.agency = id;
    command.address = "hungnv2";
    EXPECT_NE(store.made(command), 0U) << "a suffix is the rule's";
    command.address = "giamdoc";
    EXPECT_EQ(store.refused(command), ErrorCode::no_basis);
    command.basis = basis("8/QĐ-STTTT");
    const auto made = store.made(command);
    const ReadTransaction transaction(*store.environment);
    Cursor cursor(transaction, Table::history);
    ASSERT_TRUE(cursor.seek(Key::of(made)));
    EXPECT_EQ(Record<schema::HistoryEntry>(cursor.value())->change()->basis()->number()->str(), "8/QĐ-STTTT");
}

// A store of a release that had no tree: made when the writer opens it.
TEST_F(OfficialCommands, TheTreesTablesAreMadeForAnOlderStore) {
    const auto id = store.agency();
    const auto child = unit(id, "Phòng Một", "phongmot");
    const auto person = hire(child, "Trần Thị Mai");
    const auto contents = [&](Table table) {
        std::vector<Bytes> keys;
        const ReadTransaction transaction(*store.environment);
        Cursor cursor(transaction, table);
        for (bool more = cursor.first(); more; more = cursor.next()) keys.emplace_back(cursor.key());
        return keys;
    };
    const Table tables[] = {Table::agencyChild, Table::agencyMember, Table::addressOf};
    std::vector<std::vector<Bytes>> before;
    for (const auto table : tables) before.push_back(contents(table));
    {
        Batch batch(*store.environment, store.clock.now());
        for (const auto table : tables) {
            Cursor cursor(batch.transaction, table);
            while (cursor.first()) cursor.removeCurrent();
        }
        batch.commit();
    }
    EXPECT_TRUE(members(child).empty());
    sound();
    Batch batch(*store.environment, store.clock.now());
    ensureDirectoryTables(batch);
    batch.commit();
    for (std::size_t i = 0; i < before.size(); ++i) EXPECT_EQ(contents(tables[i]), before[i]);
    EXPECT_EQ(members(child), std::vector{person.value});
}

}  // namespace
}  // namespace tram::store
