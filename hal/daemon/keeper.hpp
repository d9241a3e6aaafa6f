// Keeps the steward: looks once a second, keeps what must outlive the process, has actions carried out, and answers
// those who ask.
//
// Threads: any.
#pragma once

#include <condition_variable>
#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.hpp"
#include "hal/daemon/event_log.hpp"
#include "hal/model/hal_protocol.hpp"
#include "hal/model/steward.hpp"

namespace tram::hal {

struct KeeperOptions {
    std::filesystem::path folder;  // for state.json and events.jsonl
    std::string hostname;
    Board board;
    StewardRules rules;
    std::function<void(Action)> act;
    std::function<void(const AlarmEvent&)> told;         // each event, for the log
    std::function<void(const std::string&)> complained;  // of what cannot be written
};

class Keeper {
public:
    // The reason where the folder cannot be had.
    [[nodiscard]] static std::expected<std::unique_ptr<Keeper>, std::string> open(KeeperOptions options,
                                                                                  const Clock& clock);

    // One look.
    void turn(const Sights& sights);
    [[nodiscard]] std::string snapshot() const;
    // Waits where there is nothing after the number; ends early at close().
    [[nodiscard]] EventsAnswer events(std::uint64_t after, std::chrono::seconds wait) const;
    // What was asked for with "do": "" where it is done, or the reason.
    [[nodiscard]] std::string act(const HalQuestion& question);
    void close();

private:
    Keeper(KeeperOptions options, const Clock& clock, StewardMemory memory, EventLog log);
    void save();
    [[nodiscard]] bool hasAfter(std::uint64_t number) const;

    const KeeperOptions options_;
    const Clock& clock_;
    const SystemTime started_;
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    Steward steward_;
    EventLog log_;
    Sights sights_;
    std::string saved_;
    SteadyTime savedAt_{};
    bool closing_ = false;
};

}  // namespace tram::hal
