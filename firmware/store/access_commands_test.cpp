// Access to a mailbox's content for evidence. R4.3, R15
#include "province/administration.hpp"
#include "store/directory_fixture.hpp"

namespace tram::store {
namespace {

using province::Duty;
using schema::DirectoryVerb;
using schema::ErrorCode;
using schema::Right;

class AccessCommands : public fixture::DirectoryTest {
protected:
    AccessCommands() {
        agency_ = store.agency("Sở Nội vụ", "snv");
        owner = hire(agency_, "Trần Thị Mai");
        oper = administrator("Lê Văn Bình", Duty::operatorOfService);
        officer = administrator("Phạm Văn Đức", Duty::securityOfficer);
        inspector = administrator("Vũ Thị Lan", Duty::inspector);
        mailbox_ = official(owner).mailbox;
    }
    OfficialId administrator(const std::string& name, Duty duty) {
        const auto id = hire(agency_, name);
        schema::GiveDutiesT duties;
        duties.official = id.value;
        duties.duties = province::Duties{duty}.bits();
        store.made(duties);
        return id;
    }
    Origin by(OfficialId official) { return {"tram", official}; }
    schema::OrderAccessT order() {
        schema::OrderAccessT command;
        command.mailbox = mailbox_;
        command.reader = inspector.value;
        command.reason = "xác minh đơn thư";
        command.basis = fixture::basis("31/QĐ-TTr");
        command.until = (store.clock.now() + std::chrono::days(10)).time_since_epoch().count();
        return command;
    }
    schema::ApproveAccessT approval() {
        schema::ApproveAccessT command;
        command.mailbox = mailbox_;
        return command;
    }
    schema::CloseAccessT closing() {
        schema::CloseAccessT command;
        command.mailbox = mailbox_;
        auto letter = fixture::acceptOf(300, {{MailboxId{mailbox_}, "maitt@tinh.gov.vn"}});
        command.reports.push_back(std::move(letter.messages[0]));
        return command;
    }

    std::uint64_t agency_ = 0;
    std::uint64_t mailbox_ = 0;
    OfficialId owner, oper, officer, inspector;
};

TEST_F(AccessCommands, TakesTwoPersonsADecisionAndHasAnEnd) {
    store.made(order(), by(oper));
    EXPECT_EQ(rights(inspector, mailbox_), Right{}) << "ordered is not approved";
    EXPECT_EQ(store.refused(order(), {}, by(oper)), ErrorCode::exists);
    EXPECT_EQ(store.refused(approval(), {}, by(oper)), ErrorCode::not_permitted);
    EXPECT_EQ(store.refused(approval()), ErrorCode::second_person) << "the console is nobody";
    store.made(approval(), by(officer));
    EXPECT_EQ(rights(inspector, mailbox_), Right::read) << "and nothing more";
    EXPECT_EQ(store.refused(approval(), {}, by(officer)), ErrorCode::exists);
    const auto letter = fixture::messageOf(1, 300);
    EXPECT_EQ(store.refused(closing(), letter, {"tram-office", {}}), ErrorCode::too_early);
    store.clock.advance(std::chrono::days(10));
    schema::CloseAccessT silent;
    silent.mailbox = mailbox_;
    EXPECT_EQ(store.refused(silent, {}, {"tram-office", {}}), ErrorCode::malformed) << "the owner must hear of it";
    ASSERT_TRUE(store.run(closing(), letter, {"tram-office", {}}));
    EXPECT_EQ(rights(inspector, mailbox_), Right{});
    EXPECT_EQ(store.usageOf(MailboxId{mailbox_}).messages(), 1U) << "the letter";
    EXPECT_EQ(mailbox(mailbox_).access, nullptr);
    for (const auto subject : {mailbox_, owner.value, inspector.value}) {
        const auto verbs = history(subject);
        EXPECT_EQ(
            (std::vector<DirectoryVerb>(verbs.end() - 3, verbs.end())),
            (std::vector{DirectoryVerb::access_ordered, DirectoryVerb::access_approved, DirectoryVerb::access_ended}));
    }
    sound();
}

TEST_F(AccessCommands, WhatIsRefused) {
    EXPECT_EQ(store.refused(order(), {}, by(officer)), ErrorCode::not_permitted);
    EXPECT_EQ(store.refused(order(), {}, by(owner)), ErrorCode::not_permitted);
    EXPECT_EQ(store.refused(order()), ErrorCode::second_person);
    auto command = order();
    command.reason = "";
    EXPECT_EQ(store.refused(command, {}, by(oper)), ErrorCode::malformed);
    command = order();
    command.basis.reset();
    EXPECT_EQ(store.refused(command, {}, by(oper)), ErrorCode::no_basis);
    command = order();
    command.reader = owner.value;
    EXPECT_EQ(store.refused(command, {}, by(oper)), ErrorCode::exists);
    command.reader = 999;
    EXPECT_EQ(store.refused(command, {}, by(oper)), ErrorCode::no_such_official);
    command = order();
    command.until = store.clock.now().time_since_epoch().count();
    EXPECT_EQ(store.refused(command, {}, by(oper)), ErrorCode::malformed);
    command.until = (store.clock.now() + std::chrono::days(91)).time_since_epoch().count();
    EXPECT_EQ(store.refused(command, {}, by(oper)), ErrorCode::malformed);
    EXPECT_EQ(store.refused(approval(), {}, by(officer)), ErrorCode::not_active);
    // The reader does not approve his own.
    command = order();
    command.reader = officer.value;
    store.made(command, by(oper));
    EXPECT_EQ(store.refused(approval(), {}, by(officer)), ErrorCode::second_person);
    // R4.3: nor does anybody simply give himself or others a right on a person's own mailbox.
    schema::GrantRightsT grant;
    grant.mailbox = mailbox_;
    grant.official = inspector.value;
    grant.rights = Right::read;
    EXPECT_EQ(store.refused(grant, {}, by(oper)), ErrorCode::not_permitted);
    EXPECT_EQ(store.refused(grant, {}, {"tram", {}}), ErrorCode::not_permitted) << "at the console neither";
    store.made(grant, by(owner));
    grant.rights = Right{};
    store.made(grant, by(oper));
}

TEST_F(AccessCommands, AnOrderIsWithdrawn) {
    schema::WithdrawAccessT withdraw;
    withdraw.mailbox = mailbox_;
    EXPECT_EQ(store.refused(withdraw, {}, by(oper)), ErrorCode::not_active);
    store.made(order(), by(oper));
    store.made(withdraw, by(oper));
    EXPECT_EQ(mailbox(mailbox_).access, nullptr) << "nobody has read anything";
    store.made(order(), by(oper));
    store.made(approval(), by(officer));
    store.made(withdraw, by(oper));
    EXPECT_EQ(rights(inspector, mailbox_), Right{}) << "at once";
    ASSERT_NE(mailbox(mailbox_).access, nullptr) << "the owner is still to be told";
    ASSERT_TRUE(store.run(closing(), fixture::messageOf(1, 300), {"tram-office", {}}));
    EXPECT_EQ(mailbox(mailbox_).access, nullptr);
    sound();
}

}  // namespace
}  // namespace tram::store
