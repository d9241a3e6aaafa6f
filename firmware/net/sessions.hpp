// The place where sessions start: it counts them, logs their end, and ends them when the program stops.
//
// Each session is a coroutine pinned to the executor of its stream. An exception that leaves a session
// ends that session only and is told to the log. Threads: all members from any thread.
#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "net/net_error.hpp"
#include "net/stream.hpp"

namespace tram::net {

// How a session ended; handed to the log of the process.
struct SessionEnd {
    std::uint64_t number = 0;
    std::string what = {};  // "smtp.tsl"
    std::chrono::steady_clock::duration lasted{};
    std::string unexpected = {};  // the exception's words; empty where the session ended by itself
};

class Sessions {
public:
    using Log = std::function<void(const SessionEnd&)>;
    // The log may be called from any thread.
    explicit Sessions(Log log = {});
    ~Sessions();

    // Runs `session` upon the executor. `waker` is what stop() and abort() use.
    void start(boost::asio::any_io_executor executor, std::string_view what, Waker waker,
               boost::asio::awaitable<void> session);

    [[nodiscard]] std::size_t count() const noexcept;
    // Sessions ask this after `interrupted` and say 421 or BYE.
    [[nodiscard]] bool stopping() const noexcept;
    // Wakes every session; later ones are woken at once.
    void stop();
    // Closes the streams of all that is left.
    void abort();
    // Ends when no session is left (true) or the deadline passed (false).
    [[nodiscard]] boost::asio::awaitable<bool> ended(Deadline deadline);

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace tram::net
