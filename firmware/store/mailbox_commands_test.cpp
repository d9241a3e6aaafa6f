// Mailboxes handed over, removed, given quotas. R3.7, R4.3, R8.3, R10
#include "province/administration.hpp"
#include "store/credential_table.hpp"
#include "store/directory_fixture.hpp"
#include "store/directory_listing.hpp"

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

// R10.2: signed, and saying what passed.
TEST_F(MailboxCommands, AHandoverLeavesASignedRecord) {
    const auto id = store.agency("Sở Nội vụ", "snv");
    const auto head = hire(id, "Trần Thị Mai", schema::Role::head);
    const auto deputy = hire(id, "Lê Văn Bình");
    const auto box = agency(id).mailbox;
    const auto bytes = fixture::messageOf(1, 300);
    ASSERT_TRUE(store.run(fixture::acceptOf(bytes.size(), {{MailboxId{box}, "snv@tinh.gov.vn"}}), bytes));
    schema::HandOverT handOver;
    handOver.mailbox = box;
    handOver.from = head.value;
    handOver.to = deputy.value;
    handOver.basis = basis("45/QĐ-SNV");
    store.made(handOver, {"tram", head});
    const auto entries = listHistory(*store.environment, box);
    ASSERT_TRUE(entries);
    const auto& entry = entries->back().entry;
    for (const auto* line :
         {"TRAM HANDOVER 1\n", "mailbox: snv@tinh.gov.vn\n", "from: Trần Thị Mai <maitt@tinh.gov.vn>\n",
          "to: Lê Văn Bình <binhlv@tinh.gov.vn>\n", "decision: 45/QĐ-SNV, 22/5/2013\n",
          "by: Trần Thị Mai <maitt@tinh.gov.vn>\n", "1 messages, 300 octets\n", "uid-validity", "INBOX\n"})
        EXPECT_NE(entry.document.find(line), std::string::npos) << line << "\n" << entry.document;
    EXPECT_NE(entry.document.find("journal position: " + std::to_string(entries->back().position.value) + "\n"),
              std::string::npos);
    credentials::Signature signature{};
    ASSERT_EQ(entry.signature.size(), signature.size());
    std::ranges::copy(entry.signature, signature.begin());
    EXPECT_TRUE(credentials::verifySignature(store.signingKey.publicKey(), signature, entry.document));
    for (const auto official : {head, deputy}) {
        const auto his = listHistory(*store.environment, official.value);
        EXPECT_TRUE(his->back().entry.document.empty()) << "the mailbox has it";
    }
}

// R3.7
TEST_F(MailboxCommands, AMailboxIsWarnedOnceALevel) {
    const auto id = store.agency("Sở Nội vụ", "snv");
    const auto person = hire(id, "Trần Thị Mai");
    const MailboxId mailbox{official(person).mailbox};
    schema::SetQuotaT quota;
    quota.mailbox = mailbox.value;
    quota.quota = 10'000;
    store.made(quota);
    const auto fill = [&](std::size_t size) {
        ASSERT_TRUE(store.run(fixture::acceptOf(size, {{mailbox, "x"}}), fixture::messageOf(size, size)));
    };
    const auto warn = [&](std::uint8_t level) {
        schema::WarnQuotaT command;
        command.mailbox = mailbox.value;
        command.level = level;
        auto accepted = fixture::acceptOf(200, {{mailbox, "maitt@tinh.gov.vn"}});
        if (level > this->mailbox(mailbox.value).quota_warned)
            command.reports.push_back(std::move(accepted.messages[0]));
        const auto bytes = fixture::messageOf(level, 200);
        return store.refused(std::move(command),
                             level > this->mailbox(mailbox.value).quota_warned ? ByteView(bytes) : ByteView{},
                             {"tram-office", {}});
    };
    EXPECT_EQ(warn(80), ErrorCode::changed_meanwhile) << "not so full";
    fill(8'000);
    EXPECT_EQ(warn(95), ErrorCode::changed_meanwhile);
    EXPECT_EQ(warn(80), ErrorCode::none);
    EXPECT_EQ(store.usageOf(mailbox).messages(), 2U) << "the letter";
    EXPECT_EQ(warn(80), ErrorCode::changed_meanwhile) << "told once";
    fill(1'700);
    EXPECT_EQ(warn(95), ErrorCode::none);
    fill(1'000);
    EXPECT_EQ(store.usageOf(mailbox).bytes(), 11'100U) << "more than its quota, and yet the letters came";
    quota.quota = 100'000;
    store.made(quota);
    EXPECT_EQ(warn(0), ErrorCode::none);
    EXPECT_EQ(store.usageOf(mailbox).messages(), 5U);
    EXPECT_EQ(mailbox.value, official(person).mailbox);
    sound();
}

// R3.7: by class, until somebody sets one for the mailbox itself.
TEST_F(MailboxCommands, AQuotaFollowsTheRole) {
    store.settings.quotas.head = 4 * limits::GiB;
    store.settings.quotas.agencyMailbox = 8 * limits::GiB;
    const auto id = store.agency("Sở Nội vụ", "snv");
    EXPECT_EQ(mailbox(agency(id).mailbox).quota, 8 * limits::GiB);
    EXPECT_EQ(mailbox(agency(id).clerk_mailbox).quota, limits::GiB);
    const auto head = hire(id, "Trần Thị Mai", schema::Role::head);
    const auto deputy = hire(id, "Lê Văn Bình");
    EXPECT_EQ(mailbox(official(head).mailbox).quota, 4 * limits::GiB);
    EXPECT_EQ(mailbox(official(deputy).mailbox).quota, limits::GiB);
    schema::HandOverT handOver;
    handOver.mailbox = agency(id).mailbox;
    handOver.from = head.value;
    handOver.to = deputy.value;
    handOver.basis = basis("45/QĐ-SNV");
    store.made(handOver);
    EXPECT_EQ(mailbox(official(head).mailbox).quota, limits::GiB);
    EXPECT_EQ(mailbox(official(deputy).mailbox).quota, 4 * limits::GiB);
    schema::SetQuotaT quota;
    quota.mailbox = official(head).mailbox;
    quota.quota = 2 * limits::GiB;
    store.made(quota);
    schema::GiveRoleT role;
    role.official = head.value;
    role.role = schema::Role::clerk;
    store.made(role);
    EXPECT_EQ(mailbox(official(head).mailbox).quota, 2 * limits::GiB) << "its own";
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
