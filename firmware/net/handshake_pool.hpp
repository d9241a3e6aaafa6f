// The few threads that do the arithmetic of TLS handshakes, with a bounded queue, so that two hundred
// handshakes a second leave the latency of other sessions alone. The threads run at a lower priority
// than the loops.
#pragma once

#include <atomic>
#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstddef>
#include <functional>

namespace tram::net {

class HandshakePool {
public:
    // Up to `queue` pieces of work wait or run; the next is refused.
    HandshakePool(std::size_t threads, std::size_t queue);
    ~HandshakePool();
    HandshakePool(const HandshakePool&) = delete;
    HandshakePool& operator=(const HandshakePool&) = delete;

    // Runs `work` on the pool, then goes on upon the caller's executor. false: the queue is full and the
    // work was not run. `work` may not throw; what it refers to must outlive the wait.
    [[nodiscard]] boost::asio::awaitable<bool> run(std::function<void()> work);

    [[nodiscard]] std::size_t waiting() const noexcept { return waiting_.load(std::memory_order_relaxed); }
    // Lets what runs end. Before the executors of waiting callers are destroyed.
    void join();

private:
    void start(std::function<void()> work, boost::asio::any_completion_handler<void(bool)> handler,
               boost::asio::any_io_executor back);

    std::size_t queue_;
    std::atomic<std::size_t> waiting_{0};
    boost::asio::thread_pool threads_;
};

}  // namespace tram::net
