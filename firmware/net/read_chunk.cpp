#include "net/read_chunk.hpp"

#include <array>
#include <utility>

#include "base/limits.hpp"

namespace tram::net {

namespace {

struct FreeChunks {
    std::array<std::unique_ptr<char[]>, limits::net::freeChunks> buffers;
    std::size_t count = 0;
};

thread_local FreeChunks freeChunks;

std::unique_ptr<char[]> borrow() {
    if (freeChunks.count != 0) return std::move(freeChunks.buffers[--freeChunks.count]);
    return std::make_unique_for_overwrite<char[]>(limits::net::readChunk);
}

void giveBack(std::unique_ptr<char[]> buffer) {
    if (buffer && freeChunks.count < freeChunks.buffers.size())
        freeChunks.buffers[freeChunks.count++] = std::move(buffer);
}

}  // namespace

ReadChunk::ReadChunk() : buffer_(borrow()) {}
ReadChunk::ReadChunk(ReadChunk&& other) noexcept
    : buffer_(std::move(other.buffer_)), size_(std::exchange(other.size_, 0)) {}
ReadChunk& ReadChunk::operator=(ReadChunk&& other) noexcept {
    if (this != &other) {
        giveBack(std::move(buffer_));
        buffer_ = std::move(other.buffer_);
        size_ = std::exchange(other.size_, 0);
    }
    return *this;
}
ReadChunk::~ReadChunk() {
    giveBack(std::move(buffer_));
}

std::span<char> ReadChunk::space() noexcept {
    return {buffer_.get(), limits::net::readChunk};
}

}  // namespace tram::net
