// Frames in and out of a Unix stream socket, many to a system call. Used by both channels.
//
// A descriptor rides on the first byte of its frame, and a sendmsg that carries one begins there;
// recvmsg never reads across such a place, so descriptors arrive in the order of their frames.
// Threads: one at a time.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <deque>
#include <expected>
#include <memory>
#include <optional>

#include "base/bytes.hpp"
#include "net/frame.hpp"
#include "net/net_error.hpp"

namespace tram::net {

enum class Waiting : bool { no, yes };

class FrameReader {
public:
    // The next frame of what has been read; nullopt: more must be read. tooLarge, malformed: the peer is
    // not one of ours, and nothing after this makes sense.
    [[nodiscard]] std::expected<std::optional<Frame>, NetError> next();

    enum class Filled : std::uint8_t { some, nothing, end };
    // One recvmsg. nothing: it would block (or a signal came).
    [[nodiscard]] std::expected<Filled, NetError> fill(int socket, Waiting waiting);
    // The last fill took all there was, so the next would probably block.
    [[nodiscard]] bool drained() const noexcept { return drained_; }
    // At the end of the stream: closed between frames, truncated within one.
    [[nodiscard]] NetError endError() const;

private:
    std::unique_ptr<char[]> buffer_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    // A frame too large for the buffer is read straight into its body.
    std::optional<Frame> large_;
    std::size_t largeFilled_ = 0;
    FrameHeader::Descriptor largeDescriptor_ = FrameHeader::Descriptor::none;
    std::deque<UniqueFd> descriptors_;
    bool drained_ = false;
};

class FrameWriter {
public:
    // REQUIRES: frame.body.size() <= limits::net::frameBody and frame.kind < 2^31.
    void push(Frame frame);
    // One sendmsg of as much as fits. false: the kernel takes no more now.
    [[nodiscard]] std::expected<bool, NetError> sendSome(int socket, Waiting waiting);
    [[nodiscard]] std::size_t queuedBytes() const noexcept { return queued_; }
    void clear();

private:
    struct Piece {
        Bytes bytes;
        UniqueFd fd;
        bool open = true;  // small frames may still be added
    };
    Piece& openPiece(std::size_t more);

    std::deque<Piece> pieces_;
    std::size_t offset_ = 0;  // of the first piece, sent already
    std::size_t queued_ = 0;
};

}  // namespace tram::net
