// The stream in the clear: deadlines, wakes, ends, and Beast on top of it.
#include "net/stream.hpp"

#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <thread>

#include "base/limits.hpp"
#include "net/handshake_pool.hpp"
#include "net/loopback_fixture.hpp"

namespace tram::net {
namespace {

using namespace test;
using std::chrono::steady_clock;

Task<> expectRead(Stream& stream, NetErrorKind kind, Deadline deadline) {
    const auto chunk = co_await stream.readChunk(deadline);
    EXPECT_FALSE(chunk);
    if (!chunk) {
        EXPECT_EQ(nameOf(chunk.error().kind), nameOf(kind)) << chunk.error().detail;
    }
}

TEST(Stream, KnowsItsEnds) {
    Loop loop;
    auto pair = streamPair(loop.executor());
    EXPECT_EQ(pair.server.remote(), pair.client.local());
    EXPECT_EQ(pair.server.local(), pair.client.remote());
    EXPECT_FALSE(pair.server.isTls());
    EXPECT_FALSE(pair.server.tlsInfo());
    EXPECT_FALSE(pair.server.tlsExporterBinding());
}

TEST(Stream, ACleanEndIsClosed) {
    Loop loop;
    auto pair = streamPair(loop.executor());
    const auto say = [](Stream& stream) -> Task<> {
        const std::array<ByteView, 3> pieces = {"one ", "", "two"};
        EXPECT_TRUE(co_await stream.writeAll(pieces, soon()));
        EXPECT_TRUE(co_await stream.shutdown(soon()));
        co_await expectRead(stream, NetErrorKind::closed, soon());
    };
    const auto hear = [](Stream& stream) -> Task<> {
        const auto chunk = co_await stream.readChunk(soon());
        EXPECT_TRUE(chunk);
        if (chunk) {
            EXPECT_EQ(chunk->bytes(), "one two");
        }
        co_await expectRead(stream, NetErrorKind::closed, soon());
        stream.close();
        co_await expectRead(stream, NetErrorKind::cancelled, soon());
    };
    loop.runAll(say(pair.server), hear(pair.client));
}

TEST(Stream, ABrokenConnectionIsReset) {
    Loop loop;
    auto pair = streamPair(loop.executor());
    const auto cut = [](Stream& stream) -> Task<> {
        co_await pause(5ms);
        boost::system::error_code ignored;
        stream.lowest_layer().set_option(asio::socket_base::linger(true, 0), ignored);
        stream.close();
    };
    loop.runAll(cut(pair.server), expectRead(pair.client, NetErrorKind::reset, soon()));
}

TEST(Stream, DeadlinesShorterAndLongerThanTheOneBefore) {
    Loop loop;
    auto pair = streamPair(loop.executor());
    const auto wait = [](Stream& stream) -> Task<> {
        for (const auto span : {60ms, 20ms, 40ms, 0ms, 30ms}) {
            const auto began = steady_clock::now();
            co_await expectRead(stream, NetErrorKind::timeout, began + span);
            EXPECT_GE(steady_clock::now() - began, span);
            EXPECT_LT(steady_clock::now() - began, span + 5s);
        }
        // The stream is as good as before.
        EXPECT_TRUE(co_await stream.writeAll("still", soon()));
    };
    const auto hear = [](Stream& stream) -> Task<> {
        const auto chunk = co_await stream.readChunk(soon());
        EXPECT_TRUE(chunk);
    };
    loop.runAll(wait(pair.server), hear(pair.client));
}

TEST(Stream, AByteNowAndThenDoesNotMoveTheDeadline) {
    Loop loop;
    auto pair = streamPair(loop.executor());
    const auto drip = [](Stream& stream) -> Task<> {
        while (co_await stream.writeAll("x", soon())) co_await pause(10ms);
    };
    const auto command = [](Stream& stream) -> Task<> {
        // As a session does: one deadline for the whole command.
        const auto deadline = after(100ms);
        std::string line;
        for (;;) {
            const auto chunk = co_await stream.readChunk(deadline);
            if (!chunk) {
                EXPECT_EQ(chunk.error().kind, NetErrorKind::timeout);
                break;
            }
            line += chunk->bytes();
        }
        EXPECT_GE(line.size(), 1U);
        EXPECT_LT(line.size(), 50U);
        stream.close();
    };
    loop.runAll(drip(pair.client), command(pair.server));
}

TEST(Stream, APeerThatNeverReadsMeetsTheWriteDeadline) {
    Loop loop;
    auto pair = streamPair(loop.executor());
    const Bytes much(64 * limits::MiB, 'x');
    const auto write = [](Stream& stream, const Bytes& bytes) -> Task<> {
        const auto written = co_await stream.writeAll(bytes, after(50ms));
        EXPECT_FALSE(written);
        if (!written) {
            EXPECT_EQ(written.error().kind, NetErrorKind::timeout);
        }
    };
    // Meanwhile a read with a later deadline goes on waiting.
    loop.runAll(write(pair.server, much), expectRead(pair.server, NetErrorKind::timeout, after(150ms)));
}

TEST(Stream, AWakeInterruptsTheReadAndLosesNothing) {
    Loop loop;
    auto pair = streamPair(loop.executor());
    const auto waker = pair.server.waker();
    std::thread elsewhere;
    const auto hear = [](Stream& stream, const Waker& own, std::thread& thread) -> Task<> {
        thread = std::thread([own] { own.wake(); });
        co_await expectRead(stream, NetErrorKind::interrupted, soon());
        thread.join();
        // One that comes while nobody reads is for the next read.
        own.wake();
        co_await pause(1ms);
        co_await expectRead(stream, NetErrorKind::interrupted, soon());
        const auto chunk = co_await stream.readChunk(soon());
        EXPECT_TRUE(chunk);
        if (chunk) {
            EXPECT_EQ(chunk->bytes(), "data");
        }
    };
    const auto say = [](Stream& stream) -> Task<> {
        co_await pause(20ms);
        EXPECT_TRUE(co_await stream.writeAll("data", soon()));
    };
    loop.runAll(hear(pair.server, waker, elsewhere), say(pair.client));
}

TEST(Stream, AbortEndsReadAndWrite) {
    Loop loop;
    auto pair = streamPair(loop.executor());
    const Bytes much(64 * limits::MiB, 'x');
    const auto write = [](Stream& stream, const Bytes& bytes) -> Task<> {
        const auto written = co_await stream.writeAll(bytes, soon());
        EXPECT_FALSE(written);
        if (!written) {
            EXPECT_EQ(written.error().kind, NetErrorKind::cancelled);
        }
    };
    const auto abort = [](const Waker waker) -> Task<> {
        co_await pause(10ms);
        waker.abort();
    };
    loop.runAll(write(pair.server, much), expectRead(pair.server, NetErrorKind::cancelled, soon()),
                abort(pair.server.waker()));
}

TEST(Stream, AWakerOutlivesItsStream) {
    Loop loop;
    Waker waker;
    {
        auto pair = streamPair(loop.executor());
        waker = pair.server.waker();
    }
    waker.wake();
    waker.abort();
    Waker().wake();
    loop.context.poll();
}

TEST(Stream, ABusyPeerDoesNotKeepTheThread) {
    Loop loop;
    auto pair = streamPair(loop.executor());
    bool flooding = true;
    const auto flood = [](Stream& stream, const bool& going) -> Task<> {
        const Bytes block(256 * limits::KiB, 'x');
        while (going && co_await stream.writeAll(block, soon())) {
        }
        stream.close();
    };
    const auto drink = [](Stream& stream) -> Task<> {
        while (co_await stream.readChunk(soon())) {
        }
    };
    const auto other = [](bool& going) -> Task<> {
        for (int i = 0; i < 20; ++i) co_await pause(1ms);
        going = false;
    };
    loop.runAll(flood(pair.client, flooding), drink(pair.server), other(flooding));
}

TEST(Stream, AsioReadsAndWrites) {
    Loop loop;
    auto pair = streamPair(loop.executor());
    pair.server.expiresAt(after(200ms));
    pair.client.expiresAt(soon());
    const Bytes data(1'000'000, 'y');
    const auto write = [](Stream& stream, const Bytes& bytes) -> Task<> {
        EXPECT_EQ(co_await asio::async_write(stream, asio::buffer(bytes), asio::use_awaitable), bytes.size());
        EXPECT_TRUE(co_await stream.shutdown(soon()));
        boost::system::error_code error;
        std::array<char, 1> space;
        co_await stream.async_read_some(asio::buffer(space), asio::redirect_error(asio::use_awaitable, error));
        EXPECT_EQ(error, asio::error::timed_out);
        EXPECT_EQ(co_await stream.async_read_some(asio::mutable_buffer(), asio::use_awaitable), 0U);
        stream.close();
    };
    const auto read = [](Stream& stream, const Bytes& bytes) -> Task<> {
        Bytes got;
        boost::system::error_code error;
        co_await asio::async_read(stream, asio::dynamic_buffer(got), asio::redirect_error(asio::use_awaitable, error));
        EXPECT_EQ(error, asio::error::eof);
        EXPECT_TRUE(got == bytes);
        co_await expectRead(stream, NetErrorKind::closed, soon());
    };
    loop.runAll(write(pair.server, data), read(pair.client, data));
}

TEST(Stream, BeastSpeaksHttpOverItUnderTls) {
    namespace http = boost::beast::http;
    Certificates certificates;
    Loop loop;
    HandshakePool pool(1, 8);
    auto pair = streamPair(loop.executor());
    const auto serve = [](Stream& stream, std::shared_ptr<TlsServerContext> context, HandshakePool& workers) -> Task<> {
        EXPECT_TRUE(co_await stream.handshakeServer(context, workers, soon()));
        stream.expiresAt(soon());
        boost::beast::flat_buffer buffer;
        http::request<http::string_body> request;
        co_await http::async_read(stream, buffer, request, asio::use_awaitable);
        http::response<http::string_body> response(http::status::ok, 11);
        response.body() = std::string(request.target()) + " " + std::to_string(request.body().size());
        response.prepare_payload();
        co_await http::async_write(stream, response, asio::use_awaitable);
        EXPECT_TRUE(co_await stream.shutdown(soon()));
    };
    const auto ask = [](Stream& stream, std::shared_ptr<TlsClientContext> context, HandshakePool& workers) -> Task<> {
        EXPECT_TRUE(co_await stream.handshakeClient(context, "localhost", "d", workers, soon()));
        stream.expiresAt(soon());
        http::request<http::string_body> request(http::verb::post, "/jmap", 11);
        request.body() = std::string(100'000, 'j');
        request.prepare_payload();
        co_await http::async_write(stream, request, asio::use_awaitable);
        boost::beast::flat_buffer buffer;
        http::response<http::string_body> response;
        co_await http::async_read(stream, buffer, response, asio::use_awaitable);
        EXPECT_EQ(response.body(), "/jmap 100000");
    };
    loop.runAll(
        serve(pair.server, TlsServerContext::create({.certificates = {certificates.files("server")}}).value(), pool),
        ask(pair.client, TlsClientContext::create({.authorities = {certificates.caFile()}}).value(), pool));
}

}  // namespace
}  // namespace tram::net
