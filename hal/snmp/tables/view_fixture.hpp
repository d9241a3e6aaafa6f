// An appliance for tests: one of everything, two of what there may be two of.
#pragma once

#include "hal/model/snapshot.hpp"

namespace tram::snmp::fixture {

constexpr SystemTime noon{std::chrono::seconds(1'700'000'000)};

inline hal::Snapshot appliance() {
    using hal::Health;
    using hal::Kind;
    hal::Snapshot box;
    box.hostname = "mail.example";
    box.time = noon + std::chrono::seconds(100);
    box.started = noon;
    box.overall = Health::warning;
    box.stage = "normal";
    box.remainingSeconds = 1800;
    box.sequence = 9;
    box.components = {
        {{"chassis", Kind::chassis, "", "box", "Maker", "M1", "BOX1", "1.2", true, {}}, Health::warning, noon, {}, {}},
        {{"disk:1", Kind::disk, "chassis", "bay 1", "Seagate", "ST4000", "S1", "F1", true, {}},
         Health::ok,
         {},
         {{"size_octets", 4e12}, {"temperature_celsius", 31.5}, {"power_on_hours", 1000}, {"reallocated_sectors", 0}},
         {{"bay", "1"}, {"smart", "passed"}, {"role", "member"}}},
        {{"disk:2", Kind::disk, "chassis", "bay 2", "Seagate", "ST4000", "S2", "F1", true, "khay 2"},
         Health::critical,
         noon,
         {{"size_octets", 4e12}},
         {{"bay", "2"}, {"role", "spare"}}},
        {{"disk:3", Kind::disk, "chassis", "bay 3", "", "", "", "", false, {}}, Health::critical, noon, {}, {}},
        {{"array:mail", Kind::array, "chassis", "mail", "", "", "", "", true, {}},
         Health::ok,
         {},
         {{"disks", 2}, {"degraded", 0}, {"progress_ratio", 0.125}, {"mismatches", 0}},
         {{"level", "raid1"}, {"state", "clean"}, {"action", "check"}}},
        {{"fan:1", Kind::fan, "chassis", "fan 1", "", "", "", "", true, {}}, Health::ok, {}, {{"speed_rpm", 5400}}, {}},
        {{"temperature:inlet", Kind::temperature, "chassis", "inlet", "", "", "", "", true, {}},
         Health::ok,
         {},
         {{"temperature_celsius", 24.25}},
         {}},
        {{"power-supply:1", Kind::powerSupply, "chassis", "supply 1", "", "", "P1", "", true, {}},
         Health::ok,
         {},
         {},
         {{"state", "ok"}}},
        {{"ups:b", Kind::ups, "", "UPS B", "APC", "SMT", "U2", "7", true, {}}, Health::ok, {}, {}, {{"status", "OL"}}},
        {{"ups:a", Kind::ups, "", "UPS A", "APC", "SMT1500", "U1", "7", true, {}},
         Health::warning,
         noon,
         {{"charge_percent", 87}, {"runtime_seconds", 1859}, {"load_percent", 23}},
         {{"status", "OB DISCHRG"}, {"supply", "battery"}}},
        {{"link:tsl-1", Kind::link, "chassis", "TSL 1", "", "", "", "", true, {}},
         Health::ok,
         {},
         {{"carrier", 1}, {"speed_megabits", 1000}, {"errors_total", 3}},
         {{"zone", "tsl"}, {"interface", "tsl0"}}},
        {{"zone:tsl", Kind::link, "chassis", "tsl", "", "", "", "", true, {}},
         Health::ok,
         {},
         {{"links", 1}, {"links_up", 1}},
         {{"zone", "tsl"}}},
        {{"process:tram-store", Kind::process, "", "tram-store", "", "", "", "", true, {}}, Health::ok, {}, {}, {}},
    };
    box.alarms = {
        {7,
         hal::Condition::upsOnBattery,
         "ups:a",
         Health::warning,
         {{"label", "UPS A"}, {"serial", "U1"}, {"value", "30"}},
         noon + std::chrono::seconds(40),
         noon + std::chrono::seconds(40),
         ""},
        {9,
         hal::Condition::diskFailing,
         "disk:2",
         Health::critical,
         {{"label", "bay 2"}, {"serial", "S2"}, {"reason", "pending"}},
         noon + std::chrono::seconds(60),
         noon + std::chrono::seconds(60),
         "an"},
    };
    box.replacements = {{"disk:1", "bay 1", "OLD", "S1", noon}};
    box.reports = {
        {"tram-store",
         noon,
         noon + std::chrono::seconds(95),
         {{"store_writable", {}, 1},
          {"store_commit_seconds", {}, 0.0125},
          {"store_delivered_messages_total", {}, 40},
          {"journal_position", {}, 5'000'000'000},
          {"queue_messages", {{"zone", "tsl"}}, 3},
          {"queue_octets", {{"zone", "tsl"}}, 5500},
          {"queue_oldest_seconds", {{"zone", "tsl"}}, 75.5},
          {"certificate_expiry_timestamp_seconds", {{"name", "mail"}}, 1'700'000'100 + 86'400 * 10 + 5},
          {"backup_last_success_timestamp_seconds", {}, 1'700'000'000}}},
        {"tram-smtp",
         noon,
         noon + std::chrono::seconds(90),
         {{"smtp_received_messages_total", {{"zone", "tsl"}}, 12},
          {"smtp_received_messages_total", {{"zone", "internet"}}, 30},
          {"smtp_received_octets_total", {{"zone", "tsl"}}, 20'400},
          {"smtp_connections", {{"zone", "tsl"}}, 2},
          {"sessions", {{"protocol", "submission"}}, 4},
          {"sign_ins_total", {{"protocol", "submission"}, {"result", "ok"}}, 8},
          {"sign_ins_total", {{"protocol", "submission"}, {"result", "refused"}}, 2}}},
        {"tram-relay",
         noon,
         noon + std::chrono::seconds(10),
         {{"relay_transmitted_messages_total", {{"zone", "tsl"}}, 5}, {"relay_loops_total", {}, 1}}},
    };
    return box;
}

}  // namespace tram::snmp::fixture
