#include "roles/health_report/process_figures.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <latch>
#include <map>
#include <string>
#include <thread>

#include "net/unique_fd.hpp"

namespace tram::roles {

namespace {

std::map<std::string, double> byName(const std::vector<hal::Figure>& figures) {
    std::map<std::string, double> result;
    for (const auto& figure : figures) result[figure.name] = figure.value;
    return result;
}

std::map<std::string, double> now() {
    std::vector<hal::Figure> figures;
    addProcessFigures(figures);
    return byName(figures);
}

TEST(ProcessFigures, FollowWhatTheProcessDoes) {
    const auto before = now();
    ASSERT_EQ(before.size(), 3U);
    std::vector<net::UniqueFd> files;
    for (int i = 0; i < 10; ++i) files.emplace_back(open("/dev/null", O_RDONLY | O_CLOEXEC));
    std::latch done(1);
    std::thread another([&] { done.wait(); });
    const auto after = now();
    done.count_down();
    another.join();
    EXPECT_EQ(after.at("process_open_files"), before.at("process_open_files") + 10);
    EXPECT_GE(after.at("process_threads"), before.at("process_threads") + 1);
    EXPECT_GT(after.at("process_resident_octets"), 1e6);
}

TEST(ProcessFigures, WhatAStatLineSays) {
    struct Row {
        const char* name;
        std::string line;
        std::map<std::string, double> figures;
    };
    const std::string rest =
        " S 1 2 2 0 -1 4194560 100 0 0 0 7 3 0 0 20 0 5 0 123 45678592 1500 18446744073709551615 1 1 0\n";
    const std::map<std::string, double> told{{"process_threads", 5}, {"process_resident_octets", 1500.0 * 4096}};
    const std::vector<Row> rows{
        {"as it is", "12 (tram-smtp)" + rest, told},
        {"a name of spaces and parentheses", "12 (a) S 1 (b) 2)" + rest, told},
        {"empty", "", {}},
        {"no name", "12 tram-smtp S 1", {}},
        {"cut off", "12 (tram-smtp) S 1 2", {}},
        {"cut off behind the threads",
         "12 (tram-smtp) S 1 2 2 0 -1 4194560 100 0 0 0 7 3 0 0 20 0 5",
         {{"process_threads", 5}}},
        {"no number", "12 (tram-smtp) S 1 2 2 0 -1 4194560 100 0 0 0 7 3 0 0 20 0 x 0 1 2 3", {}},
    };
    for (const auto& row : rows) {
        std::vector<hal::Figure> figures;
        addStatFigures(row.line, 4096, figures);
        EXPECT_EQ(byName(figures), row.figures) << row.name;
    }
}

}  // namespace

}  // namespace tram::roles
