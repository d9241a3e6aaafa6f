// The frame that processes of the appliance send each other over a SOCK_STREAM Unix socket:
//   u32 bodyLength, u32 kind, u64 id (all little-endian), body
// Bit 31 of kind says that one file descriptor (SCM_RIGHTS) came with the frame's first byte.
// Shared by UnixChannel (asynchronous) and BlockingChannel. What kinds mean is the users' matter.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>

#include "base/bytes.hpp"
#include "net/net_error.hpp"
#include "net/unique_fd.hpp"

namespace tram::net {

struct Frame {
    std::uint32_t kind = 0;  // below 2^31
    std::uint64_t id = 0;
    Bytes body = {};
    UniqueFd fd = {};
};

struct FrameHeader {
    std::uint32_t bodyLength = 0;
    std::uint32_t kind = 0;
    std::uint64_t id = 0;
    enum class Descriptor : bool { none, attached } descriptor = Descriptor::none;
};

constexpr std::size_t frameHeaderSize = 16;
constexpr std::uint32_t frameDescriptorFlag = 0x8000'0000U;

using FrameHeaderBytes = std::array<char, frameHeaderSize>;

[[nodiscard]] FrameHeaderBytes encodeFrameHeader(const FrameHeader& header) noexcept;

// REQUIRES: bytes.size() >= frameHeaderSize. tooLarge where the body is above limits::net::frameBody.
[[nodiscard]] std::expected<FrameHeader, NetError> decodeFrameHeader(ByteView bytes);

}  // namespace tram::net
