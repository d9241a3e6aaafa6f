// What ends a measurement: main() prints it, and the exit status is 1.
#pragma once

#include <stdexcept>

namespace tram::bench {

struct Failure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace tram::bench
