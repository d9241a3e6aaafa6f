// A request of another process as a command for the writer.
#pragma once

#include <expected>
#include <memory>

#include "store/commit_loop.hpp"
#include "store/wire.hpp"

namespace tram::store {

// What a request came as: the frame's body, and its message bytes where they came as a descriptor.
struct RequestBytes {
    Bytes body;
    Bytes separate;
    bool isSeparate = false;
};

[[nodiscard]] bool isQuery(schema::RequestBody body);

// Hashes the message bytes: call it off the writer's thread, and for large messages off the I/O thread.
// Refused where offsets lie outside the bytes that came, or the request is no command.
[[nodiscard]] std::expected<Command, Refusal> makeCommand(std::shared_ptr<const RequestBytes> bytes,
                                                          const ParsedRequest& parsed, Origin origin);

}  // namespace tram::store
