// TLS between our own two ends and against OpenSSL's.
#include <array>
#include <cstdio>
#include <fstream>
#include <thread>
#include <tuple>
#include <type_traits>

#include "base/random.hpp"
#include "net/handshake_pool.hpp"
#include "net/loopback_fixture.hpp"

namespace tram::net {
namespace {

using namespace test;

class Tls : public testing::Test {
protected:
    std::shared_ptr<TlsServerContext> server(TlsServerOptions options = {}) {
        if (options.certificates.empty()) options.certificates = {certificates.files("server")};
        auto context = TlsServerContext::create(std::move(options));
        EXPECT_TRUE(context) << context.error().detail;
        return *context;
    }
    std::shared_ptr<TlsClientContext> client(TlsClientOptions options = {}) {
        if (options.authorities.empty()) options.authorities = {certificates.caFile()};
        auto context = TlsClientContext::create(std::move(options));
        EXPECT_TRUE(context) << context.error().detail;
        return *context;
    }

    struct Ends {
        std::expected<TlsInfo, NetError> server = std::unexpected(NetError{});
        std::expected<TlsInfo, NetError> client = std::unexpected(NetError{});
        std::optional<std::array<std::uint8_t, 32>> serverBinding;
        std::optional<std::array<std::uint8_t, 32>> clientBinding;
    };
    static Task<> serve(Stream& stream, std::shared_ptr<TlsServerContext> context, HandshakePool& pool, Ends& ends) {
        ends.server = co_await stream.handshakeServer(std::move(context), pool, soon());
        if (!ends.server) co_return stream.close();
        ends.serverBinding = stream.tlsExporterBinding();
        const auto chunk = co_await stream.readChunk(soon());
        EXPECT_TRUE(chunk) << chunk.error().detail;
        if (chunk) {
            EXPECT_TRUE(co_await stream.writeAll(chunk->bytes(), soon()));
        }
        EXPECT_TRUE(co_await stream.shutdown(soon()));
    }
    static Task<> ask(Stream& stream, std::shared_ptr<TlsClientContext> context, std::string name, HandshakePool& pool,
                      Ends& ends) {
        ends.client = co_await stream.handshakeClient(std::move(context), name, name + ":25", pool, soon());
        if (!ends.client) co_return stream.close();
        ends.clientBinding = stream.tlsExporterBinding();
        const auto written = co_await stream.writeAll("xin chào", soon());
        std::array<char, 100> space;
        const auto read = co_await stream.readSome(space, soon());
        if (!ends.server) co_return;
        EXPECT_TRUE(written);
        EXPECT_TRUE(read) << read.error().detail;
        if (read) {
            EXPECT_EQ(ByteView(space.data(), *read), "xin chào");
        }
        const auto end = co_await stream.readSome(space, soon());
        EXPECT_FALSE(end);
        if (!end) {
            EXPECT_EQ(end.error().kind, NetErrorKind::closed);
        }
    }
    Ends converse(std::shared_ptr<TlsServerContext> serverContext, std::shared_ptr<TlsClientContext> clientContext,
                  std::string name = "mx.example.vn") {
        Ends ends;
        auto pair = streamPair(loop.executor());
        loop.runAll(serve(pair.server, std::move(serverContext), pool, ends),
                    ask(pair.client, std::move(clientContext), std::move(name), pool, ends));
        return ends;
    }

    Certificates certificates;
    Loop loop;  // before the pool, whose work comes back to it
    HandshakePool pool{2, 64};
};

class TlsVersions : public Tls, public testing::WithParamInterface<TlsVersion> {};

TEST_P(TlsVersions, BothEndsAgree) {
    const bool is13 = GetParam() == TlsVersion::tls13;
    const auto ends = converse(server({.applicationProtocols = {"imap"}}),
                               client({.applicationProtocols = {"pop3", "imap"}, .maximum = GetParam()}));
    ASSERT_TRUE(ends.server) << ends.server.error().detail;
    ASSERT_TRUE(ends.client) << ends.client.error().detail;
    for (const auto& info : {*ends.server, *ends.client}) {
        EXPECT_EQ(info.version, is13 ? "TLSv1.3" : "TLSv1.2");
        EXPECT_EQ(info.cipher, is13 ? "TLS_AES_128_GCM_SHA256" : "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
        EXPECT_EQ(info.applicationProtocol, "imap");
        EXPECT_EQ(info.serverName, "mx.example.vn");
        EXPECT_EQ(info.resumed, TlsInfo::Resumed::no);
    }
    EXPECT_EQ(ends.client->peer, TlsInfo::Peer::verified);
    EXPECT_EQ(ends.server->peer, TlsInfo::Peer::anonymous);
    EXPECT_EQ(ends.serverBinding.has_value(), is13);
    EXPECT_EQ(ends.serverBinding, ends.clientBinding);
}

TEST_P(TlsVersions, SessionsAreResumedAlsoAfterAReload) {
    const auto serverContext = server();
    const auto clientContext = client({.maximum = GetParam()});
    EXPECT_EQ(converse(serverContext, clientContext).client->resumed, TlsInfo::Resumed::no);
    for (int round = 0; round < 3; ++round) {
        const auto ends = converse(serverContext, clientContext);
        ASSERT_TRUE(ends.client) << ends.client.error().detail;
        EXPECT_EQ(ends.client->resumed, TlsInfo::Resumed::yes);
        EXPECT_EQ(ends.server->resumed, TlsInfo::Resumed::yes);
        EXPECT_EQ(ends.client->peer, TlsInfo::Peer::verified);
        EXPECT_EQ(ends.server->serverName, "mx.example.vn");
        EXPECT_TRUE(serverContext->reload());
    }
    EXPECT_EQ(converse(serverContext, clientContext, "localhost").client->resumed, TlsInfo::Resumed::no)
        << "another destination";
}

TEST_P(TlsVersions, AFullDuplexMegabyteArrivesUnchanged) {
    auto pair = streamPair(loop.executor());
    Ends ends;
    Bytes data(3'000'000, '\0');
    SeededRandom random(7);
    random.fill({reinterpret_cast<std::uint8_t*>(data.data()), data.size()});
    const auto greet = [](Stream& stream, auto context, HandshakePool& workers) -> Task<> {
        if constexpr (std::is_same_v<decltype(context), std::shared_ptr<TlsServerContext>>)
            EXPECT_TRUE(co_await stream.handshakeServer(context, workers, soon()));
        else
            EXPECT_TRUE(co_await stream.handshakeClient(context, "localhost", "d", workers, soon()));
    };
    loop.runAll(greet(pair.server, server({.maximum = GetParam()}), pool), greet(pair.client, client(), pool));
    const auto write = [](Stream& stream, const Bytes& bytes) -> Task<> {
        EXPECT_TRUE(co_await stream.writeAll(bytes, soon()));
    };
    const auto read = [](Stream& stream, const Bytes& expected) -> Task<> {
        Bytes got;
        while (got.size() < expected.size()) {
            const auto chunk = co_await stream.readChunk(soon());
            EXPECT_TRUE(chunk) << chunk.error().detail;
            if (!chunk) break;
            got += chunk->bytes();
        }
        EXPECT_TRUE(got == expected);
    };
    loop.runAll(write(pair.server, data), write(pair.client, data), read(pair.server, data), read(pair.client, data));
}

// The server speaks first, so that its tickets and its greeting are there together when the client reads.
TEST_P(TlsVersions, AGreetingBehindTheTicketsIsSeen) {
    const auto serverContext = server();
    const auto clientContext = client({.maximum = GetParam()});
    const auto serve = [](Stream& stream, std::shared_ptr<TlsServerContext> context, HandshakePool& workers) -> Task<> {
        EXPECT_TRUE(co_await stream.handshakeServer(std::move(context), workers, soon()));
        EXPECT_TRUE(co_await stream.writeAll("* OK ready\r\n", soon()));
    };
    const auto ask = [](Stream& stream, std::shared_ptr<TlsClientContext> context, HandshakePool& workers) -> Task<> {
        EXPECT_TRUE(co_await stream.handshakeClient(std::move(context), "localhost", "d", workers, soon()));
        co_await pause(20ms);
        const auto chunk = co_await stream.readChunk(after(5s));
        EXPECT_TRUE(chunk) << chunk.error().detail;
        if (chunk) {
            EXPECT_EQ(chunk->bytes(), "* OK ready\r\n");
        }
    };
    for (int round = 0; round < 5; ++round) {
        auto pair = streamPair(loop.executor());
        loop.runAll(serve(pair.server, serverContext, pool), ask(pair.client, clientContext, pool));
        EXPECT_TRUE(clientContext->takeSession("d")) << "the ticket was kept";
    }
}

INSTANTIATE_TEST_SUITE_P(, TlsVersions, testing::Values(TlsVersion::tls12, TlsVersion::tls13),
                         [](const auto& row) { return row.param == TlsVersion::tls12 ? "Tls12" : "Tls13"; });

TEST_F(Tls, TheNameAskedForChoosesTheCertificate) {
    certificates.issue("second", {"mail.tinh.gov.vn", "*.xa.gov.vn"});
    const auto context = server({.certificates = {certificates.files("server"), certificates.files("second")}});
    // The client requires the name, so a verified peer shows that the right certificate came.
    for (const char* name : {"mx.example.vn", "mail.tinh.gov.vn", "MAIL.tinh.gov.vn", "tan-an.xa.gov.vn"}) {
        const auto ends = converse(context, client(), name);
        ASSERT_TRUE(ends.client) << name << ": " << ends.client.error().detail;
        EXPECT_EQ(ends.client->peer, TlsInfo::Peer::verified) << name;
    }
    for (const char* name : {"unknown.vn", "a.b.xa.gov.vn", "xa.gov.vn"}) {
        const auto ends = converse(context, client(), name);
        ASSERT_FALSE(ends.client) << name;
        EXPECT_EQ(ends.client.error().kind, NetErrorKind::untrusted) << name;
        const auto lenient = converse(context, client({.verification = PeerVerification::opportunistic}), name);
        ASSERT_TRUE(lenient.client) << name;
        EXPECT_EQ(lenient.client->peer, TlsInfo::Peer::unverified) << name;
    }
}

TEST_F(Tls, AnAuthorityNobodyTrusts) {
    Certificates others;
    for (const auto version : {TlsVersion::tls12, TlsVersion::tls13}) {
        const auto strict = converse(server(), client({.authorities = {others.caFile()}, .maximum = version}));
        ASSERT_FALSE(strict.client);
        EXPECT_EQ(strict.client.error().kind, NetErrorKind::untrusted);
        EXPECT_FALSE(strict.client.error().detail.empty());
        const auto lenient = converse(server(), client({.verification = PeerVerification::opportunistic,
                                                        .authorities = {others.caFile()},
                                                        .maximum = version}));
        ASSERT_TRUE(lenient.client) << lenient.client.error().detail;
        EXPECT_EQ(lenient.client->peer, TlsInfo::Peer::unverified);
    }
}

TEST_F(Tls, AnIpAddressIsCheckedAgainstTheCertificate) {
    const auto ends = converse(server(), client(), "127.0.0.1");
    ASSERT_TRUE(ends.client) << ends.client.error().detail;
    EXPECT_EQ(ends.client->peer, TlsInfo::Peer::verified);
}

TEST_F(Tls, NoCommonVersionOrProtocol) {
    const auto versions = converse(server({.minimum = TlsVersion::tls13}), client({.maximum = TlsVersion::tls12}));
    ASSERT_FALSE(versions.server);
    EXPECT_EQ(versions.server.error().kind, NetErrorKind::tls);
    EXPECT_FALSE(versions.client);
    const auto protocols =
        converse(server({.applicationProtocols = {"imap"}}), client({.applicationProtocols = {"h2"}}));
    ASSERT_FALSE(protocols.server);
    EXPECT_EQ(protocols.server.error().kind, NetErrorKind::tls);
}

TEST_F(Tls, ReloadServesTheNewCertificateAndKeepsRunningSessions) {
    const auto context = server();
    auto pair = streamPair(loop.executor());
    const auto handshake = [](Stream& stream, std::shared_ptr<TlsServerContext> mine,
                              HandshakePool& workers) -> Task<> {
        EXPECT_TRUE(co_await stream.handshakeServer(mine, workers, soon()));
    };
    const auto connect = [](Stream& stream, std::shared_ptr<TlsClientContext> mine, HandshakePool& workers) -> Task<> {
        EXPECT_TRUE(co_await stream.handshakeClient(mine, "mx.example.vn", "d", workers, soon()));
    };
    loop.runAll(handshake(pair.server, context, pool), connect(pair.client, client(), pool));

    certificates.issue("server", {"new.example.vn"});
    ASSERT_TRUE(context->reload());
    EXPECT_TRUE(converse(context, client(), "new.example.vn").client);
    EXPECT_FALSE(converse(context, client(), "mx.example.vn").client);

    const auto write = [](Stream& stream) -> Task<> { EXPECT_TRUE(co_await stream.writeAll("still here", soon())); };
    const auto read = [](Stream& stream) -> Task<> {
        const auto chunk = co_await stream.readChunk(soon());
        EXPECT_TRUE(chunk);
        if (chunk) {
            EXPECT_EQ(chunk->bytes(), "still here");
        }
    };
    loop.runAll(write(pair.client), read(pair.server));

    // A broken file changes nothing.
    std::ofstream(certificates.files("server").chain) << "rubbish";
    const auto broken = context->reload();
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().kind, NetErrorKind::malformed);
    EXPECT_TRUE(converse(context, client(), "new.example.vn").client);
}

TEST_F(Tls, TheFirstCertificateThatEndsIsTold) {
    const auto issueUntil = [&](const std::string& name, std::chrono::sys_seconds until) {
        const auto pair =
            issueServerCertificate(certificates.authority, {"mx.example.vn"}, {Certificates::validity().from, until});
        ASSERT_TRUE(pair) << pair.error().detail;
        ASSERT_TRUE(writeCertificate(*pair, certificates.files(name).chain, certificates.files(name).key));
    };
    const auto today = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    issueUntil("server", today + 240h);
    issueUntil("second", today + 48h);
    const auto context =
        TlsServerContext::create({.certificates = {certificates.files("server"), certificates.files("second")}});
    ASSERT_TRUE(context);
    EXPECT_EQ((*context)->validUntil(), today + 48h);
    issueUntil("second", today + 480h);
    EXPECT_EQ((*context)->validUntil(), today + 48h) << "it is not in use yet";
    ASSERT_TRUE((*context)->reload());
    EXPECT_EQ((*context)->validUntil(), today + 240h);
}

TEST_F(Tls, FilesThatWillNotDo) {
    const auto missing = TlsServerContext::create({.certificates = {{"/nonexistent/a.crt", "/nonexistent/a.key"}}});
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().kind, NetErrorKind::notFound);
    certificates.issue("second", {"b"});
    const auto mixed = TlsServerContext::create(
        {.certificates = {{certificates.files("server").chain, certificates.files("second").key}}});
    ASSERT_FALSE(mixed);
    EXPECT_EQ(mixed.error().kind, NetErrorKind::malformed);
    EXPECT_FALSE(TlsServerContext::create({}));
    EXPECT_FALSE(TlsClientContext::create({.authorities = {"/nonexistent"}}));
}

TEST_F(Tls, ACutConnectionIsToldFromACleanEnd) {
    auto pair = streamPair(loop.executor());
    const auto serve = [](Stream& stream, std::shared_ptr<TlsServerContext> mine, HandshakePool& workers) -> Task<> {
        EXPECT_TRUE(co_await stream.handshakeServer(mine, workers, soon()));
        EXPECT_TRUE(co_await stream.writeAll("half of the", soon()));
        boost::system::error_code ignored;
        stream.lowest_layer().shutdown(Stream::Socket::shutdown_send, ignored);  // no close_notify
    };
    const auto ask = [](Stream& stream, std::shared_ptr<TlsClientContext> mine, HandshakePool& workers) -> Task<> {
        EXPECT_TRUE(co_await stream.handshakeClient(mine, "localhost", "d", workers, soon()));
        EXPECT_TRUE(co_await stream.readChunk(soon()));
        const auto end = co_await stream.readChunk(soon());
        EXPECT_FALSE(end);
        if (!end) {
            EXPECT_EQ(end.error().kind, NetErrorKind::truncated);
        }
    };
    loop.runAll(serve(pair.server, server(), pool), ask(pair.client, client(), pool));
}

TEST_F(Tls, RubbishInsteadOfAHandshake) {
    auto pair = streamPair(loop.executor());
    const auto serve = [](Stream& stream, std::shared_ptr<TlsServerContext> mine, HandshakePool& workers) -> Task<> {
        const auto info = co_await stream.handshakeServer(mine, workers, soon());
        EXPECT_FALSE(info);
        if (!info) {
            EXPECT_EQ(info.error().kind, NetErrorKind::tls);
        }
    };
    const auto ask = [](Stream& stream) -> Task<> {
        EXPECT_TRUE(co_await stream.writeAll("EHLO i.do.not.speak.tls\r\n", soon()));
    };
    loop.runAll(serve(pair.server, server(), pool), ask(pair.client));
}

TEST_F(Tls, ASilentClientMeetsTheDeadline) {
    auto pair = streamPair(loop.executor());
    const auto serve = [](Stream& stream, std::shared_ptr<TlsServerContext> mine, HandshakePool& workers) -> Task<> {
        const auto info = co_await stream.handshakeServer(mine, workers, after(50ms));
        EXPECT_FALSE(info);
        if (!info) {
            EXPECT_EQ(info.error().kind, NetErrorKind::timeout);
        }
    };
    loop.runAll(serve(pair.server, server(), pool));
}

TEST_F(Tls, AFullHandshakeQueueRefuses) {
    HandshakePool none(1, 0);
    auto pair = streamPair(loop.executor());
    const auto ask = [](Stream& stream, std::shared_ptr<TlsClientContext> mine, HandshakePool& workers) -> Task<> {
        const auto info = co_await stream.handshakeClient(mine, "localhost", "d", workers, soon());
        EXPECT_FALSE(info);
        if (!info) {
            EXPECT_EQ(info.error().kind, NetErrorKind::overloaded);
        }
    };
    loop.runAll(ask(pair.client, client(), none));
    EXPECT_EQ(none.waiting(), 0U);
}

TEST_F(Tls, ClosingDuringTheHandshakeEndsIt) {
    for (int microseconds = 0; microseconds < 3000; microseconds += 150) {
        auto pair = streamPair(loop.executor());
        Ends ends;
        const auto cut = [](Stream& stream, int span) -> Task<> {
            asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::microseconds(span));
            co_await timer.async_wait(asio::use_awaitable);
            stream.close();
        };
        const auto quietServer = [](Stream& stream, std::shared_ptr<TlsServerContext> mine,
                                    HandshakePool& workers) -> Task<> {
            (void)co_await stream.handshakeServer(mine, workers, soon());
            stream.close();
        };
        const auto quietClient = [](Stream& stream, std::shared_ptr<TlsClientContext> mine,
                                    HandshakePool& workers) -> Task<> {
            (void)co_await stream.handshakeClient(mine, "localhost", "d", workers, soon());
            stream.close();
        };
        loop.runAll(quietServer(pair.server, server(), pool), quietClient(pair.client, client(), pool),
                    cut(pair.server, microseconds));
    }
}

TEST(TlsClientSessions, AreBoundedAndHandedOutOnce) {
    Certificates certificates;
    auto context = TlsClientContext::create({.authorities = {certificates.caFile()}}).value();
    for (int i = 0; i < 1'500; ++i) context->saveSession("host" + std::to_string(i), "s" + std::to_string(i));
    EXPECT_FALSE(context->takeSession("host0"));
    EXPECT_FALSE(context->takeSession("host499"));
    EXPECT_EQ(context->takeSession("host1499"), "s1499");
    EXPECT_FALSE(context->takeSession("host1499"));
    context->saveSession("host700", "newer");
    EXPECT_EQ(context->takeSession("host700"), "newer");
}

// OpenSSL's client as a stranger: what we say to ourselves might be wrong on both sides.
class OpensslClient : public Tls {
protected:
    static Task<> serveOnce(asio::ip::tcp::acceptor& acceptor, std::shared_ptr<TlsServerContext> context,
                            HandshakePool& workers, std::optional<TlsInfo>& info) {
        Stream stream(co_await acceptor.async_accept(asio::use_awaitable));
        auto handshake = co_await stream.handshakeServer(std::move(context), workers, soon());
        EXPECT_TRUE(handshake) << handshake.error().detail;
        if (!handshake) co_return;
        info = *handshake;
        const auto chunk = co_await stream.readChunk(soon());
        EXPECT_TRUE(chunk) << chunk.error().detail;
        if (chunk) {
            EXPECT_TRUE(co_await stream.writeAll("SEEN " + std::string(chunk->bytes()), soon()));
        }
        EXPECT_TRUE(co_await stream.shutdown(soon()));
        // Until OpenSSL has gone too, so that nothing it still sends meets a reset.
        while (co_await stream.readChunk(soon())) {
        }
    }

    std::string run(const std::string& arguments, std::shared_ptr<TlsServerContext> context,
                    std::optional<TlsInfo>& info) {
        asio::ip::tcp::acceptor acceptor(loop.executor(), Endpoint(asio::ip::address_v4::loopback(), 0));
        const std::string command = "printf 'hello from openssl\\n' | openssl s_client -connect 127.0.0.1:" +
                                    std::to_string(acceptor.local_endpoint().port()) + " -CAfile " +
                                    certificates.caFile().native() + " -verify_return_error -ign_eof " + arguments +
                                    " 2>&1";
        std::string output;
        std::thread client([&] {
            FILE* pipe = ::popen(command.c_str(), "r");
            std::array<char, 4096> space;
            for (std::size_t got = 0; (got = ::fread(space.data(), 1, space.size(), pipe)) != 0;)
                output.append(space.data(), got);
            ::pclose(pipe);
        });
        loop.runAll(serveOnce(acceptor, std::move(context), pool, info));
        client.join();
        return output;
    }
};

TEST_F(OpensslClient, VerifiesUsInBothVersions) {
    for (const char* version : {"-tls1_2", "-tls1_3"}) {
        SCOPED_TRACE(version);
        std::optional<TlsInfo> info;
        const auto output =
            run(std::string(version) + " -servername mx.example.vn -verify_hostname mx.example.vn", server(), info);
        EXPECT_NE(output.find("Verify return code: 0 (ok)"), std::string::npos) << output;
        EXPECT_NE(output.find("SEEN hello from openssl"), std::string::npos) << output;
        ASSERT_TRUE(info);
        EXPECT_EQ(info->version, std::string(version) == "-tls1_2" ? "TLSv1.2" : "TLSv1.3");
        EXPECT_EQ(info->serverName, "mx.example.vn");
    }
}

TEST_F(OpensslClient, ResumesWithOurTickets) {
    const auto context = server();
    for (const char* version : {"-tls1_2", "-tls1_3"}) {
        SCOPED_TRACE(version);
        const std::string file = (certificates.folder.path / "session.pem").native();
        std::optional<TlsInfo> info;
        std::ignore = run(std::string(version) + " -sess_out " + file, context, info);
        ASSERT_TRUE(info);
        EXPECT_EQ(info->resumed, TlsInfo::Resumed::no);
        const auto output = run(std::string(version) + " -sess_in " + file, context, info);
        EXPECT_EQ(info->resumed, TlsInfo::Resumed::yes) << output;
        EXPECT_NE(output.find("Reused, TLSv1."), std::string::npos) << output;
    }
}

TEST_F(OpensslClient, TheExporterAgrees) {
    asio::ip::tcp::acceptor acceptor(loop.executor(), Endpoint(asio::ip::address_v4::loopback(), 0));
    std::string output;
    const std::string command =
        "sleep 1 | openssl s_client -tls1_3 -connect 127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()) +
        " -keymatexport EXPORTER-Channel-Binding -keymatexportlen 32 2>&1";
    std::thread client([&] {
        FILE* pipe = ::popen(command.c_str(), "r");
        std::array<char, 4096> space;
        for (std::size_t got = 0; (got = ::fread(space.data(), 1, space.size(), pipe)) != 0;)
            output.append(space.data(), got);
        ::pclose(pipe);
    });
    std::string ours;
    const auto serve = [](asio::ip::tcp::acceptor& where, std::shared_ptr<TlsServerContext> mine,
                          HandshakePool& workers, std::string& hex) -> Task<> {
        Stream stream(co_await where.async_accept(asio::use_awaitable));
        EXPECT_TRUE(co_await stream.handshakeServer(mine, workers, soon()));
        const auto binding = stream.tlsExporterBinding();
        EXPECT_TRUE(binding);
        if (!binding) co_return;
        for (const auto octet : *binding) {
            std::array<char, 3> text;
            std::snprintf(text.data(), text.size(), "%02X", octet);
            hex += text.data();
        }
        while (co_await stream.readChunk(soon())) {
        }
    };
    loop.runAll(serve(acceptor, server(), pool, ours));
    client.join();
    EXPECT_NE(output.find("Keying material: " + ours), std::string::npos) << ours << "\n" << output;
}

}  // namespace
}  // namespace tram::net
