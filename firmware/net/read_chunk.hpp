// A buffer borrowed for the time of one read. Buffers come from a small free list of each thread, so a
// thousand idle connections hold none, and a busy one takes no allocation a read.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "base/bytes.hpp"

namespace tram::net {

class ReadChunk {
public:
    // Borrows a buffer of limits::net::readChunk bytes.
    ReadChunk();
    ReadChunk(ReadChunk&& other) noexcept;
    ReadChunk& operator=(ReadChunk&& other) noexcept;
    ~ReadChunk();

    [[nodiscard]] std::span<char> space() noexcept;
    void setSize(std::size_t size) noexcept { size_ = size; }
    // Valid until the chunk goes.
    [[nodiscard]] ByteView bytes() const noexcept { return {buffer_.get(), size_}; }

private:
    std::unique_ptr<char[]> buffer_;
    std::size_t size_ = 0;
};

}  // namespace tram::net
