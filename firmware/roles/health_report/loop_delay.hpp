// How long the loops of a runtime let their work wait: process_loop_delay_seconds, of the slowest loop.
//
// Each loop is handed a note when a report is made; the next report tells how long it lay there, or how long it has
// lain there, should the loop hang. Threads: the one that makes reports.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <optional>
#include <vector>

#include "net/runtime.hpp"

namespace tram::roles {

class LoopDelay {
public:
    // The runtime outlives what is asked of this.
    explicit LoopDelay(net::Runtime& runtime);

    // In seconds; nothing the first time.
    [[nodiscard]] std::optional<double> measure();

private:
    struct Note;
    struct Loop {
        boost::asio::any_io_executor executor;
        std::shared_ptr<Note> note;
    };
    std::vector<Loop> loops_;
};

}  // namespace tram::roles
