#include "hal/model/board.hpp"

#include <gtest/gtest.h>

namespace tram::hal {

namespace {

TEST(Board, SaysWhichBayIsBehindWhichConnector) {
    const auto board = parseBoard(R"({"model":"Tram Sim 8","controller":true,
        "bays":[{"number":1,"place":"pci-0000:01:00.0-nvme"},{"number":3,"place":"pci-0000:00:17.0-ata-3"}],
        "supplies":[{"number":1,"sensor":"PS1 Status","ups":"ups-a"}],
        "links":[{"place":"pci-0000:3d:00.0","zone":"tsl","label":"LAN 1","megabits":1000,"addresses":["10.1.2.3/24"]}],
        "gateways":[{"zone":"tsl","address":"10.1.2.1"}],
        "arrays":[{"name":"mail","spares":1}]})");
    ASSERT_TRUE(board) << board.error();
    EXPECT_EQ(board->bayAt("pci-0000:00:17.0-ata-3"), 3U);
    EXPECT_EQ(board->bayAt("pci-0000:00:17.0-ata-30"), std::nullopt);
    EXPECT_EQ(board->links.at(0).megabits, 1000);
    EXPECT_EQ(board->arrays.at(0).spares, 1U);
    EXPECT_TRUE(board->hasController);
    EXPECT_TRUE(parseBoard("{}"));
}

TEST(Board, SaysWhatIsWrong) {
    const std::vector<std::pair<std::string, std::string>> rows{
        {"", "not a JSON object"},
        {"[]", "not a JSON object"},
        {R"({"bays":[{"number":1,"place":"a"},{"number":2}]})", "bays[1]: a number and a place are needed"},
        {R"({"bays":[{"number":1,"place":"a"},{"number":1,"place":"b"}]})",
         "bays: bay 1 is there twice, or its place is"},
        {R"({"bays":[{"number":1,"place":"a"},{"number":2,"place":"a"}]})",
         "bays: bay 1 is there twice, or its place is"},
        {R"({"links":[{"place":"x"}]})", "links[0]: a place and a zone are needed"},
        {R"({"supplies":[{}]})", "supplies[0]: a number is needed"},
        {R"({"gateways":[{"zone":"tsl"}]})", "gateways[0]: a zone and an address are needed"},
        {R"({"arrays":["mail"]})", "arrays[0]: a name is needed"},
    };
    for (const auto& [text, reason] : rows) {
        const auto board = parseBoard(text);
        ASSERT_FALSE(board) << text;
        EXPECT_EQ(board.error(), reason);
    }
}

}  // namespace

}  // namespace tram::hal
