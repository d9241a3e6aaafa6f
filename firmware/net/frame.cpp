#include "net/frame.hpp"

#include <bit>
#include <cstring>
#include <string>

#include "base/limits.hpp"

namespace tram::net {

static_assert(std::endian::native == std::endian::little, "frames and records are little-endian");

FrameHeaderBytes encodeFrameHeader(const FrameHeader& header) noexcept {
    FrameHeaderBytes bytes{};
    const std::uint32_t kind =
        header.kind | (header.descriptor == FrameHeader::Descriptor::attached ? frameDescriptorFlag : 0U);
    std::memcpy(bytes.data(), &header.bodyLength, 4);
    std::memcpy(bytes.data() + 4, &kind, 4);
    std::memcpy(bytes.data() + 8, &header.id, 8);
    return bytes;
}

std::expected<FrameHeader, NetError> decodeFrameHeader(ByteView bytes) {
    FrameHeader header;
    std::uint32_t kind = 0;
    std::memcpy(&header.bodyLength, bytes.data(), 4);
    std::memcpy(&kind, bytes.data() + 4, 4);
    std::memcpy(&header.id, bytes.data() + 8, 8);
    header.kind = kind & ~frameDescriptorFlag;
    header.descriptor =
        (kind & frameDescriptorFlag) != 0 ? FrameHeader::Descriptor::attached : FrameHeader::Descriptor::none;
    if (header.bodyLength > limits::net::frameBody)
        return std::unexpected(
            NetError{NetErrorKind::tooLarge, "frame of " + std::to_string(header.bodyLength) + " octets"});
    return header;
}

}  // namespace tram::net
