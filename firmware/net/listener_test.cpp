#include "net/listener.hpp"

#include <sys/resource.h>
#include <sys/socket.h>

#include <atomic>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <thread>

#include "net/connector.hpp"
#include "net/loopback_fixture.hpp"
#include "net/runtime.hpp"

namespace tram::net {
namespace {

using namespace test;
using asio::ip::address_v4;
using asio::ip::address_v6;

Endpoint loopback(std::uint16_t port = 0) {
    return {address_v4::loopback(), port};
}

// Greets, then waits until the client goes or the program stops.
Task<> greet(Sessions& sessions, Stream stream) {
    EXPECT_TRUE(co_await stream.writeAll("220 ready\r\n", soon()));
    for (;;) {
        const auto chunk = co_await stream.readChunk(soon());
        if (chunk) continue;
        if (chunk.error().kind == NetErrorKind::interrupted && sessions.stopping()) {
            EXPECT_TRUE(co_await stream.writeAll("421 stopping\r\n", soon()));
            EXPECT_TRUE(co_await stream.shutdown(soon()));
        }
        co_return;
    }
}

class ListenerTest : public testing::Test {
protected:
    ListenerOptions options(AdmissionLimits limits = {}) {
        return {"test", std::make_shared<Admission>(limits), "421 4.7.0 too many\r\n",
                [this] { return loop.executor(); },
                [this](Stream stream) { return greet(sessions, std::move(stream)); }};
    }
    static Task<std::string> readUntilEnd(Stream& stream) {
        std::string all;
        for (;;) {
            const auto chunk = co_await stream.readChunk(soon());
            if (!chunk) co_return all;
            all += chunk->bytes();
        }
    }
    static Task<Stream> client(Endpoint to) {
        auto stream = co_await connectAny(co_await asio::this_coro::executor, {to}, {}, soon());
        EXPECT_TRUE(stream) << stream.error().detail;
        co_return std::move(*stream);
    }
    static Task<std::string> greeting(Stream& stream) {
        const auto chunk = co_await stream.readChunk(soon());
        EXPECT_TRUE(chunk) << chunk.error().detail;
        co_return chunk ? std::string(chunk->bytes()) : "";
    }

    std::vector<SessionEnd> ends;
    Loop loop;
    Sessions sessions{[this](const SessionEnd& end) { ends.push_back(end); }};
};

TEST_F(ListenerTest, LimitsOfAClientAndThePlaceComesBack) {
    auto listener = Listener::open(loop.executor(), loopback(), sessions, options({10, 2}));
    ASSERT_TRUE(listener) << listener.error().detail;
    listener->start();
    const auto test = [](Listener& mine, Sessions& running) -> Task<> {
        {
            auto first = co_await client(mine.local());
            auto second = co_await client(mine.local());
            EXPECT_EQ(co_await greeting(first), "220 ready\r\n");
            EXPECT_EQ(co_await greeting(second), "220 ready\r\n");
            EXPECT_EQ(running.count(), 2U);
            auto third = co_await client(mine.local());
            EXPECT_EQ(co_await readUntilEnd(third), "421 4.7.0 too many\r\n");
        }
        EXPECT_TRUE(co_await running.ended(soon()));
        auto again = co_await client(mine.local());
        EXPECT_EQ(co_await greeting(again), "220 ready\r\n");
        again.close();
        EXPECT_TRUE(co_await running.ended(soon()));
        mine.stop();
    };
    loop.runAll(test(*listener, sessions));
    EXPECT_EQ(listener->counts().accepted, 3U);
    EXPECT_EQ(listener->counts().refused, 1U);
    ASSERT_EQ(ends.size(), 3U);
    EXPECT_EQ(ends[0].unexpected, "");
}

TEST_F(ListenerTest, StoppingWakesSessionsWhichSayGoodbye) {
    auto listener = Listener::open(loop.executor(), loopback(), sessions, options());
    ASSERT_TRUE(listener);
    listener->start();
    const auto test = [](Listener& mine, Sessions& running) -> Task<> {
        auto one = co_await client(mine.local());
        auto other = co_await client(mine.local());
        EXPECT_EQ(co_await greeting(one), "220 ready\r\n");
        EXPECT_EQ(co_await greeting(other), "220 ready\r\n");
        EXPECT_FALSE(co_await running.ended(after(10ms)));
        mine.stop();
        running.stop();
        EXPECT_EQ(co_await readUntilEnd(one), "421 stopping\r\n");
        EXPECT_EQ(co_await readUntilEnd(other), "421 stopping\r\n");
        EXPECT_TRUE(co_await running.ended(soon()));
        const auto refused = co_await connectAny(co_await asio::this_coro::executor, {mine.local()}, {}, soon());
        EXPECT_FALSE(refused);
        if (!refused) {
            EXPECT_EQ(refused.error().kind, NetErrorKind::refused);
        }
    };
    loop.runAll(test(*listener, sessions));
}

TEST_F(ListenerTest, AbortEndsSessionsThatDoNotListen) {
    auto given = options();
    given.session = [](Stream stream) -> Task<> {
        Bytes much(64 * 1024 * 1024, 'x');
        EXPECT_FALSE(co_await stream.writeAll(much, soon()));
    };
    auto listener = Listener::open(loop.executor(), loopback(), sessions, std::move(given));
    ASSERT_TRUE(listener);
    listener->start();
    const auto test = [](Listener& mine, Sessions& running) -> Task<> {
        const auto one = co_await client(mine.local());
        while (running.count() == 0) co_await pause(1ms);
        running.stop();
        EXPECT_FALSE(co_await running.ended(after(20ms)));
        running.abort();
        EXPECT_TRUE(co_await running.ended(soon()));
        mine.stop();
    };
    loop.runAll(test(*listener, sessions));
}

TEST_F(ListenerTest, AnExceptionEndsItsSessionOnly) {
    auto given = options();
    given.session = [](Stream) -> Task<> {
        throw std::runtime_error("a bug");
        co_return;
    };
    auto listener = Listener::open(loop.executor(), loopback(), sessions, std::move(given));
    ASSERT_TRUE(listener);
    listener->start();
    const auto test = [](Listener& mine) -> Task<> {
        for (int i = 0; i < 2; ++i) {
            auto one = co_await client(mine.local());
            EXPECT_EQ(co_await readUntilEnd(one), "");
        }
        mine.stop();
    };
    loop.runAll(test(*listener));
    ASSERT_EQ(ends.size(), 2U);
    EXPECT_EQ(ends[0].unexpected, "a bug");
    EXPECT_EQ(ends[0].what, "test");
}

TEST_F(ListenerTest, OutOfDescriptorsOldSessionsGoOnAndNewOnesComeLater) {
    auto listener = Listener::open(loop.executor(), loopback(), sessions, options());
    ASSERT_TRUE(listener);
    listener->start();
    const auto test = [](Listener& mine) -> Task<> {
        auto old = co_await client(mine.local());
        EXPECT_EQ(co_await greeting(old), "220 ready\r\n");
        // The client's own descriptor is made before they run out.
        Stream::Socket socket(co_await asio::this_coro::executor, asio::ip::tcp::v4());
        rlimit before{};
        ::getrlimit(RLIMIT_NOFILE, &before);
        // Fill every free place below the limit.
        std::vector<UniqueFd> taken;
        rlimit few = before;
        few.rlim_cur = static_cast<rlim_t>(socket.native_handle()) + 20;
        ::setrlimit(RLIMIT_NOFILE, &few);
        for (;;) {
            UniqueFd fd(::dup(socket.native_handle()));
            if (!fd) break;
            taken.push_back(std::move(fd));
        }
        boost::system::error_code error;
        co_await socket.async_connect(mine.local(), asio::redirect_error(asio::use_awaitable, error));
        EXPECT_FALSE(error);
        taken.clear();  // dup()s of the client's socket would keep its connection
        for (;;) {
            UniqueFd fd(::dup(0));
            if (!fd) break;
            taken.push_back(std::move(fd));
        }
        Stream dropped(std::move(socket));
        while (mine.counts().descriptorsExhausted == 0) {
            EXPECT_TRUE(co_await old.writeAll("x", soon()));
            co_await pause(1ms);
            if (mine.counts().accepted == 2) break;
        }
        taken.clear();
        ::setrlimit(RLIMIT_NOFILE, &before);
        EXPECT_TRUE(co_await old.writeAll("NOOP", soon()));
        auto later = co_await client(mine.local());
        EXPECT_EQ(co_await greeting(later), "220 ready\r\n");
        mine.stop();
    };
    loop.runAll(test(*listener));
    EXPECT_GE(listener->counts().descriptorsExhausted, 1U);
}

TEST_F(ListenerTest, AddressesThatWillNotDo) {
    const auto listener = Listener::open(loop.executor(), loopback(), sessions, options());
    ASSERT_TRUE(listener);
    const auto taken = Listener::open(loop.executor(), listener->local(), sessions, options());
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().kind, NetErrorKind::inUse);
    const auto foreign = Listener::open(loop.executor(), {asio::ip::make_address("192.0.2.1"), 0}, sessions, options());
    ASSERT_FALSE(foreign);
    EXPECT_EQ(foreign.error().kind, NetErrorKind::unreachable);
}

TEST_F(ListenerTest, BothFamiliesOnOnePort) {
    auto v6 = Listener::open(loop.executor(), {address_v6::any(), 0}, sessions, options());
    if (!v6) GTEST_SKIP() << "no IPv6 here: " << v6.error().detail;
    const auto v4 = Listener::open(loop.executor(), {address_v4::any(), v6->local().port()}, sessions, options());
    EXPECT_TRUE(v4) << v4.error().detail;
}

TEST_F(ListenerTest, ASocketOfSystemd) {
    UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    Endpoint address = loopback();
    ASSERT_EQ(::bind(socket.get(), address.data(), static_cast<socklen_t>(address.size())), 0);
    UniqueFd unused(::dup(socket.get()));
    ASSERT_FALSE(Listener::adopt(loop.executor(), std::move(unused), sessions, options())) << "it does not listen yet";
    ASSERT_EQ(::listen(socket.get(), 5), 0);
    auto listener = Listener::adopt(loop.executor(), std::move(socket), sessions, options());
    ASSERT_TRUE(listener) << listener.error().detail;
    listener->start();
    const auto test = [](Listener& mine) -> Task<> {
        auto one = co_await client(mine.local());
        EXPECT_EQ(co_await greeting(one), "220 ready\r\n");
        mine.stop();
    };
    loop.runAll(test(*listener));
}

TEST(Admission, ZoneAndClientAndIpv6Networks) {
    Admission admission({4, 2});
    const auto from = [](const char* text) { return asio::ip::make_address(text); };
    std::vector<Admission::Ticket> tickets;
    const auto admit = [&](const char* text) -> std::optional<Refusal> {
        auto ticket = admission.admit(from(text));
        if (!ticket) return ticket.error();
        tickets.push_back(std::move(*ticket));
        return std::nullopt;
    };
    EXPECT_EQ(admit("2001:db8::1"), std::nullopt);
    EXPECT_EQ(admit("2001:db8::2"), std::nullopt);
    EXPECT_EQ(admit("2001:db8::3"), Refusal::clientFull) << "the same /64";
    EXPECT_EQ(admit("2001:db8:0:1::3"), std::nullopt);
    EXPECT_EQ(admit("10.0.0.1"), std::nullopt);
    EXPECT_EQ(admit("10.0.0.2"), Refusal::zoneFull);
    EXPECT_EQ(admission.connections(), 4U);
    tickets.erase(tickets.begin());
    EXPECT_EQ(admission.connections(), 3U);
    EXPECT_EQ(admit("2001:db8::9"), std::nullopt);
    tickets.clear();
    EXPECT_EQ(admission.connections(), 0U);
}

TEST(ParseEndpoint, Rows) {
    EXPECT_EQ(parseEndpoint("127.0.0.1:25"), Endpoint(address_v4::loopback(), 25));
    EXPECT_EQ(parseEndpoint("[::1]:993"), Endpoint(address_v6::loopback(), 993));
    for (const char* text : {"", "127.0.0.1", "::1:25", "[127.0.0.1]:25", "localhost:25",
                             "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:25x", "[::1:25", "1.2.3.4:-1"})
        EXPECT_FALSE(parseEndpoint(text)) << text;
}

TEST(Connector, FamiliesAlternate) {
    const auto at = [](const char* text) { return Endpoint(asio::ip::make_address(text), 25); };
    EXPECT_EQ(interleaved({at("::1"), at("::2"), at("::3"), at("1.1.1.1"), at("2.2.2.2")}),
              (std::vector{at("::1"), at("1.1.1.1"), at("::2"), at("2.2.2.2"), at("::3")}));
    EXPECT_EQ(interleaved({at("1.1.1.1"), at("::1"), at("2.2.2.2"), at("::2")}),
              (std::vector{at("1.1.1.1"), at("::1"), at("2.2.2.2"), at("::2")}));
    EXPECT_TRUE(interleaved({}).empty());
}

TEST(Connector, ARefusedAddressHandsOverAtOnceADeadOneAfterTheDelay) {
    Loop loop;
    asio::ip::tcp::acceptor acceptor(loop.executor(), loopback());
    asio::ip::tcp::acceptor closed(loop.executor(), loopback());
    const auto refusing = closed.local_endpoint();
    closed.close();
    // A backlog that is full: the kernel drops further SYNs, as a dead host does.
    asio::ip::tcp::acceptor full(loop.executor());
    full.open(asio::ip::tcp::v4());
    full.bind(loopback());
    full.listen(0);
    std::vector<std::unique_ptr<Stream::Socket>> fillers;
    for (int i = 0; i < 4; ++i) {
        auto& socket = *fillers.emplace_back(std::make_unique<Stream::Socket>(loop.executor()));
        socket.async_connect(full.local_endpoint(), [](boost::system::error_code) {});
    }
    const auto test = [](Endpoint good, Endpoint refused, Endpoint dead) -> Task<> {
        const auto executor = co_await asio::this_coro::executor;
        co_await pause(10ms);
        ConnectOptions options;
        options.localV4 = address_v4::loopback();
        auto began = std::chrono::steady_clock::now();
        options.attemptDelay = 15s;
        const auto first = co_await connectAny(executor, {refused, good}, options, soon());
        EXPECT_TRUE(first) << first.error().detail;
        EXPECT_LT(std::chrono::steady_clock::now() - began, 10s);
        options.attemptDelay = 50ms;
        began = std::chrono::steady_clock::now();
        const auto second = co_await connectAny(executor, {dead, good}, options, soon());
        EXPECT_TRUE(second) << second.error().detail;
        EXPECT_GE(std::chrono::steady_clock::now() - began, 50ms);
        const auto none = co_await connectAny(executor, {refused}, options, soon());
        EXPECT_FALSE(none);
        if (!none) {
            EXPECT_EQ(none.error().kind, NetErrorKind::refused);
        }
        const auto late = co_await connectAny(executor, {dead}, options, after(50ms));
        EXPECT_FALSE(late);
        if (!late) {
            EXPECT_EQ(late.error().kind, NetErrorKind::timeout);
        }
        options.families = ConnectOptions::Families::zoneOnly;
        const auto outside = co_await connectAny(executor, {Endpoint(address_v6::loopback(), 1)}, options, soon());
        EXPECT_FALSE(outside);
        if (!outside) {
            EXPECT_EQ(outside.error().kind, NetErrorKind::unreachable);
        }
    };
    loop.runAll(test(acceptor.local_endpoint(), refusing, full.local_endpoint()));
}

// Sessions spread over two loops, as the processes run them; SIGTERM ends it all.
TEST(Runtime, ManySessionsOnTwoLoopsAndASignal) {
    Sessions sessions;
    std::atomic<int> served{0};
    Runtime runtime({.loops = 2, .handshakeThreads = 1, .handshakeQueue = 8});
    ListenerOptions options{"test", std::make_shared<Admission>(AdmissionLimits{1'000, 1'000}), "",
                            [&] { return runtime.next(); },
                            [&](Stream stream) -> Task<> { return greet(sessions, std::move(stream)); }};
    auto listener = Listener::open(runtime.main(), loopback(), sessions, std::move(options));
    ASSERT_TRUE(listener);
    listener->start();
    const auto end = [](Runtime& mine, Sessions& running) -> Task<> {
        EXPECT_TRUE(co_await running.ended(soon()));
        mine.stop();
    };
    runtime.onStop([&] {
        listener->stop();
        sessions.stop();
        asio::co_spawn(runtime.main(), end(runtime, sessions), [](std::exception_ptr) {});
    });
    std::thread clients([&, to = listener->local()] {
        Loop loop;
        const auto visit = [](Endpoint where, std::atomic<int>& count, int all) -> Task<> {
            auto stream = co_await connectAny(co_await asio::this_coro::executor, {where}, {}, soon());
            EXPECT_TRUE(stream) << stream.error().detail;
            if (!stream) co_return;
            EXPECT_TRUE(co_await stream->readChunk(soon()));
            if (++count == all) ::kill(::getpid(), SIGTERM);
            const auto goodbye = co_await stream->readChunk(soon());
            EXPECT_TRUE(goodbye);
            if (goodbye) {
                EXPECT_EQ(goodbye->bytes(), "421 stopping\r\n");
            }
        };
        for (int i = 0; i < 200; ++i) loop.add(visit(to, served, 200));
        loop.run();
    });
    runtime.run();
    clients.join();
    EXPECT_EQ(served.load(), 200);
    EXPECT_EQ(sessions.count(), 0U);
}

}  // namespace
}  // namespace tram::net
