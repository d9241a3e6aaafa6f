// Messages to groups: small ones at once, large ones in steps, each member once. R3.6.2
#include "store/directory_fixture.hpp"
#include "store/group_members.hpp"

namespace tram::store {
namespace {

using fixture::acceptOf;
using fixture::messageOf;
using schema::ErrorCode;

class GroupDelivery : public fixture::DirectoryTest {
protected:
    std::uint64_t department = store.agency("Sở Nội vụ", "snv");
    std::uint64_t office = unit(department, "Phòng Tổ chức", "ptc");
    std::uint64_t other = store.agency("Sở Tài chính", "stc");
    OfficialId head = hire(department, "Trần Thị Mai", schema::Role::head);
    OfficialId below = hire(office, "Lê Văn Bình");
    OfficialId stranger = hire(other, "Phạm Văn Đức");

    std::vector<std::uint64_t> members(const std::string& address) {
        const ReadTransaction transaction(*store.environment);
        const auto group = findGroup(transaction, address, store.clock.now());
        std::vector<std::uint64_t> ids;
        if (group) {
            for (const auto id : membersOf(transaction, *group, store.clock.now())) ids.push_back(id.value);
        }
        return ids;
    }
    std::uint64_t mailOf(OfficialId person) { return store.mailboxOf(person).value; }
    std::uint32_t messagesOf(std::uint64_t mailbox) {
        return store.stateOf(store.folderOf(MailboxId{mailbox})).messages();
    }
    static schema::AcceptT to(std::size_t size, const std::vector<std::string>& groups,
                              const std::vector<fixture::To>& others = {}) {
        auto command = acceptOf(size, others);
        for (const auto& group : groups) {
            auto recipient = std::make_unique<schema::AcceptRecipientT>();
            recipient->address = group;
            recipient->group = true;
            command.messages[0]->recipients.push_back(std::move(recipient));
        }
        return command;
    }
    Outcome send(OfficialId from, const std::vector<std::string>& groups, const std::vector<fixture::To>& others = {}) {
        const auto bytes = messageOf(next_++, 300);
        return store.run(to(bytes.size(), groups, others), bytes, {"tram-smtp", from});
    }
    std::uint64_t expansion() {
        const ReadTransaction transaction(*store.environment);
        Cursor cursor(transaction, Table::expansion);
        return cursor.first() ? keyNumber(cursor.key(), 0) : 0;
    }
    void fillUp(std::uint64_t mailbox) {
        schema::SetQuotaT quota;
        quota.mailbox = mailbox;
        quota.quota = 1;
        store.made(quota);
        const auto bytes = messageOf(next_++, 300);
        ASSERT_TRUE(store.run(acceptOf(bytes.size(), {{MailboxId{mailbox}, "x"}}), bytes));
    }

private:
    std::uint64_t next_ = 1;
};

TEST_F(GroupDelivery, MembersFollowTheTree) {
    EXPECT_EQ(members("tatca@tinh.gov.vn"), (std::vector{mailOf(head), mailOf(below), mailOf(stranger)}));
    EXPECT_EQ(members("tatca.snv@tinh.gov.vn"), (std::vector{mailOf(head), mailOf(below)})) << "sub-units too";
    EXPECT_EQ(members("tatca.ptc@tinh.gov.vn"), std::vector{mailOf(below)});
    EXPECT_EQ(members("tatca.thutruong@tinh.gov.vn"), std::vector{mailOf(head)});
    EXPECT_EQ(members("tatca.vanphong@tinh.gov.vn"), (std::vector{agency(department).mailbox, agency(other).mailbox}));
    EXPECT_EQ(members("tatca.coquan@tinh.gov.vn").size(), 3U);
    EXPECT_EQ(members("tatca.vanthu@tinh.gov.vn").size(), 3U);
    EXPECT_TRUE(members("tatca.khongco@tinh.gov.vn").empty());
    EXPECT_TRUE(members("tatca.vanthu.snv@tinh.gov.vn").empty());
    // Who leaves is gone from them, who is seconded is in both for as long as that lasts.
    schema::SecondOfficialT second;
    second.official = stranger.value;
    second.agency = office;
    second.until = (store.clock.now() + std::chrono::days(30)).time_since_epoch().count();
    store.made(second);
    EXPECT_EQ(members("tatca.ptc@tinh.gov.vn"), (std::vector{mailOf(below), mailOf(stranger)}));
    EXPECT_EQ(members("tatca.stc@tinh.gov.vn"), std::vector{mailOf(stranger)});
    store.clock.advance(std::chrono::days(31));
    EXPECT_EQ(members("tatca.ptc@tinh.gov.vn"), std::vector{mailOf(below)});
    schema::EndServiceT end;
    end.official = below.value;
    store.made(end);
    EXPECT_TRUE(members("tatca.ptc@tinh.gov.vn").empty());
    schema::RenameAgencyT rename;
    rename.agency = department;
    rename.name = "Sở Nội vụ và Lao động";
    rename.domain_label = "snvld";
    rename.basis = fixture::basis();
    store.made(rename);
    EXPECT_EQ(members("tatca.snvld@tinh.gov.vn"), std::vector{mailOf(head)});
    EXPECT_EQ(members("tatca.snv@tinh.gov.vn"), std::vector{mailOf(head)}) << "as long as the old address delivers";
    store.clock.advance(std::chrono::days(366));
    EXPECT_TRUE(members("tatca.snv@tinh.gov.vn").empty());
    sound();
}

TEST_F(GroupDelivery, ASmallGroupGetsItInOneCommitEachOnce) {
    const auto outcome = send(head, {"tatca@tinh.gov.vn", "tatca.snv@tinh.gov.vn"},
                              {{store.mailboxOf(below), "binhlv@tinh.gov.vn"}, {{}, "q@example.com"}});
    ASSERT_TRUE(outcome);
    EXPECT_EQ(store.records(), 1U);
    EXPECT_EQ(outcome->AsAccepted()->delivered, 3U);
    EXPECT_EQ(outcome->AsAccepted()->queued, 1U);
    for (const auto person : {head, below, stranger}) EXPECT_EQ(messagesOf(mailOf(person)), 1U);
    EXPECT_EQ(expansion(), 0U);
    sound();
}

TEST_F(GroupDelivery, WhoMayNotIsRefused) {
    EXPECT_EQ(send(below, {"tatca@tinh.gov.vn"}).error().code, ErrorCode::not_permitted);
    EXPECT_TRUE(send(below, {"tatca.snv@tinh.gov.vn"}));
    EXPECT_EQ(send({}, {"tatca.snv@tinh.gov.vn"}).error().code, ErrorCode::not_permitted) << "nobody signed in";
    EXPECT_EQ(send(head, {"tatca.khongco@tinh.gov.vn"}).error().code, ErrorCode::no_such_mailbox);
    EXPECT_EQ(send(head, {"snv@tinh.gov.vn"}).error().code, ErrorCode::no_such_mailbox) << "no group";
    schema::EndServiceT end;
    end.official = below.value;
    store.made(end);
    EXPECT_EQ(send(below, {"tatca.snv@tinh.gov.vn"}).error().code, ErrorCode::not_permitted) << "he has left";
    EXPECT_EQ(send(head, {"tatca.ptc@tinh.gov.vn"}).error().code, ErrorCode::no_such_mailbox) << "nobody is in it";
}

TEST_F(GroupDelivery, MembersWithoutRoomAreReportedTogether) {
    fillUp(mailOf(below));
    fillUp(mailOf(stranger));
    ASSERT_TRUE(send(head, {"tatca@tinh.gov.vn"}));
    EXPECT_EQ(messagesOf(mailOf(head)), 1U);
    EXPECT_EQ(messagesOf(mailOf(below)), 1U) << "only what filled it";
    const auto id = expansion();
    ASSERT_NE(id, 0U);
    {
        const ReadTransaction transaction(*store.environment);
        const auto record = getObject<schema::Expansion>(transaction, Table::expansion, Key::of(id));
        EXPECT_EQ(record->without_room, (std::vector<std::string>{"binhlv@tinh.gov.vn", "ducpv@tinh.gov.vn"}));
    }
    sound();
    schema::EndExpansionT end;
    end.expansion = id;
    ASSERT_TRUE(store.run(end));
    EXPECT_EQ(expansion(), 0U);
    sound();
}

TEST_F(GroupDelivery, ALargeGroupGetsItInStepsEachMemberOnce) {
    store.strict = false;
    std::vector<OfficialId> people;
    for (std::size_t i = 0; i <= limits::province::membersAtOnce; ++i)
        people.push_back(store.official(other, "Nguyễn Văn Hùng", "p" + std::to_string(i)));
    fillUp(mailOf(people[5]));
    ASSERT_TRUE(send(head, {"tatca.stc@tinh.gov.vn"}, {{store.mailboxOf(people[7]), "p7@tinh.gov.vn"}}));
    EXPECT_EQ(store.records(), 1U);
    EXPECT_EQ(messagesOf(mailOf(people[7])), 1U) << "named by himself: at once";
    EXPECT_EQ(messagesOf(mailOf(people[8])), 0U);
    const auto id = expansion();
    ASSERT_NE(id, 0U);
    sound();
    // Somebody leaves before it is his turn; he who comes later was no member.
    schema::EndServiceT leave;
    leave.official = people.back().value;
    store.made(leave);
    const auto late = store.official(other, "Nguyễn Văn Hùng", "late");
    schema::EndExpansionT end;
    end.expansion = id;
    EXPECT_EQ(store.refused(end), ErrorCode::has_children);
    schema::ExpandGroupT step;
    step.expansion = id;
    EXPECT_EQ(store.refused(step), ErrorCode::limit);
    step.most = 300;
    std::uint32_t delivered = 0;
    for (int i = 0; i < 10; ++i) {
        const auto outcome = store.run(step);
        ASSERT_TRUE(outcome);
        delivered += outcome->AsGroupStep()->delivered;
        if (outcome->AsGroupStep()->left == 0) break;
        sound();
    }
    EXPECT_EQ(delivered, people.size() + 1 - 3) << "not the full one, not who left, not who had it already";
    for (std::size_t i = 0; i + 1 < people.size(); ++i) EXPECT_EQ(messagesOf(mailOf(people[i])), 1U) << i;
    EXPECT_EQ(messagesOf(mailOf(late)), 0U);
    ASSERT_TRUE(store.run(end));
    EXPECT_EQ(store.refused(step), ErrorCode::no_such_queue);
    sound();
}

}  // namespace
}  // namespace tram::store
