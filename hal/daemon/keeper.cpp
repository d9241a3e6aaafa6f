#include "hal/daemon/keeper.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "base/limits.hpp"

namespace tram::hal {

namespace {

using std::chrono::seconds;

// Trends and bays change seldom; alarms are written at once.
constexpr auto saveEvery = seconds(60);
constexpr std::size_t eventsOfAnAnswer = 500;

std::string contentOf(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

// The log is written before the state: what it tells besides was so when the process ended.
void follow(const AlarmEvent& event, StewardMemory& memory) {
    memory.sequence = event.sequence;
    std::erase_if(memory.alarms, [&](const Alarm& alarm) { return alarm.id == event.alarm.id; });
    if (event.what != AlarmEvent::What::cleared) memory.alarms.push_back(event.alarm);
}

}  // namespace

std::expected<std::unique_ptr<Keeper>, std::string> Keeper::open(KeeperOptions options, const Clock& clock) {
    std::error_code error;
    std::filesystem::create_directories(options.folder, error);
    auto log = EventLog::open(options.folder / "events.jsonl");
    if (!log) return std::unexpected((options.folder / "events.jsonl").string() + ": " + log.error());
    auto memory = parseMemory(contentOf(options.folder / "state.json")).value_or(StewardMemory());
    for (const auto& event : log->events()) {
        if (event.sequence > memory.sequence) follow(event, memory);
    }
    return std::unique_ptr<Keeper>(new Keeper(std::move(options), clock, std::move(memory), std::move(*log)));
}

Keeper::Keeper(KeeperOptions options, const Clock& clock, StewardMemory memory, EventLog log)
    : options_(std::move(options)),
      clock_(clock),
      started_(clock.now()),
      steward_(options_.board, options_.rules, std::move(memory)),
      log_(std::move(log)) {}

void Keeper::save() {
    auto memory = encodeMemory(steward_.memory());
    savedAt_ = clock_.steady();
    if (memory == saved_) return;
    if (replaceFile(options_.folder / "state.json", memory)) {
        saved_ = std::move(memory);
    } else {
        options_.complained("state.json cannot be written");
    }
}

void Keeper::turn(const Sights& sights) {
    const std::lock_guard lock(mutex_);
    sights_ = sights;
    auto outcome = steward_.look(sights, {clock_.steady(), clock_.now()});
    const auto& events = outcome.changes.events;
    if (!log_.append(events)) options_.complained("events.jsonl cannot be written");
    for (const auto& event : events) options_.told(event);
    if (!events.empty() || !outcome.changes.replacements.empty() || clock_.steady() - savedAt_ >= saveEvery) save();
    for (auto& action : outcome.actions) options_.act(std::move(action));
    if (!events.empty()) changed_.notify_all();
}

std::string Keeper::snapshot() const {
    Snapshot snapshot;
    {
        const std::lock_guard lock(mutex_);
        snapshot = steward_.snapshot(sights_);
    }
    snapshot.hostname = options_.hostname;
    snapshot.started = started_;
    return encodeSnapshot(snapshot);
}

bool Keeper::hasAfter(std::uint64_t number) const {
    return !log_.events().empty() && log_.events().back().sequence > number;
}

EventsAnswer Keeper::events(std::uint64_t after, std::chrono::seconds wait) const {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, wait, [&] { return closing_ || hasAfter(after); });
    EventsAnswer answer;
    const auto& events = log_.events();
    if (events.empty()) return answer;
    answer.oldest = events.front().sequence;
    answer.sequence = events.back().sequence;
    for (const auto& event : events) {
        if (event.sequence > after && answer.events.size() < eventsOfAnAnswer) answer.events.push_back(event);
    }
    return answer;
}

std::string Keeper::act(const HalQuestion& question) {
    using What = HalQuestion::What;
    const std::lock_guard lock(mutex_);
    Steward::Done done;
    switch (question.what) {
        case What::acknowledge:
            done = steward_.acknowledge(question.alarm, question.who);
            break;
        case What::adopt:
            done = steward_.adopt(question.component);
            break;
        case What::forget:
            done = steward_.forget(question.component);
            break;
        case What::scrub:
            done = steward_.check(question.component, question.on);
            break;
        case What::identify: {
            const auto action = steward_.identify(question.component, question.on);
            if (!action) return action.error();
            options_.act(*action);
            return {};
        }
        case What::snapshot:
        case What::events:
            return "not-possible";
    }
    if (!done) return done.error();
    save();
    return {};
}

void Keeper::close() {
    const std::lock_guard lock(mutex_);
    save();
    closing_ = true;
    changed_.notify_all();
}

}  // namespace tram::hal
