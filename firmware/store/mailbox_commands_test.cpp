// Mailboxes handed over, removed, given quotas. R3.7, R4.3, R8.3, R10
#include "province/administration.hpp"
#include "store/credential_table.hpp"
#include "store/directory_fixture.hpp"

namespace tram::store {
namespace {

using MailboxCommands = fixture::DirectoryTest;
using fixture::basis;
using schema::DirectoryVerb;
using schema::ErrorCode;
using schema::Right;
using State = Destination::State;

// R10.2
TEST_F(MailboxCommands, AHeadsHandoverPassesTheOfficeInOneStep) {
    const auto id = store.agency("Sở Nội vụ", "snv");
    const auto record = agency(id);
    const auto head = hire(id, "Trần Thị Mai", schema::Role::head);
    const auto deputy = hire(id, "Lê Văn Bình");
    const auto stranger = hire(store.agency("Sở Hai", "sohai"), "Phạm Văn Đức");
    schema::HandOverT handOver;
    handOver.mailbox = record.mailbox;
    handOver.from = head.value;
    handOver.to = deputy.value;
    EXPECT_EQ(store.refused(handOver), ErrorCode::no_basis);
    handOver.basis = basis("45/QĐ-SNV");
    handOver.to = stranger.value;
    EXPECT_EQ(store.refused(handOver), ErrorCode::malformed);
    handOver.to = head.value;
    EXPECT_EQ(store.refused(handOver), ErrorCode::malformed);
    handOver.to = deputy.value;
    store.made(handOver, {"tram-web", head});
    EXPECT_EQ(store.records(), 1U);
    EXPECT_EQ(rights(head, record.mailbox), Right{});
    EXPECT_EQ(rights(head, record.clerk_mailbox), Right{});
    EXPECT_EQ(rights(deputy, record.mailbox), Right::read | Right::answer | Right::send_as | Right::manage);
    EXPECT_EQ(official(deputy).role, schema::Role::head);
    EXPECT_EQ(official(head).role, schema::Role::official);
    EXPECT_EQ(history(record.mailbox).back(), DirectoryVerb::handed_over);
    EXPECT_EQ(store.refused(handOver), ErrorCode::not_permitted) << "he has nothing to hand over";
    handOver.mailbox = official(head).mailbox;
    EXPECT_EQ(store.refused(handOver), ErrorCode::malformed) << "a person's own mailbox";
    sound();
}

// R8.3, R9.4
TEST_F(MailboxCommands, WhoLeavesIsDisabledAtOnceAndRemovedBySecondPersonOnly) {
    const auto id = store.agency("Sở Nội vụ", "snv");
    const auto person = hire(id, "Trần Thị Mai", schema::Role::head);
    const auto first = hire(id, "Lê Văn Bình");
    const auto second = hire(id, "Phạm Văn Đức");
    for (const auto each : {first, second}) {
        schema::GiveDutiesT duties;
        duties.official = each.value;
        duties.duties = province::Duties{province::Duty::operatorOfService}.bits();
        store.made(duties);
    }
    ASSERT_TRUE(store.handOut(person));
    const auto mail = official(person).mailbox;
    const auto bytes = fixture::messageOf(1, 300);
    ASSERT_TRUE(store.run(fixture::acceptOf(bytes.size(), {{MailboxId{mail}, "maitt@tinh.gov.vn"}}), bytes));
    schema::EndServiceT end;
    end.official = person.value;
    end.reason = "nghỉ hưu theo Quyết định số 5";
    store.made(end, {"tram-web", first});
    EXPECT_EQ(store.records(), 1U);
    EXPECT_FALSE(official(person).enabled);
    EXPECT_EQ(official(person).session_epoch, 2U) << "the hand-out password was the first";
    EXPECT_EQ(rights(person, agency(id).mailbox), Right{});
    EXPECT_EQ(leads("maitt@tinh.gov.vn").state, State::left);
    EXPECT_EQ(leads("maitt@tinh.gov.vn").movedTo, "snv@tinh.gov.vn") << "the office";
    EXPECT_EQ(store.refused(fixture::acceptOf(bytes.size(), {{MailboxId{mail}, "x"}}), bytes), ErrorCode::disabled);
    {
        const ReadTransaction transaction(*store.environment);
        EXPECT_TRUE(readCredentials(transaction, store.key, person).empty());
    }
    EXPECT_EQ(store.refused(end), ErrorCode::not_active);
    schema::CreateOfficialT namesake;
    namesake.name = "Trịnh Thị Mai";
    namesake.agency = id;
    EXPECT_EQ(store.refused(namesake), ErrorCode::exists) << "not another's for years";

    schema::OrderRemovalT order;
    order.mailbox = mail;
    order.reason = "hết thời hạn lưu";
    schema::ApproveRemovalT approve;
    approve.mailbox = mail;
    EXPECT_EQ(store.refused(order), ErrorCode::too_early);
    store.clock.advance(std::chrono::days(181));
    EXPECT_EQ(store.refused(approve, {}, {"tram-web", second}), ErrorCode::not_active) << "nothing is ordered";
    store.made(order, {"tram-web", first});
    EXPECT_EQ(store.refused(order), ErrorCode::exists);
    EXPECT_EQ(store.refused(approve, {}, {"tram-web", first}), ErrorCode::second_person);
    EXPECT_EQ(store.refused(approve), ErrorCode::second_person) << "the console is nobody";
    schema::WithdrawRemovalT withdraw;
    withdraw.mailbox = mail;
    store.made(withdraw, {"tram-web", second});
    EXPECT_EQ(store.refused(approve, {}, {"tram-web", second}), ErrorCode::not_active);
    store.made(order, {"tram-web", first});
    store.made(approve, {"tram-web", second});
    EXPECT_EQ(store.records(), 1U);
    EXPECT_EQ(official(person).state, schema::OfficialState::removed);
    EXPECT_EQ(leads("maitt@tinh.gov.vn").state, State::left);
    sound();
    store.housekeep();
    sound();
    EXPECT_EQ(store.refused(namesake), ErrorCode::exists);
    store.clock.advance(std::chrono::days(5 * 365));
    EXPECT_NE(store.made(namesake), 0U);
    sound();
}

TEST_F(MailboxCommands, QuotasAreSet) {
    const auto person = hire(store.agency(), "Trần Thị Mai");
    const auto mail = official(person).mailbox;
    schema::SetQuotaT set;
    set.mailbox = mail;
    EXPECT_EQ(store.refused(set), ErrorCode::malformed);
    set.quota = 5 * limits::GiB;
    store.made(set);
    EXPECT_EQ(mailbox(mail).quota, 5 * limits::GiB);
    set.mailbox = 999;
    EXPECT_EQ(store.refused(set), ErrorCode::no_such_mailbox);
}

// R4.3
TEST_F(MailboxCommands, NobodyOpensAPersonsMailboxForHim) {
    const auto id = store.agency();
    const auto person = hire(id, "Trần Thị Mai");
    const auto secretary = hire(id, "Lê Văn Bình");
    const auto administrator = hire(id, "Phạm Văn Đức");
    schema::GiveDutiesT duties;
    duties.official = administrator.value;
    duties.duties = 0x3f;
    store.made(duties);
    EXPECT_EQ(store.refused(duties, {}, {"tram-web", administrator}), ErrorCode::second_person);
    schema::GrantRightsT grant;
    grant.mailbox = official(person).mailbox;
    grant.official = secretary.value;
    grant.rights = Right::read;
    EXPECT_EQ(store.refused(grant, {}, {"tram-web", administrator}), ErrorCode::not_permitted);
    EXPECT_EQ(store.refused(grant, {}, {"tram-web", secretary}), ErrorCode::not_permitted);
    store.made(grant, {"tram-web", person});
    grant.mailbox = agency(id).mailbox;
    grant.official = administrator.value;
    EXPECT_EQ(store.refused(grant, {}, {"tram-web", administrator}), ErrorCode::second_person);
    sound();
}

}  // namespace
}  // namespace tram::store
