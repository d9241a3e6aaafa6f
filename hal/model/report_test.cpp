#include "hal/model/report.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"

namespace tram::hal {

namespace {

ProcessReport example() {
    return {"tram-smtp",
            SystemTime{std::chrono::seconds(1'700'000'000)},
            SystemTime{std::chrono::seconds(1'700'000'060)},
            {{"smtp_received_messages_total", {{"zone", "tsl"}}, 12},
             {"smtp_received_messages_total", {{"zone", "internet"}}, 3},
             {"process_resident_octets", {}, 8e6}}};
}

TEST(Report, ComesBackAsItWasSent) {
    const auto report = example();
    EXPECT_EQ(parseReport(encodeReport(report)), report);
    EXPECT_EQ(report.find("process_resident_octets"), 8e6);
    EXPECT_EQ(report.find("queue_messages"), std::nullopt);
    auto exact = report;
    exact.figures[2].value = 222222222222222222222222222222222222222222222222222221.0;
    EXPECT_EQ(parseReport(encodeReport(exact)), exact);
}

TEST(Report, WhatIsNoReportIsRefused) {
    struct Row {
        const char* name;
        std::string datagram;
        ReportError error;
    };
    const std::string head = R"({"process":"tram-smtp","started":1,"time":2,"figures":[)";
    const std::vector<Row> rows{
        {"empty", "", ReportError::malformed},
        {"cut off", head, ReportError::malformed},
        {"a list", "[]", ReportError::malformed},
        {"no time", R"({"process":"tram-smtp","started":1,"figures":[]})", ReportError::malformed},
        {"no process", R"({"started":1,"time":2,"figures":[]})", ReportError::badName},
        {"a path for a process", R"({"process":"../x","started":1,"time":2})", ReportError::badName},
        {"a name with a space", head + R"({"name":"a b","value":1}]})", ReportError::badName},
        {"a name that begins with a digit", head + R"({"name":"1a","value":1}]})", ReportError::badName},
        {"a name with a line end", head + R"({"name":"a\nb 1","value":1}]})", ReportError::badName},
        {"a value that is text", head + R"({"name":"a","value":"1"}]})", ReportError::malformed},
        {"a label's bad name", head + R"({"name":"a","value":1,"labels":{"a-b":"c"}}]})", ReportError::badName},
        {"a label that is a number", head + R"({"name":"a","value":1,"labels":{"a":1}}]})", ReportError::malformed},
        {"labels that are a list", head + R"({"name":"a","value":1,"labels":[]}]})", ReportError::malformed},
        {"too long", std::string(limits::hal::reportOctets + 1, ' '), ReportError::tooLarge},
    };
    for (const auto& row : rows) {
        const auto report = parseReport(row.datagram);
        ASSERT_FALSE(report) << row.name;
        EXPECT_EQ(report.error(), row.error) << row.name;
    }
}

TEST(Report, ALabelsTextIsALine) {
    const auto report =
        parseReport(R"({"process":"p","started":1,"time":2,"figures":[{"name":"a","value":1,"labels":{"b":"c\nd"}}]})");
    ASSERT_TRUE(report);
    EXPECT_EQ(report->figures.at(0).labels.at("b"), "c?d");
}

TEST(Report, FiguresAreBounded) {
    auto report = example();
    report.figures.assign(limits::hal::reportFigures + 1, {"a", {}, 1});
    const auto parsed = parseReport(encodeReport(report));
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error(), ReportError::tooLarge);
}

}  // namespace

}  // namespace tram::hal
