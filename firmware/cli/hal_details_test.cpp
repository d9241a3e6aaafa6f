#include "cli/hal_details.hpp"

#include <gtest/gtest.h>

namespace tram::cli {
namespace {

hal::ComponentState stateOf(std::map<std::string, double, std::less<>> figures,
                            std::map<std::string, std::string, std::less<>> words = {}) {
    hal::ComponentState state;
    state.figures = std::move(figures);
    state.words = std::move(words);
    return state;
}

TEST(HalDetails, AreInTheUnitsThatPeopleRead) {
    struct Row {
        const char* name;
        hal::ComponentState state;
        const char* english;
        const char* vietnamese;
    };
    const std::vector<Row> rows{
        {"nothing", stateOf({}), "", ""},
        {"disk",
         stateOf(
             {{"size_octets", 16'000'900'661'248},
              {"temperature_celsius", 36},
              {"power_on_hours", 12'000},
              {"reallocated_sectors", 0},
              {"pending_sectors", 16}},
             {{"device", "sdc"}, {"place", "pci-0"}, {"array", "mail"}, {"role", "member"}, {"self_test", "passed"}}),
         "16.0 TB, 36 °C, has run 500 days, pending 16, mail: member, self-test passed",
         "16.0 TB, 36 °C, đã chạy 500 ngày, cung chờ xử lý 16, mail: member, tự kiểm tra passed"},
        {"array",
         stateOf({{"disks", 4}, {"degraded", 1}, {"spares", 0}, {"progress_ratio", 0.424}, {"mismatches", 0}},
                 {{"level", "raid10"}, {"action", "recover"}, {"state", "clean"}}),
         "clean, raid10, recover, disks 4, lacking 1, spares 0, done 42 %",
         "clean, raid10, recover, số đĩa 4, thiếu 1, dự phòng 0, đã xong 42 %"},
        {"ups",
         stateOf({{"charge_percent", 99.6}, {"runtime_seconds", 2400}, {"load_percent", 35}}, {{"status", "OL"}}),
         "OL, charge 100 %, lasts 40 min, load 35 %", "OL, pin 100 %, còn chạy được 40 phút, tải 35 %"},
        {"fan", stateOf({{"speed_rpm", 3000}}), "3000 rpm", "3000 vòng/phút"},
        {"clock", stateOf({{"offset_seconds", -0.0125}}), "off by -12.5 ms", "lệch -12.5 ms"},
        {"small", stateOf({{"size_octets", 999}}), "999 B", "999 B"},
        {"next unit", stateOf({{"size_octets", 999'950'000}}), "1.0 GB", "1.0 GB"},
    };
    for (const auto& row : rows) {
        EXPECT_EQ(detailsOf(row.state, Language::english), row.english) << row.name;
        EXPECT_EQ(detailsOf(row.state, Language::vietnamese), row.vietnamese) << row.name;
    }
}

}  // namespace
}  // namespace tram::cli
