// What is asked of tram-hal over its socket, and what it answers: frames (net/frame.hpp) with JSON in their bodies.
//
//   question             kind 1  {"ask":"snapshot"}                                  a Snapshot
//                                {"ask":"events","after":12,"wait":30} {"events":[…],"oldest":1,"sequence":14}
//                                {"do":"acknowledge","alarm":12,"who":"…"}           {"ok":true} or {"error":"no-such"}
//                                {"do":"identify","component":"disk:3","on":true}
//                                {"do":"adopt","component":"disk:3"}
//                                {"do":"forget","component":"disk:3"}
//                                {"do":"scrub","component":"array:mail","on":true}
//   answer               kind 2  with the question's id
//
// `events` gives what came after number `after`; where there is nothing it waits up to `wait` seconds (at most
// longestWait). Where `oldest` is above `after` + 1 some are not kept any more: look at the snapshot. To do something
// takes the superuser or tram-hal's own user. Pure.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "hal/model/alarm_book.hpp"

namespace tram::hal {

enum class HalFrame : std::uint32_t { question = 1, answer = 2 };
constexpr std::chrono::seconds longestWait{60};

struct HalQuestion {
    enum class What { snapshot, events, acknowledge, identify, adopt, forget, scrub } what = What::snapshot;
    std::uint64_t after = 0;
    std::chrono::seconds wait{0};
    std::uint64_t alarm = 0;
    std::string who;
    std::string component;
    bool on = true;

    [[nodiscard]] bool changesSomething() const { return what != What::snapshot && what != What::events; }
    friend bool operator==(const HalQuestion&, const HalQuestion&) = default;
};
[[nodiscard]] std::string encodeQuestion(const HalQuestion& question);
// Nothing where it is none.
[[nodiscard]] std::expected<HalQuestion, std::string> parseQuestion(std::string_view text);

struct EventsAnswer {
    std::vector<AlarmEvent> events;
    std::uint64_t oldest = 0;  // of those that are kept; 0 where there is none
    std::uint64_t sequence = 0;

    friend bool operator==(const EventsAnswer&, const EventsAnswer&) = default;
};
[[nodiscard]] std::string encodeEvents(const EventsAnswer& answer);
[[nodiscard]] std::expected<EventsAnswer, std::string> parseEvents(std::string_view text);

// "" is done; otherwise the reason, a word: "no-such", "not-permitted", "not-possible".
[[nodiscard]] std::string encodeDone(std::string_view reason);
[[nodiscard]] std::expected<std::string, std::string> parseDone(std::string_view text);

}  // namespace tram::hal
