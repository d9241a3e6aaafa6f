// Many agencies and officials at once: all of them or none. R8.2
#include "store/directory_fixture.hpp"

namespace tram::store {
namespace {

using schema::ErrorCode;

class ImportCommand : public fixture::DirectoryTest {
protected:
    static std::unique_ptr<schema::ImportedAgencyT> agencyRow(const std::string& name, int parentRow = -1) {
        auto row = std::make_unique<schema::ImportedAgencyT>();
        row->agency = std::make_unique<schema::CreateAgencyT>();
        row->agency->name = name;
        row->agency->basis = fixture::basis();
        row->parent_row = parentRow;
        return row;
    }
    static std::unique_ptr<schema::ImportedOfficialT> officialRow(const std::string& name, int agencyRow,
                                                                  const std::string& address = {}) {
        auto row = std::make_unique<schema::ImportedOfficialT>();
        row->official = std::make_unique<schema::CreateOfficialT>();
        row->official->name = name;
        row->official->address = address;
        row->agency_row = agencyRow;
        return row;
    }
    static schema::ImportDirectoryT province() {
        schema::ImportDirectoryT command;
        command.agencies.push_back(agencyRow("Sở Nội vụ"));
        command.agencies.push_back(agencyRow("Phòng Tổ chức", 0));
        command.officials.push_back(officialRow("Nguyễn Văn Hùng", 1));
        command.officials.push_back(officialRow("Trần Thị Mai", 0));
        return command;
    }
    schema::ImportedT answered(schema::ImportDirectoryT command) {
        auto outcome = store.run(std::move(command), {}, {"tram", {}});
        EXPECT_TRUE(outcome);
        return outcome ? std::move(*outcome->AsImported()) : schema::ImportedT{};
    }
    std::size_t people() { return store.rows(Table::official) + store.rows(Table::agency); }
};

TEST_F(ImportCommand, AllOfThem) {
    const auto answer = answered(province());
    EXPECT_TRUE(answer.done);
    ASSERT_EQ(answer.agencies.size(), 2U);
    EXPECT_EQ(answer.agencies[0]->address, "snv@tinh.gov.vn");
    EXPECT_EQ(answer.officials[0]->address, "hungnv@tinh.gov.vn");
    EXPECT_EQ(agency(answer.agencies[1]->id).parent, answer.agencies[0]->id);
    EXPECT_EQ(official(OfficialId{answer.officials[0]->id}).agency, answer.agencies[1]->id);
    EXPECT_EQ(store.records(), 4U) << "each has its record";
    EXPECT_EQ(history(answer.officials[1]->id), std::vector{schema::DirectoryVerb::official_hired});
    sound();
}

TEST_F(ImportCommand, ADryRunSaysWhatItWouldMake) {
    auto command = province();
    command.dry_run = true;
    store.strict = false;
    const auto rows = people();
    const auto answer = answered(std::move(command));
    EXPECT_FALSE(answer.done);
    EXPECT_EQ(answer.officials[1]->address, "maitt@tinh.gov.vn");
    EXPECT_EQ(people(), rows);
    EXPECT_EQ(store.records(), 0U);
    EXPECT_TRUE(answered(province()).done) << "and nothing stands in its way";
}

TEST_F(ImportCommand, OneBadRowAndNoneIsMade) {
    auto command = province();
    command.agencies.push_back(agencyRow("=Sở"));
    command.agencies.push_back(agencyRow("Phòng Hai", 2));
    command.officials.push_back(officialRow("Nguyễn Văn Hùng", 0));
    command.officials.push_back(officialRow("Lê Văn Bình", 3));
    command.officials.push_back(officialRow("Lê Văn Bình", 9));
    command.officials.push_back(officialRow("Nguyễn Văn Hùng", 0, "hungnv2"));
    const auto rows = people();
    const auto answer = answered(std::move(command));
    EXPECT_FALSE(answer.done);
    EXPECT_EQ(answer.agencies[2]->code, ErrorCode::bad_name);
    EXPECT_EQ(answer.agencies[3]->code, ErrorCode::no_such_agency);
    EXPECT_EQ(answer.officials[0]->code, ErrorCode::none);
    EXPECT_EQ(answer.officials[2]->code, ErrorCode::exists) << "a clash within the rows";
    EXPECT_EQ(answer.officials[3]->code, ErrorCode::no_such_agency);
    EXPECT_EQ(answer.officials[4]->code, ErrorCode::malformed);
    EXPECT_EQ(answer.officials[5]->code, ErrorCode::none) << "with a suffix";
    EXPECT_EQ(people(), rows);
    sound();
}

TEST_F(ImportCommand, WhoMayNot) {
    const auto snv = store.agency();
    const auto nobody = hire(snv, "Trần Thị Lan");
    EXPECT_EQ(store.refused(province(), {}, {"tram", nobody}), ErrorCode::not_permitted);
}

}  // namespace
}  // namespace tram::store
