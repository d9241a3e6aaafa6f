// What letters, syslog and the page call severities, events and times. Pure.
#pragma once

#include <format>
#include <string>
#include <string_view>

#include "base/language.hpp"
#include "hal/model/alarm_book.hpp"
#include "province/time_zone.hpp"

namespace tram::roles {

[[nodiscard]] constexpr Text severityWord(hal::Health severity) {
    switch (severity) {
        case hal::Health::ok:
            return {"well", "bình thường"};
        case hal::Health::unknown:
            return {"not known", "không rõ"};
        case hal::Health::warning:
            return {"warning", "cảnh báo"};
        case hal::Health::critical:
            break;
    }
    return {"critical", "nghiêm trọng"};
}

// What came of an alarm.
[[nodiscard]] constexpr Text eventWord(hal::AlarmEvent::What what) {
    switch (what) {
        case hal::AlarmEvent::What::raised:
            return {"raised", "phát sinh"};
        case hal::AlarmEvent::What::changed:
            return {"changed", "thay đổi"};
        case hal::AlarmEvent::What::cleared:
            break;
    }
    return {"over", "đã hết"};
}

// For people, by the province's clock: "07:15:00 02/09/2030".
[[nodiscard]] inline std::string clockText(SystemTime time) {
    return std::format("{:%H:%M:%S %d/%m/%Y}", province::onTheClock(time));
}

// An argument of the alarm: "label", "serial"; "" where it has none.
[[nodiscard]] inline std::string argumentOf(const hal::Alarm& alarm, std::string_view name) {
    const auto found = alarm.arguments.find(name);
    return found == alarm.arguments.end() ? std::string() : found->second;
}

// Where a technician finds the part: "khay 3"; its id where it has no label.
[[nodiscard]] inline std::string labelOf(const hal::Alarm& alarm, Language language) {
    auto label = language == Language::vietnamese ? argumentOf(alarm, "label.vi") : std::string();
    if (label.empty()) label = argumentOf(alarm, "label");
    return label.empty() ? alarm.component : label;
}

}  // namespace tram::roles
