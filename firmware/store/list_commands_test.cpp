// Free lists and aliases: kept by their owners, delivered to once each. R3.6.2
#include "store/directory_fixture.hpp"
#include "store/directory_listing.hpp"
#include "store/group_members.hpp"
#include "store/mailing_list.hpp"

namespace tram::store {
namespace {

using schema::ErrorCode;
using schema::ListSenders;

class ListCommands : public fixture::DirectoryTest {
protected:
    ListCommands() {
        agency = store.agency("Sở Nội vụ", "snv");
        hung = hire(agency, "Nguyễn Văn Hùng");
        mai = hire(agency, "Trần Thị Mai");
        binh = hire(agency, "Lê Văn Bình");
    }
    schema::CreateListT listOf(std::vector<std::string> members, ListSenders senders = ListSenders::officials) {
        schema::CreateListT command;
        command.address = "DuAn06";
        command.name = "Tổ công tác Đề án 06";
        command.agency = agency;
        command.senders = senders;
        command.owners = {hung.value};
        command.members = std::move(members);
        return command;
    }
    schema::ListRecordT list(std::uint64_t id) {
        const ReadTransaction transaction(*store.environment);
        return findList(transaction, ListId{id}).value_or(schema::ListRecordT{});
    }
    std::vector<std::string> reached(const std::string& address) {
        return groupAt(*store.environment, address, store.clock.now()).value().value_or(ListedGroup{}).members;
    }
    bool may(std::uint64_t id, OfficialId sender) {
        const ReadTransaction transaction(*store.environment);
        return maySend(transaction, *findList(transaction, ListId{id}), sender);
    }
    Outcome write(const std::string& group, OfficialId sender, const std::string& reversePath = "sender@example.com") {
        const auto bytes = fixture::messageOf(++number, 300);
        auto command = fixture::acceptOf(bytes.size(), {{{}, group}});
        command.messages[0]->recipients[0]->group = true;
        command.messages[0]->recipients[0]->notify = schema::Notify::success;
        command.messages[0]->reverse_path = reversePath;
        command.messages[0]->envelope_id = "E1";
        return store.run(std::move(command), bytes, {"tram-smtp", sender});
    }
    std::vector<schema::QueueEntryT> queue() {
        std::vector<schema::QueueEntryT> entries;
        const ReadTransaction transaction(*store.environment);
        Cursor cursor(transaction, Table::queue);
        for (bool more = cursor.first(); more; more = cursor.next())
            Record<schema::QueueEntry>(cursor.value())->UnPackTo(&entries.emplace_back());
        return entries;
    }

    std::uint64_t agency = 0;
    std::uint64_t number = 0;
    OfficialId hung, mai, binh;
};

TEST_F(ListCommands, AListIsMadeKeptAndDissolved) {
    const auto id = store.made(listOf({"maitt", "BinhLV@tinh.gov.vn", "maitt", "x@example.com"}));
    EXPECT_EQ(list(id).address, "duan06@tinh.gov.vn");
    EXPECT_EQ(list(id).members.size(), 3U);
    EXPECT_EQ(reached("duan06@tinh.gov.vn"),
              (std::vector<std::string>{"maitt@tinh.gov.vn", "binhlv@tinh.gov.vn", "x@example.com"}));
    EXPECT_EQ(history(id), std::vector{schema::DirectoryVerb::list_made});
    schema::EditListT edit;
    edit.list = id;
    edit.add_members = {"hungnv", "y@example.com"};
    edit.remove_members = {"x@example.com", "MaiTT"};
    edit.revision = list(id).revision;
    store.made(edit, {"tram", hung});
    EXPECT_EQ(reached("duan06@tinh.gov.vn"),
              (std::vector<std::string>{"hungnv@tinh.gov.vn", "binhlv@tinh.gov.vn", "y@example.com"}));
    EXPECT_EQ(store.refused(edit, {}, {"tram", hung}), ErrorCode::changed_meanwhile);
    schema::DissolveListT dissolve;
    dissolve.list = id;
    store.made(dissolve, {"tram", hung});
    EXPECT_TRUE(reached("duan06@tinh.gov.vn").empty());
    EXPECT_EQ(leads("duan06@tinh.gov.vn").state, Destination::State::left);
    EXPECT_EQ(store.refused(listOf({})), ErrorCode::exists) << "its address rests";
    EXPECT_EQ(store.refused(dissolve), ErrorCode::no_such_list);
    EXPECT_EQ(store.refused(edit), ErrorCode::no_such_list);
    sound();
}

TEST_F(ListCommands, BadMembersNamesAndAddresses) {
    const std::pair<const char*, ErrorCode> members[] = {
        {"nobody", ErrorCode::unknown_address},
        {"nobody@tinh.gov.vn", ErrorCode::unknown_address},
        {"tatca@tinh.gov.vn", ErrorCode::bad_address},
        {"@example.com", ErrorCode::bad_address},
        {"x@", ErrorCode::bad_address},
        {"a@b, c@d", ErrorCode::bad_address},
        {"Name <x@example.com>", ErrorCode::bad_address},
        {"x@example.com\r\ny", ErrorCode::bad_address},
    };
    for (const auto& [member, code] : members) EXPECT_EQ(store.refused(listOf({member})), code) << member;
    auto command = listOf({});
    command.name = "";
    EXPECT_EQ(store.refused(command), ErrorCode::bad_name);
    command = listOf({});
    command.address = "hungnv";
    EXPECT_EQ(store.refused(command), ErrorCode::exists);
    command.address = "tatca.duan";
    EXPECT_EQ(store.refused(command), ErrorCode::bad_address);
    command.address = "postmaster";
    EXPECT_NE(store.refused(command), ErrorCode::none);
    command = listOf(std::vector<std::string>(1, "maitt"));
    command.owners = {999};
    EXPECT_EQ(store.refused(command), ErrorCode::no_such_official);
    command = listOf({});
    for (std::size_t i = 0; i <= limits::province::listMembers; ++i)
        command.members.push_back("m" + std::to_string(i) + "@example.com");
    EXPECT_EQ(store.refused(command), ErrorCode::limit);
    const auto id = store.made(listOf({"maitt"}));
    EXPECT_EQ(store.refused(listOf({})), ErrorCode::exists);
    auto nested = listOf({"duan06"});
    nested.address = "duan07";
    EXPECT_EQ(store.refused(nested), ErrorCode::bad_address) << "no list in a list";
    schema::CreateOfficialT official;
    official.name = "Đỗ Uyên An";
    official.agency = agency;
    official.address = "duan06";
    official.basis = fixture::basis();
    EXPECT_EQ(store.refused(official), ErrorCode::exists) << "nobody gets a list's address";
    EXPECT_EQ(list(id).members.size(), 1U);
}

TEST_F(ListCommands, WhoKeepsItAndWhoMayWrite) {
    EXPECT_EQ(store.refused(listOf({}), {}, {"tram", mai}), ErrorCode::not_permitted) << "no office of hers";
    const auto id = store.made(listOf({"maitt"}));
    schema::EditListT edit;
    edit.list = id;
    edit.add_members = {"binhlv"};
    EXPECT_EQ(store.refused(edit, {}, {"tram", mai}), ErrorCode::not_permitted) << "a member is no owner";
    edit.add_owners = {mai.value};
    store.made(edit, {"tram", hung});
    edit.remove_owners = {hung.value};
    store.made(edit, {"tram", mai});
    EXPECT_EQ(store.refused(edit, {}, {"tram", hung}), ErrorCode::not_permitted);

    const auto set = [&](ListSenders senders) {
        schema::EditListT change;
        change.list = id;
        change.senders = senders;
        change.change_senders = true;
        store.made(change);
    };
    const auto stranger = hire(agency, "Phạm Thị Lan");
    const std::pair<ListSenders, std::string> rows[] = {{ListSenders::officials, "omx-"},
                                                        {ListSenders::members, "om--"},
                                                        {ListSenders::owners, "o---"},
                                                        {ListSenders::anyone, "omx?"}};
    for (const auto& [senders, expected] : rows) {
        set(senders);
        std::string allowed;
        allowed += may(id, mai) ? 'o' : '-';
        allowed += may(id, binh) ? 'm' : '-';
        allowed += may(id, stranger) ? 'x' : '-';
        allowed += may(id, {}) ? '?' : '-';
        EXPECT_EQ(allowed, expected) << schema::EnumNameListSenders(senders);
    }
    set(ListSenders::owners);
    EXPECT_EQ(write("duan06@tinh.gov.vn", binh).error().code, ErrorCode::not_permitted);
    EXPECT_TRUE(write("duan06@tinh.gov.vn", mai));
}

TEST_F(ListCommands, EachMemberGetsItOnceAndOutsideBouncesGoToTheOwner) {
    store.made(listOf({"maitt", "binhlv", "x@example.com"}));
    const auto accepted = write("duan06@tinh.gov.vn", binh, "binhlv@tinh.gov.vn");
    ASSERT_TRUE(accepted);
    EXPECT_EQ(accepted->AsAccepted()->delivered, 2U);
    EXPECT_EQ(accepted->AsAccepted()->queued, 1U);
    ASSERT_EQ(queue().size(), 1U);
    EXPECT_EQ(queue()[0].recipient, "x@example.com");
    EXPECT_EQ(queue()[0].reverse_path, "hungnv@tinh.gov.vn");
    EXPECT_EQ(queue()[0].envelope_id, "") << "the list's own message [RFC3461 5.2.7.1]";
    EXPECT_EQ(queue()[0].notify, schema::Notify{});
    schema::EndServiceT leave;
    leave.official = hung.value;
    leave.reason = "nghỉ hưu";
    store.made(leave);
    ASSERT_TRUE(write("duan06@tinh.gov.vn", binh));
    EXPECT_EQ(queue()[1].reverse_path, "snv@tinh.gov.vn") << "nobody keeps it: the office does";
    leave.official = mai.value;
    store.made(leave);
    EXPECT_EQ(reached("duan06@tinh.gov.vn"), (std::vector<std::string>{"binhlv@tinh.gov.vn", "x@example.com"}));
    sound();
}

TEST_F(ListCommands, AnAliasIsAnotherAddress) {
    auto alias = listOf({"maitt", "x@example.com"}, ListSenders::anyone);
    alias.kind = schema::ListKind::alias;
    store.made(alias);
    ASSERT_TRUE(write("duan06@tinh.gov.vn", {}));
    ASSERT_EQ(queue().size(), 1U);
    EXPECT_EQ(queue()[0].reverse_path, "sender@example.com");
    EXPECT_EQ(queue()[0].envelope_id, "E1");
    EXPECT_EQ(queue()[0].notify, schema::Notify::success);
    sound();
}

}  // namespace
}  // namespace tram::store
