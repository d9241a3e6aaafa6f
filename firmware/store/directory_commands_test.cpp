// The Directory's and the credentials' commands, good and refused.
#include "store/credential_table.hpp"
#include "store/store_fixture.hpp"

namespace tram::store {
namespace {

using fixture::TestStore;
using schema::ErrorCode;
using schema::Right;

TEST(DirectoryCommands, ANewStoreHasPostmasterAndAbuseOfEveryDomain) {
    TestStore store;
    const ReadTransaction transaction(*store.environment);
    const auto postmaster = findAddress(transaction, "postmaster@tinh.gov.vn");
    ASSERT_TRUE(postmaster);
    for (const auto* address : {"abuse@tinh.gov.vn", "postmaster@cu.gov.vn", "abuse@cu.gov.vn"}) {
        EXPECT_EQ(findAddress(transaction, address), postmaster) << address;
    }
}

TEST(DirectoryCommands, SystemMailboxesAreMadeOnce) {
    TestStore store;
    const auto before = store.rows(Table::mailbox);
    Batch batch(*store.environment, store.clock.now());
    const auto position = batch.position();
    ensureSystemMailboxes(batch, store.settings);
    EXPECT_EQ(batch.position(), position);
    batch.commit();
    EXPECT_EQ(store.rows(Table::mailbox), before);
}

TEST(DirectoryCommands, AgenciesRefused) {
    TestStore store;
    schema::CreateAgencyT command;
    command.basis = fixture::basis();
    command.name = "";
    EXPECT_EQ(store.refused(command), ErrorCode::bad_name);
    command.name = "Sở Nội vụ";
    command.domain_label = "a b";
    EXPECT_EQ(store.refused(command), ErrorCode::bad_address);
    command.domain_label = "snv";
    command.parent = 999;
    EXPECT_EQ(store.refused(command), ErrorCode::no_such_agency);
    command.parent = 0;
    command.kind = static_cast<schema::AgencyKind>(200);
    EXPECT_EQ(store.refused(command), ErrorCode::malformed);
}

TEST(DirectoryCommands, AnOfficialGetsHisAddressMailboxAndFolders) {
    TestStore store;
    const auto id = store.official(store.agency(), "Nguyễn Văn Hùng");
    EXPECT_EQ(store.records(), 1U);
    const auto mailbox = store.mailboxOf(id);
    const ReadTransaction transaction(*store.environment);
    const auto official = findOfficial(transaction, id);
    ASSERT_TRUE(official);
    EXPECT_EQ(official->address, "hungnv@tinh.gov.vn");
    EXPECT_TRUE(official->must_change_password);
    EXPECT_EQ(official->scram_salt.size(), limits::credentials::scramSalt);
    const auto record = findMailbox(transaction, mailbox);
    ASSERT_TRUE(record);
    EXPECT_EQ(record->owner, id.value);
    EXPECT_EQ(record->quota, limits::store::defaultQuota);
    EXPECT_EQ(findAddress(transaction, "hungnv@tinh.gov.vn"), mailbox);
    EXPECT_EQ(findSignIn(transaction, "hungnv@tinh.gov.vn"), id);
    EXPECT_EQ(findFolder(transaction, mailbox, "INBOX"), FolderId{record->inbox});
    for (const auto* name : {"Drafts", "Sent", "Archive", "Junk", "Trash"})
        EXPECT_TRUE(findFolder(transaction, mailbox, name)) << name;
    EXPECT_EQ(rightsOn(transaction, id, mailbox), Right::read | Right::answer | Right::send_as | Right::manage);
}

TEST(DirectoryCommands, OfficialsRefused) {
    TestStore store;
    const auto agency = store.agency();
    store.official(agency, "Nguyễn Văn Hùng");
    schema::CreateOfficialT command;
    command.name = "Nguyễn Việt Hùng";
    command.agency = agency;
    EXPECT_EQ(store.refused(command), ErrorCode::exists) << "the same address by the rule";
    command.address = "HungNV";
    EXPECT_EQ(store.refused(command), ErrorCode::exists) << "in any case";
    command.address = "hungnv@elsewhere.example";
    EXPECT_EQ(store.refused(command), ErrorCode::bad_address);
    command.address = "hung nv";
    EXPECT_EQ(store.refused(command), ErrorCode::bad_address);
    command.address = "postmaster";
    EXPECT_NE(store.refused(command), ErrorCode::none);
    command.address = "";
    command.name = "R2-D2";
    EXPECT_EQ(store.refused(command), ErrorCode::bad_name);
    command.name = "Nguyễn Việt Hùng";
    command.agency = 999;
    EXPECT_EQ(store.refused(command), ErrorCode::no_such_agency);
    command.agency = agency;
    command.role = static_cast<schema::Role>(9);
    EXPECT_EQ(store.refused(command), ErrorCode::malformed);
    command.role = schema::Role::head;
    command.address = "hungnv@CU.gov.vn";
    EXPECT_NE(store.made(command), 0U) << "the same local part of another domain is free";
}

TEST(DirectoryCommands, AFurtherMailboxOfAnAgency) {
    TestStore store;
    const auto agency = store.agency();
    schema::CreateMailboxT command;
    command.agency = agency;
    command.kind = schema::MailboxKind::agency;
    command.quota = 5'000;
    command.address = "caicachhanhchinh";
    EXPECT_EQ(store.refused(command), ErrorCode::no_basis) << "R3.3b";
    command.basis = fixture::basis();
    const MailboxId mailbox{store.made(command)};
    EXPECT_EQ(store.records(), 1U);
    {
        const ReadTransaction transaction(*store.environment);
        EXPECT_EQ(findAddress(transaction, "caicachhanhchinh@tinh.gov.vn"), mailbox);
        EXPECT_EQ(findMailbox(transaction, mailbox)->quota, 5'000U);
        EXPECT_FALSE(findSignIn(transaction, "snv@tinh.gov.vn")) << "nobody signs in as an agency";
    }
    EXPECT_EQ(store.refused(command), ErrorCode::exists);
    command.address = "";
    EXPECT_EQ(store.refused(command), ErrorCode::bad_address);
    command.agency = 999;
    EXPECT_EQ(store.refused(command), ErrorCode::no_such_agency);
    command.agency = agency;
    command.kind = schema::MailboxKind::personal;
    EXPECT_EQ(store.refused(command), ErrorCode::malformed);
}

TEST(DirectoryCommands, RightsAreGivenChangedAndTakenBothWays) {
    TestStore store;
    const auto agency = store.agency();
    const auto official = store.official(agency, "Nguyễn Văn Hùng");
    const auto mailbox = store.agencyMailbox(agency);
    const auto rights = [&] {
        const ReadTransaction transaction(*store.environment);
        return rightsOn(transaction, official, mailbox);
    };
    EXPECT_EQ(rights(), Right{});
    schema::GrantRightsT grant;
    grant.mailbox = mailbox.value;
    grant.official = official.value;
    grant.rights = Right::read | Right::send_as;
    store.made(grant);
    EXPECT_EQ(store.records(), 1U);
    EXPECT_EQ(rights(), Right::read | Right::send_as);
    grant.rights = Right::read;
    store.made(grant);
    EXPECT_EQ(rights(), Right::read);
    EXPECT_EQ(store.rows(Table::grant), 1U);
    grant.rights = Right{};
    store.made(grant);
    EXPECT_EQ(rights(), Right{});
    EXPECT_EQ(store.rows(Table::grant), 0U);
    EXPECT_EQ(store.rows(Table::grantOf), 0U);
    grant.rights = static_cast<Right>(0x40);
    EXPECT_EQ(store.refused(grant), ErrorCode::malformed);
    grant.rights = Right::read;
    grant.mailbox = 999;
    EXPECT_EQ(store.refused(grant), ErrorCode::no_such_mailbox);
    grant.mailbox = mailbox.value;
    grant.official = 999;
    EXPECT_EQ(store.refused(grant), ErrorCode::no_such_official);
    EXPECT_EQ(fixture::findingsOf(*store.environment), "");
}

TEST(CredentialCommands, AHandOutPasswordEndsWhatWasBefore) {
    TestStore store;
    const auto official = store.official(store.agency(), "Nguyễn Văn Hùng");
    const auto first = store.handOut(official);
    ASSERT_TRUE(first);
    EXPECT_EQ(store.records(), 1U);
    EXPECT_FALSE(first->AsDone()->secret.empty());
    schema::CreateAppPasswordT app;
    app.official = official.value;
    EXPECT_EQ(store.refused(app), ErrorCode::must_change_password);
    {
        Batch batch(*store.environment, store.clock.now());
        const Origin origin{"tram-web", official};
        auto context = store.contextOf(batch, origin);
        ASSERT_TRUE(setChosenPassword(context, official, "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"));
        batch.commit();
    }
    app.label = "điện thoại";
    app.protocols = {"imap", "submission"};
    const auto made = store.run(app);
    ASSERT_TRUE(made);
    EXPECT_EQ(store.records(), 1U);
    {
        const ReadTransaction transaction(*store.environment);
        const auto known = readCredentials(transaction, store.key, official);
        ASSERT_EQ(known.size(), 2U);
        EXPECT_EQ(known[0].record.kind, credentials::CredentialKind::chosen);
        EXPECT_EQ(known[1].record.label, "điện thoại");
        EXPECT_TRUE(known[1].record.protocols.has(credentials::Protocol::imap));
        EXPECT_FALSE(known[1].record.protocols.has(credentials::Protocol::web));
        EXPECT_FALSE(findOfficial(transaction, official)->must_change_password);
        Cursor cursor(transaction, Table::credential);
        for (bool found = cursor.first(); found; found = cursor.next()) {
            EXPECT_EQ(cursor.value().find("argon2"), ByteView::npos) << "sealed, not to be read in the map";
        }
    }
    const auto second = store.handOut(official);
    ASSERT_TRUE(second);
    EXPECT_NE(second->AsDone()->secret, first->AsDone()->secret);
    const ReadTransaction transaction(*store.environment);
    const auto known = readCredentials(transaction, store.key, official);
    ASSERT_EQ(known.size(), 1U);
    EXPECT_EQ(known[0].record.kind, credentials::CredentialKind::handOut);
    EXPECT_TRUE(findOfficial(transaction, official)->must_change_password);
}

TEST(CredentialCommands, Refused) {
    TestStore store;
    const auto official = store.official(store.agency(), "Nguyễn Văn Hùng");
    EXPECT_EQ(store.handOut(OfficialId{999}).error().code, ErrorCode::no_such_official);
    schema::CreateAppPasswordT app;
    app.official = 999;
    EXPECT_EQ(store.refused(app), ErrorCode::no_such_official);
    {
        Batch batch(*store.environment, store.clock.now());
        const Origin origin{"tram-web", official};
        auto context = store.contextOf(batch, origin);
        ASSERT_TRUE(setChosenPassword(context, official, "$argon2id$x"));
        batch.commit();
    }
    app.official = official.value;
    app.protocols = {"gopher"};
    EXPECT_EQ(store.refused(app), ErrorCode::malformed);
    app.protocols = {};
    app.label = std::string(limits::credentials::label + 1, 'x');
    EXPECT_EQ(store.refused(app), ErrorCode::bad_name);
    app.label = "x";
    for (std::size_t i = 0; i < limits::credentials::appPasswords; ++i) ASSERT_TRUE(store.run(app)) << i;
    EXPECT_EQ(store.refused(app), ErrorCode::limit);
}

TEST(CredentialCommands, ARecordMovedToAnotherPersonDoesNotOpen) {
    TestStore store;
    const auto agency = store.agency();
    const auto one = store.official(agency, "Nguyễn Văn Hùng");
    const auto other = store.official(agency, "Trần Thị Mai");
    ASSERT_TRUE(store.handOut(one));
    Batch batch(*store.environment, store.clock.now());
    const Bytes sealed(*batch.transaction.get(Table::credential, Key::of(one, CredentialId{1})));
    batch.transaction.put(Table::credential, Key::of(other, CredentialId{1}), sealed);
    EXPECT_EQ(readCredentials(batch.transaction, store.key, one).size(), 1U);
    EXPECT_TRUE(readCredentials(batch.transaction, store.key, other).empty());
}

}  // namespace
}  // namespace tram::store
