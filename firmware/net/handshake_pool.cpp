#include "net/handshake_pool.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <boost/asio/append.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace tram::net {

namespace asio = boost::asio;

namespace {

// Loops come first where the processor is short, without starving handshakes on a busy machine. A
// thread's own nice value is Linux's doing.
constexpr int niceness = 2;

void lowerPriority() {
    thread_local bool lowered = false;
    if (std::exchange(lowered, true)) return;
    (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness);
}

}  // namespace

HandshakePool::HandshakePool(std::size_t threads, std::size_t queue) : queue_(queue), threads_(threads) {}
HandshakePool::~HandshakePool() {
    join();
}

asio::awaitable<bool> HandshakePool::run(std::function<void()> work) {
    const auto back = co_await asio::this_coro::executor;
    co_return co_await asio::async_initiate<decltype(asio::use_awaitable), void(bool)>(
        [](auto handler, HandshakePool* pool, std::function<void()> piece, asio::any_io_executor home) {
            pool->start(std::move(piece), std::move(handler), std::move(home));
        },
        asio::use_awaitable, this, std::move(work), back);
}

void HandshakePool::start(std::function<void()> work, asio::any_completion_handler<void(bool)> handler,
                          asio::any_io_executor back) {
    if (waiting_.fetch_add(1, std::memory_order_relaxed) >= queue_) {
        waiting_.fetch_sub(1, std::memory_order_relaxed);
        asio::post(back, asio::append(std::move(handler), false));
        return;
    }
    // The loop counts the piece as its own work, so that it does not end meanwhile; what counts it must go
    // on the loop's thread, hence within the completion.
    auto outstanding = asio::prefer(back, asio::execution::outstanding_work.tracked);
    asio::post(threads_, [this, work = std::move(work), handler = std::move(handler), back = std::move(back),
                          outstanding = std::move(outstanding)]() mutable {
        lowerPriority();
        work();
        waiting_.fetch_sub(1, std::memory_order_relaxed);
        asio::post(back, [handler = std::move(handler), outstanding = std::move(outstanding)]() mutable {
            asio::dispatch(asio::append(std::move(handler), true));
        });
    });
}

void HandshakePool::join() {
    threads_.join();
}

}  // namespace tram::net
