// tram-hal's socket, where others ask how the box is (hal/model/hal_protocol.hpp).
//
// Threads: a thread for each client, limits::hal::clients at most; whoever does not read is cut off. Exposure:
// processes of the appliance; the kernel says who they are, and only the superuser and tram-hal's own user may change
// anything.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>

#include "hal/daemon/keeper.hpp"
#include "net/unique_fd.hpp"

namespace tram::hal {

class HalServer {
public:
    // A listening Unix stream socket.
    HalServer(net::UniqueFd listening, Keeper& keeper);
    // Ends all conversations; the keeper must have been closed.
    ~HalServer();
    HalServer(const HalServer&) = delete;
    HalServer& operator=(const HalServer&) = delete;

private:
    struct Shared;
    std::shared_ptr<Shared> shared_;
};

}  // namespace tram::hal
