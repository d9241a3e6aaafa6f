// The simulated chassis at its lowest doors: a tree of files as the kernel's below a root, the bytes that the system's
// tools would print, upsd's lines. The drivers and parsers of the hardware layer run over it unchanged.
//
// Nothing happens by itself: time is handed in (advance). What drivers write into the tree's files is looked at
// whenever anything is asked of the chassis. Threads: any; one at a time is served.
#pragma once

#include <chrono>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>

#include "hal/sim/machine.hpp"
#include "hal/sim/script.hpp"
#include "hal/sim/tools.hpp"
#include "hal/sim/tree.hpp"
#include "hal/sim/upsd_protocol.hpp"

namespace tram::hal::sim {

class Chassis {
public:
    // What is below the root is replaced.
    explicit Chassis(std::filesystem::path root, Machine machine = makeMachine());

    // Words of `tram hal sim`.
    Outcome command(Words words);
    // The same as one line, divided at blanks.
    Outcome command(std::string_view line);
    void advance(std::chrono::milliseconds time);
    // Takes what was written into the files; advance() and the others do so first.
    void pollWrites();
    [[nodiscard]] ToolAnswer runTool(const Arguments& arguments);
    // What upsd says to a line of one of its clients.
    [[nodiscard]] std::string upsdAnswer(UpsdSession& session, std::string_view line);
    // How upsd behaves: "on", "off", "silent", "nonsense".
    [[nodiscard]] std::string upsdWay() const;
    // As it stands.
    [[nodiscard]] Machine machine() const;

private:
    void takeWritten();
    void show();

    mutable std::mutex mutex_;
    Machine machine_;
    Tree tree_;
};

}  // namespace tram::hal::sim
