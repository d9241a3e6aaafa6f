// Folders made, renamed, deleted, subscribed.
#include "store/store_fixture.hpp"
#include "store/subscriptions.hpp"

namespace tram::store {
namespace {

using fixture::TestStore;
using schema::ErrorCode;

class FolderCommands : public ::testing::Test {
protected:
    FolderCommands() {
        official = store.official(store.agency(), "Nguyễn Văn Hùng");
        mailbox = store.mailboxOf(official);
    }
    ~FolderCommands() override { EXPECT_EQ(fixture::findingsOf(*store.environment), ""); }
    schema::CreateFolderT createOf(const std::string& name) {
        schema::CreateFolderT command;
        command.mailbox = mailbox.value;
        command.name = name;
        return command;
    }
    FolderId create(const std::string& name) { return FolderId{store.made(createOf(name))}; }
    schema::ErrorCode remove(FolderId folder) {
        schema::DeleteFolderT command;
        command.folder = folder.value;
        return store.refused(command);
    }
    schema::ErrorCode rename(FolderId folder, const std::string& name) {
        schema::RenameFolderT command;
        command.folder = folder.value;
        command.name = name;
        return store.refused(command);
    }
    schema::FolderRecordT record(FolderId folder) {
        const ReadTransaction transaction(*store.environment);
        return getObject<schema::FolderRecord>(transaction, Table::folder, Key::of(folder))
            .value_or(schema::FolderRecordT{});
    }
    void deliver(std::size_t count, const std::string& folder = {}) {
        for (std::size_t i = 0; i < count; ++i) {
            auto command = fixture::acceptOf(100, {{mailbox, "hungnv@tinh.gov.vn"}});
            command.messages[0]->folder = folder;
            ASSERT_TRUE(store.run(std::move(command), fixture::messageOf(i, 100)));
        }
    }
    TestStore store;
    OfficialId official;
    MailboxId mailbox;
};

TEST_F(FolderCommands, SuperiorsAreMadeAndValiditiesDiffer) {
    const auto id = create("Công việc/2026/Tháng 7");
    EXPECT_EQ(store.records(), 1U);
    const auto above = store.folderOf(mailbox, "Công việc");
    EXPECT_TRUE(above);
    EXPECT_TRUE(store.folderOf(mailbox, "Công việc/2026"));
    EXPECT_NE(record(id).uid_validity, record(above).uid_validity);
}

TEST_F(FolderCommands, NamesRefused) {
    for (const std::string name : {"", "/a", "a/", "a//b", "a\nb", "a\x7f", "inbox", "InBox", "\xff", "a\xc3"}) {
        EXPECT_EQ(store.refused(createOf(name)), ErrorCode::bad_name) << name;
    }
    EXPECT_EQ(store.refused(createOf("INBOX")), ErrorCode::exists);
    EXPECT_EQ(store.refused(createOf(std::string(481, 'x'))), ErrorCode::bad_name);
    EXPECT_EQ(store.refused(createOf(std::string(480, 'x'))), ErrorCode::none);
    std::string deep = "a";
    for (int i = 1; i < 33; ++i) deep += "/a";
    EXPECT_EQ(store.refused(createOf(deep)), ErrorCode::bad_name);
    EXPECT_EQ(store.refused(createOf(deep.substr(2))), ErrorCode::none);
    auto other = createOf("x");
    other.mailbox = 999;
    EXPECT_EQ(store.refused(other), ErrorCode::no_such_mailbox);
    other = createOf("x");
    other.special_use = static_cast<schema::SpecialUse>(99);
    EXPECT_EQ(store.refused(other), ErrorCode::malformed);
}

TEST_F(FolderCommands, OnlyWhoManagesTheMailbox) {
    const auto other = store.official(store.agency("Sở Tài chính", "stc"), "Trần Thị Mai");
    EXPECT_EQ(store.refused(createOf("x"), {}, {"tram-access", other}), ErrorCode::not_permitted);
    EXPECT_EQ(store.refused(createOf("x"), {}, {"tram-access", {}}), ErrorCode::not_permitted);
    schema::GrantRightsT grant;
    grant.mailbox = mailbox.value;
    grant.official = other.value;
    grant.rights = schema::Right::read | schema::Right::answer;
    store.made(grant, {"tram", official});
    EXPECT_EQ(store.refused(createOf("x"), {}, {"tram-access", other}), ErrorCode::not_permitted);
    grant.rights = grant.rights | schema::Right::manage;
    store.made(grant, {"tram", official});
    EXPECT_EQ(store.refused(createOf("x"), {}, {"tram-access", other}), ErrorCode::none);
    EXPECT_EQ(store.refused(createOf("y"), {}, {"tram-access", official}), ErrorCode::none);
}

TEST_F(FolderCommands, ADeletedFolderIsCountedOutAtOnceAndPurgedInSteps) {
    store.strict = false;
    const auto id = create("Cũ");
    deliver(1'200, "Cũ");
    deliver(3);
    EXPECT_EQ(remove(id), ErrorCode::none);
    EXPECT_EQ(store.records(), 1U);
    EXPECT_EQ(store.usageOf(mailbox).messages(), 3U);
    EXPECT_EQ(store.rows(Table::message), 1'203U);
    EXPECT_EQ(fixture::findingsOf(*store.environment), "") << "in the middle of a purge";
    {
        Batch batch(*store.environment, store.clock.now());
        EXPECT_TRUE(choreStep(batch));
        batch.commit();
    }
    EXPECT_EQ(store.rows(Table::message), 1'203U - limits::store::purgeStep);
    EXPECT_EQ(fixture::findingsOf(*store.environment), "");
    // The name may be taken again meanwhile.
    const auto again = create("Cũ");
    EXPECT_NE(again, id);
    store.housekeep();
    EXPECT_EQ(store.rows(Table::message), 3U);
    EXPECT_EQ(store.rows(Table::change), 3U);
    EXPECT_EQ(store.rows(Table::chore), 0U);
    EXPECT_EQ(store.rows(Table::blob), 1'203U) << "the grace";
    store.clock.advance(limits::store::blobGrace);
    store.housekeep();
    EXPECT_EQ(store.rows(Table::blob), 3U);
    EXPECT_EQ(store.rows(Table::piece), 3U);
    EXPECT_EQ(store.rows(Table::release), 0U);
}

TEST_F(FolderCommands, DeletingAFolderWithInferiorsLeavesALevelOfNames) {
    const auto above = create("A");
    const auto below = create("A/b");
    const auto validity = record(above).uid_validity;
    EXPECT_EQ(remove(above), ErrorCode::none);
    const auto level = store.folderOf(mailbox, "A");
    ASSERT_TRUE(level);
    EXPECT_TRUE(record(level).no_select);
    EXPECT_EQ(remove(level), ErrorCode::has_children);
    EXPECT_EQ(create("A"), level) << "a level becomes a folder again";
    EXPECT_FALSE(record(level).no_select);
    EXPECT_GT(record(level).uid_validity, validity);
    EXPECT_EQ(remove(below), ErrorCode::none);
    EXPECT_EQ(remove(level), ErrorCode::none);
    EXPECT_EQ(remove(level), ErrorCode::no_such_folder);
    EXPECT_EQ(remove(store.folderOf(mailbox)), ErrorCode::inbox);
}

TEST_F(FolderCommands, RenameTakesInferiorsAlong) {
    const auto above = create("A");
    const auto below = create("A/b/c");
    EXPECT_EQ(rename(above, "Mới/A"), ErrorCode::none);
    EXPECT_EQ(store.records(), 1U);
    EXPECT_EQ(store.folderOf(mailbox, "Mới/A"), above);
    EXPECT_EQ(store.folderOf(mailbox, "Mới/A/b/c"), below);
    EXPECT_FALSE(store.folderOf(mailbox, "A"));
    EXPECT_TRUE(store.folderOf(mailbox, "Mới"));
    EXPECT_EQ(record(below).name, "Mới/A/b/c");
    EXPECT_EQ(rename(above, "Mới/A/x"), ErrorCode::bad_name);
    EXPECT_EQ(rename(above, "Sent"), ErrorCode::exists);
    EXPECT_EQ(rename(above, ""), ErrorCode::bad_name);
    EXPECT_EQ(rename(above, "inbox"), ErrorCode::bad_name);
    EXPECT_EQ(rename(FolderId{999}, "x"), ErrorCode::no_such_folder);
    EXPECT_EQ(rename(above, std::string(478, 'x')), ErrorCode::bad_name) << "an inferior's name would be too long";
    EXPECT_EQ(store.folderOf(mailbox, "AB"), FolderId{});
    EXPECT_EQ(rename(store.folderOf(mailbox, "Mới"), "Mới2"), ErrorCode::none) << "a prefix that is no superior";
}

TEST_F(FolderCommands, RenamingTheInboxLeavesAnEmptyOne) {
    deliver(3);
    const auto inbox = store.folderOf(mailbox);
    const auto below = create("INBOX/dưới");
    EXPECT_EQ(rename(inbox, "Cũ/2026"), ErrorCode::none);
    const auto now = store.folderOf(mailbox);
    EXPECT_NE(now, inbox);
    EXPECT_EQ(store.stateOf(now).messages(), 0U);
    EXPECT_GT(record(now).uid_validity, record(inbox).uid_validity);
    EXPECT_EQ(store.folderOf(mailbox, "Cũ/2026"), inbox);
    EXPECT_EQ(store.stateOf(inbox).messages(), 3U);
    EXPECT_EQ(store.folderOf(mailbox, "INBOX/dưới"), below) << "inferiors of the inbox stay [RFC9051 6.3.6]";
    deliver(1);
    EXPECT_EQ(store.stateOf(now).messages(), 1U) << "mail comes to the new inbox";
    EXPECT_EQ(store.usageOf(mailbox).messages(), 4U);
}

TEST_F(FolderCommands, Subscriptions) {
    const auto names = [&](OfficialId of) {
        const ReadTransaction transaction(*store.environment);
        return subscribedNames(transaction, of, mailbox);
    };
    const auto subscribe = [&](const std::string& name, bool subscribed, OfficialId by) {
        schema::SubscribeFolderT command;
        command.mailbox = mailbox.value;
        command.name = name;
        command.subscribed = subscribed;
        return store.refused(command, {}, {"tram-access", by});
    };
    const std::set<std::string, std::less<>> first{"INBOX", "Drafts", "Sent", "Archive", "Junk", "Trash"};
    EXPECT_EQ(names(official), first);
    EXPECT_EQ(subscribe("Sent", false, official), ErrorCode::none);
    EXPECT_EQ(store.records(), 1U);
    EXPECT_FALSE(names(official).contains("Sent"));
    EXPECT_EQ(subscribe("Sent", false, official), ErrorCode::none);
    EXPECT_EQ(store.records(), 0U) << "nothing changed";
    EXPECT_EQ(subscribe("No such", true, official), ErrorCode::no_such_folder);
    EXPECT_EQ(subscribe("No such", false, official), ErrorCode::none);
    EXPECT_EQ(subscribe("Sent", true, {}), ErrorCode::not_permitted);

    // Whoever shares the mailbox has a list of his own.
    const auto agency = store.agency("Sở Tài chính", "stc");
    const auto other = store.official(agency, "Lê Thị Lan", "lanlt@tinh.gov.vn");
    EXPECT_EQ(subscribe("Sent", true, other), ErrorCode::not_permitted);
    schema::GrantRightsT grant;
    grant.mailbox = mailbox.value;
    grant.official = other.value;
    grant.rights = schema::Right::read;
    store.made(grant, {"tram", official});
    EXPECT_EQ(names(other), first);
    EXPECT_FALSE(names(official).contains("Sent"));

    // The name stays when the folder goes, or goes by another name.
    const auto id = create("Dự án");
    EXPECT_FALSE(names(official).contains("Dự án"));
    EXPECT_EQ(subscribe("Dự án", true, official), ErrorCode::none);
    EXPECT_EQ(subscribe("Dự án", true, other), ErrorCode::none);
    ASSERT_EQ(rename(id, "Dự án cũ"), ErrorCode::none);
    ASSERT_EQ(remove(id), ErrorCode::none);
    for (const auto who : {official, other}) {
        EXPECT_TRUE(names(who).contains("Dự án"));
        EXPECT_FALSE(names(who).contains("Dự án cũ"));
    }
    EXPECT_EQ(fixture::findingsOf(*store.environment), "");

    grant.rights = {};
    store.made(grant, {"tram", official});
    EXPECT_TRUE(names(other).empty());
    ASSERT_TRUE(store.run(grant)) << "once more";
}

}  // namespace
}  // namespace tram::store
