// What the tests of this room stand on: coroutines run to their end on one loop, connected pairs of
// streams over loopback, and certificates of an authority made for the test.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/self_ca.hpp"
#include "net/stream.hpp"
#include "net/tls_context.hpp"

namespace tram::net::test {

using namespace std::chrono_literals;
namespace asio = boost::asio;
template <class T = void>
using Task = asio::awaitable<T>;

// No test waits longer than this for what must happen; it is no measure of speed.
inline Deadline soon() {
    return after(20s);
}

// Runs the coroutines together until all have ended. An exception of one ends the test.
class Loop {
public:
    void add(Task<> task) {
        ++open_;
        asio::co_spawn(context, std::move(task), [this](std::exception_ptr thrown) {
            if (thrown && !thrown_) thrown_ = thrown;
            if (--open_ == 0 || thrown_) context.stop();
        });
    }
    void run() {
        const auto work = asio::make_work_guard(context);
        context.restart();
        if (open_ != 0) context.run_for(60s);
        if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
        EXPECT_EQ(open_, 0U) << "a coroutine did not end";
    }
    template <class... Tasks>
    void runAll(Tasks... tasks) {
        (add(std::move(tasks)), ...);
        run();
    }
    [[nodiscard]] asio::any_io_executor executor() { return context.get_executor(); }

    asio::io_context context{1};

private:
    std::exception_ptr thrown_;
    std::size_t open_ = 0;
};

struct StreamPair {
    Stream server;
    Stream client;
};

// Two ends of one TCP connection over loopback.
inline std::pair<asio::ip::tcp::socket, asio::ip::tcp::socket> connectedSockets(asio::any_io_executor executor) {
    using asio::ip::tcp;
    tcp::acceptor acceptor(executor, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    tcp::socket client(executor);
    client.connect(acceptor.local_endpoint());
    return {acceptor.accept(), std::move(client)};
}

inline StreamPair streamPair(asio::any_io_executor executor) {
    auto [server, client] = connectedSockets(executor);
    return {Stream(std::move(server)), Stream(std::move(client))};
}

inline Task<> pause(std::chrono::milliseconds span) {
    asio::steady_timer timer(co_await asio::this_coro::executor, span);
    co_await timer.async_wait(asio::use_awaitable);
}

class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "tram-net-XXXXXX").native();
        path = ::mkdtemp(pattern.data());
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path); }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    std::filesystem::path path;
};

// An authority and servers' certificates in a folder of the test's own.
struct Certificates {
    Certificates() : authority(makeAuthority("Tỉnh Thử Nghiệm, CA", validity()).value()) {
        EXPECT_TRUE(writeCertificate(authority, caFile(), folder.path / "ca.key"));
        issue("server", {"mx.example.vn", "localhost", "127.0.0.1"});
    }
    static Validity validity() {
        const auto now = std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
        return {now - 1h, now + 24h * 30};
    }
    CertificateFiles files(const std::string& name) const {
        return {folder.path / (name + ".crt"), folder.path / (name + ".key")};
    }
    void issue(const std::string& name, const std::vector<std::string>& names) {
        const auto pair = issueServerCertificate(authority, names, validity());
        ASSERT_TRUE(pair) << pair.error().detail;
        ASSERT_TRUE(writeCertificate(*pair, files(name).chain, files(name).key));
    }
    std::filesystem::path caFile() const { return folder.path / "ca.crt"; }

    TemporaryFolder folder;
    CertificateAndKey authority;
};

}  // namespace tram::net::test
