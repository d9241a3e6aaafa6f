// A command's work as a coroutine that can stop anywhere: for room in the output, for the result of an
// Action, for input. It keeps long commands whole functions, and needs neither threads nor sockets.
//
// Works call each other with co_await. They do not resume each other: a trampoline runs whichever is
// current, so that the stack stays flat however many nested works a command runs through.
// The first parameter of every Work function is the Context that owns the trampoline; it outlives it.
#pragma once

#include <coroutine>
#include <optional>
#include <utility>

namespace tram::imap {

class Context;

class Trampoline {
public:
    [[nodiscard]] bool idle() const noexcept { return !current_; }
    void transferTo(std::coroutine_handle<> next) noexcept { current_ = next; }
    void suspend() noexcept { suspended_ = true; }
    void wake() noexcept { suspended_ = false; }
    [[nodiscard]] bool suspended() const noexcept { return suspended_; }
    // Runs until a work suspends or the outermost ends.
    void run() {
        while (current_ && !suspended_) current_.resume();
    }
    void drop() noexcept {
        current_ = nullptr;
        suspended_ = false;
    }

private:
    std::coroutine_handle<> current_;
    bool suspended_ = false;
};

[[nodiscard]] Trampoline& trampolineOf(Context& context) noexcept;

template <class T>
class [[nodiscard]] Work {
public:
    class promise_type {
    public:
        template <class... Rest>
        explicit promise_type(Context& context, Rest&...) : trampoline_(&trampolineOf(context)) {}

        Work get_return_object() { return Work(std::coroutine_handle<promise_type>::from_promise(*this)); }
        std::suspend_always initial_suspend() noexcept { return {}; }
        auto final_suspend() noexcept {
            struct Final {
                bool await_ready() noexcept { return false; }
                void await_suspend(std::coroutine_handle<promise_type> self) noexcept {
                    self.promise().trampoline_->transferTo(self.promise().continuation_);
                }
                void await_resume() noexcept {}
            };
            return Final{};
        }
        void return_value(T value) { value_ = std::move(value); }
        // Out of Session::step(): the role ends the session.
        void unhandled_exception() { throw; }

    private:
        friend class Work;
        Trampoline* trampoline_;
        std::coroutine_handle<> continuation_;
        std::optional<T> value_;
    };

    Work() = default;
    Work(Work&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Work& operator=(Work&& other) noexcept {
        if (this != &other) {
            if (handle_) handle_.destroy();
            handle_ = std::exchange(other.handle_, nullptr);
        }
        return *this;
    }
    ~Work() {
        if (handle_) handle_.destroy();
    }

    // As the outermost work: to be started by the trampoline, its result taken when that is idle.
    void start() { handle_.promise().trampoline_->transferTo(handle_); }
    [[nodiscard]] bool finished() const { return handle_ && handle_.done(); }
    [[nodiscard]] T take() { return std::move(*handle_.promise().value_); }
    [[nodiscard]] explicit operator bool() const noexcept { return static_cast<bool>(handle_); }

    // As a nested one.
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> caller) {
        handle_.promise().continuation_ = caller;
        handle_.promise().trampoline_->transferTo(handle_);
    }
    T await_resume() { return std::move(*handle_.promise().value_); }

private:
    explicit Work(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
    std::coroutine_handle<promise_type> handle_;
};

}  // namespace tram::imap
