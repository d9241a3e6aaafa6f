// The address book by viewer: everybody's tree, and what is not everybody's to see. R3.6.1, R3.6.2
#include "store/address_book.hpp"

#include "store/directory_fixture.hpp"

namespace tram::store {
namespace {

using province::TelephonesSeenBy;

class AddressBookTest : public fixture::DirectoryTest {
protected:
    AddressBookTest() {
        snv = store.agency("Sở Nội vụ", "snv");
        phong = unit(snv, "Phòng Cải cách hành chính", "cchc");
        stc = store.agency("Sở Tài chính", "stc");
        binh = person(snv, "Lê Văn Bình", schema::Role::official, "0208 1");
        hung = person(snv, "Nguyễn Văn Hùng", schema::Role::head, "0208 2");
        mai = person(phong, "Trần Thị Mai", schema::Role::official, "0208 3");
        duc = person(stc, "Phạm Văn Đức", schema::Role::official, "0208 4");
        schema::CreateListT list;
        list.address = "duan06";
        list.name = "Đề án 06";
        list.agency = snv;
        list.senders = schema::ListSenders::owners;
        list.owners = {binh.value};
        list.members = {"maitt"};
        store.made(list);
    }
    OfficialId person(std::uint64_t agency, const std::string& name, schema::Role role, const std::string& telephone) {
        schema::CreateOfficialT command;
        command.name = name;
        command.agency = agency;
        command.role = role;
        command.telephone = telephone;
        command.job_title = "Chuyên viên";
        return OfficialId{store.made(command)};
    }
    AddressBook seenBy(OfficialId viewer, TelephonesSeenBy telephones = TelephonesSeenBy::everyone) {
        return addressBook(*store.environment, viewer, {telephones}, store.settings.groupPolicy, "tinh.gov.vn",
                           store.clock.now())
            .value()
            .value_or(AddressBook{});
    }
    // Names by depth, people behind a dash with their numbers.
    static std::string textOf(const AddressBook& book) {
        std::string text;
        for (const auto& folder : book.folders) {
            text += std::string(folder.depth * 2, ' ') + folder.name + " <" + folder.address + "> <" +
                    folder.clerkAddress + ">\n";
            for (const auto& each : folder.people)
                text += std::string(folder.depth * 2, ' ') + "- " + each.name + " <" + each.address + "> " +
                        each.telephone + "\n";
        }
        return text;
    }
    static std::string groupsOf(const AddressBook& book) {
        std::string text;
        for (const auto& group : book.groups) text += group.address.substr(0, group.address.find('@')) + " ";
        return text;
    }

    std::uint64_t snv = 0;
    std::uint64_t phong = 0;
    std::uint64_t stc = 0;
    OfficialId binh, hung, mai, duc;
};

TEST_F(AddressBookTest, AFolderForEachAgencySubUnitsBelow) {
    EXPECT_EQ(textOf(seenBy(duc)),
              "Sở Nội vụ <snv@tinh.gov.vn> <vanthu.snv@tinh.gov.vn>\n"
              "- Nguyễn Văn Hùng <hungnv@tinh.gov.vn> 0208 2\n"
              "- Lê Văn Bình <binhlv@tinh.gov.vn> 0208 1\n"
              "  Phòng Cải cách hành chính <cchc@tinh.gov.vn> <vanthu.cchc@tinh.gov.vn>\n"
              "  - Trần Thị Mai <maitt@tinh.gov.vn> 0208 3\n"
              "Sở Tài chính <stc@tinh.gov.vn> <vanthu.stc@tinh.gov.vn>\n"
              "- Phạm Văn Đức <ducpv@tinh.gov.vn> 0208 4\n");
}

TEST_F(AddressBookTest, TelephonesFollowThePolicy) {
    const auto numbers = [&](OfficialId viewer, TelephonesSeenBy telephones) {
        std::string text;
        for (const auto& folder : seenBy(viewer, telephones).folders) {
            for (const auto& each : folder.people) text += each.telephone.empty() ? "-" : each.telephone.substr(5);
        }
        return text;
    };
    EXPECT_EQ(numbers(mai, TelephonesSeenBy::branch), "213-") << "her own branch, from below";
    EXPECT_EQ(numbers(duc, TelephonesSeenBy::branch), "2--4") << "a head's, and his own agency's";
    EXPECT_EQ(numbers(hung, TelephonesSeenBy::nobody), "----");
}

TEST_F(AddressBookTest, GroupsThatHeMayWriteTo) {
    EXPECT_EQ(groupsOf(seenBy(binh)), "tatca.vanphong tatca.coquan tatca.vanthu tatca.thutruong duan06 ");
    EXPECT_EQ(groupsOf(seenBy(hung)), "tatca tatca.vanphong tatca.coquan tatca.vanthu tatca.thutruong ");
    EXPECT_EQ(seenBy(mai).folders[1].groupAddress, "tatca.cchc@tinh.gov.vn");
}

TEST_F(AddressBookTest, ItFollowsTheDirectoryAtOnce) {
    const auto before = seenBy(mai).position;
    schema::EndServiceT leave;
    leave.official = binh.value;
    leave.reason = "nghỉ hưu";
    store.made(leave);
    schema::DissolveAgencyT dissolve;
    dissolve.agency = stc;
    dissolve.successor = snv;
    dissolve.basis = fixture::basis();
    store.made(dissolve);
    EXPECT_EQ(textOf(seenBy(mai)),
              "Sở Nội vụ <snv@tinh.gov.vn> <vanthu.snv@tinh.gov.vn>\n"
              "- Nguyễn Văn Hùng <hungnv@tinh.gov.vn> 0208 2\n"
              "- Phạm Văn Đức <ducpv@tinh.gov.vn> 0208 4\n"
              "  Phòng Cải cách hành chính <cchc@tinh.gov.vn> <vanthu.cchc@tinh.gov.vn>\n"
              "  - Trần Thị Mai <maitt@tinh.gov.vn> 0208 3\n");
    EXPECT_GT(seenBy(mai).position.value, before.value);
    EXPECT_TRUE(seenBy(binh).folders.empty()) << "who has left sees nothing";
    EXPECT_TRUE(seenBy({}).folders.empty()) << "nor does nobody";
}

}  // namespace
}  // namespace tram::store
