#include "hal/sim/chassis.hpp"

#include "hal/sim/passage.hpp"
#include "hal/sim/picture.hpp"

namespace tram::hal::sim {

Chassis::Chassis(std::filesystem::path root, Machine machine) : machine_(std::move(machine)), tree_(std::move(root)) {
    show();
}

void Chassis::show() {
    tree_.show(pictureOf(machine_));
}

void Chassis::takeWritten() {
    for (const auto& [path, text] : tree_.takeWritten()) applyWritten(machine_, path, text);
}

Outcome Chassis::command(Words words) {
    const std::lock_guard lock(mutex_);
    takeWritten();
    auto outcome = runScript(machine_, words);
    show();
    return outcome;
}

Outcome Chassis::command(std::string_view line) {
    return command(Words(upsdWords(line)));
}

void Chassis::advance(std::chrono::milliseconds time) {
    const std::lock_guard lock(mutex_);
    takeWritten();
    sim::advance(machine_, time);
    show();
}

void Chassis::pollWrites() {
    const std::lock_guard lock(mutex_);
    takeWritten();
    show();
}

ToolAnswer Chassis::runTool(const Arguments& arguments) {
    const std::lock_guard lock(mutex_);
    // What changes something says so in the journal; the others are asked all the time.
    const auto told = machine_.journal.size();
    auto answer = sim::runTool(machine_, arguments);
    if (machine_.journal.size() != told) {
        takeWritten();
        show();
    }
    return answer;
}

std::string Chassis::upsdAnswer(UpsdSession& session, std::string_view line) {
    const std::lock_guard lock(mutex_);
    return session.answer(machine_, line);
}

std::string Chassis::upsdWay() const {
    const std::lock_guard lock(mutex_);
    return machine_.upsd;
}

Machine Chassis::machine() const {
    const std::lock_guard lock(mutex_);
    return machine_;
}

}  // namespace tram::hal::sim
