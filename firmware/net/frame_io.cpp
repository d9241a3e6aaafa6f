#include "net/frame_io.hpp"

#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "base/limits.hpp"

namespace tram::net {

namespace {

constexpr std::size_t capacity = limits::net::channelRead;
// Several descriptors on one recvmsg do not come from our writer, but the kernel would allow them.
constexpr std::size_t descriptorsAtOnce = 4;
// Descriptors that no frame has claimed; our writer never has more than one ahead.
constexpr std::size_t descriptorsUnclaimed = 16;
constexpr std::size_t piecesAtOnce = 32;

union ControlSpace {
    cmsghdr aligned;
    std::array<char, CMSG_SPACE(sizeof(int) * descriptorsAtOnce)> bytes;
};

std::unexpected<NetError> malformed(const char* detail) {
    return std::unexpected(NetError{NetErrorKind::malformed, detail});
}

}  // namespace

std::expected<std::optional<Frame>, NetError> FrameReader::next() {
    std::optional<Frame> frame;
    auto descriptor = FrameHeader::Descriptor::none;
    if (large_) {
        if (largeFilled_ < large_->body.size()) return frame;
        frame = std::move(large_);
        large_.reset();
        descriptor = largeDescriptor_;
    } else {
        const std::size_t available = end_ - begin_;
        if (available < frameHeaderSize) return frame;
        const auto header = decodeFrameHeader({buffer_.get() + begin_, available});
        if (!header) return std::unexpected(header.error());
        const std::size_t whole = frameHeaderSize + header->bodyLength;
        if (available < whole) {
            if (whole <= capacity) return frame;
            begin_ += frameHeaderSize;
            large_.emplace(Frame{header->kind, header->id, {}, {}});
            largeDescriptor_ = header->descriptor;
            // Untouched memory costs nothing until the bytes are there, so no zeroes are written.
            large_->body.resize_and_overwrite(header->bodyLength, [](char*, std::size_t size) { return size; });
            largeFilled_ = end_ - begin_;
            std::memcpy(large_->body.data(), buffer_.get() + begin_, largeFilled_);
            begin_ = end_ = 0;
            return frame;
        }
        frame.emplace(
            Frame{header->kind, header->id, Bytes(buffer_.get() + begin_ + frameHeaderSize, header->bodyLength), {}});
        descriptor = header->descriptor;
        begin_ += whole;
        if (begin_ == end_) begin_ = end_ = 0;
    }
    if (descriptor == FrameHeader::Descriptor::attached) {
        if (descriptors_.empty()) return malformed("a frame's descriptor did not come with it");
        frame->fd = std::move(descriptors_.front());
        descriptors_.pop_front();
    }
    return frame;
}

std::expected<FrameReader::Filled, NetError> FrameReader::fill(int socket, Waiting waiting) {
    if (!buffer_) buffer_ = std::make_unique_for_overwrite<char[]>(capacity);
    if (begin_ != 0) {
        std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }
    std::array<iovec, 2> pieces{};
    std::size_t count = 0;
    std::size_t wanted = 0;
    if (large_) {
        pieces[count++] = {large_->body.data() + largeFilled_, large_->body.size() - largeFilled_};
        wanted += large_->body.size() - largeFilled_;
    }
    pieces[count++] = {buffer_.get() + end_, capacity - end_};
    wanted += capacity - end_;

    ControlSpace control;
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = count;
    message.msg_control = control.bytes.data();
    message.msg_controllen = control.bytes.size();
    const ssize_t received =
        ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC | (waiting == Waiting::no ? MSG_DONTWAIT : 0));
    if (received < 0) {
        if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return Filled::nothing;
        return std::unexpected(netErrorOf(errno, "recvmsg"));
    }
    for (cmsghdr* entry = CMSG_FIRSTHDR(&message); entry != nullptr; entry = CMSG_NXTHDR(&message, entry)) {
        if (entry->cmsg_level != SOL_SOCKET || entry->cmsg_type != SCM_RIGHTS) continue;
        const std::size_t fds = (entry->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (std::size_t i = 0; i < fds; ++i) {
            int fd = -1;
            std::memcpy(&fd, CMSG_DATA(entry) + i * sizeof(int), sizeof(int));
            descriptors_.emplace_back(fd);
        }
    }
    if ((message.msg_flags & MSG_CTRUNC) != 0) return malformed("descriptors were cut off");
    if (descriptors_.size() > descriptorsUnclaimed) return malformed("descriptors without frames");
    if (received == 0) return Filled::end;

    auto got = static_cast<std::size_t>(received);
    drained_ = got < wanted;
    if (large_) {
        const std::size_t intoBody = std::min(got, large_->body.size() - largeFilled_);
        largeFilled_ += intoBody;
        got -= intoBody;
    }
    end_ += got;
    return Filled::some;
}

NetError FrameReader::endError() const {
    if (large_ || begin_ != end_) return {NetErrorKind::truncated, "the peer ended within a frame"};
    return {NetErrorKind::closed, "the peer ended"};
}

FrameWriter::Piece& FrameWriter::openPiece(std::size_t more) {
    if (pieces_.empty() || !pieces_.back().open || pieces_.back().bytes.size() + more > capacity)
        pieces_.emplace_back();
    return pieces_.back();
}

void FrameWriter::push(Frame frame) {
    const auto descriptor = frame.fd ? FrameHeader::Descriptor::attached : FrameHeader::Descriptor::none;
    const auto header =
        encodeFrameHeader({static_cast<std::uint32_t>(frame.body.size()), frame.kind, frame.id, descriptor});
    const bool copied = frame.body.size() <= limits::net::frameCopied;
    queued_ += header.size() + frame.body.size();
    if (frame.fd) {
        if (pieces_.size() == 1 && pieces_.front().bytes.empty()) pieces_.clear();
        pieces_.emplace_back();
        pieces_.back().fd = std::move(frame.fd);
    }
    auto& piece = openPiece(header.size() + (copied ? frame.body.size() : 0));
    piece.bytes.append(header.data(), header.size());
    if (copied) {
        piece.bytes += frame.body;
        return;
    }
    pieces_.push_back({std::move(frame.body), {}, false});
}

std::expected<bool, NetError> FrameWriter::sendSome(int socket, Waiting waiting) {
    if (queued_ == 0) return true;
    std::array<iovec, piecesAtOnce> vectors;
    std::size_t count = 0;
    for (auto& piece : pieces_) {
        if (count == vectors.size() || (count != 0 && piece.fd)) break;
        const std::size_t skip = count == 0 ? offset_ : 0;
        vectors[count++] = {piece.bytes.data() + skip, piece.bytes.size() - skip};
    }
    ControlSpace control;
    msghdr message{};
    message.msg_iov = vectors.data();
    message.msg_iovlen = count;
    if (pieces_.front().fd) {
        message.msg_control = control.bytes.data();
        message.msg_controllen = CMSG_SPACE(sizeof(int));
        cmsghdr* entry = CMSG_FIRSTHDR(&message);
        entry->cmsg_level = SOL_SOCKET;
        entry->cmsg_type = SCM_RIGHTS;
        entry->cmsg_len = CMSG_LEN(sizeof(int));
        const int fd = pieces_.front().fd.get();
        std::memcpy(CMSG_DATA(entry), &fd, sizeof(int));
    }
    const ssize_t sent = ::sendmsg(socket, &message, MSG_NOSIGNAL | (waiting == Waiting::no ? MSG_DONTWAIT : 0));
    if (sent < 0) {
        if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return false;
        return std::unexpected(netErrorOf(errno, "sendmsg"));
    }
    auto left = static_cast<std::size_t>(sent);
    queued_ -= left;
    if (left != 0) pieces_.front().fd.reset();
    while (left != 0) {
        auto& front = pieces_.front();
        const std::size_t rest = front.bytes.size() - offset_;
        if (left < rest) {
            offset_ += left;
            break;
        }
        left -= rest;
        offset_ = 0;
        if (pieces_.size() == 1 && front.open && front.bytes.capacity() <= 2 * capacity) {
            front.bytes.clear();  // its memory serves the next frames
            break;
        }
        pieces_.pop_front();
    }
    return true;
}

void FrameWriter::clear() {
    pieces_.clear();
    offset_ = 0;
    queued_ = 0;
}

}  // namespace tram::net
