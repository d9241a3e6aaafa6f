#include "net/unix_socket.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "net/loopback_fixture.hpp"

namespace tram::net {
namespace {

using namespace std::chrono_literals;
using test::TemporaryFolder;

TEST(UnixSocket, TheModeHoldsAndAStaleSocketIsReplaced) {
    TemporaryFolder folder;
    const auto path = folder.path / "store.sock";
    {
        const auto first = listenUnixSocket(path, 0660);
        ASSERT_TRUE(first) << first.error().detail;
        struct stat status{};
        ASSERT_EQ(::stat(path.c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777, 0660U);
        const auto second = listenUnixSocket(path, 0660);
        ASSERT_FALSE(second);
        EXPECT_EQ(second.error().kind, NetErrorKind::inUse);
    }
    EXPECT_TRUE(std::filesystem::exists(path));
    const auto again = listenUnixSocket(path, 0600);
    EXPECT_TRUE(again) << again.error().detail;
}

TEST(UnixSocket, AFileThatIsNoSocketIsLeftAlone) {
    TemporaryFolder folder;
    const auto path = folder.path / "data";
    std::ofstream(path) << "precious";
    const auto listening = listenUnixSocket(path, 0600);
    ASSERT_FALSE(listening);
    EXPECT_EQ(listening.error().kind, NetErrorKind::inUse);
    EXPECT_EQ(std::filesystem::file_size(path), 8U);
}

TEST(UnixSocket, NobodyThere) {
    TemporaryFolder folder;
    const auto missing = BlockingChannel::connect(folder.path / "none", 10ms);
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().kind, NetErrorKind::notFound);
    {
        const auto listening = listenUnixSocket(folder.path / "stale", 0600);
    }
    const auto stale = BlockingChannel::connect(folder.path / "stale", 10ms);
    ASSERT_FALSE(stale);
    EXPECT_EQ(stale.error().kind, NetErrorKind::refused);
    const auto tooLong = listenUnixSocket(folder.path / std::string(200, 'x'), 0600);
    ASSERT_FALSE(tooLong);
    EXPECT_EQ(tooLong.error().kind, NetErrorKind::malformed);
}

TEST(BlockingChannel, AskAndAnswerWithADescriptor) {
    TemporaryFolder folder;
    const auto path = folder.path / "s";
    const auto listening = listenUnixSocket(path, 0600);
    ASSERT_TRUE(listening);
    std::thread server([&] {
        BlockingChannel channel(UniqueFd(::accept4(listening->get(), nullptr, nullptr, SOCK_CLOEXEC)));
        auto asked = channel.receive(10s);
        ASSERT_TRUE(asked) << asked.error().detail;
        ASSERT_TRUE(asked->fd);
        char text[6] = {};
        EXPECT_EQ(::pread(asked->fd.get(), text, 5, 0), 5);
        Frame answer{asked->kind + 1, asked->id, asked->body + text, {}};
        EXPECT_TRUE(channel.send(std::move(answer), 10s));
    });
    auto channel = BlockingChannel::connect(path, 1s);
    ASSERT_TRUE(channel);
    UniqueFd file(::open(folder.path.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    ASSERT_EQ(::pwrite(file.get(), "chào!", 5, 0), 5);
    ASSERT_TRUE(channel->send({41, 99, Bytes(3 * 1024 * 1024, 'x'), std::move(file)}, 10s));
    const auto answer = channel->receive(10s);
    server.join();
    ASSERT_TRUE(answer) << answer.error().detail;
    EXPECT_EQ(answer->kind, 42U);
    EXPECT_EQ(answer->id, 99U);
    EXPECT_EQ(answer->body.size(), 3U * 1024 * 1024 + 5);
}

TEST(BlockingChannel, TimeoutsKeepWhatWasRead) {
    int fds[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
    BlockingChannel channel{UniqueFd(fds[0])};
    UniqueFd other(fds[1]);
    const auto header = encodeFrameHeader({2, 1, 1});
    ASSERT_EQ(::send(other.get(), header.data(), 10, 0), 10);
    auto none = channel.receive(20ms);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().kind, NetErrorKind::timeout);
    ASSERT_EQ(::send(other.get(), header.data() + 10, 6, 0), 6);
    ASSERT_EQ(::send(other.get(), "ok", 2, 0), 2);
    const auto frame = channel.receive(1s);
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->body, "ok");
    EXPECT_FALSE(channel.receiveReady().value());
    // A peer that does not read.
    const auto unsent = channel.send({1, 1, Bytes(4 * 1024 * 1024, 'x'), {}}, 50ms);
    ASSERT_FALSE(unsent);
    EXPECT_EQ(unsent.error().kind, NetErrorKind::timeout);
    other.reset();
    const auto end = channel.receive(1s);
    ASSERT_FALSE(end);
    EXPECT_TRUE(end.error().kind == NetErrorKind::closed || end.error().kind == NetErrorKind::reset);
}

// In a child, since descriptor 3 of this process is somebody else's.
int inChild(const std::function<int()>& work) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(work());
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(PassedSockets, NamesAndDescriptorsOfSystemd) {
    TemporaryFolder folder;
    const auto listening = listenUnixSocket(folder.path / "s", 0600);
    ASSERT_TRUE(listening);
    const int result = inChild([&] {
        ::dup2(listening->get(), 3);
        ::dup2(listening->get(), 4);
        ::setenv("LISTEN_PID", std::to_string(::getpid()).c_str(), 1);
        ::setenv("LISTEN_FDS", "2", 1);
        ::setenv("LISTEN_FDNAMES", "smtp.tsl:smtp.internet", 1);
        auto sockets = takePassedSockets();
        if (sockets.size() != 2 || sockets[0].name != "smtp.tsl" || sockets[1].name != "smtp.internet") return 1;
        if (sockets[0].fd.get() != 3 || sockets[1].fd.get() != 4) return 2;
        if ((::fcntl(3, F_GETFD) & FD_CLOEXEC) == 0) return 3;
        if (std::getenv("LISTEN_FDS") != nullptr) return 4;
        if (!takePassedSockets().empty()) return 5;
        return 0;
    });
    EXPECT_EQ(result, 0);
}

TEST(PassedSockets, ThoseOfAnotherProcessAreNotTaken) {
    const int result = inChild([] {
        ::setenv("LISTEN_PID", "1", 1);
        ::setenv("LISTEN_FDS", "2", 1);
        return takePassedSockets().empty() ? 0 : 1;
    });
    EXPECT_EQ(result, 0);
}

}  // namespace
}  // namespace tram::net
