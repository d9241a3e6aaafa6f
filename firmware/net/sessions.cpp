#include "net/sessions.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tram::net {

namespace asio = boost::asio;

struct Sessions::State {
    Log log;
    mutable std::mutex mutex;
    std::unordered_map<std::uint64_t, Waker> running;
    std::vector<std::shared_ptr<asio::steady_timer>> waiters;  // of ended()
    std::uint64_t lastNumber = 0;
    std::atomic<std::size_t> count{0};
    std::atomic<bool> stopping{false};

    void end(std::uint64_t number) {
        std::vector<std::shared_ptr<asio::steady_timer>> told;
        {
            const std::scoped_lock lock(mutex);
            running.erase(number);
            if (count.fetch_sub(1) != 1) return;
            told.swap(waiters);
        }
        for (const auto& timer : told) asio::post(timer->get_executor(), [timer] { timer->cancel(); });
    }

    std::vector<Waker> wakers() const {
        std::vector<Waker> all;
        const std::scoped_lock lock(mutex);
        all.reserve(running.size());
        for (const auto& [number, waker] : running) all.push_back(waker);
        return all;
    }
};

namespace {

std::string wordsOf(const std::exception_ptr& thrown) {
    if (!thrown) return {};
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception& exception) {
        return exception.what();
    } catch (...) {
        return "an exception of unknown type";
    }
}

}  // namespace

Sessions::Sessions(Log log) : state_(std::make_shared<State>()) {
    state_->log = std::move(log);
}
Sessions::~Sessions() = default;

void Sessions::start(asio::any_io_executor executor, std::string_view what, Waker waker,
                     asio::awaitable<void> session) {
    std::uint64_t number = 0;
    {
        const std::scoped_lock lock(state_->mutex);
        number = ++state_->lastNumber;
        state_->running.emplace(number, waker);
        state_->count.fetch_add(1);
    }
    if (stopping()) waker.wake();
    asio::co_spawn(std::move(executor), std::move(session),
                   [state = state_, number, name = std::string(what),
                    began = std::chrono::steady_clock::now()](const std::exception_ptr& thrown) {
                       if (state->log)
                           state->log({number, name, std::chrono::steady_clock::now() - began, wordsOf(thrown)});
                       state->end(number);
                   });
}

std::size_t Sessions::count() const noexcept {
    return state_->count.load();
}

bool Sessions::stopping() const noexcept {
    return state_->stopping.load();
}

void Sessions::stop() {
    state_->stopping.store(true);
    for (const auto& waker : state_->wakers()) waker.wake();
}

void Sessions::abort() {
    for (const auto& waker : state_->wakers()) waker.abort();
}

asio::awaitable<bool> Sessions::ended(Deadline deadline) {
    const auto state = state_;
    const auto timer = std::make_shared<asio::steady_timer>(co_await asio::this_coro::executor);
    for (;;) {
        {
            const std::scoped_lock lock(state->mutex);
            if (state->count.load() == 0) co_return true;
            if (std::chrono::steady_clock::now() >= deadline) co_return false;
            state->waiters.push_back(timer);
        }
        timer->expires_at(deadline);
        co_await timer->async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

}  // namespace tram::net
