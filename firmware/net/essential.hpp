// The end of a coroutine that the process cannot do without.
#pragma once

#include <exception>

namespace tram::net {

// A completion for co_spawn: what the coroutine throws (memory that ran out, say) ends the process, whose supervisor
// starts another. With asio::detached the process would stay and do nothing.
inline void essential(const std::exception_ptr& thrown) {
    if (thrown) std::terminate();
}

}  // namespace tram::net
