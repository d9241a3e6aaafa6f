#include "net/frame_io.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/limits.hpp"
#include "base/random.hpp"

namespace tram::net {
namespace {

struct SocketPair {
    SocketPair() {
        int fds[2];
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds), 0);
        one.reset(fds[0]);
        other.reset(fds[1]);
    }
    UniqueFd one;
    UniqueFd other;
};

Frame frameOf(std::uint32_t kind, std::uint64_t id, std::string body) {
    return {kind, id, std::move(body), {}};
}

UniqueFd fileSaying(const std::string& text) {
    UniqueFd fd(::open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    EXPECT_TRUE(fd);
    EXPECT_EQ(::pwrite(fd.get(), text.data(), text.size(), 0), static_cast<ssize_t>(text.size()));
    return fd;
}

std::string textOf(const UniqueFd& fd) {
    std::string text(100, '\0');
    const ssize_t size = ::pread(fd.get(), text.data(), text.size(), 0);
    text.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    return text;
}

TEST(FrameHeader, LayoutIsLittleEndian) {
    const auto bytes =
        encodeFrameHeader({0x01020304, 0x11223344, 0x0102030405060708, FrameHeader::Descriptor::attached});
    EXPECT_EQ(std::string(bytes.data(), bytes.size()), std::string("\x04\x03\x02\x01\x44\x33\x22\x91"
                                                                   "\x08\x07\x06\x05\x04\x03\x02\x01",
                                                                   16));
}

TEST(FrameHeader, ABodyAboveTheLimitIsRefused) {
    const auto most = encodeFrameHeader({static_cast<std::uint32_t>(limits::net::frameBody), 1, 1});
    EXPECT_TRUE(decodeFrameHeader({most.data(), most.size()}));
    const auto more = encodeFrameHeader({static_cast<std::uint32_t>(limits::net::frameBody + 1), 1, 1});
    const auto refused = decodeFrameHeader({more.data(), more.size()});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, NetErrorKind::tooLarge);
}

TEST(FrameIo, ManySmallFramesAreOneSystemCallEachWay) {
    SocketPair pair;
    FrameWriter writer;
    for (std::uint64_t id = 0; id < 100; ++id) writer.push(frameOf(7, id, "body " + std::to_string(id)));
    ASSERT_TRUE(writer.sendSome(pair.one.get(), Waiting::no).value());
    EXPECT_EQ(writer.queuedBytes(), 0U);
    FrameReader reader;
    ASSERT_EQ(reader.fill(pair.other.get(), Waiting::no).value(), FrameReader::Filled::some);
    for (std::uint64_t id = 0; id < 100; ++id) {
        auto frame = reader.next().value();
        ASSERT_TRUE(frame);
        EXPECT_EQ(frame->kind, 7U);
        EXPECT_EQ(frame->id, id);
        EXPECT_EQ(frame->body, "body " + std::to_string(id));
    }
    EXPECT_FALSE(reader.next().value());
    EXPECT_TRUE(reader.drained());
}

// Frames of all sizes, some with descriptors, through small pieces: everything arrives whole, in order,
// each descriptor with its own frame.
TEST(FrameIo, RandomFramesAndDescriptorsArriveInOrder) {
    for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U}) {
        SCOPED_TRACE(seed);
        SeededRandom random(seed);
        SocketPair pair;
        FrameWriter writer;
        FrameReader reader;
        std::vector<std::pair<std::string, bool>> expected;
        for (int i = 0; i < 200; ++i) {
            const std::size_t kindOfSize = random.next() % 10;
            const std::size_t size = kindOfSize < 6   ? random.next() % 200
                                     : kindOfSize < 9 ? random.next() % (100 * limits::KiB)
                                                      : random.next() % (300 * limits::KiB);
            std::string body(size, static_cast<char>('a' + i % 26));
            const bool withFd = random.next() % 4 == 0;
            expected.emplace_back(body, withFd);
            auto frame = frameOf(static_cast<std::uint32_t>(i), static_cast<std::uint64_t>(i) << 33, std::move(body));
            if (withFd) frame.fd = fileSaying("file " + std::to_string(i));
            writer.push(std::move(frame));
        }
        std::size_t got = 0;
        while (got < expected.size()) {
            ASSERT_TRUE(writer.sendSome(pair.one.get(), Waiting::no));
            const auto filled = reader.fill(pair.other.get(), Waiting::no);
            ASSERT_TRUE(filled) << filled.error().detail;
            for (;;) {
                auto next = reader.next();
                ASSERT_TRUE(next) << next.error().detail;
                if (!*next) break;
                auto& frame = **next;
                EXPECT_EQ(frame.kind, got);
                EXPECT_EQ(frame.id, static_cast<std::uint64_t>(got) << 33);
                EXPECT_TRUE(frame.body == expected[got].first);
                EXPECT_EQ(static_cast<bool>(frame.fd), expected[got].second);
                if (frame.fd) {
                    EXPECT_EQ(textOf(frame.fd), "file " + std::to_string(got));
                }
                ++got;
            }
        }
        EXPECT_EQ(writer.queuedBytes(), 0U);
    }
}

TEST(FrameIo, ByteByByte) {
    SocketPair pair;
    std::string bytes;
    for (int i = 0; i < 3; ++i) {
        const auto header = encodeFrameHeader({5, static_cast<std::uint32_t>(i), 9});
        bytes.append(header.data(), header.size());
        bytes += "hello";
    }
    FrameReader reader;
    int frames = 0;
    for (const char octet : bytes) {
        ASSERT_EQ(::send(pair.one.get(), &octet, 1, 0), 1);
        ASSERT_EQ(reader.fill(pair.other.get(), Waiting::no).value(), FrameReader::Filled::some);
        if (auto frame = reader.next().value()) {
            EXPECT_EQ(frame->kind, static_cast<std::uint32_t>(frames++));
            EXPECT_EQ(frame->body, "hello");
        }
    }
    EXPECT_EQ(frames, 3);
}

TEST(FrameIo, TheEndBetweenFramesIsCleanWithinOneIsNot) {
    for (const std::size_t cut : {0U, 5U, 16U, 18U, 21U}) {
        SCOPED_TRACE(cut);
        SocketPair pair;
        const auto header = encodeFrameHeader({5, 1, 1});
        const std::string whole = std::string(header.data(), header.size()) + "hello";
        ASSERT_EQ(::send(pair.one.get(), whole.data(), cut, 0), static_cast<ssize_t>(cut));
        pair.one.reset();
        FrameReader reader;
        while (reader.fill(pair.other.get(), Waiting::no).value() == FrameReader::Filled::some) {
        }
        const bool frame = reader.next().value().has_value();
        EXPECT_EQ(frame, cut == whole.size());
        EXPECT_EQ(reader.endError().kind,
                  cut == 0 || cut == whole.size() ? NetErrorKind::closed : NetErrorKind::truncated);
    }
}

TEST(FrameIo, AFrameThatClaimsADescriptorAndHasNoneIsMalformed) {
    SocketPair pair;
    const auto header = encodeFrameHeader({0, 1, 1, FrameHeader::Descriptor::attached});
    ASSERT_EQ(::send(pair.one.get(), header.data(), header.size(), 0), 16);
    FrameReader reader;
    ASSERT_TRUE(reader.fill(pair.other.get(), Waiting::no));
    const auto frame = reader.next();
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().kind, NetErrorKind::malformed);
}

TEST(FrameIo, DescriptorsWithoutFramesAreNotHoarded) {
    SocketPair pair;
    FrameReader reader;
    std::expected<FrameReader::Filled, NetError> filled = FrameReader::Filled::some;
    for (int i = 0; i < 100 && filled; ++i) {
        union {
            cmsghdr aligned;
            char bytes[CMSG_SPACE(sizeof(int))];
        } control{};
        char octet = 0;
        iovec piece{&octet, 1};
        msghdr message{};
        message.msg_iov = &piece;
        message.msg_iovlen = 1;
        message.msg_control = control.bytes;
        message.msg_controllen = sizeof(control.bytes);
        cmsghdr* entry = CMSG_FIRSTHDR(&message);
        entry->cmsg_level = SOL_SOCKET;
        entry->cmsg_type = SCM_RIGHTS;
        entry->cmsg_len = CMSG_LEN(sizeof(int));
        const int fd = pair.one.get();
        std::copy_n(reinterpret_cast<const char*>(&fd), sizeof(fd), CMSG_DATA(entry));
        ASSERT_EQ(::sendmsg(pair.one.get(), &message, 0), 1);
        filled = reader.fill(pair.other.get(), Waiting::no);
    }
    ASSERT_FALSE(filled);
    EXPECT_EQ(filled.error().kind, NetErrorKind::malformed);
}

}  // namespace
}  // namespace tram::net
