#include "net/unix_channel.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>

#include "base/limits.hpp"
#include "net/loopback_fixture.hpp"
#include "net/unix_socket.hpp"

namespace tram::net {
namespace {

using namespace test;

struct ChannelPair {
    explicit ChannelPair(Loop& loop) : ChannelPair(loop, sockets()) {}
    UnixChannel one;
    UnixChannel other;

private:
    static std::pair<UniqueFd, UniqueFd> sockets() {
        int fds[2];
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
        return {UniqueFd(fds[0]), UniqueFd(fds[1])};
    }
    ChannelPair(Loop& loop, std::pair<UniqueFd, UniqueFd> fds)
        : one(loop.executor(), std::move(fds.first)), other(loop.executor(), std::move(fds.second)) {}
};

TEST(UnixChannel, FramesBothWaysInOrder) {
    Loop loop;
    ChannelPair pair(loop);
    constexpr std::uint64_t count = 20'000;
    const auto produce = [](UnixChannel& channel) -> Task<> {
        for (std::uint64_t id = 0; id < count; ++id) {
            channel.send({1, id, "some small body", {}});
            if (channel.queuedBytes() > 256 * limits::KiB) {
                EXPECT_TRUE(co_await channel.drained(64 * limits::KiB));
            }
        }
    };
    const auto consume = [](UnixChannel& channel) -> Task<> {
        for (std::uint64_t id = 0; id < count; ++id) {
            const auto frame = co_await channel.receive();
            EXPECT_TRUE(frame);
            if (!frame) co_return;
            EXPECT_EQ(frame->id, id);
        }
        EXPECT_FALSE(channel.receiveBuffered());
    };
    loop.runAll(produce(pair.one), consume(pair.other), produce(pair.other), consume(pair.one));
}

TEST(UnixChannel, WhatIsQueuedTogetherLeavesTogether) {
    Loop loop;
    int fds[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
    UnixChannel channel(loop.executor(), UniqueFd(fds[0]));
    UniqueFd other(fds[1]);
    for (std::uint64_t id = 0; id < 50; ++id) channel.send({1, id, "0123456789", {}});
    EXPECT_EQ(channel.queuedBytes(), 50U * 26);
    loop.context.poll();
    EXPECT_EQ(channel.queuedBytes(), 0U);
    std::string bytes(10'000, '\0');
    // Stream sockets glue only what one writer sent; one recv of everything shows nothing was split.
    EXPECT_EQ(::recv(other.get(), bytes.data(), bytes.size(), MSG_DONTWAIT), 50 * 26);
}

TEST(UnixChannel, DescriptorsStayWithTheirFrames) {
    Loop loop;
    ChannelPair pair(loop);
    constexpr int count = 300;
    const auto produce = [](UnixChannel& channel) -> Task<> {
        for (int i = 0; i < count; ++i) {
            Frame frame{static_cast<std::uint32_t>(i), 0, std::to_string(i), {}};
            if (i % 3 == 0) {
                frame.fd = UniqueFd(::open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
                EXPECT_EQ(::pwrite(frame.fd.get(), &i, sizeof(i), 0), static_cast<ssize_t>(sizeof(i)));
            }
            if (i % 7 == 0) frame.body.resize(100'000, 'x');
            channel.send(std::move(frame));
            EXPECT_TRUE(co_await channel.drained(1'000'000));
        }
    };
    const auto consume = [](UnixChannel& channel) -> Task<> {
        for (int i = 0; i < count; ++i) {
            const auto frame = co_await channel.receive();
            EXPECT_TRUE(frame) << frame.error().detail;
            if (!frame) co_return;
            EXPECT_EQ(frame->kind, static_cast<std::uint32_t>(i));
            EXPECT_EQ(static_cast<bool>(frame->fd), i % 3 == 0);
            int said = -1;
            if (frame->fd) {
                EXPECT_EQ(::pread(frame->fd.get(), &said, sizeof(said), 0), static_cast<ssize_t>(sizeof(said)));
            }
            if (frame->fd) {
                EXPECT_EQ(said, i);
            }
        }
    };
    loop.runAll(produce(pair.one), consume(pair.other));
}

TEST(UnixChannel, BackPressureWhenThePeerDoesNotRead) {
    Loop loop;
    ChannelPair pair(loop);
    bool drained = false;
    const auto produce = [](UnixChannel& channel, bool& done) -> Task<> {
        for (int i = 0; i < 64; ++i) channel.send({1, 1, Bytes(64 * limits::KiB, 'x'), {}});
        EXPECT_TRUE(co_await channel.drained(0));
        done = true;
    };
    const auto consume = [](UnixChannel& channel, const bool& done) -> Task<> {
        co_await pause(20ms);
        EXPECT_FALSE(done);
        for (int i = 0; i < 64; ++i) EXPECT_TRUE(co_await channel.receive());
    };
    loop.runAll(produce(pair.one, drained), consume(pair.other, drained));
    EXPECT_TRUE(drained);
}

TEST(UnixChannel, CloseEndsWhatWaits) {
    Loop loop;
    ChannelPair pair(loop);
    const auto receive = [](UnixChannel& channel, NetErrorKind kind) -> Task<> {
        const auto frame = co_await channel.receive();
        EXPECT_FALSE(frame);
        if (!frame) {
            EXPECT_EQ(frame.error().kind, kind);
        }
        channel.send({1, 1, "into the void", {}});
        EXPECT_FALSE(channel.isOpen());
    };
    const auto close = [](UnixChannel& channel) -> Task<> {
        co_await pause(5ms);
        channel.close();
    };
    loop.runAll(receive(pair.one, NetErrorKind::cancelled), receive(pair.other, NetErrorKind::closed), close(pair.one));
}

TEST(UnixChannel, ATooLargeFrameEndsTheChannel) {
    Loop loop;
    int fds[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
    UnixChannel channel(loop.executor(), UniqueFd(fds[0]));
    UniqueFd other(fds[1]);
    const auto header = encodeFrameHeader({0xffff'ffff, 1, 1});
    ASSERT_EQ(::send(other.get(), header.data(), header.size(), 0), 16);
    const auto receive = [](UnixChannel& mine) -> Task<> {
        const auto frame = co_await mine.receive();
        EXPECT_FALSE(frame);
        if (!frame) {
            EXPECT_EQ(frame.error().kind, NetErrorKind::tooLarge);
        }
    };
    loop.runAll(receive(channel));
}

TEST(UnixListener, AcceptsWithCredentialsAndTalksToTheBlockingSide) {
    Loop loop;
    TemporaryFolder folder;
    const auto path = folder.path / "s";
    {
        auto listener = UnixListener::open(loop.executor(), path, 0600);
        ASSERT_TRUE(listener) << listener.error().detail;
        const auto serve = [](UnixListener& mine) -> Task<> {
            auto channel = co_await mine.accept(co_await asio::this_coro::executor);
            EXPECT_TRUE(channel);
            EXPECT_EQ(channel->peer().pid, ::getpid());
            EXPECT_EQ(channel->peer().uid, ::geteuid());
            auto frame = co_await channel->receive();
            EXPECT_TRUE(frame);
            channel->send(std::move(*frame));
            EXPECT_TRUE(co_await channel->drained(0));
            const auto end = co_await channel->receive();
            EXPECT_EQ(end.error().kind, NetErrorKind::closed);
            mine.close();
            const auto after = co_await mine.accept(co_await asio::this_coro::executor);
            EXPECT_EQ(after.error().kind, NetErrorKind::cancelled);
        };
        const auto ask = [](std::filesystem::path where) -> Task<> {
            auto channel = co_await connectUnix(co_await asio::this_coro::executor, where, soon());
            EXPECT_TRUE(channel);
            channel->send({5, 6, "ping", {}});
            const auto frame = co_await channel->receive();
            EXPECT_TRUE(frame);
            EXPECT_EQ(frame->body, "ping");
        };
        loop.runAll(serve(*listener), ask(path));
    }
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(UnixListener, OutOfDescriptorsItWaitsAndGoesOn) {
    Loop loop;
    TemporaryFolder folder;
    const auto path = folder.path / "s";
    auto listener = UnixListener::open(loop.executor(), path, 0600);
    ASSERT_TRUE(listener);
    auto client = connectUnixSocket(path, 1s);
    ASSERT_TRUE(client);
    const auto serve = [](UnixListener& mine) -> Task<> {
        EXPECT_TRUE(co_await mine.accept(co_await asio::this_coro::executor));
    };
    const auto exhaust = []() -> Task<> {
        rlimit before{};
        ::getrlimit(RLIMIT_NOFILE, &before);
        rlimit none = before;
        none.rlim_cur = 1;
        ::setrlimit(RLIMIT_NOFILE, &none);
        co_await pause(30ms);
        ::setrlimit(RLIMIT_NOFILE, &before);
    };
    loop.runAll(exhaust(), serve(*listener));
}

}  // namespace
}  // namespace tram::net
