#include "net/runtime.hpp"

#include <csignal>
#include <utility>

namespace tram::net {

namespace asio = boost::asio;

Runtime::Runtime(RuntimeOptions options) : pool_(options.handshakeThreads, options.handshakeQueue) {
    // One thread a context: 1 lets Asio spare wake-ups; posting from elsewhere stays safe.
    for (std::size_t i = 0; i < std::max<std::size_t>(options.loops, 1); ++i)
        contexts_.push_back(std::make_unique<asio::io_context>(1));
}

Runtime::~Runtime() {
    // The pool's work refers to sessions, sessions to the contexts.
    pool_.join();
    signals_.reset();
    contexts_.clear();
}

asio::any_io_executor Runtime::main() {
    return contexts_.front()->get_executor();
}

asio::any_io_executor Runtime::next() {
    return loop(turn_++ % contexts_.size());
}

asio::any_io_executor Runtime::loop(std::size_t index) {
    return contexts_[index]->get_executor();
}

void Runtime::onStop(std::function<void()> begin) {
    begin_ = std::move(begin);
    if (!signals_) {
        signals_ = std::make_unique<asio::signal_set>(*contexts_.front());
        waitForSignal();
    }
    boost::system::error_code ignored;
    signals_->add(SIGTERM, ignored);
    signals_->add(SIGINT, ignored);
}

void Runtime::onReload(std::function<void()> reload) {
    reload_ = std::move(reload);
    if (!signals_) {
        signals_ = std::make_unique<asio::signal_set>(*contexts_.front());
        waitForSignal();
    }
    boost::system::error_code ignored;
    signals_->add(SIGHUP, ignored);
}

void Runtime::waitForSignal() {
    signals_->async_wait([this](boost::system::error_code error, int number) {
        if (error) return;
        waitForSignal();
        if (number == SIGHUP) {
            if (reload_) reload_();
        } else if (std::exchange(stopBegun_, true)) {
            stop();
        } else if (begin_) {
            begin_();
        } else {
            stop();
        }
    });
}

void Runtime::run() {
    std::vector<asio::executor_work_guard<asio::io_context::executor_type>> work;
    for (const auto& context : contexts_) work.push_back(asio::make_work_guard(*context));
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < contexts_.size(); ++i) threads.emplace_back([this, i] { contexts_[i]->run(); });
    contexts_.front()->run();
}

void Runtime::stop() {
    for (const auto& context : contexts_) context->stop();
}

}  // namespace tram::net
