// tram-store's door: the Unix socket over which the other processes ask.
//
// Commands go to the commit loop, questions are answered here or on the question threads; after each commit its
// answers go out, and subscribers are told what changed. A peer is what its user says it is; only the store's own
// user may name its process itself (tools/dev run).
// Threads: one I/O loop; see store/commit_loop.hpp and store/queries.hpp for the others.
#pragma once

#include <boost/asio/thread_pool.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "net/runtime.hpp"
#include "net/unix_channel.hpp"
#include "store/dispatch.hpp"
#include "store/queries.hpp"

namespace tram::roles {

class StoreService {
public:
    StoreService(net::Runtime& runtime, store::CommitLoop& commits, store::Queries& queries,
                 store::OpenSessions& sessions);
    ~StoreService();
    StoreService(const StoreService&) = delete;
    StoreService& operator=(const StoreService&) = delete;

    [[nodiscard]] std::expected<void, net::NetError> listen(const std::filesystem::path& socket);
    [[nodiscard]] std::expected<void, net::NetError> adopt(net::UniqueFd socket);
    // From any thread: the answers and notifications of a commit.
    void committed(store::CommittedBatch batch);
    // No new commands; what is under way is answered.
    void stop();

private:
    struct Client;
    boost::asio::awaitable<void> acceptClients();
    boost::asio::awaitable<void> serve(std::shared_ptr<Client> client);
    boost::asio::awaitable<void> untilRoom();
    bool handleOrNot(const std::shared_ptr<Client>& client, net::Frame frame);
    void handle(const std::shared_ptr<Client>& client, net::Frame frame);
    void handleCommand(const std::shared_ptr<Client>& client, std::uint64_t id,
                       std::shared_ptr<store::RequestBytes> bytes, const store::ParsedRequest& parsed,
                       net::UniqueFd fd);
    void submit(std::uint64_t client, std::uint64_t id, std::expected<store::Command, store::Refusal> command);
    void answer(std::uint64_t client, std::uint64_t id, Bytes body);
    void signedInAs(std::uint64_t client, const Bytes& answer);
    [[nodiscard]] static store::Origin originOf(const Client& client, const store::schema::Request& request);

    net::Runtime& runtime_;
    store::CommitLoop& commits_;
    store::Queries& queries_;
    store::OpenSessions& sessions_;
    std::optional<net::UnixListener> listener_;
    std::map<std::uint64_t, std::shared_ptr<Client>> clients_;
    std::uint64_t nextClient_ = 1;
    std::size_t preparing_ = 0;  // bytes on their way through preparation_
    boost::asio::thread_pool preparation_{1};
    boost::asio::thread_pool passwords_{1};
    boost::asio::thread_pool questions_{2};
};

}  // namespace tram::roles
