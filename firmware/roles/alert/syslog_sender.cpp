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

// At a time: some 100 KiB.
constexpr std::size_t most = 100;
constexpr auto writing = std::chrono::seconds(20);

// What TCP knows of the octets that were sent, the end of our side included.
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
    return info.tcpi_state == TCP_FIN_WAIT2 ? Fate::acknowledged : Fate::underWay;
}

// A collector that ends his side before he read all of it resets the connection, sooner or later: so both sides' ends
// are waited for.
asio::awaitable<bool> confirmed(net::Stream& stream, net::Deadline deadline) {
    std::array<char, 1024> space;
    for (;;) {
        const auto read = co_await stream.readSome(space, deadline);
        if (read) continue;  // nothing that a collector has to say is asked for
        const auto kind = read.error().kind;
        if (kind == net::NetErrorKind::closed || kind == net::NetErrorKind::truncated ||
            kind == net::NetErrorKind::timeout)
            break;
        co_return false;
    }
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
    auto written = co_await stream->writeAll(frames, deadline);
    if (written) written = co_await stream->shutdown(deadline);
    if (!written) {
        delivery.problem = "writing, " + wordsOf(written.error());
    } else if (!co_await confirmed(*stream, net::after(confirming_))) {
        delivery.problem = "the collector did not take what was sent";
    } else {
        for (const auto& each : waiting) delivery.done.push_back(each.number);
    }
    stream->close();
    co_return delivery;
}

}  // namespace tram::roles
