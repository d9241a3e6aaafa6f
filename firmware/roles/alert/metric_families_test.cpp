#include "roles/alert/metric_families.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "roles/alert/snapshot_fixture.hpp"

namespace tram::roles {
namespace {

using namespace test;
using testing::HasSubstr;
using testing::Not;

std::string textOf(const HealthView& view) {
    return metricsText(view, "1.2.3");
}

TEST(MetricFamilies, TellComponentsAlarmsAndProcesses) {
    auto view = viewOf(sickBox());
    view.paths.push_back({.name = "mail", .delivered = 4, .dropped = 1, .waiting = 2, .lastDelivery = noon});
    const auto text = textOf(view);
    for (const auto* line : {
             "tram_build_info{version=\"1.2.3\"} 1\n",
             "tram_ready 1\n",
             "tram_hal_up 1\n",
             "tram_hal_snapshot_age_seconds 2\n",
             "tram_health{state=\"critical\"} 1\n",
             "tram_health{state=\"ok\"} 0\n",
             "tram_disk_temperature_celsius{component=\"disk:3\",label=\"bay 3\"} 36\n",
             "tram_component_health{component=\"disk:3\",kind=\"disk\",state=\"critical\"} 1\n",
             "tram_component_health{component=\"disk:3\",kind=\"disk\",state=\"ok\"} 0\n",
             "tram_component_health{component=\"power-supply:1\",kind=\"power-supply\",state=\"ok\"} 1\n",
             "tram_condition_active{code=\"disk.failing\",component=\"disk:3\",severity=\"critical\"} 1\n",
             "tram_ups_status{component=\"ups:a\",state=\"OL\"} 1\n",
             "tram_ups_status{component=\"ups:a\",state=\"CHRG\"} 1\n",
             "tram_array_disks{component=\"array:mail\",state=\"working\"} 1\n",
             "tram_array_disks{component=\"array:mail\",state=\"spare\"} 1\n",
             "tram_array_disks{component=\"array:mail\",state=\"missing\"} 1\n",
             "tram_array_mismatches{component=\"array:mail\",label=\"mail\"} 0\n",
             "tram_ups_charge_ratio{component=\"ups:a\",label=\"UPS A\"} 0.5\n",
             "tram_disk_used_ratio{component=\"disk:3\",label=\"bay 3\"} 0.25\n",
             "tram_disk_power_on_seconds{component=\"disk:3\",label=\"bay 3\"} 7200\n",
             "tram_link_speed_octets_per_second{component=\"link:tsl-1\",label=\"port 1\"} 125000000\n",
             "tram_certificate_left_seconds{component=\"certificate:server\",label=\"server\"} 2592000\n",
             "tram_alarm_events_total 7\n",
             "tram_alarms{severity=\"critical\"} 1\n",
             "tram_smtp_received_messages_total{process=\"tram-smtp\",zone=\"tsl\"} 12\n",
             "tram_process_resident_octets{process=\"tram-smtp\"} 8000000\n",
             "# TYPE tram_smtp_received_messages_total counter\n",
             "# TYPE tram_disk_media_errors_total counter\n",
             "# TYPE tram_disk_temperature_celsius gauge\n",
             "tram_alert_delivered_total{path=\"mail\"} 4\n",
             "tram_alert_waiting{path=\"mail\"} 2\n",
             "tram_power_stage{stage=\"normal\"} 1\n",
         })
        EXPECT_THAT(text, HasSubstr(line));
}

TEST(MetricFamilies, EachHasHelpAndATypeThatFitsItsName) {
    for (const auto& family : metricFamilies(viewOf(sickBox()), "1")) {
        EXPECT_FALSE(family.help.empty()) << family.name;
        EXPECT_EQ(family.type == prometheus::MetricType::Counter, family.name.ends_with("_total")) << family.name;
        EXPECT_TRUE(family.name.starts_with("tram_")) << family.name;
    }
}

TEST(MetricFamilies, SayWhatIsNotKnown) {
    HealthView view;
    view.hardware.problem = "refused";
    view.store.problem = "not reachable";
    const auto text = textOf(view);
    EXPECT_THAT(text, HasSubstr("tram_hal_up 0\n"));
    EXPECT_THAT(text, HasSubstr("tram_ready 0\n"));
    EXPECT_THAT(text, Not(HasSubstr("tram_health{")));
    EXPECT_THAT(text, Not(HasSubstr("snapshot_age")));
}

TEST(MetricFamilies, WhatAProcessSaysCannotBreakTheExposition) {
    auto snapshot = soundBox();
    snapshot.reports = {{"tram-smtp",
                         noon,
                         noon,
                         {{"a", {{"process", "other"}, {"__name__", "x"}, {"zone", "a\"b\\c\nd"}}, 1},
                          {"a", {{"zone", "a\"b\\c\nd"}}, 2},
                          {"bad\nname 1", {}, 3},
                          {"hal_up", {}, 4},
                          {"broken", {{"zone", "\xff"}}, 5}}}};
    const auto text = textOf(viewOf(snapshot));
    EXPECT_THAT(text, HasSubstr("tram_a{process=\"tram-smtp\",zone=\"a\\\"b\\\\c\\nd\"} 1\n"));
    EXPECT_THAT(text, Not(HasSubstr("zone=\"a\\\"b\\\\c\\nd\"} 2\n"))) << "the same sample twice";
    EXPECT_THAT(text, Not(HasSubstr("__name__")));
    EXPECT_THAT(text, Not(HasSubstr("bad")));
    EXPECT_THAT(text, HasSubstr("tram_hal_up 1\n"));
    EXPECT_THAT(text, HasSubstr("tram_broken{process=\"tram-smtp\",zone=\"?\"} 5\n"));
    EXPECT_EQ(std::ranges::count(text, '\xff'), 0);
}

}  // namespace
}  // namespace tram::roles
