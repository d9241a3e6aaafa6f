#include "roles/alert/http_session.hpp"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <format>

#include "base/limits.hpp"
#include "roles/alert/health_answers.hpp"

namespace tram::roles {

namespace asio = boost::asio;
namespace http = boost::beast::http;

namespace {

// A request is a line and a few fields; browsers send up to 2 KiB.
constexpr std::uint32_t headerOctets = 8 * limits::KiB;
// Of one request, its answer included, and between two of them.
constexpr auto requestPatience = std::chrono::seconds(10);
constexpr auto idlePatience = std::chrono::seconds(60);
constexpr auto handshakePatience = std::chrono::seconds(10);
constexpr auto farewell = std::chrono::seconds(2);
// So that no connection is for ever.
constexpr unsigned requestsPerConnection = 1'000;

// Of what cannot be read; 0: the connection is gone.
unsigned statusOf(boost::system::error_code error) {
    if (error == http::error::header_limit || error == http::error::buffer_overflow) return 431;
    if (error == http::error::body_limit) return 413;
    if (error == http::error::end_of_stream || error == http::error::partial_message) return 0;
    return error.category() == http::make_error_code(http::error::bad_method).category() ? 400 : 0;
}

std::string_view view(boost::beast::string_view text) {
    return {text.data(), text.size()};
}

using Parser = http::request_parser<http::empty_body>;

HealthReply replyTo(const Parser& parser, const HttpParts& parts, const HealthView& known) {
    const auto& request = parser.get();
    // [RFC9112 3.2]
    if (request.version() >= 11 && request.count(http::field::host) != 1) return refuseRequest(400);
    return answerHealth(view(request.method_string()), view(request.target()),
                        view(request[http::field::accept_language]), known, parts.version);
}

template <class Body>
http::response<Body> headOf(const HealthReply& reply, SystemTime now, bool keepAlive) {
    http::response<Body> response(static_cast<http::status>(reply.status), 11);
    response.set(http::field::date,
                 std::format("{:%a, %d %b %Y %T} GMT", std::chrono::floor<std::chrono::seconds>(now)));
    response.set(http::field::content_type, reply.type);
    response.set(http::field::cache_control, "no-store");
    response.set("X-Content-Type-Options", "nosniff");
    if (reply.type.starts_with("text/html")) {
        response.set(http::field::vary, "Accept-Language");
        response.set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    }
    if (!reply.allow.empty()) response.set(http::field::allow, reply.allow);
    response.keep_alive(keepAlive);
    response.content_length(reply.body.size());
    return response;
}

asio::awaitable<bool> answer(net::Stream& stream, HealthReply reply, SystemTime now, bool isHead, bool keepAlive) {
    boost::system::error_code error;
    if (isHead) {
        auto response = headOf<http::empty_body>(reply, now, keepAlive);
        http::response_serializer<http::empty_body> serializer(response);
        std::tie(error, std::ignore) =
            co_await http::async_write_header(stream, serializer, asio::as_tuple(asio::use_awaitable));
        co_return !error;
    }
    auto response = headOf<http::string_body>(reply, now, keepAlive);
    response.body() = std::move(reply.body);
    std::tie(error, std::ignore) = co_await http::async_write(stream, response, asio::as_tuple(asio::use_awaitable));
    co_return !error;
}

// What is left of a request that was refused is read away: a reset would take the answer with it. [RFC9112 9.6]
asio::awaitable<void> leave(net::Stream& stream) {
    const auto deadline = net::after(farewell);
    if (!co_await stream.shutdown(deadline)) co_return;
    std::array<char, 4096> space;
    std::size_t left = 16 * space.size();
    while (left > 0) {
        const auto read = co_await stream.readSome(space, deadline);
        if (!read) break;
        left -= std::min(left, *read);
    }
}

// Whether the connection stays.
asio::awaitable<bool> serveOne(net::Stream& stream, boost::beast::flat_buffer& buffer, const HttpParts& parts) {
    stream.expiresAt(net::after(requestPatience));
    Parser parser;
    parser.header_limit(headerOctets);
    parser.body_limit(std::uint64_t{0});
    const auto [error, octets] =
        co_await http::async_read_header(stream, buffer, parser, asio::as_tuple(asio::use_awaitable));
    const auto known = parts.view();
    if (error) {
        if (const auto status = statusOf(error); status != 0)
            std::ignore = co_await answer(stream, refuseRequest(status), known.now, false, false);
        co_return false;
    }
    // Nothing here takes a body, and none is read.
    if (!parser.is_done()) {
        std::ignore = co_await answer(stream, refuseRequest(413), known.now, false, false);
        co_return false;
    }
    const bool keepAlive = parser.get().keep_alive();
    const bool isHead = parser.get().method() == http::verb::head;
    co_return co_await answer(stream, replyTo(parser, parts, known), known.now, isHead, keepAlive) && keepAlive;
}

}  // namespace

asio::awaitable<void> serveHttp(net::Stream stream, const HttpParts& parts) {
    if (parts.tls && !co_await stream.handshakeServer(parts.tls, parts.handshakes, net::after(handshakePatience)))
        co_return;
    boost::beast::flat_buffer buffer(headerOctets);
    for (unsigned served = 0; served < requestsPerConnection; ++served) {
        if (buffer.size() == 0 && !co_await stream.waitReadable(net::after(idlePatience))) co_return;
        if (!co_await serveOne(stream, buffer, parts)) break;
    }
    co_await leave(stream);
}

std::string httpRefusal() {
    const auto reply = refuseRequest(503);
    return std::format(
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: {}\r\nCache-Control: no-store\r\nRetry-After: 5\r\n"
        "Connection: close\r\nContent-Length: {}\r\n\r\n{}",
        reply.type, reply.body.size(), reply.body);
}

}  // namespace tram::roles
