#include "hal/snmp/hal_feed.hpp"

#include <condition_variable>

#include "hal/model/hal_protocol.hpp"

namespace tram::snmp {

namespace {

// To connect, and for an answer beyond the time that was asked for.
constexpr std::chrono::milliseconds patience{5000};
constexpr std::chrono::milliseconds pause{1000};
// How long a stop may go unnoticed.
constexpr std::chrono::milliseconds glance{200};

hal::HalQuestion questionOf(hal::HalQuestion::What what) {
    hal::HalQuestion question;
    question.what = what;
    return question;
}

}  // namespace

std::optional<std::string> HalFeed::ask(const std::stop_token& stop, net::BlockingChannel& channel,
                                        std::string question, std::chrono::milliseconds wait) {
    const auto id = ++lastId_;
    net::Frame frame;
    frame.kind = static_cast<std::uint32_t>(hal::HalFrame::question);
    frame.id = id;
    frame.body.assign(question.begin(), question.end());
    if (const auto sent = channel.send(std::move(frame), patience); !sent) {
        problem_ = sent.error().detail;
        return std::nullopt;
    }
    const auto until = clock_.steady() + wait;
    while (!stop.stop_requested()) {
        lastRound_.store(clock_.steady());
        auto answer = channel.receive(glance);
        if (answer && answer->kind == static_cast<std::uint32_t>(hal::HalFrame::answer) && answer->id == id)
            return std::string(answer->body.begin(), answer->body.end());
        if (!answer && answer.error().kind != net::NetErrorKind::timeout) {
            problem_ = answer.error().detail;
            return std::nullopt;
        }
        if (clock_.steady() >= until) {
            problem_ = "it does not answer";
            return std::nullopt;
        }
    }
    return std::nullopt;
}

bool HalFeed::askAll(const std::stop_token& stop, net::BlockingChannel& channel, std::chrono::seconds wait,
                     const std::function<void(Heard)>& heard) {
    Heard all;
    if (after_) {
        auto question = questionOf(hal::HalQuestion::What::events);
        question.after = *after_;
        question.wait = wait;
        const auto text = ask(stop, channel, hal::encodeQuestion(question), wait + patience);
        if (!text) return false;
        auto answer = hal::parseEvents(*text);
        if (!answer) {
            problem_ = "its events: " + answer.error();
            return false;
        }
        all.events = std::move(answer->events);
        // An answer holds a part of them where there are many. What this release does not know is passed over; what is
        // not kept any more is told by the alarms that are still active.
        after_ = !all.events.empty() ? all.events.back().sequence : std::max(*after_, answer->sequence);
    }
    const auto text = ask(stop, channel, hal::encodeQuestion(questionOf(hal::HalQuestion::What::snapshot)), patience);
    if (!text) return false;
    auto snapshot = hal::parseSnapshot(*text);
    if (!snapshot) {
        problem_ = "its snapshot cannot be read";
        return false;
    }
    if (!after_) after_ = std::min(settings_.after.value_or(snapshot->sequence), snapshot->sequence);
    if (snapshot->sequence < *after_) after_ = snapshot->sequence;
    all.snapshot = std::make_shared<const hal::Snapshot>(std::move(*snapshot));
    heard(std::move(all));
    return true;
}

void HalFeed::run(const std::stop_token& stop, const std::function<void(Heard)>& heard,
                  const std::function<void(const std::string&)>& lost) {
    auto lastHeard = clock_.steady();
    bool isLost = false;
    std::mutex mutex;
    std::condition_variable_any stopping;
    while (!stop.stop_requested()) {
        auto channel = net::BlockingChannel::connect(settings_.socket, patience);
        if (!channel) problem_ = channel.error().detail;
        // At once on a new connection: things may have changed.
        std::chrono::seconds wait{0};
        while (channel && askAll(stop, *channel, wait, heard)) {
            lastHeard = clock_.steady();
            isLost = false;
            wait = settings_.snapshotEvery;
        }
        if (stop.stop_requested()) return;
        lastRound_.store(clock_.steady());
        if (clock_.steady() - lastHeard >= settings_.silence && !std::exchange(isLost, true)) lost(problem_);
        std::unique_lock lock(mutex);
        stopping.wait_for(lock, stop, pause, [] { return false; });
    }
}

}  // namespace tram::snmp
