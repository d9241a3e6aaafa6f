// An appliance as tram-hal would tell of it, for this room's tests.
#pragma once

#include <memory>

#include "roles/alert/health_view.hpp"

namespace tram::roles::test {

constexpr SystemTime noon{std::chrono::seconds(1'700'000'000)};  // 2023-11-14T22:13:20Z

inline hal::Alarm failingDisk(std::uint64_t id = 7) {
    return {id,
            hal::Condition::diskFailing,
            "disk:3",
            hal::Health::critical,
            {{"label", "bay 3"}, {"label.vi", "khay 3"}, {"serial", "S3"}, {"id", "disk:3"}, {"reason", "197 grew"}},
            noon,
            noon,
            ""};
}

inline hal::AlarmEvent event(std::uint64_t sequence, hal::AlarmEvent::What what = hal::AlarmEvent::What::raised,
                             hal::Alarm alarm = failingDisk()) {
    return {what, sequence, noon + std::chrono::seconds(sequence), std::move(alarm)};
}

inline hal::Snapshot soundBox() {
    hal::Snapshot snapshot;
    snapshot.hostname = "mail.example";
    snapshot.time = noon;
    snapshot.started = noon - std::chrono::hours(1);
    snapshot.overall = hal::Health::ok;
    snapshot.stage = "normal";
    snapshot.sequence = 6;
    const auto add = [&](std::string id, hal::Kind kind, std::string label) -> hal::ComponentState& {
        auto& state = snapshot.components.emplace_back();
        state.component.id = std::move(id);
        state.component.kind = kind;
        state.component.parent = kind == hal::Kind::chassis ? "" : "chassis";
        state.component.label = std::move(label);
        return state;
    };
    add("chassis", hal::Kind::chassis, "box");
    auto& disk = add("disk:3", hal::Kind::disk, "bay 3");
    disk.component.labelVietnamese = "khay 3";
    disk.component.serial = "S3";
    disk.figures = {{"size_octets", 4e12},
                    {"temperature_celsius", 36},
                    {"power_on_hours", 2},
                    {"used_percent", 25},
                    {"media_errors_total", 2}};
    auto& array = add("array:mail", hal::Kind::array, "mail");
    array.figures = {{"disks", 2}, {"degraded", 1}, {"spares", 1}, {"mismatches", 0}};
    auto& ups = add("ups:a", hal::Kind::ups, "UPS A");
    ups.figures = {{"charge_percent", 50}};
    ups.words = {{"status", "OL CHRG"}};
    add("power-supply:1", hal::Kind::powerSupply, "supply 1");
    auto& link = add("link:tsl-1", hal::Kind::link, "port 1");
    link.figures = {{"speed_megabits", 1000}};
    auto& certificate = add("certificate:server", hal::Kind::certificate, "server");
    certificate.figures = {{"days_left", 30}};
    snapshot.reports.push_back({"tram-smtp",
                                noon,
                                noon,
                                {{"smtp_received_messages_total", {{"zone", "tsl"}}, 12},
                                 {"smtp_received_messages_total", {{"zone", "internet"}}, 3},
                                 {"process_resident_octets", {}, 8e6}}});
    return snapshot;
}

// With an alarm about its disk.
inline hal::Snapshot sickBox() {
    auto snapshot = soundBox();
    snapshot.overall = hal::Health::critical;
    snapshot.sequence = 7;
    snapshot.components[1].health = hal::Health::critical;
    snapshot.components[1].since = noon;
    snapshot.alarms.push_back(failingDisk());
    return snapshot;
}

inline HealthView viewOf(hal::Snapshot snapshot) {
    HealthView view;
    view.hostname = "mail.example";
    view.now = noon + std::chrono::seconds(2);
    view.hardware = {std::make_shared<const hal::Snapshot>(std::move(snapshot)), std::chrono::milliseconds(2000), ""};
    view.store = {"", noon};
    return view;
}

}  // namespace tram::roles::test
