#include "roles/alert/alarm_letter.hpp"

#include <algorithm>
#include <format>

#include "hal/model/snapshot.hpp"
#include "proto/dsn/notice.hpp"
#include "roles/alert/alarm_words.hpp"

namespace tram::roles {

namespace {

using hal::AlarmEvent;

// "NGHIÊM TRỌNG" and "HẾT" are seen in a list of subjects before anything is opened.
std::string subjectOf(const AlarmEvent& event, const std::string& hostname) {
    const auto& alarm = event.alarm;
    const std::string_view state = event.what == AlarmEvent::What::cleared   ? "ĐÃ HẾT / over"
                                   : alarm.severity == hal::Health::critical ? "NGHIÊM TRỌNG / critical"
                                                                             : "CẢNH BÁO / warning";
    return std::format("[{}] {}: {} ({})", hostname, state, labelOf(alarm, Language::vietnamese),
                       infoOf(alarm.condition).name);
}

std::string count(std::span<const AlarmEvent> events, AlarmEvent::What what) {
    return std::to_string(std::ranges::count(events, what, &AlarmEvent::what));
}

constexpr Text summaryText{
    "Since {since} it was raised {raised} times, changed {changed} times, and was over {cleared} times.",
    "Từ {since} đến nay: phát sinh {raised} lần, thay đổi {changed} lần, hết {cleared} lần."};

// What the letters that were not written would have told.
std::string summary(std::span<const AlarmEvent> events, Language language) {
    return hal::render(summaryText.in(language), {{"since", clockText(events.front().time)},
                                                  {"raised", count(events, AlarmEvent::What::raised)},
                                                  {"changed", count(events, AlarmEvent::What::changed)},
                                                  {"cleared", count(events, AlarmEvent::What::cleared)}});
}

std::string part(std::span<const AlarmEvent> events, const AlarmLetterFacts& facts, Language language) {
    const bool vietnamese = language == Language::vietnamese;
    const auto& last = events.back();
    const auto& alarm = last.alarm;
    const auto text = textOf(alarm, language);
    std::string body = text.what + "\n\n";
    const auto line = [&](std::string_view heading, std::string_view value) {
        if (!value.empty()) body += std::format("{}: {}\n", heading, value);
    };
    line(vietnamese ? "Trạng thái" : "State", std::string(eventWord(last.what).in(language)) + ", " +
                                                  std::string(severityWord(alarm.severity).in(language)));
    line(vietnamese ? "Thiết bị" : "Part", labelOf(alarm, language) + " (" + alarm.component + ")");
    line(vietnamese ? "Số sê-ri" : "Serial number", argumentOf(alarm, "serial"));
    line(vietnamese ? "Máy" : "Appliance", facts.hostname);
    line(vietnamese ? "Từ lúc" : "Since", clockText(alarm.raised));
    line(vietnamese ? "Lúc" : "At", clockText(last.time));
    if (events.size() > 1) body += "\n" + summary(events, language) + "\n";
    if (last.what != AlarmEvent::What::cleared)
        body += (vietnamese ? "\nCần làm: " : "\nWhat to do: ") + text.todo + "\n";
    return body;
}

}  // namespace

dsn::Report composeAlarmLetter(std::span<const AlarmEvent> events, const AlarmLetterFacts& facts, Random& random) {
    dsn::Notice notice;
    notice.from = facts.from;
    notice.to = facts.to;
    notice.subject = subjectOf(events.back(), facts.hostname);
    notice.text = part(events, facts, Language::vietnamese) + "\n----\n\n" + part(events, facts, Language::english);
    notice.now = facts.now;
    return composeNotice(notice, random);
}

}  // namespace tram::roles
