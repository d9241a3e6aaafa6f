// Carries actions out one after the other on a thread of its own, so that a tool that hangs holds up no judgement.
//
// Threads: any.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "hal/drivers/action_runner.hpp"

namespace tram::hal {

class ActionWorker {
public:
    // `told` hears of each, on the worker's thread: "" where it was done, or why not.
    ActionWorker(ActionRunner runner, std::function<void(const Action&, const std::string& reason)> told);
    // What is under way is left behind.
    ~ActionWorker();
    ActionWorker(const ActionWorker&) = delete;
    ActionWorker& operator=(const ActionWorker&) = delete;

    void push(Action action);

private:
    struct Shared;
    std::shared_ptr<Shared> shared_;
};

}  // namespace tram::hal
