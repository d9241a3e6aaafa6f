#include "roles/alert/webhook_sender.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include "base/limits.hpp"

namespace tram::roles {

namespace asio = boost::asio;
namespace http = boost::beast::http;

namespace {

constexpr auto exchange = std::chrono::seconds(20);
constexpr std::uint32_t answerHeader = 16 * limits::KiB;
constexpr unsigned refusalsBeforeGivingUp = 3;

// The server has nothing against us, but against this document.
bool isAboutContent(unsigned status) {
    return status == 400 || status == 413 || status == 422;
}

}  // namespace

asio::awaitable<std::expected<unsigned, std::string>> WebhookSender::post(net::Stream& stream,
                                                                          const SpooledEvent& event) const {
    stream.expiresAt(net::after(exchange));
    http::request<http::string_body> request(http::verb::post, url_.target, 11);
    request.set(http::field::host, url_.authority());
    request.set(http::field::user_agent, "tram-alert");
    request.set(http::field::content_type, "application/json");
    request.keep_alive(false);
    request.body() = webhookDocument(event.event, hostname_);
    request.prepare_payload();
    const auto [writeError, written] = co_await http::async_write(stream, request, asio::as_tuple(asio::use_awaitable));
    if (writeError) co_return std::unexpected("writing, " + writeError.message());
    boost::beast::flat_buffer buffer(2 * answerHeader);
    http::response_parser<http::empty_body> parser;
    parser.header_limit(answerHeader);
    // The status is the answer. What comes after it is not read, so its length is no matter.
    parser.body_limit(boost::none);
    const auto [readError, octets] =
        co_await http::async_read_header(stream, buffer, parser, asio::as_tuple(asio::use_awaitable));
    if (readError) co_return std::unexpected("reading, " + readError.message());
    co_return parser.get().result_int();
}

asio::awaitable<Delivery> WebhookSender::deliver(std::vector<SpooledEvent> waiting) {
    Delivery delivery;
    const auto& event = waiting.front();
    auto stream = co_await outward_.connect({url_.host, url_.port});
    if (!stream) {
        delivery.problem = stream.error();
        co_return delivery;
    }
    const auto status = co_await post(*stream, event);
    stream->close();
    if (!status) {
        delivery.problem = status.error();
    } else if (*status >= 200 && *status < 300) {
        delivery.done.push_back(event.number);
    } else {
        refusals_ = isAboutContent(*status) && refusedNumber_ == event.number ? refusals_ + 1 : 1;
        refusedNumber_ = event.number;
        if (isAboutContent(*status) && refusals_ >= refusalsBeforeGivingUp) {
            delivery.refused.push_back(event.number);
        } else {
            delivery.problem = "the server answers " + std::to_string(*status);
        }
    }
    co_return delivery;
}

}  // namespace tram::roles
