// Agencies through their years: every command, good and refused. R3.4, R8.1
#include "store/directory_fixture.hpp"

namespace tram::store {
namespace {

using AgencyCommands = fixture::DirectoryTest;
using fixture::basis;
using schema::DirectoryVerb;
using schema::ErrorCode;
using schema::Right;
using State = Destination::State;

// R8.1
TEST_F(AgencyCommands, AnAgencyIsFoundedWithItsTwoMailboxesAndTheDecision) {
    const auto id = store.agency("Sở Nội vụ", "sonoivu");
    EXPECT_EQ(store.records(), 1U);
    const auto record = agency(id);
    EXPECT_EQ(record.decision, "957/QĐ-UBND");
    EXPECT_EQ(record.decision_day, 15'847);
    EXPECT_EQ(mailbox(record.mailbox).address, "sonoivu@tinh.gov.vn");
    EXPECT_EQ(mailbox(record.clerk_mailbox).address, "vanthu.sonoivu@tinh.gov.vn");
    EXPECT_EQ(history(id), std::vector{DirectoryVerb::agency_founded});
    schema::CreateAgencyT command;
    command.name = "Sở Tài chính";
    EXPECT_EQ(store.refused(command), ErrorCode::no_basis);
    command.basis = basis("", 15'847);
    EXPECT_EQ(store.refused(command), ErrorCode::no_basis);
    command.basis = basis("1/QĐ", 0);
    EXPECT_EQ(store.refused(command), ErrorCode::no_basis);
    command.basis = basis("1/QĐ", 30'000);
    EXPECT_EQ(store.refused(command), ErrorCode::no_basis) << "a day that has not been";
    command.basis = basis();
    command.domain_label = "sonoivu";
    EXPECT_EQ(store.refused(command), ErrorCode::exists) << "the address is another's";
    command.domain_label = "coquan";
    EXPECT_EQ(store.refused(command), ErrorCode::bad_address) << "a group's word";
    command.name = "Sở Nội vụ";
    command.domain_label = "snv";
    EXPECT_EQ(store.refused(command), ErrorCode::exists) << "a namesake beside it";
    command.parent = id;
    EXPECT_NE(store.made(command), 0U) << "below it is another place";
    command.kind = schema::AgencyKind::unit;
    command.parent = 0;
    EXPECT_EQ(store.refused(command), ErrorCode::no_such_agency) << "a sub-unit without a parent";
    sound();
}

// R8.1
TEST_F(AgencyCommands, ARenamedAgencysOldAddressesDeliverThenNameTheNewOne) {
    const auto id = store.agency("Sở Kế hoạch", "sokh");
    const auto own = agency(id).mailbox;
    schema::RenameAgencyT rename;
    rename.agency = id;
    rename.name = "Sở Kế hoạch và Đầu tư";
    rename.domain_label = "sokhdt";
    EXPECT_EQ(store.refused(rename), ErrorCode::no_basis);
    rename.basis = basis("12/QĐ-UBND");
    store.made(rename);
    EXPECT_EQ(store.records(), 1U);
    EXPECT_EQ(agency(id).name, "Sở Kế hoạch và Đầu tư");
    EXPECT_EQ(mailbox(own).address, "sokhdt@tinh.gov.vn");
    for (const auto* address : {"sokh@tinh.gov.vn", "sokhdt@tinh.gov.vn"}) {
        EXPECT_EQ(leads(address).state, State::delivers) << address;
        EXPECT_EQ(leads(address).mailbox.value, own) << address;
    }
    EXPECT_EQ(leads("vanthu.sokh@tinh.gov.vn").mailbox.value, agency(id).clerk_mailbox);
    // Another agency cannot have it.
    schema::CreateAgencyT other;
    other.name = "Sở Khoa học";
    other.domain_label = "sokh";
    other.basis = basis();
    EXPECT_EQ(store.refused(other), ErrorCode::exists);
    store.clock.advance(std::chrono::days(366));
    EXPECT_EQ(leads("sokh@tinh.gov.vn").state, State::moved);
    EXPECT_EQ(leads("sokh@tinh.gov.vn").movedTo, "sokhdt@tinh.gov.vn");
    EXPECT_EQ(leads("sokhdt@tinh.gov.vn").state, State::delivers);
    EXPECT_EQ(store.refused(other), ErrorCode::exists);
    store.clock.advance(std::chrono::days(5 * 365));
    EXPECT_NE(store.made(other), 0U) << "years later it is free";
    EXPECT_EQ(leads("sokh@tinh.gov.vn").state, State::delivers);
    EXPECT_EQ(history(id), (std::vector{DirectoryVerb::agency_founded, DirectoryVerb::agency_renamed}));
    sound();
}

TEST_F(AgencyCommands, ARenamedAgencyMayKeepItsAddressOrHaveItsOldOneBack) {
    const auto id = store.agency("Sở Nội vụ", "");
    EXPECT_EQ(mailbox(agency(id).mailbox).address, "snv@tinh.gov.vn");
    schema::RenameAgencyT rename;
    rename.agency = id;
    rename.name = "Sở Nội vụ và Lao động";
    rename.keep_address = true;
    rename.basis = basis();
    store.made(rename);
    EXPECT_EQ(mailbox(agency(id).mailbox).address, "snv@tinh.gov.vn");
    rename.domain_label = "snvld";
    rename.keep_address = false;
    store.made(rename);
    EXPECT_EQ(mailbox(agency(id).mailbox).address, "snvld@tinh.gov.vn");
    rename.domain_label = "snv";
    store.made(rename);
    EXPECT_EQ(mailbox(agency(id).mailbox).address, "snv@tinh.gov.vn");
    EXPECT_EQ(leads("snvld@tinh.gov.vn").state, State::delivers) << "the former one now";
    sound();
}

TEST_F(AgencyCommands, WhoSawAnOlderStateIsTold) {
    const auto id = store.agency("Sở Nội vụ", "snv");
    const auto seen = agency(id).revision;
    schema::RenameAgencyT rename;
    rename.agency = id;
    rename.name = "Sở Nội vụ Một";
    rename.basis = basis();
    rename.revision = seen;
    store.made(rename);
    rename.name = "Sở Nội vụ Hai";
    EXPECT_EQ(store.refused(rename), ErrorCode::changed_meanwhile);
    EXPECT_EQ(agency(id).name, "Sở Nội vụ Một");
    rename.revision = agency(id).revision;
    store.made(rename);
    const auto person = hire(id, "Nguyễn Văn Hùng");
    schema::EditOfficialT edit;
    edit.official = person.value;
    edit.name = "Nguyễn Văn Hùng";
    edit.telephone = "0208 385 0000";
    edit.revision = official(person).revision;
    store.made(edit);
    EXPECT_EQ(store.refused(edit), ErrorCode::changed_meanwhile);
}

TEST_F(AgencyCommands, AnAgencyMovesButNotBelowItself) {
    const auto a = store.agency("Sở Một", "somot");
    const auto b = store.agency("Sở Hai", "sohai");
    const auto child = unit(a, "Phòng Tổ chức", "ptc1");
    const auto grandchild = unit(child, "Tổ Một", "tomot");
    schema::MoveAgencyT move;
    move.agency = child;
    move.parent = b;
    EXPECT_EQ(store.refused(move), ErrorCode::no_basis);
    move.basis = basis();
    store.made(move);
    EXPECT_EQ(store.records(), 1U);
    {
        const ReadTransaction transaction(*store.environment);
        EXPECT_TRUE(isInBranch(transaction, AgencyId{grandchild}, AgencyId{b}));
        EXPECT_FALSE(isInBranch(transaction, AgencyId{grandchild}, AgencyId{a}));
        EXPECT_EQ(branchOf(transaction, AgencyId{b}).size(), 3U);
    }
    move.parent = grandchild;
    EXPECT_EQ(store.refused(move), ErrorCode::cycle);
    move.parent = child;
    EXPECT_EQ(store.refused(move), ErrorCode::cycle);
    move.parent = 0;
    EXPECT_EQ(store.refused(move), ErrorCode::no_such_agency) << "a sub-unit has a parent";
    move.parent = 999;
    EXPECT_EQ(store.refused(move), ErrorCode::no_such_agency);
    move.agency = 999;
    EXPECT_EQ(store.refused(move), ErrorCode::no_such_agency);
    EXPECT_EQ(history(child), (std::vector{DirectoryVerb::agency_founded, DirectoryVerb::agency_moved}));
    sound();
}

TEST_F(AgencyCommands, TheTreeHasBoundedLevels) {
    std::uint64_t parent = store.agency("Cấp 1", "cap1");
    for (std::size_t i = 2; i <= limits::province::agencyDepth; ++i)
        parent = unit(parent, "Cấp " + std::to_string(i), "cap" + std::to_string(i));
    schema::CreateAgencyT command;
    command.name = "Quá sâu";
    command.domain_label = "quasau";
    command.parent = parent;
    command.basis = basis();
    EXPECT_EQ(store.refused(command), ErrorCode::limit);
    const auto top = store.agency("Trên", "tren");
    const auto below = unit(top, "Dưới", "duoi");
    schema::MoveAgencyT move;
    move.agency = top;
    move.parent = parent;
    move.basis = basis();
    EXPECT_EQ(store.refused(move), ErrorCode::limit);
    schema::DissolveAgencyT dissolve;
    dissolve.agency = top;
    dissolve.successor = parent;
    dissolve.basis = basis();
    EXPECT_EQ(store.refused(dissolve), ErrorCode::limit) << below;
    sound();
}

// R8.1: nothing lost.
TEST_F(AgencyCommands, MergedAgenciesPassOnPeopleUnitsAddressesAndMail) {
    const auto finance = store.agency("Sở Tài chính", "sotc");
    const auto planning = store.agency("Sở Kế hoạch và Đầu tư", "sokhdt");
    const auto office = unit(planning, "Phòng Đầu tư", "pdt");
    const auto head = hire(planning, "Trần Thị Mai", schema::Role::head);
    const auto clerk = hire(planning, "Lê Văn Bình", schema::Role::clerk);
    const auto newHead = hire(finance, "Phạm Văn Đức", schema::Role::head);
    const auto old = agency(planning);
    const auto bytes = fixture::messageOf(1, 300);
    ASSERT_TRUE(store.run(fixture::acceptOf(bytes.size(), {{MailboxId{old.mailbox}, "sokhdt@tinh.gov.vn"}}), bytes));
    schema::MergeAgenciesT merge;
    merge.sources = {planning};
    merge.into = finance;
    EXPECT_EQ(store.refused(merge), ErrorCode::no_basis);
    merge.basis = basis("30/NQ-HĐND");
    store.made(merge);
    EXPECT_EQ(store.records(), 1U);

    EXPECT_EQ(agency(planning).state, schema::AgencyState::dissolved);
    EXPECT_EQ(agency(planning).successor, finance);
    EXPECT_EQ(agency(office).parent, finance);
    EXPECT_EQ(members(finance).size(), 3U);
    EXPECT_TRUE(members(planning).empty());
    EXPECT_EQ(official(head).role, schema::Role::official) << "one head an agency";
    EXPECT_EQ(leads("sokhdt@tinh.gov.vn").state, State::delivers);
    EXPECT_EQ(leads("sokhdt@tinh.gov.vn").mailbox.value, agency(finance).mailbox);
    EXPECT_EQ(leads("vanthu.sokhdt@tinh.gov.vn").mailbox.value, agency(finance).clerk_mailbox);
    // The old mail is there for its office, and for the head of the new one; nobody answers in its name.
    EXPECT_EQ(store.stateOf(store.folderOf(MailboxId{old.mailbox})).messages(), 1U);
    EXPECT_EQ(rights(head, old.mailbox), Right::read | Right::answer);
    EXPECT_EQ(rights(clerk, old.clerk_mailbox), Right::read | Right::answer);
    EXPECT_EQ(rights(newHead, old.mailbox), Right::read | Right::answer | Right::manage);
    EXPECT_EQ(rights(head, agency(finance).mailbox), Right{});
    EXPECT_EQ(history(planning), (std::vector{DirectoryVerb::agency_founded, DirectoryVerb::official_hired,
                                              DirectoryVerb::official_hired, DirectoryVerb::agency_merged}));
    EXPECT_EQ(history(head.value), (std::vector{DirectoryVerb::official_hired, DirectoryVerb::official_moved}));

    // What the old one was called, its successor may be.
    schema::RenameAgencyT rename;
    rename.agency = finance;
    rename.name = "Sở Tài chính và Kế hoạch";
    rename.domain_label = "sokhdt";
    rename.basis = basis();
    store.made(rename);
    EXPECT_EQ(leads("sokhdt@tinh.gov.vn").state, State::delivers);
    EXPECT_EQ(leads("sotc@tinh.gov.vn").mailbox.value, agency(finance).mailbox);
    store.clock.advance(std::chrono::days(366));
    EXPECT_EQ(leads("sokhdt@tinh.gov.vn").state, State::delivers);
    EXPECT_EQ(leads("sotc@tinh.gov.vn").movedTo, "sokhdt@tinh.gov.vn");
    sound();
}

TEST_F(AgencyCommands, AddressesFollowAChainOfMerges) {
    const auto a = store.agency("Sở Một", "somot");
    const auto b = store.agency("Sở Hai", "sohai");
    const auto c = store.agency("Sở Ba", "soba");
    schema::MergeAgenciesT merge;
    merge.basis = basis();
    merge.sources = {a};
    merge.into = b;
    store.made(merge);
    merge.sources = {b};
    merge.into = c;
    store.made(merge);
    EXPECT_EQ(leads("somot@tinh.gov.vn").mailbox.value, agency(c).mailbox);
    merge.sources = {a};
    EXPECT_EQ(store.refused(merge), ErrorCode::not_active);
    merge.sources = {c};
    EXPECT_EQ(store.refused(merge), ErrorCode::malformed) << "into itself";
    merge.sources = {};
    EXPECT_EQ(store.refused(merge), ErrorCode::malformed);
    const auto child = unit(c, "Phòng", "phong1");
    merge.sources = {c};
    merge.into = child;
    EXPECT_EQ(store.refused(merge), ErrorCode::cycle);
    const auto other = store.agency("Sở Bốn", "sobon");
    merge.sources = {other, other};
    merge.into = c;
    EXPECT_EQ(store.refused(merge), ErrorCode::malformed) << "twice";
    sound();
}

// R8.1
TEST_F(AgencyCommands, AnAgencyIsSplitWithItsPeopleAndUnits) {
    const auto id = store.agency("Sở Công Thương và Khoa học", "soctkh");
    const auto one = hire(id, "Trần Thị Mai", schema::Role::clerk);
    const auto two = hire(id, "Lê Văn Bình");
    const auto child = unit(id, "Phòng Khoa học", "pkh");
    schema::SplitAgencyT split;
    split.agency = id;
    split.basis = basis();
    split.dissolve = true;
    split.parts.push_back(std::make_unique<schema::AgencyPartT>());
    split.parts.push_back(std::make_unique<schema::AgencyPartT>());
    split.parts[0]->name = "Sở Công Thương";
    split.parts[0]->domain_label = "soct";
    split.parts[1]->name = "Sở Khoa học";
    split.parts[1]->domain_label = "soct";
    EXPECT_EQ(store.refused(split), ErrorCode::exists) << "one label twice";
    split.parts[1]->domain_label = "sokhoahoc";
    split.parts[1]->officials = {one.value, one.value};
    EXPECT_EQ(store.refused(split), ErrorCode::malformed);
    split.parts[1]->officials = {one.value};
    split.parts[1]->agencies = {child};
    const auto old = agency(id);
    const auto outcome = store.run(split);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(store.records(), 1U);
    const auto made = outcome->AsDone()->ids;
    ASSERT_EQ(made.size(), 2U);
    EXPECT_EQ(members(made[0]), std::vector{two.value}) << "what no part names goes to the first";
    EXPECT_EQ(members(made[1]), std::vector{one.value});
    EXPECT_EQ(agency(child).parent, made[1]);
    EXPECT_EQ(leads("soctkh@tinh.gov.vn").mailbox.value, agency(made[0]).mailbox);
    EXPECT_EQ(rights(one, old.clerk_mailbox), Right::read | Right::answer);
    sound();

    // Part of an agency becomes one of its own.
    split.agency = made[0];
    split.dissolve = false;
    split.parts.resize(1);
    split.parts[0]->name = "Chi cục Quản lý thị trường";
    split.parts[0]->domain_label = "ccqltt";
    split.parts[0]->officials = {one.value};
    EXPECT_EQ(store.refused(split), ErrorCode::malformed) << "he is of another agency";
    split.parts[0]->officials = {two.value};
    ASSERT_TRUE(store.run(split));
    EXPECT_EQ(agency(made[0]).state, schema::AgencyState::active);
    EXPECT_TRUE(members(made[0]).empty());
    sound();
}

TEST_F(AgencyCommands, AnAgencyIsDissolvedWithASuccessorOrEmpty) {
    const auto id = store.agency("Ban Quản lý", "banql");
    const auto person = hire(id, "Trần Thị Mai");
    const auto child = unit(id, "Tổ", "to1");
    schema::DissolveAgencyT dissolve;
    dissolve.agency = id;
    dissolve.basis = basis();
    EXPECT_EQ(store.refused(dissolve), ErrorCode::has_children);
    schema::DissolveAgencyT inner;
    inner.agency = child;
    inner.basis = basis();
    store.made(inner);
    EXPECT_EQ(store.refused(dissolve), ErrorCode::has_officials);
    schema::EndServiceT end;
    end.official = person.value;
    end.reason = "nghỉ hưu";
    store.made(end);
    store.made(dissolve);
    EXPECT_EQ(leads("banql@tinh.gov.vn").state, State::left);
    EXPECT_EQ(leads("banql@tinh.gov.vn").movedTo, "");
    EXPECT_EQ(store.refused(dissolve), ErrorCode::not_active);
    schema::CreateOfficialT late;
    late.name = "Lê Văn Bình";
    late.agency = id;
    EXPECT_EQ(store.refused(late), ErrorCode::not_active);
    sound();
}

}  // namespace
}  // namespace tram::store
