#include "hal/model/hal_protocol.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/limits.hpp"
#include "hal/model/json_value.hpp"
#include "hal/model/snapshot.hpp"

namespace tram::hal {

namespace {

namespace json = boost::json;
using What = HalQuestion::What;

struct Word {
    What what;
    std::string_view key;  // "ask" or "do"
    std::string_view word;
};
constexpr std::array words{
    Word{What::snapshot, "ask", "snapshot"},
    Word{What::events, "ask", "events"},
    Word{What::acknowledge, "do", "acknowledge"},
    Word{What::identify, "do", "identify"},
    Word{What::adopt, "do", "adopt"},
    Word{What::forget, "do", "forget"},
    Word{What::scrub, "do", "scrub"},
};

std::unexpected<std::string> wrong(std::string what) {
    return std::unexpected(std::move(what));
}

}  // namespace

std::string encodeQuestion(const HalQuestion& question) {
    const auto& word = *std::ranges::find(words, question.what, &Word::what);
    json::object object{{word.key, word.word}};
    switch (question.what) {
        case What::snapshot:
            break;
        case What::events:
            object.emplace("after", question.after);
            object.emplace("wait", question.wait.count());
            break;
        case What::acknowledge:
            object.emplace("alarm", question.alarm);
            object.emplace("who", question.who);
            break;
        case What::identify:
        case What::scrub:
            object.emplace("on", question.on);
            [[fallthrough]];
        case What::adopt:
        case What::forget:
            object.emplace("component", question.component);
            break;
    }
    return json::serialize(object);
}

std::expected<HalQuestion, std::string> parseQuestion(std::string_view text) {
    if (text.size() > limits::hal::requestOctets) return wrong("too long");
    const auto value = parseJson(text);
    if (!value || !value->is_object()) return wrong("not a JSON object");
    const auto word =
        std::ranges::find_if(words, [&](const Word& each) { return viewOf(at(*value, each.key)) == each.word; });
    if (word == words.end()) return wrong("neither a known ask nor a known do");
    HalQuestion question;
    question.what = word->what;
    question.after = countOf(at(*value, "after")).value_or(0);
    question.wait = std::min(
        std::chrono::seconds(std::min<std::uint64_t>(countOf(at(*value, "wait")).value_or(0), 3600)), longestWait);
    question.alarm = countOf(at(*value, "alarm")).value_or(0);
    question.who = lineOf(viewOf(at(*value, "who")), limits::hal::figureName);
    question.component = lineOf(viewOf(at(*value, "component")), limits::hal::figureName);
    question.on = truthOf(at(*value, "on")).value_or(true);
    const bool takesAlarm = question.what == What::acknowledge;
    if (takesAlarm && (question.alarm == 0 || question.who.empty())) return wrong("an alarm and who are needed");
    if (question.changesSomething() && !takesAlarm && question.component.empty()) return wrong("a component is needed");
    return question;
}

std::string encodeEvents(const EventsAnswer& answer) {
    json::array events;
    for (const auto& event : answer.events) events.push_back(toJson(event));
    return json::serialize(
        json::object{{"events", std::move(events)}, {"oldest", answer.oldest}, {"sequence", answer.sequence}});
}

std::expected<EventsAnswer, std::string> parseEvents(std::string_view text) {
    if (text.size() > limits::hal::snapshotOctets) return wrong("too long");
    const auto value = parseJson(text);
    const auto sequence = value ? countOf(at(*value, "sequence")) : std::nullopt;
    if (!sequence) return wrong("no answer");
    EventsAnswer answer;
    answer.sequence = *sequence;
    answer.oldest = countOf(at(*value, "oldest")).value_or(0);
    for (const auto& each : elementsOf(at(*value, "events"))) {
        // A condition of a later release.
        if (auto event = eventOf(each)) answer.events.push_back(std::move(*event));
    }
    return answer;
}

std::string encodeDone(std::string_view reason) {
    return json::serialize(reason.empty() ? json::object{{"ok", true}} : json::object{{"error", reason}});
}

std::expected<std::string, std::string> parseDone(std::string_view text) {
    const auto value = parseJson(text);
    if (!value || !value->is_object()) return wrong("no answer");
    if (truthOf(at(*value, "ok")).value_or(false)) return std::string();
    const auto reason = viewOf(at(*value, "error"));
    if (reason.empty()) return wrong("no answer");
    return std::string(reason);
}

}  // namespace tram::hal
