// The loops of a process: some threads with one io_context each, the handshake pool, and the signals
// that end it. A session lives on one loop, so nothing in it needs a lock.
//
//   Runtime runtime({.loops = 2});
//   runtime.onStop([&] { listener.stop(); sessions.stop(); ... runtime.stop(); });
//   runtime.run();
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "net/handshake_pool.hpp"

namespace tram::net {

struct RuntimeOptions {
    std::size_t loops = 1;
    std::size_t handshakeThreads = 1;
    std::size_t handshakeQueue = 512;
};

class Runtime {
public:
    explicit Runtime(RuntimeOptions options);
    ~Runtime();
    Runtime(const Runtime&) = delete;
    Runtime& operator=(const Runtime&) = delete;

    // The loop on the thread that calls run(): listeners, channels to other processes, timers.
    [[nodiscard]] boost::asio::any_io_executor main();
    // The loops by turns, for sessions. From one thread only.
    [[nodiscard]] boost::asio::any_io_executor next();
    [[nodiscard]] boost::asio::any_io_executor loop(std::size_t index);
    [[nodiscard]] std::size_t loops() const noexcept { return contexts_.size(); }
    [[nodiscard]] HandshakePool& handshakes() noexcept { return pool_; }

    // Called on the main loop at SIGTERM or SIGINT, once; a second signal stops the loops at once.
    void onStop(std::function<void()> begin);
    // Called on the main loop at each SIGHUP (reload).
    void onReload(std::function<void()> reload);
    // Runs all loops; ends after stop(). What sessions hold must outlive the Runtime's destructor, where
    // coroutines that are still suspended are destroyed.
    void run();
    // From any thread.
    void stop();

private:
    void waitForSignal();

    HandshakePool pool_;
    std::vector<std::unique_ptr<boost::asio::io_context>> contexts_;
    std::unique_ptr<boost::asio::signal_set> signals_;
    std::function<void()> begin_;
    std::function<void()> reload_;
    std::size_t turn_ = 0;
    bool stopBegun_ = false;
};

}  // namespace tram::net
