#include "roles/alert/syslog_sender.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdint>

#include "roles/alert/syslog_line.hpp"

namespace tram::roles {

namespace asio = boost::asio;

namespace {

// At a time: at most 32 KiB, which any receive window holds, so that what is not under way has arrived.
constexpr std::size_t most = 16;
constexpr auto writing = std::chrono::seconds(20);
constexpr auto glance = std::chrono::milliseconds(100);

// What TCP knows of the octets that were sent, and of the end of our side once that was said.
enum class Fate : std::uint8_t { underWay, acknowledged, ended, broken };
Fate fateOf(net::Stream& stream) {
    const auto socket = stream.lowest_layer().native_handle();
    tcp_info info{};
    socklen_t size = sizeof info;
    if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return Fate::broken;
    // After the state, since both change together: a reset ends the connection with an error.
    int error = 0;
    size = sizeof error;
    if (::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0) return Fate::broken;
    if (info.tcpi_state == TCP_CLOSE) return Fate::ended;
    return info.tcpi_unacked == 0 ? Fate::acknowledged : Fate::underWay;
}

// Reads away what the collector says, which nobody asked for, until he ends or the deadline passes.
asio::awaitable<net::NetErrorKind> readToEnd(net::Stream& stream, net::Deadline deadline) {
    std::array<char, 1024> space;
    for (;;) {
        const auto read = co_await stream.readSome(space, deadline);
        if (!read) co_return read.error().kind;
    }
}

// His kernel has all of it, and he has not ended his side: one who does so before he is told the end did not read.
asio::awaitable<bool> arrived(net::Stream& stream, net::Deadline deadline) {
    for (;;) {
        if (co_await readToEnd(stream, net::after(glance)) != net::NetErrorKind::timeout) co_return false;
        const auto fate = fateOf(stream);
        if (fate == Fate::acknowledged) co_return true;
        if (fate != Fate::underWay || std::chrono::steady_clock::now() >= deadline) co_return false;
    }
}

// He ended his side after ours, without a reset; or keeps it open, and has our end.
asio::awaitable<bool> confirmed(net::Stream& stream, net::Deadline deadline) {
    using enum net::NetErrorKind;
    const auto end = co_await readToEnd(stream, deadline);
    if (end != closed && end != truncated && end != timeout) co_return false;
    asio::steady_timer timer(stream.get_executor());
    for (;;) {
        const auto fate = fateOf(stream);
        if (fate == Fate::broken) co_return false;
        if (fate == Fate::ended) co_return true;
        if (std::chrono::steady_clock::now() >= deadline) co_return fate == Fate::acknowledged;
        timer.expires_after(std::chrono::milliseconds(20));
        co_await timer.async_wait(asio::use_awaitable);
    }
}

}  // namespace

asio::awaitable<Delivery> SyslogSender::deliver(std::vector<SpooledEvent> waiting) {
    Delivery delivery;
    auto stream = co_await outward_.connect(place_);
    if (!stream) {
        delivery.problem = stream.error();
        co_return delivery;
    }
    if (waiting.size() > most) waiting.resize(most);
    Bytes frames;
    for (const auto& each : waiting) frames += syslogFrame(syslogLine(each.event, hostname_));
    const auto deadline = net::after(writing);
    const auto written = co_await stream->writeAll(frames, deadline);
    if (!written) {
        delivery.problem = "writing, " + wordsOf(written.error());
    } else {
        // One after the other, in statements of their own: GCC 14 does not keep the order of awaits joined by "or".
        bool isTaken = co_await arrived(*stream, deadline);
        if (isTaken) {
            const auto ended = co_await stream->shutdown(deadline);
            isTaken = ended.has_value();
        }
        if (isTaken) isTaken = co_await confirmed(*stream, net::after(confirming_));
        if (!isTaken) delivery.problem = "the collector did not take what was sent";
        if (isTaken)
            for (const auto& each : waiting) delivery.done.push_back(each.number);
    }
    stream->close();
    co_return delivery;
}

}  // namespace tram::roles
