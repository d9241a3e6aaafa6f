#include "roles/relay/connection.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "base/limits.hpp"
#include "mime/part_tree.hpp"
#include "mime/seven_bit.hpp"
#include "proto/smtp/client_content.hpp"
#include "proto/smtp/client_result.hpp"

namespace tram::roles {

namespace asio = boost::asio;
namespace client = smtp::client;

namespace {

client::Loss lossOf(net::NetErrorKind kind) {
    switch (kind) {
        case net::NetErrorKind::closed:
        case net::NetErrorKind::truncated:
            return client::Loss::closed;
        case net::NetErrorKind::timeout:
            return client::Loss::timedOut;
        case net::NetErrorKind::tls:
        case net::NetErrorKind::untrusted:
            return client::Loss::tlsError;
        default:
            return client::Loss::reset;
    }
}

client::Config configOf(const ConnectionOptions& options) {
    client::Config config;
    config.hostname = options.hostname;
    config.tls = options.tls;
    return config;
}

constexpr auto goodbye = std::chrono::seconds(2);

}  // namespace

Connection::Connection(Host host, ConnectionOptions options, net::HandshakePool& pool, net::Stream stream)
    : host_(std::move(host)),
      options_(std::move(options)),
      pool_(pool),
      stream_(std::move(stream)),
      protocol_(configOf(options_)),
      allDue_(net::after(limits::relay::opening)) {}

asio::awaitable<std::expected<std::unique_ptr<Connection>, client::RecipientResult>> Connection::open(
    Host host, ConnectionOptions options, net::HandshakePool& pool) {
    auto stream = co_await net::connectAny(co_await asio::this_coro::executor, host.endpoints, options.source,
                                           net::after(limits::relay::connecting));
    if (!stream) {
        co_return std::unexpected(client::connectionResult(
            {4, 4, 1}, "no connection to " + host.name + ": " + std::string{net::nameOf(stream.error().kind)} + " " +
                           stream.error().detail));
    }
    co_return std::unique_ptr<Connection>(
        new Connection(std::move(host), std::move(options), pool, std::move(*stream)));
}

std::string Connection::remote() const {
    const auto address = "[" + stream_.remote().address().to_string() + "]";
    return host_.name.starts_with('[') ? address : host_.name + " " + address;
}

std::string Connection::tls() const {
    const auto& info = stream_.tlsInfo();
    return info ? info->version + " " + info->cipher : std::string{};
}

asio::awaitable<Connection::Usable> Connection::untilReady() {
    const auto event = co_await drive();
    if (const auto* ready = std::get_if<client::Ready>(&event)) {
        if (ready->transactions > 0) co_return Usable{true, std::nullopt};
        co_await quit();
        co_return Usable{};
    }
    if (const auto* closed = std::get_if<client::Closed>(&event)) co_return Usable{false, closed->failure};
    co_return Usable{};
}

asio::awaitable<std::vector<client::RecipientResult>> Connection::send(client::Transaction transaction,
                                                                       BodyReader body) {
    allDue_ = net::after(limits::relay::transaction);
    body_ = std::move(body);
    bodySize_ = transaction.parameters.size.value_or(0);
    bodyAt_ = 0;
    const auto count = transaction.recipients.size();
    if (smtp::wantsContentScan(transaction, protocol_.extensions())) co_await adaptToServer(transaction);
    protocol_.begin(std::move(transaction));
    const auto event = co_await drive();
    if (const auto* done = std::get_if<client::TransactionDone>(&event);
        done != nullptr && done->recipients.size() == count) {
        co_return done->recipients;
    }
    co_return std::vector(count, client::connectionResult({4, 4, 2}, "the connection broke"));
}

asio::awaitable<void> Connection::quit() {
    protocol_.quit();
    std::ignore = co_await drive();
    stream_.close();
}

asio::awaitable<client::Event> Connection::drive() {
    for (;;) {
        auto event = protocol_.next();
        if (const auto* need = std::get_if<client::NeedInput>(&event)) {
            if (need->forNewReply) replyDue_ = within(need->timeout);
            if (co_await write(need->timeout)) co_await read(replyDue_);
        } else if (std::holds_alternative<client::StartTls>(event)) {
            co_await startTls();
        } else if (const auto* wanted = std::get_if<client::NeedBody>(&event)) {
            co_await supplyBody(*wanted);
        } else {
            if (std::holds_alternative<client::Closed>(event)) {
                const auto output = protocol_.takeOutput();
                if (!output.empty()) std::ignore = co_await stream_.writeAll(output, net::after(goodbye));
                stream_.close();
            }
            co_return event;
        }
    }
}

net::Deadline Connection::within(std::chrono::seconds timeout) const {
    return std::min(net::after(timeout), allDue_);
}

asio::awaitable<bool> Connection::write(std::chrono::seconds timeout) {
    const auto output = protocol_.takeOutput();
    if (output.empty()) co_return true;
    replyDue_ = within(timeout);
    const auto written = co_await stream_.writeAll(output, replyDue_);
    if (written) co_return true;
    co_await readRest(written.error().kind);
    co_return false;
}

asio::awaitable<void> Connection::read(net::Deadline deadline) {
    const auto chunk = co_await stream_.readChunk(deadline);
    if (chunk) {
        protocol_.feed(chunk->bytes());
    } else {
        protocol_.lost(lossOf(chunk.error().kind));
    }
}

asio::awaitable<void> Connection::readRest(net::NetErrorKind kind) {
    const auto deadline = net::after(goodbye);
    std::size_t left = limits::smtp::pipelinedCommands;
    while (left > 0) {
        const auto chunk = co_await stream_.readChunk(deadline);
        if (!chunk) break;
        protocol_.feed(chunk->bytes());
        left -= std::min(left, chunk->bytes().size());
    }
    protocol_.lost(lossOf(kind));
}

asio::awaitable<void> Connection::startTls() {
    if (!co_await write(limits::relay::handshake)) co_return;
    // Whatever came in the clear behind the reply must not be taken for the server's handshake. [RFC3207 4.2]
    if (stream_.buffered() != 0) {
        protocol_.lost(client::Loss::tlsError);
        co_return;
    }
    const auto name = host_.name.starts_with('[') ? stream_.remote().address().to_string() : host_.name;
    const auto info = co_await stream_.handshakeClient(options_.context, name, options_.destination, pool_,
                                                       net::after(limits::relay::handshake));
    if (info) {
        protocol_.tlsEstablished();
    } else {
        protocol_.lost(client::Loss::tlsError);
    }
}

asio::awaitable<void> Connection::supplyBody(client::NeedBody need) {
    if (!co_await write(need.timeout)) co_return;
    if (stream_.buffered() != 0) {
        co_await read(within(need.timeout));
        co_return;
    }
    const auto length = std::min<std::uint64_t>(need.room, bodySize_ - bodyAt_);
    if (length == 0) {
        protocol_.finishBody();
        co_return;
    }
    Bytes piece;
    if (!body_(bodyAt_, length, piece) || piece.size() != length) {
        protocol_.abandonBody("the message cannot be read");
        co_return;
    }
    bodyAt_ += length;
    protocol_.supplyBody(piece);
}

asio::awaitable<void> Connection::adaptToServer(client::Transaction& transaction) {
    smtp::ContentScan scan;
    Bytes piece;
    for (std::uint64_t at = 0; at < bodySize_; at += limits::smtp::clientBody) {
        piece.clear();
        // What cannot be read now fails again when it is sent, and is told then.
        if (!body_(at, std::min<std::uint64_t>(limits::smtp::clientBody, bodySize_ - at), piece)) co_return;
        scan.feed(piece);
        co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    }
    smtp::applyContentScan(transaction, scan);
    if (smtp::wantsSevenBits(transaction, protocol_.extensions())) saySevenBits(transaction);
}

void Connection::saySevenBits(client::Transaction& transaction) {
    Bytes message;
    if (!body_(0, bodySize_, message) || message.size() != bodySize_) return;
    auto rendering = mime::SevenBitMessage::of(message, mime::summarise(message));
    // The engine refuses what cannot be said otherwise.
    if (!rendering) return;
    bodySize_ = rendering->size();
    transaction.parameters.size = bodySize_;
    transaction.parameters.body = smtp::BodyKind::sevenBit;
    body_ = [original = std::move(body_), rendering = std::move(*rendering)](std::uint64_t offset, std::uint64_t length,
                                                                             Bytes& out) mutable {
        return rendering.read(original, offset, length, out);
    };
}

}  // namespace tram::roles
