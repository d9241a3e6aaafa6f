// A process's figures: counted where things happen, read when a report is made.
//
// Figures are registered while the process starts, before the first report; what that returns stays good as long as
// the Counters do. Names and units as hal/model/report.hpp wants them.
// Threads: registering and figures(): one at a time; counting: any, without locks or allocations.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "hal/model/report.hpp"

namespace tram::roles {

// Only grows: its name ends in "_total".
class Counter {
public:
    void add(std::uint64_t more = 1) noexcept { value_.fetch_add(more, std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
    // A cache line of its own, so that loops that count different things do not wait for each other.
    alignas(64) std::atomic<std::uint64_t> value_{0};
};

// What is so now.
class Gauge {
public:
    void set(std::int64_t value) noexcept { value_.store(value, std::memory_order_relaxed); }
    void add(std::int64_t more) noexcept { value_.fetch_add(more, std::memory_order_relaxed); }
    [[nodiscard]] std::int64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
    alignas(64) std::atomic<std::int64_t> value_{0};
};

// One more of what the gauge counts, as long as this lives.
class Counted {
public:
    explicit Counted(Gauge& gauge) noexcept : gauge_(gauge) { gauge_.add(1); }
    ~Counted() { gauge_.add(-1); }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;

private:
    Gauge& gauge_;
};

class Counters {
public:
    Counters() = default;
    Counters(const Counters&) = delete;
    Counters& operator=(const Counters&) = delete;

    // The one of that name and labels, made where there is none.
    Counter& counter(std::string name, hal::Labels labels = {});
    Gauge& gauge(std::string name, hal::Labels labels = {});

    // Asked for each report, on the thread that makes it (HealthThread's, as a rule); it must not wait for anything
    // that mail waits for, too. Nothing: not known now, and left out.
    void ask(std::string name, hal::Labels labels, std::function<std::optional<double>()> value);
    // The same for figures that are found together.
    using Source = std::function<void(std::vector<hal::Figure>&)>;
    void askAll(Source source);

    [[nodiscard]] std::vector<hal::Figure> figures() const;

private:
    template <class Value>
    struct Named {
        Named(std::string n, hal::Labels l) : name(std::move(n)), labels(std::move(l)) {}
        std::string name;
        hal::Labels labels;
        Value value;
    };
    // Deques, since what lies in them stays where it is.
    std::deque<Named<Counter>> counters_;
    std::deque<Named<Gauge>> gauges_;
    std::vector<Source> sources_;
};

}  // namespace tram::roles
