#include "roles/store_link/store_link.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>
#include <unordered_map>

#include "net/essential.hpp"
#include "net/unix_channel.hpp"

namespace tram::roles {

namespace asio = boost::asio;

struct StoreLink::Core : std::enable_shared_from_this<StoreLink::Core> {
    using Handler = asio::any_completion_handler<void(Asked)>;

    Core(asio::any_io_executor ex, Options o) : executor(std::move(ex)), options(std::move(o)) {}

    asio::awaitable<void> run(std::shared_ptr<Core> self);
    asio::awaitable<void> receiveAll();
    void failPending(LinkError error);
    void sendRequest(std::uint64_t id, Bytes body, net::UniqueFd fd);
    asio::awaitable<bool> untilConnected(std::chrono::milliseconds patience);

    asio::any_io_executor executor;
    Options options;
    std::optional<net::UnixChannel> channel;
    std::unordered_map<std::uint64_t, Handler> pending;
    std::uint64_t nextId = 1;
    bool up = false;
    bool closed = false;
};

void StoreLink::Core::failPending(LinkError error) {
    auto failed = std::move(pending);
    pending.clear();
    for (auto& [id, handler] : failed) {
        asio::post(executor,
                   [h = std::move(handler), error]() mutable { std::move(h)(Asked(std::unexpected(error))); });
    }
}

void StoreLink::Core::sendRequest(std::uint64_t id, Bytes body, net::UniqueFd fd) {
    net::Frame frame;
    frame.kind = static_cast<std::uint32_t>(store::FrameKind::request);
    frame.id = id;
    frame.body = std::move(body);
    frame.fd = std::move(fd);
    channel->send(std::move(frame));
}

asio::awaitable<void> StoreLink::Core::receiveAll() {
    for (;;) {
        auto frame = co_await channel->receive();
        if (!frame) co_return;
        if (frame->kind != static_cast<std::uint32_t>(store::FrameKind::answer)) continue;
        auto body = std::make_shared<const Bytes>(std::move(frame->body));
        const auto answer = store::parseAnswer(*body);
        if (frame->id == 0) {
            if (answer && options.committed) {
                if (const auto* committed = (*answer)->body_as_Committed())
                    options.committed(committed, JournalPosition{(*answer)->position()});
            }
            continue;
        }
        const auto waiting = pending.find(frame->id);
        if (waiting == pending.end()) continue;
        auto handler = std::move(waiting->second);
        pending.erase(waiting);
        // In place: whoever waits goes on at once; it may ask again, not read this channel.
        if (answer) {
            std::move(handler)(Asked(Reply(std::move(body), *answer)));
        } else {
            std::move(handler)(Asked(std::unexpected(LinkError::malformed)));
        }
    }
}

asio::awaitable<void> StoreLink::Core::run(std::shared_ptr<Core> self) {
    asio::steady_timer pause(executor);
    while (!self->closed) {
        auto made = co_await net::connectUnix(executor, options.socket, net::after(std::chrono::seconds(5)));
        if (self->closed) break;
        if (!made) {
            pause.expires_after(std::chrono::milliseconds(50));
            co_await pause.async_wait(asio::use_awaitable);
            continue;
        }
        channel.emplace(std::move(*made));
        // The store takes requests in the order they come, so nothing need wait for the answers of these.
        store::schema::HelloT hello;
        hello.process = options.process;
        sendRequest(nextId++, store::encodeRequest(std::move(hello)), {});
        if (options.committed) {
            store::schema::SubscribeT subscribe;
            subscribe.topics = options.topics;
            sendRequest(nextId++, store::encodeRequest(std::move(subscribe)), {});
            options.committed(nullptr, {});
        }
        up = true;
        try {
            co_await receiveAll();
        } catch (const std::bad_alloc&) {
            // As a link that broke: what was asked is answered so, and the link is made anew.
        }
        up = false;
        channel->close();
        failPending(LinkError::lost);
    }
    failPending(LinkError::unavailable);
}

asio::awaitable<bool> StoreLink::Core::untilConnected(std::chrono::milliseconds patience) {
    if (up || closed) co_return up;
    asio::steady_timer limit(executor);
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!up && !closed && std::chrono::steady_clock::now() < end) {
        limit.expires_after(std::chrono::milliseconds(10));
        co_await limit.async_wait(asio::use_awaitable);
    }
    co_return up;
}

StoreLink::StoreLink(asio::any_io_executor executor, Options options)
    : core_(std::make_shared<Core>(executor, std::move(options))) {
    asio::co_spawn(executor, core_->run(core_), net::essential);
}

StoreLink::~StoreLink() {
    close();
}

void StoreLink::close() {
    core_->closed = true;
    if (core_->channel) core_->channel->close();
}

bool StoreLink::connected() const {
    return core_->up;
}

asio::awaitable<bool> StoreLink::untilConnected(std::chrono::milliseconds patience) {
    return core_->untilConnected(patience);
}

asio::awaitable<Asked> StoreLink::ask(Bytes body, net::UniqueFd fd) {
    auto core = core_;
    if (!core->up && !co_await core->untilConnected(core->options.patience))
        co_return std::unexpected(LinkError::unavailable);
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Asked)>(
        [core](auto handler, Bytes sent, net::UniqueFd with) {
            const auto id = core->nextId++;
            core->pending.emplace(id, std::move(handler));
            core->sendRequest(id, std::move(sent), std::move(with));
        },
        asio::use_awaitable, std::move(body), std::move(fd));
}

void StoreLink::tell(Bytes body) {
    if (core_->up) core_->sendRequest(core_->nextId++, std::move(body), {});
}

}  // namespace tram::roles
