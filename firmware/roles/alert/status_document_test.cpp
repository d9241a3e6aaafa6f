#include "roles/alert/status_document.hpp"

#include <gtest/gtest.h>

#include "hal/model/json_value.hpp"
#include "roles/alert/snapshot_fixture.hpp"

namespace tram::roles {
namespace {

using namespace test;

boost::json::value documentOf(const HealthView& view) {
    const auto value = hal::parseJson(statusDocument(view, "1.2.3"));
    EXPECT_TRUE(value);
    return value.value_or(nullptr);
}

const boost::json::value& checkOf(const boost::json::value& document, std::string_view key) {
    static const boost::json::value none;
    const auto& list = hal::elementsOf(hal::at(document, "checks", key));
    EXPECT_FALSE(list.empty()) << key;
    return list.empty() ? none : list[0];
}

TEST(StatusDocument, TheWorstOfAllIsItsStatus) {
    struct Row {
        const char* name;
        hal::Health overall;
        const char* store;
        const char* hal;
        const char* path;
        HealthStatus status;
    };
    const std::vector<Row> rows{
        {"all well", hal::Health::ok, "", "", "", HealthStatus::pass},
        {"a warning", hal::Health::warning, "", "", "", HealthStatus::warn},
        {"not known", hal::Health::unknown, "", "", "", HealthStatus::warn},
        {"critical", hal::Health::critical, "", "", "", HealthStatus::fail},
        {"tram-hal is silent", hal::Health::ok, "", "refused", "", HealthStatus::warn},
        {"tram-hal is silent after bad news", hal::Health::critical, "", "refused", "", HealthStatus::fail},
        {"alarms do not get out", hal::Health::ok, "", "", "no connection", HealthStatus::warn},
        {"the store is read-only", hal::Health::ok, "read-only", "", "", HealthStatus::fail},
    };
    for (const auto& row : rows) {
        auto snapshot = soundBox();
        snapshot.overall = row.overall;
        auto view = viewOf(snapshot);
        view.store.problem = row.store;
        view.hardware.problem = row.hal;
        view.paths.push_back({.name = "webhook x", .problem = row.path});
        EXPECT_EQ(statusOf(view), row.status) << row.name;
        EXPECT_EQ(outputOf(view).empty(), row.status == HealthStatus::pass) << row.name << ": " << outputOf(view);
        EXPECT_EQ(hal::viewOf(hal::at(documentOf(view), "status")), name(row.status)) << row.name;
    }
    HealthView nothing;
    EXPECT_EQ(statusOf(nothing), HealthStatus::warn) << "nothing was heard yet";
    EXPECT_EQ(hal::viewOf(hal::at(documentOf(nothing), "overall")), "unknown");
}

TEST(StatusDocument, HasTheDraftsMembers) {
    const auto document = documentOf(viewOf(sickBox()));
    EXPECT_EQ(hal::viewOf(hal::at(document, "status")), "fail");
    EXPECT_EQ(hal::viewOf(hal::at(document, "version")), "1");
    EXPECT_EQ(hal::viewOf(hal::at(document, "releaseId")), "1.2.3");
    EXPECT_EQ(hal::viewOf(hal::at(document, "serviceId")), "mail.example");
    EXPECT_FALSE(hal::viewOf(hal::at(document, "description")).empty());
    EXPECT_EQ(hal::viewOf(hal::at(document, "output")), "The disk in bay 3 (serial S3) is about to fail: 197 grew.");
    const auto& temperature = checkOf(document, "disk:temperature");
    EXPECT_EQ(hal::viewOf(hal::at(temperature, "componentId")), "disk:3");
    EXPECT_EQ(hal::viewOf(hal::at(temperature, "componentType")), "system");
    EXPECT_EQ(hal::realOf(hal::at(temperature, "observedValue")), 36);
    EXPECT_EQ(hal::viewOf(hal::at(temperature, "observedUnit")), "celsius");
    EXPECT_EQ(hal::viewOf(hal::at(temperature, "status")), "fail");
    EXPECT_EQ(hal::viewOf(hal::at(temperature, "time")), "2023-11-14T22:13:20.000Z");
    EXPECT_EQ(hal::viewOf(hal::at(checkOf(document, "disk:health"), "output")),
              "The disk in bay 3 (serial S3) is about to fail: 197 grew.");
    EXPECT_EQ(hal::truthOf(hal::at(checkOf(document, "store:writable"), "observedValue")), true);
    EXPECT_EQ(hal::realOf(hal::at(checkOf(document, "hardware:snapshotAge"), "observedValue")), 2);
}

TEST(StatusDocument, TellsAlarmsInBothLanguages) {
    auto snapshot = sickBox();
    snapshot.alarms[0].acknowledgedBy = "an";
    const auto document = documentOf(viewOf(snapshot));
    const auto& alarm = hal::elementsOf(hal::at(document, "alarms")).at(0);
    EXPECT_EQ(hal::viewOf(hal::at(alarm, "code")), "disk.failing");
    EXPECT_EQ(hal::viewOf(hal::at(alarm, "severity")), "critical");
    EXPECT_EQ(hal::viewOf(hal::at(alarm, "component")), "disk:3");
    EXPECT_EQ(hal::viewOf(hal::at(alarm, "label", "vi")), "khay 3");
    EXPECT_EQ(hal::viewOf(hal::at(alarm, "label", "en")), "bay 3");
    EXPECT_EQ(hal::viewOf(hal::at(alarm, "serial")), "S3");
    EXPECT_EQ(hal::viewOf(hal::at(alarm, "since")), "2023-11-14T22:13:20.000Z");
    EXPECT_EQ(hal::viewOf(hal::at(alarm, "what", "vi")), "Đĩa ở khay 3 (số sê-ri S3) sắp hỏng: 197 grew.");
    EXPECT_TRUE(hal::viewOf(hal::at(alarm, "todo", "en")).starts_with("Have a new disk"));
    EXPECT_EQ(hal::truthOf(hal::at(alarm, "acknowledged")), true);
    EXPECT_EQ(hal::viewOf(hal::at(document, "overall")), "critical");
    EXPECT_EQ(hal::elementsOf(hal::at(document, "components")).size(), 7U);
}

TEST(StatusDocument, SaysHowOldItIsWhereTramHalIsSilent) {
    auto view = viewOf(soundBox());
    view.hardware.problem = "no answer in time";
    view.hardware.age = std::chrono::milliseconds(72'400);
    EXPECT_EQ(outputOf(view), "tram-hal does not answer (no answer in time); what is known is 72 s old.");
    view.hardware = {nullptr, std::nullopt, "refused"};
    EXPECT_EQ(outputOf(view), "tram-hal does not answer (refused); nothing is known yet.");
}

TEST(StatusDocument, AFiguresLastWordIsItsUnit) {
    struct Row {
        const char* figure;
        const char* name;
        const char* unit;
    };
    for (const auto& row : std::vector<Row>{{"temperature_celsius", "temperature", "celsius"},
                                            {"size_octets", "size", "octets"},
                                            {"speed_rpm", "speed", "rpm"},
                                            {"media_errors_total", "media_errors_total", ""},
                                            {"seconds", "seconds", ""},
                                            {"_seconds", "_seconds", ""},
                                            {"", "", ""}}) {
        const auto measurement = measurementOf(row.figure);
        EXPECT_EQ(measurement.name, row.name) << row.figure;
        EXPECT_EQ(measurement.unit, row.unit) << row.figure;
    }
}

}  // namespace
}  // namespace tram::roles
