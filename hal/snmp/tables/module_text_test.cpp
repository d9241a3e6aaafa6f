// The module's file is what the tables and the catalogue give. To write it anew after a change:
//   TRAM_WRITE_MIB=1 tram_hal_snmp_tables_test --gtest_filter='ModuleText.*'
#include "hal/snmp/tables/module_text.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "hal/snmp/tables/notification.hpp"

namespace tram::snmp {

namespace {

// Tests run in hal/snmp/tables.
const std::filesystem::path moduleFile = std::filesystem::path("..") / "mibs" / "TRAM-MIB.txt";

TEST(ModuleText, TheFileIsWhatTheTablesGive) {
    if (std::getenv("TRAM_WRITE_MIB") != nullptr) std::ofstream(moduleFile) << moduleText();
    std::ifstream stream(moduleFile);
    std::ostringstream text;
    text << stream.rdbuf();
    EXPECT_TRUE(text.str() == moduleText()) << moduleFile << " is another: write it anew (see this test's head)";
}

TEST(ModuleText, EveryConditionHasItsTwoNotifications) {
    const auto text = moduleText();
    for (const auto& info : hal::conditions()) {
        for (const auto& [end, parent] : {std::pair{"Raised", "tramRaisedEvents"}, {"Cleared", "tramClearedEvents"}}) {
            const auto name = notificationStem(info) + end;
            EXPECT_LE(name.size(), 32U) << name << ": some network management stations cut names there";
            const auto begin = text.find("\n" + name + " NOTIFICATION-TYPE");
            ASSERT_NE(begin, std::string::npos) << name;
            const auto number =
                "::= { " + std::string(parent) + " " + std::to_string(static_cast<int>(info.condition)) + " }";
            EXPECT_LT(text.find(number, begin), text.find("NOTIFICATION-TYPE", begin + name.size() + 20)) << name;
        }
    }
}

TEST(ModuleText, LinesAreShortAndInAscii) {
    std::istringstream lines(moduleText());
    for (std::string line; std::getline(lines, line);) {
        EXPECT_LE(line.size(), 120U) << line;
        EXPECT_TRUE(std::ranges::all_of(line, [](char c) { return c >= ' ' && c <= '~'; })) << line;
    }
}

// What smilint says of the module: nothing is right. Its exit status is 0 even on errors.
std::string linted(const std::string& folder) {
    const auto command = "SMIPATH=" + folder + " smilint -l 6 -m -s " + moduleFile.string() + " 2>&1";
    std::string output;
    std::array<char, 4096> part{};
    auto* pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) return "smilint does not start";
    while (std::fgets(part.data(), part.size(), pipe) != nullptr) output += part.data();
    ::pclose(pipe);
    return output;
}

// The IETF's modules are not free and not here: they are where somebody put them.
std::string baseModules() {
    std::vector<std::string> folders{"/usr/share/mibs/ietf", "/var/lib/mibs/ietf", "/usr/share/snmp/mibs",
                                     "/var/lib/snmp/mibs/ietf"};
    if (const char* own = std::getenv("TRAM_MIBS")) folders.insert(folders.begin(), own);
    for (const auto& folder : folders) {
        for (const char* end : {"", ".txt", ".mib", ".my"}) {
            if (std::filesystem::exists(folder + "/SNMPv2-SMI" + end)) return folder;
        }
    }
    return {};
}

TEST(ModuleText, SmilintHasNothingToSay) {
    if (std::system("command -v smilint >/dev/null") != 0) GTEST_SKIP() << "there is no smilint (package smitools)";
    const auto folder = baseModules();
    if (folder.empty()) GTEST_SKIP() << "SNMPv2-SMI and its like are nowhere: set TRAM_MIBS to their folder";
    EXPECT_EQ(linted(folder), "");
}

}  // namespace

}  // namespace tram::snmp
