#include "roles/alert/syslog_line.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "base/utf8.hpp"
#include "hal/model/enterprise.hpp"
#include "hal/model/json_value.hpp"
#include "hal/model/snapshot.hpp"
#include "roles/alert/alarm_words.hpp"
#include "roles/alert/rfc3339.hpp"

namespace tram::roles {

namespace {

using hal::AlarmEvent;

constexpr unsigned facility = 3;
constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";

unsigned severityOf(const AlarmEvent& event) {
    if (event.what == AlarmEvent::What::cleared) return 5;
    return event.alarm.severity == hal::Health::critical ? 2 : 4;
}

// PRINTUSASCII without spaces; "-" where there is none. [RFC5424 6]
std::string headerField(std::string_view text, std::size_t most) {
    std::string field(text.substr(0, most));
    std::ranges::replace_if(field, [](char c) { return c <= 0x20 || c >= 0x7f; }, '?');
    return field.empty() ? "-" : field;
}

// A PARAM-VALUE. [RFC5424 6.3.3]
std::string parameter(std::string_view name, std::string_view value) {
    std::string result = " " + std::string(name) + "=\"";
    for (const char c : isUtf8(value) ? hal::lineOf(value, limits::hal::figureName) : std::string("?")) {
        if (c == '"' || c == '\\' || c == ']') result += '\\';
        result += c;
    }
    return result + '"';
}

std::string structuredData(const AlarmEvent& event) {
    const auto& alarm = event.alarm;
    return "[tram@" + std::to_string(hal::enterpriseNumber) + parameter("code", infoOf(alarm.condition).name) +
           parameter("component", alarm.component) + parameter("label", argumentOf(alarm, "label")) +
           parameter("serial", argumentOf(alarm, "serial")) + parameter("severity", name(alarm.severity)) +
           parameter("what", name(event.what)) + parameter("sequence", std::to_string(event.sequence)) + "]";
}

std::string messageOf(const AlarmEvent& event, Language language) {
    return "[" + std::string(eventWord(event.what).in(language)) + "] " + textOf(event.alarm, language).what;
}

}  // namespace

Bytes syslogLine(const AlarmEvent& event, std::string_view hostname) {
    Bytes line = "<" + std::to_string(facility * 8 + severityOf(event)) + ">1 " + rfc3339(event.time) + " " +
                 headerField(hostname, 255) + " tram-alert - " + headerField(infoOf(event.alarm.condition).name, 32) +
                 " " + structuredData(event) + " ";
    line += byteOrderMark;
    const auto message = messageOf(event, Language::vietnamese) + " / " + messageOf(event, Language::english);
    const auto room = longestSyslogLine - std::min(line.size(), longestSyslogLine);
    return line + (isUtf8(message) ? hal::lineOf(message, room) : std::string("?"));
}

Bytes syslogFrame(ByteView line) {
    return std::to_string(line.size()) + " " + Bytes(line);
}

}  // namespace tram::roles
