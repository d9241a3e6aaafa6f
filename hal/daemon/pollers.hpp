// What is looked at again and again, each on a thread of its own: one that hangs in the kernel holds up nobody else.
//
// Threads: add before start; the rest from any.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tram::hal {

class Pollers {
public:
    Pollers();
    // Those that still hang are left behind.
    ~Pollers();
    Pollers(const Pollers&) = delete;
    Pollers& operator=(const Pollers&) = delete;

    // What `look` refers to must outlive a thread that hangs: hand shared things in.
    void add(std::string name, std::chrono::milliseconds every, std::function<void()> look);
    void start();
    // At once instead of when its time has come.
    void wake(std::string_view name);
    // False where one does not end within the patience.
    bool stop(std::chrono::milliseconds patience);

private:
    struct One;
    std::vector<std::shared_ptr<One>> all_;
};

}  // namespace tram::hal
