// The operator's end of tram-store's socket: requests and their answers, as many on their way as the caller likes.
//
// Threads: one. Every wait is bounded.
#pragma once

#include <chrono>
#include <expected>
#include <filesystem>
#include <optional>
#include <vector>

#include "net/unix_socket.hpp"
#include "store/wire.hpp"

namespace tram::cli {

struct StoreAnswer {
    std::uint64_t request = 0;  // what post() returned
    Bytes body;
    const store::schema::Answer* answer = nullptr;  // into body, which moves with it
};

class StoreClient {
public:
    // Connects and says Hello. refused, notFound: no store serves there.
    [[nodiscard]] static std::expected<StoreClient, net::NetError> connect(const std::filesystem::path& socket);

    // Takes a request; it leaves with the next flush() or receive().
    std::uint64_t post(Bytes request);
    [[nodiscard]] std::expected<void, net::NetError> flush();
    // The next answer, of whichever request.
    [[nodiscard]] std::expected<StoreAnswer, net::NetError> receive(std::chrono::milliseconds timeout);
    // An answer that is here already; nothing where there is none.
    [[nodiscard]] std::expected<std::optional<StoreAnswer>, net::NetError> receiveReady();
    // One request and its answer. REQUIRES: none other is on its way.
    [[nodiscard]] std::expected<StoreAnswer, net::NetError> ask(Bytes request, std::chrono::milliseconds timeout);

private:
    [[nodiscard]] static std::expected<StoreAnswer, net::NetError> read(net::Frame frame);
    explicit StoreClient(net::BlockingChannel channel) : channel_(std::move(channel)) {}
    net::BlockingChannel channel_;
    std::vector<net::Frame> waiting_;
    std::uint64_t next_ = 1;
};

}  // namespace tram::cli
