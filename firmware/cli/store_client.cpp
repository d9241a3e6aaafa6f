#include "cli/store_client.hpp"

namespace tram::cli {

namespace {

constexpr auto connectWait = std::chrono::seconds(5);
constexpr auto sendWait = std::chrono::seconds(60);

}  // namespace

std::expected<StoreClient, net::NetError> StoreClient::connect(const std::filesystem::path& socket) {
    auto channel = net::BlockingChannel::connect(socket, connectWait);
    if (!channel) return std::unexpected(channel.error());
    StoreClient client(std::move(*channel));
    store::schema::HelloT hello;
    hello.process = "tram";
    if (auto answered = client.ask(store::encodeRequest(std::move(hello)), connectWait); !answered)
        return std::unexpected(answered.error());
    return client;
}

std::uint64_t StoreClient::post(Bytes request) {
    net::Frame frame;
    frame.kind = static_cast<std::uint32_t>(store::FrameKind::request);
    frame.id = next_++;
    frame.body = std::move(request);
    waiting_.push_back(std::move(frame));
    return next_ - 1;
}

std::expected<void, net::NetError> StoreClient::flush() {
    if (waiting_.empty()) return {};
    auto sent = channel_.send(waiting_, sendWait);
    waiting_.clear();
    return sent;
}

std::expected<StoreAnswer, net::NetError> StoreClient::receive(std::chrono::milliseconds timeout) {
    if (auto sent = flush(); !sent) return std::unexpected(sent.error());
    auto frame = channel_.receive(timeout);
    if (!frame) return std::unexpected(frame.error());
    return read(std::move(*frame));
}

std::expected<std::optional<StoreAnswer>, net::NetError> StoreClient::receiveReady() {
    auto frame = channel_.receiveReady();
    if (!frame) return std::unexpected(frame.error());
    if (!*frame) return std::nullopt;
    auto answer = read(std::move(**frame));
    if (!answer) return std::unexpected(answer.error());
    return std::optional(std::move(*answer));
}

std::expected<StoreAnswer, net::NetError> StoreClient::read(net::Frame frame) {
    StoreAnswer result;
    result.request = frame.id;
    result.body = std::move(frame.body);
    const auto answer = store::parseAnswer(result.body);
    if (!answer)
        return std::unexpected(net::NetError{net::NetErrorKind::malformed, "the store's answer cannot be read"});
    result.answer = *answer;
    return result;
}

std::expected<StoreAnswer, net::NetError> StoreClient::ask(Bytes request, std::chrono::milliseconds timeout) {
    const auto id = post(std::move(request));
    auto answer = receive(timeout);
    if (answer && answer->request != id)
        return std::unexpected(net::NetError{net::NetErrorKind::malformed, "the store answered something else"});
    return answer;
}

}  // namespace tram::cli
